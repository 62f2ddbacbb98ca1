import Foundation

/// What a factor does to one kind of move, by the rates of crises with and without it.
public struct FactorEffect: Sendable {
  /// The comparison.
  public let contrast: RateTable.Contrast
  /// The ratio of rates.
  public let ratio: RateRatio
  /// The change of the logit against holding as the factor goes from absent to present, with its central 95 %
  /// interval, treating days as independent.
  public let coefficient: EffectInterval

  /// The effects of a table, on moves with such shares; comparisons without events on both sides are left out.
  public static func effects(_ table: RateTable, shares: EventShares) -> [FactorEffect] {
    table.contrasts.compactMap { contrast in
      guard let ratio = RateRatio(contrast.strata) else { return nil }
      // What ends sooner holds less: by the ending rate of the same crises, else of others of the same cause.
      let endings = table.contrasts.filter { $0.event == "end" }
      let ending =
        endings.first { $0.name == contrast.name } ?? endings.first { $0.cause == contrast.cause }
      let endRatio = ending.flatMap { RateRatio($0.strata)?.ratio } ?? 1
      func logit(_ value: Double) -> Double {
        shares.logit(ratio: value, endRatio: contrast.event == "end" ? value : endRatio)
      }
      let rates = ratio.interval
      return FactorEffect(
        contrast: contrast, ratio: ratio,
        coefficient: EffectInterval(
          estimate: logit(rates.estimate), low: logit(rates.low), high: logit(rates.high)))
    }
  }
}
