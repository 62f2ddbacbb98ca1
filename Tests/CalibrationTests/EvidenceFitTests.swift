import Escalation
import Foundation
import MarkovChains
import ShippedModels
import TestSupport
import Testing

@testable import Calibration

/// The fit against one made before and elsewhere (another program, L-BFGS, its own quadrature), on the same
/// counts: Gibler and Miller, Militarized Interstate Events 1.0, pairs of states 1946-2014.
@Suite struct EvidenceFitTests {
  private static let pooled = Result {
    let set = try Counts.pooled()
    return (set: set, fit: try LadderFit(.peakAndFrailty, to: set))
  }

  @Test func countsAreThoseOfTheEvents() throws {
    let set = try Self.pooled.get().set
    #expect(set.sequences.count == 1931)
    #expect(set.moveCount == 11_451)
    #expect(set.clusterCount == 1352)
    let reach = [
      (0, 2, 32, 177), (1, 2, 276, 934), (0, 3, 4, 177), (1, 3, 34, 934), (2, 3, 35, 772),
    ]
    for (start, target, reached, begun) in reach {
      let seen = set.reach(from: start, to: target)
      #expect(seen.reached == reached && seen.sequences == begun)
    }
  }

  /// The small tables that hindcasts use are sums of the large one.
  @Test func smallTablesAreSumsOfTheLargeOne() throws {
    let set = try Self.pooled.get().set
    func name(_ level: Int) -> String { level == set.levelCount ? "end" : set.levels[level] }
    var moves: [String: Int] = [:]
    var peaks: [String: Int] = [:]
    for sequence in set.sequences {
      peaks["\(name(sequence.start)) \(name(sequence.peak))", default: 0] += 1
      for move in sequence.moves {
        moves["\(name(move.history.level)) \(name(move.outcome))", default: 0] += move.count
      }
    }
    for (file, sums) in [("move-counts", moves), ("peak-counts", peaks)] {
      let table = try Counts.table(file)
      let columns = try table.columns(required: [table.columns[0], table.columns[1], "count"])
      for record in table.records {
        let key = record.cells[columns[0]] + " " + record.cells[columns[1]]
        #expect(Int(record.cells[columns[2]]) == sums[key] ?? 0, "\(file) \(key)")
      }
    }
  }

  /// Log-likelihoods of specifications that need no order of events, to 0.1.
  @Test(arguments: [
    ("base rate", 4, -16_813.3), ("first order", 16, -11_574.8), ("peak", 37, -11_010.7),
    ("peak + frailty", 40, -10_395.2),
  ])
  func logLikelihoodsAgree(name: String, parameters: Int, logLikelihood: Double) throws {
    let specification = try #require(Specification.all.first { $0.name == name })
    let fit = try LadderFit(specification, to: Self.pooled.get().set)
    #expect(abs(fit.logLikelihood - logLikelihood) < 0.1)
    #expect(fit.parameterCount == parameters)
    #expect(fit.isConverged)
  }

  /// Where there are several summits, none is worse than the one found before.
  @Test(arguments: [
    ("class exits 2", -10_872.3), ("classes 2", -10_748.6), ("classes 3", -10_410.2),
  ])
  func classesAreNoWorse(name: String, logLikelihood: Double) throws {
    let specification = try #require(Specification.all.first { $0.name == name })
    let fit = try LadderFit(specification, to: Self.pooled.get().set, restarts: 20)
    #expect(fit.logLikelihood > logLikelihood - 0.1, "\(fit.logLikelihood)")
  }

