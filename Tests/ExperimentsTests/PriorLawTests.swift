import SpecialFunctions
import TestSupport
import Testing

@testable import Escalation
@testable import Experiments

@Suite struct PriorLawTests {
  private func stated(
    _ value: Double, _ low: Double? = nil, _ high: Double? = nil, se: Double? = nil,
    by rule: NumberRule
  ) -> PriorLaw? {
    PriorLaw(
      Parameter(
        path: "x", number: StatedNumber(value: value, low: low, high: high, standardError: se),
        rule: rule))
  }

  /// P(Z < z), by the tails that have their own vectors.
  private func below(_ z: Double) -> Double { Elementary.exp(Normal.logUpperTail(-z)) }

  @Test(arguments: [
    (-0.8, -1.6, 0.0, NumberRule.logit, NumberScale.identity),
    (0.45, 0.3, 0.49, .openProbability, .logit), (1e-9, 1e-12, 1e-3, .openProbability, .logit),
    (0.5, 0.3, 0.7, .unitInterval, .logit), (75.0, 60, 200, .meanDays, .log),
    (4.0, 0.5, 5, .nonnegative, .log),
  ])
  func aRangeHoldsTheNumberAndTheValueIsTheMedian(
    value: Double, low: Double, high: Double, rule: NumberRule, scale: NumberScale
  ) throws {
    let law = try #require(stated(value, low, high, by: rule))
    #expect(law.scale == scale)
    #expect(
      relativeError(law.quantile(0.025), low) < 1e-12 || abs(law.quantile(0.025) - low) < 1e-15)
    #expect(law.quantile(0.5) == value)
    #expect(
      relativeError(law.quantile(0.975), high) < 1e-12 || abs(law.quantile(0.975) - high) < 1e-15)
    // One standard deviation up is the share of the upper normal, on the scale.
    let step = (scale.position(of: high) - scale.position(of: value)) / 1.959963984540054
    let up = scale.position(of: law.quantile(below(1))) - scale.position(of: value)
    #expect(abs(up - step) < 1e-12 * max(1, abs(scale.position(of: value))))
  }

  @Test func anErrorAloneIsOneNormal() throws {
    let logit = try #require(stated(-3, se: 0.5, by: .logit))
    #expect(abs(logit.quantile(below(1)) + 2.5) < 1e-13)
    #expect(abs(logit.quantile(below(-2)) + 4) < 1e-13)
    let days = try #require(stated(80, se: 4, by: .meanDays))
    #expect(days.scale == .log)
    #expect(relativeError(days.quantile(below(1)), 80 * Elementary.exp(0.05)) < 1e-13)
    // The logit of a half has slope 4.
    let weight = try #require(stated(0.5, se: 0.05, by: .unitInterval))
    #expect(
      relativeError(weight.quantile(below(1)), NumberScale.logit.value(at: 0.2)) < 1e-13)
  }

  @Test func aRangeGoesBeforeAnError() throws {
    #expect(stated(-1, -2, 0, se: 9, by: .logit) == stated(-1, -2, 0, by: .logit))
  }

  @Test func withoutASpreadThereIsNoLaw() {
    #expect(stated(0.5, by: .unitInterval) == nil)
    #expect(stated(0.5, 0.5, 0.5, by: .unitInterval) == nil)
    #expect(stated(-1, se: 0, by: .logit) == nil)
  }

  /// A level whose range touches 0: truncated by its inverse, so nothing piles up there, half of the
  /// law stays on either side of the value, and the density is that of the normal.
  @Test func aRangeThatTouchesAnEndIsTruncatedAndNotClipped() throws {
    for (value, low, high) in [(0.1, 0.0, 0.3), (0.9, 0.7, 1.0), (0.5, 0, 1)] {
      let law = try #require(stated(value, low, high, by: .unitInterval))
      #expect(law.scale == .identity)
      #expect(law.quantile(0.5) == value)
      let levels = [1e-15, 1e-9, 1e-4, 0.02, 0.3, 0.5, 0.7, 0.98, 1 - 1e-4, 1 - 1e-9]
      let drawn = levels.map(law.quantile)
      #expect(zip(drawn, drawn.dropFirst()).allSatisfy { $0 < $1 }, "\(drawn)")
      #expect(drawn[0] > 0 && drawn[drawn.count - 1] < 1)
      for (end, room, isBelow) in [(low, value, true), (high, 1 - value, false)] {
        let deviation = abs(end - value) / 1.959963984540054
        let beyond = below(-room / deviation)
        for level in [0.1, 0.3, 0.49] {
          let distance = abs(law.quantile(isBelow ? level : 1 - level) - value)
          let tail = below(-distance / deviation)
          #expect(abs((tail - beyond) / (0.5 - beyond) * 0.5 - level) < 1e-12)
        }
      }
    }
  }

  /// Once half of all draws would have been the value itself.
  @Test func aValueAtTheEndOfItsRangeHasAllOfItsLawOnTheOtherSide() throws {
    let mediation = try #require(stated(0, 0, 0.2, by: .unitInterval))
    #expect(abs(mediation.quantile(0.95) - 0.2) < 1e-13)
    #expect(abs(mediation.quantile(0.5) - 0.2 * 0.6744897501960817 / 1.959963984540054) < 1e-13)
    #expect(mediation.quantile(1e-12) > 0)
    let down = try #require(stated(1, 0.8, 1, by: .unitInterval))
    #expect(abs(down.quantile(0.05) - 0.8) < 1e-13)
    let logit = try #require(stated(2, 2, 3, by: .logit))
    #expect(abs(logit.quantile(0.95) - 3) < 1e-13)
    #expect(logit.quantile(1e-12) > 2)
    let days = try #require(stated(1, se: 0.5, by: .meanDays))
    #expect(days.quantile(1e-12) > 1)
  }

  @Test func gapsLastADay() throws {
    let law = try #require(stated(2, 1, 7, by: .meanDays))
    #expect(law.quantile(0x1p-53) >= 1)
    #expect(law.quantile(0.4) > law.quantile(0.1))
    #expect(relativeError(law.quantile(0.975), 7) < 1e-13)
  }

  /// Whatever is drawn obeys the rule of its number, out to the last draw there is.
  @Test func noDrawBreaksTheRuleOfItsNumber() throws {
    let laws: [(PriorLaw?, NumberRule)] = [
      (stated(0.5, 1e-9, 1 - 1e-9, by: .unitInterval), .unitInterval),
      (stated(0.5, 0, 1, by: .unitInterval), .unitInterval),
      (stated(1e-100, 1e-199, 0.9, by: .openProbability), .openProbability),
      (stated(0.999, 0.2, 1.0.nextDown, by: .openProbability), .openProbability),
      (stated(499, 490, 500, by: .logit), .logit), (stated(0, se: 400, by: .logit), .logit),
      (stated(1e9, 2, 1e9, by: .meanDays), .meanDays),
      (stated(1, 1, 1e9, by: .meanDays), .meanDays),
      (stated(0, 0, 5, by: .nonnegative), .nonnegative), (stated(3, 1, 9, by: .count), .count),
    ]
    for (found, rule) in laws {
      let law = try #require(found)
      var last = -Double.infinity
      for level in [0x1p-53, 1e-6, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-6, 1 - 0x1p-53] {
        let value = law.quantile(level)
        #expect(rule.violation(of: value) == nil, "\(value) at \(level)")
        #expect(value >= last)
        last = value
      }
    }
  }

  @Test(arguments: [
    NumberRule.unitInterval, .openProbability, .logit, .meanDays, .nonnegative, .count,
  ])
  func theRangeOfARuleIsWhatItAllows(_ rule: NumberRule) {
    let range = rule.range
    #expect(rule.violation(of: range.lowerBound) == nil)
    #expect(rule.violation(of: range.upperBound) == nil)
    #expect(rule.violation(of: range.lowerBound.nextDown) != nil)
    if rule != .nonnegative { #expect(rule.violation(of: range.upperBound.nextUp) != nil) }
  }
}
