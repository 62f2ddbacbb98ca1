import MarkovChains
import TestSupport
import Testing

@testable import Escalation

/// What the theory says of dyads: theorems on random numbers, checks on the shipped ones, and for each claim that
/// is false a case in which it fails.
@Suite struct DyadClaimTests {
  private static let sampleCount = isFullEffort ? 600 : 120

  /// Numbers of a plain dyad, drawn at random, without factors.
  private func numbers(
    _ draws: inout TestNumbers, press: ClosedRange<Double> = 0...0, isBiased: Bool = true
  ) -> [(String, Double)] {
    let bias = isBiased ? -2.0...2.0 : 0...0
    return [
      ("response.matching", draws.next(0.2...3)), ("response.inertia", draws.next(0...2)),
      ("response.nationalism", draws.next(0...1.5)),
      ("response.stepping_down", draws.next(0...3)), ("resolve.common", 0),
      ("resolve.china", draws.next(-2...1)), ("resolve.usa", draws.next(-2...1)),
      ("signal.width", draws.next(0.2...3)), ("signal.bias.china", draws.next(bias)),
      ("signal.bias.usa", draws.next(bias)), ("silence", draws.next(0...0.6)),
      ("shock", draws.next(0...0.1)), ("tempo.daily", draws.next(0.1...1)),
      ("mediation.proposal", draws.next(0.05...1)), ("mediation.relief", draws.next(0...3)),
      ("press.china", draws.next(press)), ("press.usa", draws.next(press)),
    ]
  }

  private func factors(_ draws: inout TestNumbers) -> [(String, Double)] {
    [
      ("signal_clarity", draws.next()), ("channel_availability", draws.next()),
      ("nationalism", draws.next()), ("third_party_mediation", draws.next()),
    ]
  }