  /// Level and peak (2 to 5), move, logit, bootstrap error, count: the rows found before. The three without a
  /// count are left out: only the weak prior holds them, and the earlier climb had not come to rest there.
  static let rows: [(level: Int, peak: Int, move: String, logit: Double, error: Double)] = [
    (2, 2, "3", 2.1651, 0.5607), (2, 2, "4", 0.6198, 0.4853), (2, 2, "end", 2.3542, 0.5072),
    (2, 3, "3", 0.1617, 0.8639), (2, 3, "4", -0.6759, 1.0115), (2, 3, "end", -0.3937, 1.0986),
    (2, 4, "3", 1.5663, 0.4604), (2, 4, "4", 2.2335, 0.4746), (2, 4, "end", 2.0396, 0.5183),
    (2, 5, "3", 0.5173, 1.3306), (2, 5, "4", 1.798, 1.1618), (2, 5, "5", -0.3202, 3.7948),
    (2, 5, "end", 0.7774, 1.3301), (3, 3, "2", -1.2783, 0.3644), (3, 3, "4", -0.7664, 0.2022),
    (3, 3, "5", -3.1266, 0.6209), (3, 3, "end", 0.3879, 0.1504), (3, 4, "2", -2.0172, 0.6747),
    (3, 4, "4", 0.6911, 0.3118), (3, 4, "5", -3.511, 0.5086), (3, 4, "end", 0.3844, 0.1956),
    (3, 5, "2", -1.6769, 1.3332), (3, 5, "4", 0.4498, 0.6461), (3, 5, "5", -0.1163, 0.8497),
    (3, 5, "end", -0.5561, 0.6598), (4, 4, "2", -2.3915, 0.3666), (4, 4, "3", -0.6366, 0.2988),
    (4, 4, "5", -3.3137, 0.4522), (4, 4, "end", -0.1807, 0.1623), (4, 5, "2", -3.5779, 0.5435),
    (4, 5, "3", -2.058, 0.488), (4, 5, "5", -1.3435, 0.4791), (4, 5, "end", -1.9927, 0.4058),
    (5, 5, "2", -5.8176, 2.3468), (5, 5, "3", -3.4718, 0.5052), (5, 5, "4", -2.2541, 0.6996),
    (5, 5, "end", -1.0916, 0.4927),
  ]

