import SpecialFunctions

/// The exact law of the number of exposed with the outcome, given the margins of one table or several,
/// when the odds of exposure differ by a factor.
///
/// The same law bounds what a hidden confounder can do: if it can change the odds of exposure of two
/// otherwise equal crises by a factor of at most gamma, no confounder gives a smaller chance of so many
/// than the one that goes with the outcome itself, and this is its law at gamma.
///
/// - Source: Fisher (1935); Rosenbaum and Krieger, Journal of the American Statistical Association 85
///   (1990), 493-498; Rosenbaum, Observational Studies (2002), 4.4.
public struct ConditionalOdds: Sendable {
  /// Tables with margins of their own.
  public let strata: [TwoByTwoTable]

  /// The law of one table or several.
  public init(_ strata: [TwoByTwoTable]) {
    precondition(!strata.isEmpty, "a law needs a table")
    self.strata = strata
  }

  private var observed: Int { strata.reduce(0) { $0 + $1.exposedYes } }

  /// The chance of at least as many exposed with the outcome as were seen.
  ///
  /// - Parameter oddsRatio: Of every stratum.
  /// - Complexity: O(product of the widths of the strata's ranges).
  public func upperTail(oddsRatio: Double) -> Double {
    tail(oddsRatio) { $0 >= $1 }
  }

  /// The chance of at most as many as were seen.
  public func lowerTail(oddsRatio: Double) -> Double {
    tail(oddsRatio) { $0 <= $1 }
  }

  private func tail(_ oddsRatio: Double, _ counts: (Int, Int) -> Bool) -> Double {
    let laws = strata.map { Self.law($0, oddsRatio) }
    let least = laws.reduce(0) { $0 + $1.least }
    let all = laws.map(\.weights).reduce([1.0]) { total, next in
      var product = [Double](repeating: 0, count: total.count + next.count - 1)
      for (i, a) in total.enumerated() {
        for (j, b) in next.enumerated() { product[i + j] += a * b }
      }
      return product
    }
    return all.enumerated().reduce(0) {
      $0 + (counts($1.offset + least, observed) ? $1.element : 0)
    }
  }

  /// The law of one table, from its least count up.
  private static func law(
    _ table: TwoByTwoTable, _ oddsRatio: Double
  ) -> (least: Int, weights: [Double]) {
    let exposed = table.exposedYes + table.exposedNo
    let unexposed = table.unexposedYes + table.unexposedNo
    let cases = table.exposedYes + table.unexposedYes
    let range = max(0, cases - unexposed)...min(cases, exposed)
    let logs = range.map { count in
      logChoose(exposed, count) + logChoose(unexposed, cases - count)
        + Double(count) * Elementary.log(oddsRatio)
    }
    let greatest = logs.max() ?? 0
    let weights = logs.map { Elementary.exp($0 - greatest) }
    let total = weights.reduce(0, +)
    return (range.lowerBound, weights.map { $0 / total })
  }

  private static func logChoose(_ n: Int, _ k: Int) -> Double {
    GammaFunction.logGamma(Double(n) + 1) - GammaFunction.logGamma(Double(k) + 1)
      - GammaFunction.logGamma(Double(n - k) + 1)
  }

  /// The largest factor by which a hidden confounder may change the odds of exposure with the
  /// association still beyond chance: at least so many have this chance then, and more above it.
  ///
  /// It is also the lower end of the exact interval of the odds ratio.
  ///
  /// - Parameter level: One-sided.
  public func criticalFactor(level: Double = 0.025) -> Double {
    Self.root { upperTail(oddsRatio: $0) - level }
  }

  /// The exact interval of the odds ratio that all tables have in common; it covers with at least 0.95.
  ///
  /// - Source: Gart, Biometrika 57 (1970), 471-475. Estimate: Mantel and Haenszel's.
  public var interval: EffectInterval {
    EffectInterval(
      estimate: TwoByTwoTable.commonOddsRatio(strata), low: criticalFactor(),
      high: Self.root { 0.025 - lowerTail(oddsRatio: $0) })
  }

  /// Where an increasing function of the odds ratio is 0, by halving its logarithm.
  private static func root(_ function: (Double) -> Double) -> Double {
    var (low, high) = (-20.0, 20.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if function(Elementary.exp(middle)) < 0 { low = middle } else { high = middle }
    }
    return Elementary.exp((low + high) / 2)
  }
}
