/// The gamma function through its Stirling correction.
///
/// - Stability: portable.
public enum GammaFunction {
  /// log(2 pi).
  public static let logTwoPi = 1.837_877_066_409_345_5

  /// log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2, for x > 0.
  ///
  /// All terms of the recurrence are positive, so small x lose no digits.
  ///
  /// - Source: Loader (2000), section 2; the asymptotic series is Abramowitz and Stegun 6.1.41.
  public static func stirlingCorrection(_ x: Double) -> Double {
    precondition(x > 0, "the Stirling correction needs a positive argument")
    var shifted = x
    var sum = 0.0
    while shifted < 16 {
      sum += recurrenceTerm(shifted)
      shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    var series = 0.0
    for coefficient in bernoulliTerms { series = series * square + coefficient }
    return sum + series * inverse
  }

  /// The logarithm of Gamma(x), for x > 0.
  public static func logGamma(_ x: Double) -> Double {
    // log Gamma(x) = log Gamma(x + 1) - log x
    let log = Elementary.log(x)
    return stirlingCorrection(x) + (x - 0.5) * log - x + 0.5 * logTwoPi
  }

  /// (x + 1/2) log(1 + 1/x) - 1 = sum over j >= 1 of 1 / ((2j + 1) (2x + 1)^(2j)).
  private static func recurrenceTerm(_ x: Double) -> Double {
    let ratio = 1 / ((2 * x + 1) * (2 * x + 1))
    if ratio > 0.25 {
      return (x + 0.5) * Elementary.log1p(1 / x) - 1
    }
    var power = ratio
    var sum = 0.0
    var j = 1.0
    while true {
      let next = sum + power / (2 * j + 1)
      if next == sum { return sum }
      sum = next
      power *= ratio
      j += 1
    }
  }

  /// B_2k / (2k (2k - 1)) for k = 7 down to 1, in Horner order.
  private static let bernoulliTerms: [Double] = [
    1.0 / 156, -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
  ]
}
