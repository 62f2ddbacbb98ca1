/// Tails and quantiles of Student's t distribution.
///
/// - Stability: portable.
/// - Source: Abramowitz and Stegun 26.7.1: the two tails are an incomplete beta function.
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
    let (x, complement) = IncompleteBeta.quantile(
      a: degreesOfFreedom / 2, b: 0.5, logLowerTail: Elementary.log1p(-confidence))
    return (degreesOfFreedom * (complement / x)).squareRoot()
  }
}
