import TestSupport
import Testing

@testable import Calibration

/// Two-by-two tables and what a hidden confounder could do to them.
@Suite struct EffectTests {
  static let mediation = TwoByTwoTable(
    exposedYes: 84, exposedNo: 51, unexposedYes: 50, unexposedNo: 188)

  /// Printed by the R packages EValue (its vignette on unmeasured confounding: smoking and lung cancer)
  /// and morie (the example of its E-value).
  @Test(arguments: [
    (10.73, 8.02, 14.36, 20.94777, 15.52336), (3.9, 2.4, 6.4, 7.263034, 4.23303),
  ])
  func eValuesThatWerePrinted(
    ratio: Double, low: Double, high: Double, eValue: Double, ofLimit: Double
  ) {
    let bound = ConfounderBound(EffectInterval(estimate: ratio, low: low, high: high))
    #expect(abs(bound.eValue / eValue - 1) < 1e-6)
    #expect(abs(bound.eValueOfLimit / ofLimit - 1) < 1e-6)
  }

  @Test func aProtectiveRatioIsTurnedOverAndAnIntervalWithOneNeedsNothing() {
    let harm = ConfounderBound(EffectInterval(estimate: 2, low: 1.25, high: 4))
    let shield = ConfounderBound(EffectInterval(estimate: 0.5, low: 0.25, high: 0.8))
    #expect(harm == shield)
    let nothing = ConfounderBound(EffectInterval(estimate: 1.2, low: 0.9, high: 1.6))
    #expect(nothing.eValueOfLimit == 1)
    #expect(
      ConfounderBound(EffectInterval(estimate: 1, low: 1, high: 1)).outcomeNeeded(exposure: 3) == 1)
  }

  /// Both strengths at the E-value reach the ratio exactly; Cornfield's condition is its limit.
  @Test(arguments: [1.1, 1.69, 2.96, 10.73])
  func theBoundIsReachedAtTheEValue(ratio: Double) {
    let bound = ConfounderBound(EffectInterval(estimate: ratio, low: ratio, high: ratio))
    let e = bound.eValue
    #expect(abs(ConfounderBound.largestRatio(exposure: e, outcome: e) / ratio - 1) < 1e-12)
    #expect(abs(bound.outcomeNeeded(exposure: e) / e - 1) < 1e-9)
    #expect(bound.outcomeNeeded(exposure: ratio) == .infinity)
    #expect(ConfounderBound.largestRatio(exposure: ratio, outcome: 1e12) < ratio)
    for exposure in [ratio * 1.01, ratio * 2, ratio * 50] {
      let outcome = bound.outcomeNeeded(exposure: exposure)
      let reached = ConfounderBound.largestRatio(exposure: exposure, outcome: outcome)
      #expect(abs(reached / ratio - 1) < 1e-12)
    }
  }

  /// A confounder of two levels, worked out in full, never makes more than the bound says.
  @Test func noConfounderOfTwoLevelsExceedsTheBound() {
    for prevalence in [0.02, 0.1, 0.5, 0.9] {
      for exposure in [1.5, 3.0, 8.0] where prevalence * exposure <= 1 {
        for outcome in [1.5, 3.0, 8.0] {
          let risk = { (share: Double) in 1 + (outcome - 1) * share }
          let ratio = risk(prevalence * exposure) / risk(prevalence)
          let bound = ConfounderBound.largestRatio(exposure: exposure, outcome: outcome)
          #expect(ratio <= bound * (1 + 1e-12))
        }
      }
    }
  }

  @Test func mediationNeedsAStrongConfounder() {
    let ratio = Self.mediation.riskRatio
    #expect(abs(ratio.estimate - 2.9617778) < 1e-6)
    #expect(abs(ratio.low - 2.2402054) < 1e-6 && abs(ratio.high - 3.9157693) < 1e-6)
    let agreement = ConfounderBound(ratio)
    #expect(abs(agreement.eValue - 5.372245) < 1e-5)
    #expect(abs(agreement.eValueOfLimit - 3.907041) < 1e-3)
    let ending = ConfounderBound(EffectInterval(estimate: 1.69, low: 1.31, high: 2.19))
    #expect(abs(ending.eValue - 2.769861) < 1e-6)
    #expect(abs(ending.eValueOfLimit - 1.947260) < 1e-6)
  }

  /// The exact conditional interval, as SciPy's `contingency.odds_ratio` prints it: 3.780754325844989 to
  /// 10.155044400392804. Its lower end is the factor of Rosenbaum's bound.
  @Test func theExactIntervalIsThatOfAnotherProgram() {
    let odds = ConditionalOdds([Self.mediation])
    #expect(abs(odds.interval.low / 3.780754325844989 - 1) < 1e-9)
    #expect(abs(odds.interval.high / 10.155044400392804 - 1) < 1e-9)
    #expect(odds.criticalFactor() == odds.interval.low)
    let tails = odds.upperTail(oddsRatio: 2) + odds.lowerTail(oddsRatio: 2)
    #expect(tails > 1 && tails < 1 + 1e-3)
    #expect(odds.criticalFactor(level: 0.001) < odds.criticalFactor())
  }

  /// Fisher's tea: 3 of 4 and 1 of 4; the chance of 3 or more is 17 / 70.
  @Test func theLadyTastingTea() {
    let tea = TwoByTwoTable(exposedYes: 3, exposedNo: 1, unexposedYes: 1, unexposedNo: 3)
    #expect(abs(ConditionalOdds([tea]).upperTail(oddsRatio: 1) - 17.0 / 70) < 1e-12)
    #expect(abs(ConditionalOdds([tea, tea]).upperTail(oddsRatio: 1) - 0.0736734694) < 1e-9)
    #expect(tea.chiSquare == 2)
  }

  @Test func aTableTurnedOverGivesTheSameStory() {
    let table = Self.mediation
    let turned = TwoByTwoTable(
      exposedYes: table.unexposedYes, exposedNo: table.unexposedNo, unexposedYes: table.exposedYes,
      unexposedNo: table.exposedNo)
    #expect(abs(table.oddsRatio.low * turned.oddsRatio.high - 1) < 1e-12)
    #expect(abs(table.riskDifference.low + turned.riskDifference.high) < 1e-12)
    #expect(abs(table.chiSquare / turned.chiSquare - 1) < 1e-12)
  }
}
