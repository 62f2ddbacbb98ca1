import ArgumentParser
import Escalation
import Experiments
import Foundation
import MarkovChains
import Tables

/// `brink calibrate MODEL`: numbers of a model matched to its moments.
struct MomentRunner {
  let model: EscalationModel
  let models: [EscalationModel]
  let paths: [String]
  let settings: [Setting]
  let output: CalibrationOutputOptions
  let threadCount: Int

  func run() throws {
    for path in output.writtenFiles { try WholeFile.check(path) }
    let folder = try output.output.map(StudyFolder.open)
    let matchings: [MomentMatching]
    do {
      matchings = try models.map { model in
        try MomentMatching(
          model, matching: paths, setting: settings,
          threadCount: threadCount, control: RunControl(isInterrupted: { Interruption.happened }))
      }
    } catch let error as StudyError {
      folder?.removeIfEmpty()
      if case .engine(.interrupted) = error {
        throw Speech.fail("interrupted; nothing was kept", ExitStatus.interrupted)
      }
      throw Speech.fail(error)
    }
    let report = MomentReport(model, matchings)
    try write(report)
    if let folder {
      do {
        try folder.store(
          name: "calibration", tables: [report.table, report.momentTable],
          files: [
            (name: "model.yaml", content: Data(try report.restated().utf8)),
            (name: "report.md", content: Data(report.text.utf8)),
          ])
      } catch {
        folder.removeIfEmpty()
        throw Speech.fail("\(error)", ExitStatus.cannotReadOrWrite)
      }
    }
    switch output.format ?? (ResultsStream.isTerminal ? .table : .csv) {
    case .table: try ResultsStream.write(report.text)
    case .csv: try ResultsStream.write(report.table.csv)
    case .json: try ResultsStream.write(report.table.json)
    }
    if matchings.contains(where: { !$0.isConverged }) { throw ExitStatus.checkFailed }
  }

  private func write(_ report: MomentReport) throws {
    let files = [output.model].compactMap { $0 } + output.update
    guard !files.isEmpty else { return }
    do {
      let text = try report.restated()
      try WholeFile.write(files.map { ($0, text) })
    } catch let error as ModelError {
      throw Speech.fail(error.description, ExitStatus.badData)
    }
  }
}
