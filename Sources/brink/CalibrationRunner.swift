import ArgumentParser
import Calibration
import Escalation
import Foundation
import Tables

/// Reads data, fits, and writes what came of it.
struct CalibrationRunner {
  let table: RecordTable
  let columns: EventColumnOptions
  let options: CalibrationOptions
  let output: CalibrationOutputOptions

  /// Sequences and what was said while they were read.
  private struct Reading {
    var sequences: SequenceSet
    var knowsSequences = true
    var notes: [String] = []
    var dropped: [EventTable.DroppedLine] = []
  }

  func run() throws {
    let base = try ModelSource.model(output.base)
    var reading = try read(ladder: base.ladder.rungs)
    if let range = try options.yearRange() {
      reading.sequences = try inYears(range, reading.sequences)
    }
    for text in options.filters {
      reading.sequences = try reading.sequences.filter(CalibrationOptions.filter(text))
    }
    let gaps = try options.gaps.map { path in
      try GapCounts(RecordTable(path: path), ladder: base.ladder.rungs)
    }
    let updated = try output.update.map { path in
      // A path here is always a file: a shipped model has none to write to.
      guard FileManager.default.fileExists(atPath: path) else {
        throw Speech.fail("\(path): no such file", ExitStatus.cannotReadOrWrite)
      }
      return (path: path, model: try ModelSource.fileModel(path))
    }
    for path in output.writtenFiles { try WholeFile.check(path) }
    let rates = try options.effects.map { try RateTable(RecordTable(path: $0)) }
    for contrast in rates?.contrasts ?? [] {
      guard let factor = contrast.factor, !base.factors.contains(where: { $0.name == factor })
      else {
        continue
      }
      let names = base.factors.map(\.name)
      throw CalibrationError.unfit(
        "\(options.effects ?? ""): the base '\(base.name)' has no factor '\(factor)'"
          + "\(Spelling.suggestion(for: factor, among: names)); it has \(names.joined(separator: ", "))"
      )
    }
    let folder = try output.output.map(openFolder)
    do {
      let result = try calibrate(reading, gaps: gaps)
      let effects =
        rates.map {
          FactorEffect.effects($0, shares: EventShares(result.sequences))
        } ?? []
      let report = try CalibrationReport(
        result, notes: reading.notes, dropped: reading.dropped, effects: effects)
      let model = try model(result, base: base, effects: effects)
      // All are worked out before the first is written, and written aside before the first is put in place.
      var texts: [(path: String, text: String)] = []
      for (path, model) in updated {
        texts.append((path, try restated(model, result, effects, source: nil, file: path)))
      }
      if let path = output.model, let model { texts.append((path, model)) }
      texts += counts(reading.sequences, ladder: base.ladder.rungs)
      try WholeFile.write(texts)
      if !output.quiet {
        for (path, _) in texts { Speech.say("wrote \(path)") }
        if output.model != nil {
          Speech.say(
            "about and incident_base are still those of '\(base.name)': say what the data are")
        }
      }
      try store(report, model: model, folder)
      try say(report, result)
    } catch {
      folder?.removeIfEmpty()
      throw error
    }
  }

  private func read(ladder: [String]) throws -> Reading {
    if TransitionCounts.isCounts(table.columns), !columns.isGiven {
      let counts = try TransitionCounts(table, ladder: ladder)
      let specification = try options.chosen()
      guard counts.knowsPeaks || !specification.rows.contains(.peak) else {
        throw CalibrationError.unfit(
          "'\(options.specification)' looks at the highest rung so far: the table needs a column 'peak'"
        )
      }
      return Reading(sequences: counts.sequences, knowsSequences: counts.knowsSequences)
    }
    let layout = try columns.layout(table, ladder: ladder)
    let events = try EventTable(table, layout: layout, dropsFlaws: columns.dropFlawed)
    return Reading(
      sequences: events.sequences, notes: events.notes, dropped: events.dropped)
  }

