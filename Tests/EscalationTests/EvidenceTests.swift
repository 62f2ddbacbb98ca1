import MarkovChains
import TestSupport
import Testing

@testable import Escalation

/// The shipped models against the counts and fits they come from.
///
/// Levels 2, 3, 4, 5 of militarized disputes are rungs 3, 4, 5, 6. Source of the counts: Gibler and
/// Miller, Militarized Interstate Events 1.0, pairs of states in one confrontation, 1946-2014.
@Suite struct EvidenceTests {
  /// From rung, to rung, and the reach of the fitted ladder for each split.
  static let fittedReach: [(from: Int, to: Int, pooled: Double, major: Double, chinaUS: Double)] = [
    (3, 5, 0.2275, 0.1372, 0.2225), (4, 5, 0.2906, 0.1902, 0.2842),
    (3, 6, 0.0236, 0.0104, 0.0235), (4, 6, 0.0375, 0.0208, 0.0374),
    (5, 6, 0.0435, 0.0253, 0.0440),
  ]

  @Test(arguments: fittedReach.indices)
  func reachIsThatOfTheFit(_ index: Int) throws {
    let row = Self.fittedReach[index]
    for (name, expected) in [
      ("pooled-1946-2014", row.pooled), ("major-powers", row.major), ("china-us", row.chinaUS),
    ] {
      let value = try shipped(name).reach(row.to, from: row.from)
      #expect(abs(value - expected) < 1e-4, "\(name) \(row.from) to \(row.to): \(value)")
    }
  }

  /// Observed pairs: how many started there, how many got there. The first-order chain of the same
  /// counts says 0.484 where 276 of 934 did.
  @Test(arguments: [
    (3, 5, 32, 177), (4, 5, 276, 934), (3, 6, 4, 177), (4, 6, 34, 934), (5, 6, 35, 772),
  ])
  func reachLiesInTheExactIntervalOfTheCounts(from: Int, to: Int, reached: Int, pairs: Int) throws {
    let value = try shipped("pooled-1946-2014").reach(to, from: from)
    let interval = BinomialInterval.clopperPearson(
      successes: reached, trials: pairs, confidence: 0.95)
    #expect(interval.low <= value && value <= interval.high, "\(value)")
  }

  /// The first-order chain of the same counts: moves from levels 2, 3 to levels 2, 3, 4 or more, end.
  @Test func aFirstOrderChainWouldMissTheCounts() throws {
    let rows = [[206.0, 207, 152, 165], [208, 1743, 842, 896]].map { row in
      row.enumerated().map { (target: $0.offset, probability: $0.element / row.reduce(0, +)) }
    }
    let matrix = try TransitionMatrix(rows: rows + [[(2, 1)], [(3, 1)]])
    let problem = ChainProblem(
      matrix: matrix, start: [0, 1, 0, 0], horizon: nil, targets: [[false, false, true, false]])
    let reach = try ExactEngine().estimates(for: Mixture(problem))[.reachProbability(set: 0)]
    let interval = BinomialInterval.clopperPearson(successes: 276, trials: 934, confidence: 0.95)
    #expect(abs((reach?.value ?? 0) - 0.484) < 1e-3)
    #expect((reach?.value ?? 0) > interval.high)
  }

  /// Reach by day with two-phase gaps, of the fit that the numbers come from.
  static let timedReach: [(from: Int, to: Int, byDay: [(Int, Double)])] = [
    (
      4, 5, [(7, 0.0607), (30, 0.1162), (90, 0.1755), (180, 0.2249), (365, 0.2658), (1095, 0.2885)]
    ),
    (
      5, 6, [(7, 0.0054), (30, 0.0115), (90, 0.0193), (180, 0.0263), (365, 0.0334), (1095, 0.0406)]
    ),
    (
      4, 6, [(7, 0.0053), (30, 0.0104), (90, 0.0166), (180, 0.0224), (365, 0.0285), (1095, 0.0348)]
    ),
  ]