  @Test func atFullClarityASignalIsReadAsItIs() {
    let kernel = DyadForm.signalKernel(rungCount: 8, clarity: 1, width: 3, bias: -2)
    for row in 0..<8 {
      for column in 0..<8 { #expect(kernel[row, column] == (row == column ? 1 : 0)) }
    }
    // And close to it, nearly so: the limit is no jump.
    let near = DyadForm.signalKernel(rungCount: 8, clarity: 1 - 1e-3, width: 1, bias: 0)
    #expect(near[4, 4] >= 1 - 1e-15)
  }

  @Test func rowsOfAllKernelsSumToOne() throws {
    var draws = TestNumbers(seed: 1)
    let model = try dyad(fullDyad + dyadLines)
    for _ in 0..<20 {
      let settings = numbers(&draws, press: 0...3) + factors(&draws)
      let values = try model.values(setting: settings.map { (path: $0.0, value: $0.1) })
      let matrix = model.compile([values], horizon: nil, start: model.start)[0].mixture.problems[0]
        .matrix
      for state in 0..<matrix.stateCount {
        let sum = matrix.probabilities[matrix.row(state)].reduce(0, +)
        #expect(abs(sum - 1) < 1e-13)
      }
    }
  }

  /// Exchanging the two sides of a dyad, with all that is theirs, exchanges nothing else.
  @Test func relabellingTheSidesChangesNothing() throws {
    var draws = TestNumbers(seed: 2)
    let model = try dyad(plainDyad + dyadLines)
    for _ in 0..<Self.sampleCount {
      let common = numbers(&draws) + factors(&draws)
      let a = [
        ("nationalism_", draws.next()), ("signal_clarity_sent_", draws.next()),
        ("signal_clarity_received_", draws.next()), ("bluff_bias.", draws.next()),
        ("lines.|.cost", draws.next(0...3)), ("lines.|.crossing", draws.next(0...1)),
      ]
      let b = a.map { ($0.0, draws.next(0...1)) }
      func own(_ side: String, _ numbers: [(String, Double)]) -> [(String, Double)] {
        numbers.map { path, value in
          (path.contains("|") ? path.replacing("|", with: side) : path + side, value)
        }
      }
      func swapped(_ settings: [(String, Double)]) -> [(String, Double)] {
        settings.map { path, value in
          if path.hasSuffix(".china") { return (String(path.dropLast(5)) + "usa", value) }
          if path.hasSuffix(".usa") { return (String(path.dropLast(3)) + "china", value) }
          return (path, value)
        }
      }
      let straight = try model.hit(7, common + own("china", a) + own("usa", b))
      let start = StartPoint(rung: 4, peak: 4, postures: [3, 4], conditions: [])
      let turned = try model.hit(
        7, swapped(common) + own("usa", a) + own("china", b), start: start)
      #expect(relativeError(turned, straight) < 1e-10)
    }
  }

  /// A theorem for factors that stay as they are and press up to the slope of matching, by stochastic order.
  @Test func moreNationalismNeverLowersTheChanceOfWar() throws {
    var draws = TestNumbers(seed: 3)
    let model = try dyad()
    for _ in 0..<Self.sampleCount {
      let settings = numbers(&draws, press: 0...1) + factors(&draws)
      let levels = [draws.next(), draws.next()].sorted()
      let low = try model.hitsFromEverywhere(settings + [("nationalism", levels[0])])
      let high = try model.hitsFromEverywhere(settings + [("nationalism", levels[1])])
      for (low, high) in zip(low, high) { #expect(high >= low - 1e-11) }
    }
  }

  /// The same for the nationalism of one side.
  @Test func moreNationalismOfOneSideNeverLowersIt() throws {
    var draws = TestNumbers(seed: 4)
    let model = try dyad()
    for _ in 0..<Self.sampleCount {
      let settings = numbers(&draws) + factors(&draws)
      let levels = [draws.next(), draws.next()].sorted()
      let low = try model.hitsFromEverywhere(settings + [("nationalism_usa", levels[0])])
      let high = try model.hitsFromEverywhere(settings + [("nationalism_usa", levels[1])])
      for (low, high) in zip(low, high) { #expect(high >= low - 1e-11) }
    }
  }

  /// A theorem without press.
  @Test func aMediatorNeverRaisesTheChanceOfWar() throws {
    var draws = TestNumbers(seed: 5)
    let model = try dyad()
    for _ in 0..<Self.sampleCount {
      let settings = numbers(&draws) + factors(&draws)
      let without = try model.hitsFromEverywhere(settings + [("third_party_mediation", 0)])
      let with = try model.hitsFromEverywhere(settings)
      for (without, with) in zip(without, with) { #expect(with <= without + 1e-11) }
    }
  }

  /// Who matches and reads low steps down: a theorem without press. Misreading alone makes no 1950.
  @Test func readingLowNeverRaisesTheChanceOfWarWithoutPress() throws {
    var draws = TestNumbers(seed: 6)
    let model = try dyad()
    for _ in 0..<Self.sampleCount {
      let settings = numbers(&draws, isBiased: false) + factors(&draws)
      let straight = try model.hitsFromEverywhere(settings)
      let low = try model.hitsFromEverywhere(settings + [("signal.bias", -1.5)])
      for (straight, low) in zip(straight, low) { #expect(low <= straight + 1e-11) }
    }
  }

  /// With press it can: who takes the other for weaker pushes on. Numbers chosen to show that the form can do it.
  @Test func readingLowRaisesTheChanceOfWarWithPress() throws {
    let model = try dyad()
    let settings = [
      ("resolve.common", 0.0), ("resolve.china", -2), ("resolve.usa", -0.6), ("press.china", 2),
      ("signal_clarity_sent_china", 1), ("signal_clarity_sent_usa", 1),
      ("signal_clarity_received_china", 0.5), ("signal_clarity_received_usa", 0.75),
      ("nationalism_china", 0.4), ("nationalism_usa", 0.6),
    ]
    let closed = [0.494, 0.252, 0.118, 0.038]
    let open = [0.089, 0.061, 0.046, 0.033]
    for (index, bias) in [-3.0, -2, -1, 0].enumerated() {
      let biased = settings + [("signal.bias.china", bias)]
      #expect(
        abs(try model.hit(7, biased + [("channel_availability", 0.1)]) - closed[index]) < 5.1e-4)
      #expect(
        abs(try model.hit(7, biased + [("channel_availability", 1)]) - open[index]) < 5.1e-4)
    }
  }

  /// Numbers under which strong press turns two claims round, kept because the claims are false there.
  private let pressed = [
    ("response.matching", 2.46), ("resolve.common", 0), ("resolve.china", -1.84),
    ("resolve.usa", -1.16), ("response.nationalism", 0.15), ("response.inertia", 1.56),
    ("response.stepping_down", 1.68), ("signal.width", 0.86), ("silence", 0.58), ("shock", 0.07),
    ("tempo.daily", 0.4), ("mediation.proposal", 0.86), ("mediation.relief", 1.14),
    ("press.china", 2.83), ("press.usa", 0.89), ("signal_clarity", 0.98),
    ("channel_availability", 0.06),
  ]

  @Test func underStrongPressAMediatorMayRaiseTheChanceOfWar() throws {
    let model = try dyad()
    let settings = pressed + [("nationalism", 0.29)]
    #expect(try abs(model.hit(7, settings) - 0.441_186_718) < 1e-8)
    #expect(
      try abs(model.hit(7, settings + [("third_party_mediation", 1)]) - 0.495_159_637) < 1e-8)
  }

  @Test func underStrongPressNationalismMayLowerTheChanceOfWar() throws {
    let model = try dyad()
    let settings = pressed + [("third_party_mediation", 0.73)]
    #expect(try abs(model.hit(7, settings + [("nationalism", 0.2)]) - 0.487_289_255) < 1e-8)
    #expect(try abs(model.hit(7, settings + [("nationalism", 0.8)]) - 0.484_722_020) < 1e-8)
  }

  /// Without shocks and lines there is nothing to be put right.
  @Test func channelsDoNotMatterAtFullClarityWithoutShocksAndLines() throws {
    let clear = [("signal_clarity", 1.0), ("shock", 0.0)]
    let model = try dyad()
    let shut = try model.hit(7, clear + [("channel_availability", 0)])
    #expect(relativeError(try model.hit(7, clear + [("channel_availability", 1)]), shut) < 1e-12)
    // With shocks there is, and with a line in dispute.
    let shocked = [("signal_clarity", 1.0)]
    #expect(
      try model.hit(7, shocked + [("channel_availability", 1)])
        < 0.9 * model.hit(7, shocked + [("channel_availability", 0)]))
    let lined = try dyad(plainDyad + dyadLines)
    #expect(
      try lined.hit(7, clear + [("bluff_bias", 1), ("channel_availability", 1)])
        < 0.9 * lined.hit(7, clear + [("bluff_bias", 1), ("channel_availability", 0)]))
  }

