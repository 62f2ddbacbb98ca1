import Foundation
import SpecialFunctions

/// A likelihood-ratio test on a table of counts: do rows that a simpler model takes for one differ?
///
/// It takes moves for independent of each other. Moves of one sequence are not, so its rejections are
/// too easy; it compares, it does not decide.
///
/// - Source: Anderson and Goodman, Statistical inference about Markov chains (1957); Kullback, Kupperman and Ku,
///   Tests for contingency tables and Markov chains (1962).
public struct CountTest: Sendable {
  /// Twice the log of the likelihood ratio.
  public let statistic: Double
  /// Rows less one times outcomes less one, of those that were seen.
  public let degreesOfFreedom: Int
  /// The tail of the chi-square distribution, which is only good where expected counts are not small.
  public let chiSquareProbability: Double
  /// The share of draws from the simpler model that are as far off: (1 + draws at or past it) / (1 + draws).
  public let bootstrapProbability: Double?
  /// How many draws there were.
  public let replicateCount: Int
  /// The smallest count that is expected where a move is possible at all.
  public let smallestExpected: Double

  /// One row of counts, and the group of rows that the simpler model takes for one.
  struct Row {
    let group: Int
    let counts: [Double]
  }

  /// The test of rows inside groups.
  init(
    _ rows: [Row], replicates: Int, seed: UInt64, control: FitControl = FitControl()
  ) throws(CalibrationError) {
    let outcomes = rows.first?.counts.count ?? 0
    var groups: [Int: [Row]] = [:]
    for row in rows where row.counts.contains(where: { $0 > 0 }) {
      groups[row.group, default: []].append(row)
    }
    var (statistic, freedom, smallest) = (0.0, 0, Double.infinity)
    let ordered = groups.sorted { $0.key < $1.key }.map(\.value)
    for group in ordered {
      let sums = (0..<outcomes).map { outcome in group.reduce(0) { $0 + $1.counts[outcome] } }
      statistic += Self.statistic(group.map(\.counts), sums)
      freedom += (group.count - 1) * max(0, sums.count { $0 > 0 } - 1)
      let total = sums.reduce(0, +)
      for row in group {
        let held = row.counts.reduce(0, +)
        for sum in sums where sum > 0 { smallest = min(smallest, held * sum / total) }
      }
    }
    self.statistic = statistic
    degreesOfFreedom = freedom
    smallestExpected = smallest
    chiSquareProbability =
      freedom == 0
      ? 1
      : Elementary.exp(
        IncompleteGamma.logChiSquareTail(statistic, degreesOfFreedom: Double(freedom)))
    replicateCount = replicates
    guard replicates > 0, freedom > 0 else {
      bootstrapProbability = nil
      return
    }
    var past = 0
    for replicate in 0..<replicates {
      guard control.goesOn("draw \(replicate + 1) of \(replicates)") else {
        throw control.interruption
      }
      var draws = NormalDraws(seed: seed, number: replicate)
      var drawn = 0.0
      for group in ordered {
        let sums = (0..<outcomes).map { outcome in group.reduce(0) { $0 + $1.counts[outcome] } }
        var cumulative: [Double] = []
        for sum in sums { cumulative.append((cumulative.last ?? 0) + sum) }
        let total = cumulative.last ?? 0
        let sample = group.map { row -> [Double] in
          var counts = [Double](repeating: 0, count: outcomes)
          for _ in 0..<Int(row.counts.reduce(0, +)) {
            let place = draws.uniform() * total
            counts[cumulative.firstIndex { place < $0 } ?? outcomes - 1] += 1
          }
          return counts
        }
        let sampleSums = (0..<outcomes).map { outcome in sample.reduce(0) { $0 + $1[outcome] } }
        drawn += Self.statistic(sample, sampleSums)
      }
      if drawn >= statistic { past += 1 }
    }
    bootstrapProbability = Double(1 + past) / Double(1 + replicates)
  }

  private static func statistic(_ rows: [[Double]], _ sums: [Double]) -> Double {
    let total = sums.reduce(0, +)
    guard total > 0 else { return 0 }
    var result = 0.0
    for row in rows {
      let held = row.reduce(0, +)
      for (count, sum) in zip(row, sums) where count > 0 {
        result += 2 * count * log(count * total / (held * sum))
      }
    }
    return result
  }
}

extension CountTest {
  /// Whether the move depends on the level before, given the level: order two against order one.
  ///
  /// - Returns: nil where the order of moves is not known.
  public init?(
    orderOf set: SequenceSet, replicates: Int, seed: UInt64, control: FitControl = FitControl()
  ) throws(CalibrationError) {
    guard set.isOrdered else { return nil }
    var counts: [[Int]: [Double]] = [:]
    for sequence in set.sequences {
      for move in sequence.moves {
        guard let previous = move.history.previous else { continue }
        counts[
          [move.history.level, previous],
          default: [Double](repeating: 0, count: set.levelCount + 1)][move.outcome] += Double(
            move.count)
      }
    }
    let rows = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
      Row(group: $0.key[0], counts: $0.value)
    }
    try self.init(rows, replicates: replicates, seed: seed, control: control)
  }

  /// Whether the rows (of level and peak) are the same whatever the value of an attribute.
  public init(
    homogeneityOf set: SequenceSet, over attribute: String, replicates: Int, seed: UInt64,
    control: FitControl = FitControl()
  ) throws(CalibrationError) {
    var counts: [String: [Int: [Double]]] = [:]
    let levels = set.levelCount
    for sequence in set.sequences {
      let value = sequence.attributes[attribute] ?? ""
      for move in sequence.moves {
        counts[value, default: [:]][
          move.history.level * levels + move.history.peak,
          default: [Double](repeating: 0, count: levels + 1)][move.outcome] += Double(move.count)
      }
    }
    let rows = counts.sorted { $0.key < $1.key }.flatMap { value in
      value.value.sorted { $0.key < $1.key }.map { Row(group: $0.key, counts: $0.value) }
    }
    try self.init(rows, replicates: replicates, seed: seed, control: control)
  }
}
