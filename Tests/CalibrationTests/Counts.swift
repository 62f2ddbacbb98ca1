import Escalation
import Foundation
import TestSupport

@testable import Calibration

/// The counts that the shipped models are fitted to, and the raw events where they are to be had.
enum Counts {
  static let ladder = [
    "calm", "incident", "protest", "coercive_signalling", "show_of_force", "limited_clash",
    "limited_war", "major_war",
  ]

  static func table(_ name: String) throws -> RecordTable {
    try RecordTable(
      path: TestFiles.root.appendingPathComponent("Models/Evidence/\(name).csv").path)
  }

  /// Pairs of states, 1946-2014.
  static func pooled() throws -> SequenceSet {
    try TransitionCounts(table("mie-transitions"), ladder: ladder).sequences
  }

  static func gaps() throws -> GapCounts { try GapCounts(table("mie-gaps"), ladder: ladder) }

  /// The path of Militarized Interstate Events 1.0; nil where the user has not named it.
  static let rawPath = environment("BRINK_MIE").flatMap { $0.isEmpty ? nil : $0 }

  static func raw() throws -> SequenceSet? {
    guard let rawPath else { return nil }
    return try EventTable(
      RecordTable(path: rawPath), layout: .militarizedInterstateEvents, dropsFlaws: false
    ).sequences
  }

  static func table(text: String) throws -> RecordTable {
    try RecordTable(SourceText(file: "data.csv", text: text), file: "data.csv")
  }

  /// Sequences simulated from a fit: first levels as given, each of its own cluster unless told otherwise.
  static func simulated(
    _ fit: LadderFit, starts: [Int], clusters: (Int) -> Int = { $0 }, seed: UInt64, number: Int
  ) -> SequenceSet {
    var draws = NormalDraws(seed: seed, number: number)
    let levels = fit.levels.count
    let sequences = starts.enumerated().map { place, start -> SequenceSet.Sequence in
      var node = 0
      var rest = draws.uniform()
      while node < fit.nodeCount - 1 {
        rest -= exp(fit.logWeights[start * fit.nodeCount + node])
        if rest < 0 { break }
        node += 1
      }
      var path = [start]
      var state = fit.space.first(start)
      while true {
        var place = draws.uniform()
        var outcome = 0
        while outcome < levels {
          place -= exp(fit.logProbability(node: node, state: state, outcome))
          if place < 0 { break }
          outcome += 1
        }
        if outcome == levels { break }
        path.append(outcome)
        state = Int(fit.space.next[state * levels + outcome])
      }
      return SequenceSet.Sequence(
        name: "\(place)", cluster: clusters(place), attributes: [:], levels: path,
        levelCount: levels)
    }
    let clusterCount = (sequences.map(\.cluster).max() ?? 0) + 1
    return SequenceSet(
      levels: fit.levels, sequences: sequences, clusters: (0..<clusterCount).map { "c\($0)" },
      isOrdered: true)
  }
}
