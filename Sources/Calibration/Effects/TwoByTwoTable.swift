import SpecialFunctions

/// Counts of an outcome among the exposed and the unexposed, all four above 0.
public struct TwoByTwoTable: Sendable, Equatable {
  /// Exposed, with the outcome.
  public let exposedYes: Int
  /// Exposed, without.
  public let exposedNo: Int
  /// Unexposed, with the outcome.
  public let unexposedYes: Int
  /// Unexposed, without.
  public let unexposedNo: Int

  /// The 0.975 quantile of the standard normal law: every interval here covers with 0.95.
  static let normalQuantile = 1.959963984540054

  /// Four counts.
  public init(exposedYes: Int, exposedNo: Int, unexposedYes: Int, unexposedNo: Int) {
    precondition(
      min(exposedYes, exposedNo, unexposedYes, unexposedNo) > 0, "ratios need every count above 0")
    self.exposedYes = exposedYes
    self.exposedNo = exposedNo
    self.unexposedYes = unexposedYes
    self.unexposedNo = unexposedNo
  }

  private var exposed: Double { Double(exposedYes + exposedNo) }
  private var unexposed: Double { Double(unexposedYes + unexposedNo) }
  private var exposedRisk: Double { Double(exposedYes) / exposed }
  private var unexposedRisk: Double { Double(unexposedYes) / unexposed }

  /// The difference of the two shares, with Wilson intervals of each put together.
  ///
  /// - Source: Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
  public var riskDifference: EffectInterval {
    let (p, q) = (exposedRisk, unexposedRisk)
    let (a, b) = (Self.wilson(p, exposed), Self.wilson(q, unexposed))
    let low = ((p - a.low) * (p - a.low) + (b.high - q) * (b.high - q)).squareRoot()
    let high = ((a.high - p) * (a.high - p) + (q - b.low) * (q - b.low)).squareRoot()
    return EffectInterval(estimate: p - q, low: p - q - low, high: p - q + high)
  }

  private static func wilson(_ share: Double, _ count: Double) -> (low: Double, high: Double) {
    let square = normalQuantile * normalQuantile / count
    let half = normalQuantile * (share * (1 - share) / count + square / (4 * count)).squareRoot()
    return ((share + square / 2 - half) / (1 + square), (share + square / 2 + half) / (1 + square))
  }

  /// The ratio of the two shares.
  ///
  /// - Source: Katz, Baptista, Azen and Pike, Biometrics 34 (1978), 469-474.
  public var riskRatio: EffectInterval {
    let variance =
      1 / Double(exposedYes) - 1 / exposed + 1 / Double(unexposedYes) - 1 / unexposed
    return Self.ratio(exposedRisk / unexposedRisk, variance)
  }

  /// The ratio of the two odds.
  ///
  /// - Source: Woolf, Annals of Human Genetics 19 (1955), 251-253.
  public var oddsRatio: EffectInterval {
    let counts = [exposedYes, exposedNo, unexposedYes, unexposedNo].map(Double.init)
    return Self.ratio(
      counts[0] * counts[3] / (counts[1] * counts[2]), counts.reduce(0) { $0 + 1 / $1 })
  }

  private static func ratio(_ estimate: Double, _ variance: Double) -> EffectInterval {
    let factor = Elementary.exp(normalQuantile * variance.squareRoot())
    return EffectInterval(estimate: estimate, low: estimate / factor, high: estimate * factor)
  }

  /// Pearson's statistic for independence, one degree of freedom, without a correction.
  public var chiSquare: Double {
    let (a, b) = (Double(exposedYes), Double(exposedNo))
    let (c, d) = (Double(unexposedYes), Double(unexposedNo))
    let cross = a * d - b * c
    return (a + b + c + d) * cross * cross / ((a + b) * (c + d) * (a + c) * (b + d))
  }

  /// The odds ratio that several tables have in common.
  ///
  /// - Source: Mantel and Haenszel, Journal of the National Cancer Institute 22 (1959), 719-748.
  public static func commonOddsRatio(_ strata: [TwoByTwoTable]) -> Double {
    let sums = strata.reduce((0.0, 0.0)) { sums, table in
      let total = table.exposed + table.unexposed
      return (
        sums.0 + Double(table.exposedYes) * Double(table.unexposedNo) / total,
        sums.1 + Double(table.exposedNo) * Double(table.unexposedYes) / total
      )
    }
    return sums.0 / sums.1
  }
}