  private func inYears(_ range: ClosedRange<Int>, _ set: SequenceSet) throws -> SequenceSet {
    guard set.sequences.contains(where: { $0.attributes["year"] != nil }) else {
      throw CalibrationError.unfit(
        "--years needs the year of each sequence, which these data do not have; select with --where"
      )
    }
    let taken = set.filter {
      $0.attributes["year"].flatMap { Int($0) }.map(range.contains) ?? false
    }
    guard !taken.sequences.isEmpty else {
      throw CalibrationError.unfit("no sequence begins in \(range.lowerBound)-\(range.upperBound)")
    }
    return taken
  }

  private func calibrate(_ reading: Reading, gaps: GapCounts?) throws -> LadderCalibration {
    let style: Progress.Style = output.quiet ? .none : output.progress
    let lines = ProgressLine(style)
    defer { lines.finish() }
    return try LadderCalibration(
      reading.sequences,
      options.request(
        isOrdered: reading.sequences.isOrdered, knowsSequences: reading.knowsSequences),
      gapCounts: gaps, knowsSequences: reading.knowsSequences,
      control: FitControl(
        report: { lines.say($0) }, isInterrupted: { Interruption.happened }))
  }

  /// The text of the model; nil where none was asked for, or a folder was and the fit is none that a model
  /// file holds.
  private func model(
    _ result: LadderCalibration, base: EscalationModel, effects: [FactorEffect]
  ) throws -> String? {
    guard output.model != nil || output.output != nil else { return nil }
    do {
      return try restated(
        base, result, effects, source: result.source(data: table.file),
        file: output.model ?? "model.yaml")
    } catch {
      guard output.model == nil, output.modelSplit == nil else { throw error }
      if !output.quiet { Speech.say("no model.yaml is stored: \(error)") }
      return nil
    }
  }

  /// A model with the fitted numbers, found valid.
  private func restated(
    _ base: EscalationModel, _ result: LadderCalibration, _ effects: [FactorEffect],
    source: EscalationModel.Source?, file: String
  ) throws -> String {
    let text = try result.restated(
      base, split: modelSplit(result), effects: effects, source: source)
    // What cannot be read again is not written.
    _ = try EscalationModel(ModelDocument(text: text, file: file))
    return text
  }

  /// The split whose offsets are written.
  private func modelSplit(_ result: LadderCalibration) throws -> SplitCalibration? {
    guard let name = output.modelSplit else { return nil }
    guard let split = result.splits.first(where: { $0.name == name }) else {
      throw ValidationError("--model-split: '\(name)' is none of the splits; add --split '\(name)'")
    }
    guard split.offsets != nil else {
      throw CalibrationError.unfit(
        "'\(name)' has \(split.sequences.sequences.count) sequences and is fitted alone; only offsets are "
          + "written beside the rows")
    }
    return split
  }

  private func counts(_ set: SequenceSet, ladder: [String]) -> [(path: String, text: String)] {
    var texts: [(path: String, text: String)] = []
    if let path = output.writeCounts {
      texts.append((path, TransitionCounts.table(set, attributes: output.keep).csv))
    }
    if let path = output.writeGaps {
      texts.append((path, GapCounts(set).table(ladder: ladder).csv))
    }
    return texts
  }

  private func openFolder(_ path: String) throws -> ResultsFolder {
    do throws(ResultsFolder.FolderError) {
      let folder = try ResultsFolder(empty: path)
      try folder.create()
      return folder
    } catch {
      throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    }
  }

  private func store(
    _ report: CalibrationReport, model: String?, _ folder: ResultsFolder?
  ) throws {
    guard let folder else { return }
    var files: [(name: String, content: Data)] = []
    if let model { files.append(("model.yaml", Data(model.utf8))) }
    files.append(("report.md", Data(report.text.utf8)))
    do {
      try folder.store(name: "calibration", tables: report.tables, files: files)
    } catch {
      throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    }
    if !output.quiet { Speech.say("stored in \(folder.path)") }
  }

  private func say(_ report: CalibrationReport, _ result: LadderCalibration) throws {
    switch output.format ?? (ResultsStream.isTerminal ? .table : .csv) {
    case .table: try ResultsStream.write(report.text)
    case .csv: try ResultsStream.write(result.mainTable.csv)
    case .json: try ResultsStream.write(result.mainTable.json)
    }
    if !result.fit.isConverged { throw ExitStatus.checkFailed }
  }
}