  /// On the default numbers only.
  @Test func channelsMatterMostWhereClarityIsLow() throws {
    let model = try dyad()
    let gains = try [0, 0.25, 0.5, 0.75, 1].map { clarity in
      let settings = [("signal_clarity", clarity)]
      return try model.hit(7, settings + [("channel_availability", 0)])
        - model.hit(7, settings + [("channel_availability", 1)])
    }
    for (gain, expected) in zip(gains, [0.06141, 0.03118, 0.01188, 0.00287, 0.00050]) {
      #expect(abs(gain - expected) < 5.1e-6)
    }
  }

  /// And not on others: here they matter more at a clarity of one half than at none.
  @Test func channelsMayMatterMostInBetween() throws {
    let model = try dyad()
    let settings = [
      ("response.matching", 2.16), ("resolve.common", 0), ("resolve.china", -0.94),
      ("resolve.usa", -0.86), ("response.nationalism", 1.47), ("response.inertia", 1.99),
      ("response.stepping_down", 1.89), ("signal.width", 1.23), ("silence", 0.53),
      ("shock", 0.07), ("tempo.daily", 0.93), ("nationalism", 0.43),
    ]
    for (clarity, expected) in [(0, 0.472_521_456), (0.5, 0.743_226_767), (1, 0.129_158_278)] {
      let own = settings + [("signal_clarity", clarity)]
      let gain =
        try model.hit(7, own + [("channel_availability", 0)])
        - model.hit(7, own + [("channel_availability", 1)])
      #expect(abs(gain - expected) < 1e-8)
    }
  }

  /// And may do harm: silence that is read high keeps a side from being taken for weak.
  @Test func channelsMayDoHarm() throws {
    let model = try dyad()
    let settings = [
      ("response.matching", 2.96), ("resolve.common", 0), ("resolve.china", -0.38),
      ("resolve.usa", -1.02), ("response.nationalism", 1.25), ("response.inertia", 0.68),
      ("response.stepping_down", 0.31), ("signal.width", 1.28), ("silence", 0.13),
      ("shock", 0.03), ("tempo.daily", 0.59), ("nationalism", 0.73), ("signal_clarity", 0),
    ]
    #expect(
      try model.hit(7, settings + [("channel_availability", 1)])
        > model.hit(7, settings + [("channel_availability", 0)]) + 0.005)
  }

  /// Less belief in a line raises the chance of war, a working channel lowers it.
  @Test func aLineLessBelievedRaisesTheChanceOfWar() throws {
    let model = try dyad(plainDyad + dyadLines)
    for rung in [5, 6, 7] {
      let risks = try [0, 0.25, 0.5, 0.75, 1].map { try model.hit(rung, [("bluff_bias", $0)]) }
      for (low, high) in zip(risks, risks.dropFirst()) { #expect(high > low) }
      let open = try [0, 0.25, 0.5, 0.75, 1].map {
        try model.hit(rung, [("channel_availability", $0)])
      }
      for (low, high) in zip(open, open.dropFirst()) { #expect(high < low) }
      #expect(try model.hit(rung, [("agreed_lines", 1)]) < model.hit(rung))
    }
  }
}