  @Test(arguments: timedReach.indices)
  func timedReachIsThatOfTheFit(_ index: Int) throws {
    let row = Self.timedReach[index]
    let model = try shipped("pooled-1946-2014")
    let scenario = try model.compile(
      [model.statedValues], horizon: 1095, start: StartPoint(rung: row.from, peak: row.from))[0]
    let law = try ExactEngine().firstPassageLaw(for: scenario.mixture)[row.to - 1]
    for (day, expected) in row.byDay {
      #expect(abs(law[day].probability - expected) < 1e-3, "day \(day): \(law[day].probability)")
      // The bounded answer is the same number by another way.
      let bounded = try model.reach(row.to, from: row.from, horizon: day)
      #expect(relativeError(bounded, law[day].probability) < 1e-12)
    }
  }

  /// 47 of the 121 pairs with war-level fighting passed 1,000 battle deaths. By where the 121 began:
  /// 4, 34, 35 and 48 on rungs 3 to 6.
  @Test func warsBecomeMajorAsOftenAsCounted() throws {
    let model = try shipped("pooled-1946-2014")
    var share = 0.0
    for (start, pairs) in [(3, 4.0), (4, 34), (5, 35), (6, 48)] {
      share += pairs / 121 * (try model.reach(7, from: start) / model.reach(6, from: start))
    }
    #expect(abs(share - 47.0 / 121) < 2e-3, "\(share)")
  }

  /// A routine encounter reaches a show of force with 0.011 to 0.013, under the 0.017 that 180
  /// intercepts without one allow.
  @Test(arguments: ["pooled-1946-2014", "major-powers", "china-us"])
  func routineEncountersStaySmall(_ name: String) throws {
    let value = try shipped(name).reach(4, from: 1)
    #expect(value > 0.0105 && value < 0.0135, "\(value)")
  }

  /// With every factor at 0.1 or 0.9 the reach of 5 from 4 runs from 0.11 to 0.52.
  @Test func cornersOfTheFactorCube() throws {
    let model = try shipped("pooled-1946-2014")
    var values: [Double] = []
    for corner in 0..<16 {
      let setting = model.factors.enumerated().map {
        (path: $0.element.name, value: corner >> $0.offset & 1 == 0 ? 0.1 : 0.9)
      }
      values.append(try model.reach(5, from: 4, setting: setting))
    }
    #expect(abs((values.min() ?? 0) - 0.11) < 0.006)
    #expect(abs((values.max() ?? 0) - 0.52) < 0.006)
  }

  /// Mediation lowers reach, to two thirds, because crises end sooner.
  @Test func mediationActsThroughTheEnd() throws {
    let model = try shipped("pooled-1946-2014")
    let without = try model.reach(5, from: 4, setting: [("third_party_mediation", 0)])
    let with = try model.reach(5, from: 4, setting: [("third_party_mediation", 1)])
    #expect(abs(with / without - 0.67) < 0.02, "\(with / without)")
  }

  @Test(arguments: ["signal_clarity", "channel_availability", "third_party_mediation"])
  func whatCalmsNeverRaisesReach(_ factor: String) throws {
    for name in ["pooled-1946-2014", "major-powers", "china-us"] {
      let model = try shipped(name)
      for rung in 5...6 {
        let values = try [0.0, 0.25, 0.5, 0.75, 1].map {
          try model.reach(rung, from: 4, setting: [(factor, $0)])
        }
        #expect(values == values.sorted(by: >), "\(name) rung \(rung)")
      }
    }
  }

  @Test func nationalismNeverLowersReach() throws {
    let model = try shipped("major-powers")
    for rung in 5...7 {
      let values = try [0.0, 0.25, 0.5, 0.75, 1].map {
        try model.reach(rung, from: 4, setting: [("nationalism", $0)])
      }
      #expect(values == values.sorted(), "rung \(rung)")
    }
  }
}
