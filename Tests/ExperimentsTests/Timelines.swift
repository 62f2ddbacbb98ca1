import Escalation
import Foundation
import ShippedModels

@testable import Experiments

/// A table that is shipped.
func shipped(_ evidence: ShippedEvidence) throws -> RecordTable {
  try RecordTable(
    SourceText(file: evidence.file, bytes: Data(evidence.bytes)), file: evidence.file)
}

/// The counts that are shipped.
func shippedBaselines() throws -> CountedBaselines {
  try CountedBaselines(moves: shipped(.moveCounts), peaks: shipped(.peakCounts))
}

/// The cases of a text; the name of the file is `t.csv`.
func timelines(_ text: String, _ ladder: Ladder? = nil) throws -> [Timeline] {
  let ladder = try ladder ?? shipped("major-powers").ladder
  let table = try RecordTable(SourceText(file: "t.csv", text: text), file: "t.csv")
  return try TimelineFile(table, ladder: ladder).timelines
}

/// A case of one step a day from 1 May 2001, with the rungs named.
func timeline(_ rungs: String..., alternatives: [Int: String] = [:]) throws -> Timeline {
  let lines = rungs.enumerated().map { index, rung in
    "case,\(index + 1),2001-05-\(index < 9 ? "0" : "")\(index + 1),\(rung),"
      + "\(alternatives[index + 1] ?? ""),here\n"
  }
  return try timelines("case,step,date,rung,rung_alternative,source\n" + lines.joined())[0]
}

/// A shipped case, of whichever set.
func shippedCase(_ name: String) throws -> Timeline {
  let ladder = try shipped("major-powers").ladder
  let all = try [ShippedEvidence.caseTimelines, .laterTimelines].flatMap {
    try TimelineFile(shipped($0), ladder: ladder).timelines
  }
  guard let found = all.first(where: { $0.name == name }) else {
    preconditionFailure("there is no case \(name)")
  }
  return found
}

/// The answers of a model to a case.
func hindcast(
  _ model: EscalationModel, _ timeline: Timeline, start: String? = nil, set: [String] = [],
  factors: [CaseFactors.Level]? = nil
) throws -> [HindcastRow] {
  let point = start.flatMap { model.ladder.rung(named: $0) }.map { StartPoint(rung: $0, peak: $0) }
  return try Hindcast(
    model: model, timeline: timeline, factors: factors,
    settings: set.map { try Setting($0) }, start: point, baselines: shippedBaselines()
  ).run()
}
