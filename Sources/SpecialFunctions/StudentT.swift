/// Tails and quantiles of Student's t distribution.
///
/// - Stability: portable.
/// - Source: Abramowitz and Stegun 26.7.1: the two tails are an incomplete beta function; 26.7.5: the quantile for many degrees of
///   freedom.
public enum StudentT {
  /// The logarithm of P(T > t) for t >= 0.
  public static func logUpperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
    precondition(t >= 0, "use the symmetry of the distribution for negative values")
    if t == .infinity { return -.infinity }
    let square = t * t
    let sum = degreesOfFreedom + square
    let both = IncompleteBeta.logTails(
      a: degreesOfFreedom / 2, b: 0.5, x: degreesOfFreedom / sum, complement: square / sum)
    return both.lower - 0.693_147_180_559_945_3
  }

  /// The t with P(|T| <= t) equal to the given confidence.
  public static func quantile(confidence: Double, degreesOfFreedom: Double) -> Double {
    precondition(confidence > 0 && confidence < 1, "confidence lies between zero and one")
    let guess = expandedQuantile(
      Normal.score(upperTail: (1 - confidence) / 2), degreesOfFreedom: degreesOfFreedom)
    if degreesOfFreedom >= expansionDegrees { return guess }
    let (x, complement) = IncompleteBeta.quantile(
      a: degreesOfFreedom / 2, b: 0.5, logLowerTail: Elementary.log1p(-confidence),
      from: guess > 1e-100 ? Elementary.log(degreesOfFreedom / (guess * guess)) : 0)
    return (degreesOfFreedom * (complement / x)).squareRoot()
  }

  /// From here on the expansion serves: what it lacks is below 1e-16 of the whole up to six deviations.
  static let expansionDegrees = 1e4

  /// The quantile near the normal one.
  private static func expandedQuantile(_ z: Double, degreesOfFreedom n: Double) -> Double {
    let square = z * z
    let first = (square + 1) / 4
    let second = ((5 * square + 16) * square + 3) / 96
    let third = (((3 * square + 19) * square + 17) * square - 15) / 384
    let fourth =
      ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92_160
    return z * (1 + (first + (second + (third + fourth / n) / n) / n) / n)
  }
}