  @Test func coefficientsAgreeToATenthOfTheirError() throws {
    let fit = try Self.pooled.get().fit
    var found = 0
    for parameter in fit.fittedParameters {
      guard case .move(let row, let outcome, _, _) = parameter.meaning else { continue }
      let move = outcome == 4 ? "end" : "\(outcome + 2)"
      guard
        let before = Self.rows.first(where: {
          $0.level == row.level + 2 && $0.peak == row.peak + 2 && $0.move == move
        })
      else { continue }
      found += 1
      #expect(
        abs(parameter.value - before.logit) < 0.1 * before.error, "\(parameter.name)")
    }
    #expect(found == Self.rows.count)
    let loadings = fit.fittedParameters.filter {
      if case .shift = $0.meaning { true } else { false }
    }.map(\.value)
    for (loading, before) in zip(
      loadings, [(-0.7489, 0.2703), (-0.5235, 0.3133), (-1.4923, 0.0891)])
    {
      #expect(abs(loading - before.0) < 0.1 * before.1)
    }
  }

  @Test(arguments: [
    (
      "powers=major_major", 136, [-0.5818, -0.5865, 0.0219], [0.2437, 0.3614, 0.1742],
      [0.1372, 0.1902, 0.0104, 0.0208, 0.0253]
    ),
    (
      "china=with_usa,with_others", 161, [-0.3484, -0.3577, -0.5135], [0.1841, 0.3217, 0.2688],
      [0.2576, 0.3223, 0.0292, 0.0439, 0.0505]
    ),
    (
      "china=with_usa", 27, [-0.1858, -0.4037, -0.1634], [0.3919, 0.4786, 0.2805],
      [0.2225, 0.2842, 0.0235, 0.0374, 0.044]
    ),
    (
      "powers=major_minor", 512, [-0.1641, 0.0464, -0.1067], [0.0928, 0.1716, 0.1345],
      [0.2187, 0.2824, 0.0214, 0.0347, 0.04]
    ),
    (
      "powers=minor_minor", 1283, [0.1093, 0.0177, 0.0366], [0.1079, 0.1083, 0.0839],
      [0.24, 0.3034, 0.0262, 0.0405, 0.0471]
    ),
  ])
  func offsetsAndReachAgree(
    split: String, count: Int, offsets: [Double], errors: [Double], reach: [Double]
  ) throws {
    let (set, fit) = try Self.pooled.get()
    let part = try set.filter(#require(AttributeFilter(split)))
    #expect(part.sequences.count == count)
    let result = try fit.offset(to: part)
    for (index, offset) in result.offsets.enumerated() {
      #expect(abs(offset - offsets[index]) < 0.1 * errors[index])
    }
    let all = try result.fit.reachOfAllTargets()
    let values = [all[1][0], all[1][1], all[2][0], all[2][1], all[2][2]]
    for (value, before) in zip(values, reach) { #expect(abs(value - before) < 1e-3) }
  }

  @Test func reachAgrees() throws {
    let all = try Self.pooled.get().fit.reachOfAllTargets()
    let values = [all[1][0], all[1][1], all[2][0], all[2][1], all[2][2]]
    for (value, before) in zip(values, [0.2275, 0.2906, 0.0236, 0.0375, 0.0435]) {
      #expect(abs(value - before) < 1e-3)
    }
  }

  @Test func eventCountsAgree() throws {
    let fit = try Self.pooled.get().fit
    let from3 = fit.eventCounts(from: 1, atLeast: [2, 3, 5, 10, 20, 50])
    for (value, before) in zip(from3, [0.5443, 0.3792, 0.2299, 0.1079, 0.0458, 0.0131]) {
      #expect(abs(value - before) < 1e-3)
    }
  }

  /// Two-phase gaps: weight, short and long days, log-likelihood, distance, by level.
  @Test(arguments: [
    ("coercive_signalling", 565, 0.6306, 5.85, 83.76, -2312.5, 0.0508),
    ("show_of_force", 2793, 0.4686, 5.36, 75.61, -12_400.0, 0.0337),
    ("limited_clash", 4107, 0.4212, 5.58, 59.48, -18_044.4, 0.0292),
    ("limited_war", 2055, 0.8618, 5.90, 138.04, -7050.5, 0.1526),
  ])
  func gapsAgree(
    rung: String, count: Int, weight: Double, short: Double, long: Double, logLikelihood: Double,
    distance: Double
  ) throws {
    let gap = GapFit(try #require(try Counts.gaps().counts[rung]))
    #expect(gap.count == count)
    #expect(abs(gap.weights[0] - weight) < 1e-4)
    #expect(abs(gap.meanDays[0] - short) < 0.01)
    #expect(abs(gap.meanDays[1] - long) < 0.02)
    #expect(abs(gap.logLikelihood - logLikelihood) < 0.1)
    #expect(abs(gap.distance - distance) < 1e-3)
  }

  @Test func timedReachAgrees() throws {
    let fit = try Self.pooled.get().fit
    let counts = try Counts.gaps()
    let gaps = try fit.levels.map { GapFit(try #require(counts.counts[$0])) }
    let days = [7, 30, 90, 180, 365, 1095]
    let rows: [(Int, Int, [Double])] = [
      (1, 2, [0.0607, 0.1162, 0.1755, 0.2249, 0.2658, 0.2885]),
      (2, 3, [0.0054, 0.0115, 0.0193, 0.0263, 0.0334, 0.0406]),
      (1, 3, [0.0053, 0.0104, 0.0166, 0.0224, 0.0285, 0.0348]),
    ]
    for (start, target, before) in rows {
      let values = try fit.reach(target, from: start, gaps: gaps, by: days)
      for (value, expected) in zip(values, before) { #expect(abs(value - expected) < 1e-3) }
    }
  }

  /// Scores of parts that were held out, from the counts alone: every claim is at more than two errors.
  @Test func heldOutTheFrailtyBeatsFirstOrderAndBaseRate() throws {
    var request = CalibrationRequest()
    request.splits = try ["powers=major_major", "powers=major_minor", "powers=minor_minor"].map {
      try #require(AttributeFilter($0))
    }
    let result = try LadderCalibration(Self.pooled.get().set, request)
    for split in result.splits {
      let score = try #require(split.scores.last)
      #expect(score.specification == .peakAndFrailty)
      for gain in [score.gainOverFirstOrder, score.gainOverBaseRate] {
        #expect(gain.mean > 2 * (gain.standardError ?? .infinity), "\(split.name) \(gain)")
      }
      for row in split.reach {
        #expect(row.isInsideHeldOut == true, "\(split.name) \(row)")
        #expect(row.isInside, "\(split.name) \(row)")
      }
    }
    #expect(result.splits.map(\.way) == [.alone, .offsets, .alone, .alone])
  }
}
