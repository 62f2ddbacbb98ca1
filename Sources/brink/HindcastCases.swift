import ArgumentParser
import Escalation
import Experiments
import Foundation
import ShippedModels

/// Finds the models and cases that a hindcast is about.
struct HindcastCases {
  let models: [String]
  let cases: [String]
  /// Whether the cases are those after 2014.
  let isLater: Bool
  let timeline: String?
  let factors: String?

  /// A model and a case it is asked about.
  struct Pair {
    let model: EscalationModel
    let timeline: Timeline
    /// nil takes the levels that the model states.
    let factors: [CaseFactors.Level]?
    let origin: HindcastReport.Origin
  }

  /// The model asked about later incidents, which have none of their own.
  private static let laterModel = "china-us"

  /// A set of cases that is shipped, or a file.
  private struct CaseSet {
    let timelines: RecordTable
    let factors: RecordTable?
    let origin: HindcastReport.Origin
  }

  /// Every model with its cases, in the order of the arguments.
  func pairs() throws -> [Pair] {
    if let chain = models.first(where: ModelSource.isChain) {
      throw ValidationError("\(chain) is a chain: it has no rungs that happened")
    }
    let pairs = try found()
    for (index, pair) in pairs.enumerated()
    where pairs[..<index].contains(where: {
      $0.model.name == pair.model.name && $0.model.structure == pair.model.structure
        && $0.timeline.name == pair.timeline.name
    }) {
      throw ValidationError("'\(pair.model.name)' is asked twice of '\(pair.timeline.name)'")
    }
    return pairs
  }

  private func found() throws -> [Pair] {
    if let timeline {
      let own = CaseSet(
        timelines: try Self.table(timeline), factors: try factors.map(Self.table), origin: .own)
      return try models.flatMap { try pairs(of: ModelSource.model($0), in: [own], named: cases) }
    }
    let override = try factors.map(Self.table)
    let four = CaseSet(
      timelines: try Self.shipped(.caseTimelines),
      factors: try override ?? Self.shipped(.caseFactors), origin: .fourCases)
    let later = CaseSet(
      timelines: try Self.shipped(.laterTimelines),
      factors: try override ?? Self.shipped(.laterFactors), origin: .outOfTime)
    let sets = isLater ? [later] : cases.isEmpty ? [four] : [four, later]
    if !models.isEmpty {
      return try models.flatMap { argument in
        let model = try ModelSource.model(argument)
        return try pairs(
          of: model, in: sets, named: cases.isEmpty && !isLater ? [ownCase(model.name)] : cases)
      }
    }
    let ladder = try ModelSource.model(Self.laterModel)
    return try pairs(of: ladder, in: sets, named: cases).map { pair in
      guard pair.origin == .fourCases else { return pair }
      return Pair(
        model: try ModelSource.model(pair.timeline.name), timeline: pair.timeline,
        factors: override == nil ? nil : pair.factors, origin: pair.origin)
    }
  }

  /// The cases of some sets with a model; no names take them all.
  private func pairs(
    of model: EscalationModel, in sets: [CaseSet], named names: [String]
  ) throws -> [Pair] {
    var all: [Pair] = []
    for set in sets {
      let timelines = try Self.read { () throws(TextFileError) in
        try TimelineFile(set.timelines, ladder: model.ladder).timelines
      }
      let levels = try Self.read { () throws(TextFileError) in
        try set.factors.map { table throws(TextFileError) in
          try CaseFactors(table, factors: model.factors).levels
        }
      }
      for timeline in timelines {
        // A case's own model states the levels of the case.
        let isOwn = Hindcast.isOwn(model.name, of: timeline.name) && factors == nil
        all += model.structured.map { structured in
          Pair(
            model: structured, timeline: timeline, factors: isOwn ? nil : levels?[timeline.name],
            origin: set.origin)
        }
      }
    }
    guard !names.isEmpty else { return all }
    return try names.flatMap { name in
      let folded = name.replacing("_", with: "-")
      let found = all.filter { [name, folded].contains($0.timeline.name) }
      guard !found.isEmpty else {
        let known = Set(all.map(\.timeline.name)).sorted()
        throw ValidationError(
          "there is no case '\(name)'\(Spelling.suggestion(for: name, among: known)); there are "
            + known.joined(separator: ", ")
            + (cases.isEmpty ? "; name one for the model with --case" : ""))
      }
      return found
    }
  }

  /// The case whose own a model is, by its name: `korea-1950` of `korea-1950-dyad`.
  private func ownCase(_ model: String) throws -> String {
    let table = try Self.shipped(.caseTimelines)
    guard let column = table.column("case") else { return model }
    let known = Set(table.records.map { $0.cells[column] })
    return known.map { $0.replacing("_", with: "-") }.filter { Hindcast.isOwn(model, of: $0) }
      .max { $0.count < $1.count } ?? model
  }

  /// The counts that models are compared with.
  static func baselines() throws -> CountedBaselines {
    let (moves, peaks) = (try shipped(.moveCounts), try shipped(.peakCounts))
    return try read { () throws(TextFileError) in try CountedBaselines(moves: moves, peaks: peaks) }
  }

  private static func shipped(_ evidence: ShippedEvidence) throws -> RecordTable {
    try read { () throws(TextFileError) in
      try RecordTable(
        SourceText(file: evidence.file, bytes: Data(evidence.bytes)), file: evidence.file)
    }
  }

  private static func table(_ path: String) throws -> RecordTable {
    try read { () throws(TextFileError) in try RecordTable(path: path) }
  }

  /// What is read, with everything that is wrong with it said on failure.
  private static func read<T>(_ body: () throws(TextFileError) -> T) throws -> T {
    do {
      return try body()
    } catch {
      switch error {
      case .unreadable: throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
      case .invalid: throw Speech.fail(error.description, ExitStatus.badData)
      }
    }
  }
}
