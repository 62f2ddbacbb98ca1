/// The regularised incomplete gamma function.
public enum IncompleteGamma {
  /// The log of the upper tail Q(a, x): the chance that a gamma variable of shape a and scale one is above x.
  ///
  /// - Complexity: O(sqrt(a) + 60).
  /// - Stability: portable; some 1e-13 relative in the tail itself.
  /// - Source: DLMF 8.7.1 (series) below a + 1, 8.9.2 (continued fraction, by Lentz's method) above.
  public static func logUpperTail(a: Double, x: Double) -> Double {
    precondition(a > 0, "the shape is positive")
    guard x > 0 else { return 0 }
    let prefix = a * Elementary.log(x) - x - GammaFunction.logGamma(a)
    if x < a + 1 {
      var (term, sum, n) = (1 / a, 1 / a, a)
      while term > sum * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      let lower = prefix + Elementary.log(sum)
      guard lower < 0 else { return -Double.infinity }
      return lower > -0.7
        ? Elementary.log(-Elementary.expm1(lower)) : Elementary.log1p(-Elementary.exp(lower))
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for i in 1..<100_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = 1 / nonzero(an * d + b)
      c = nonzero(b + an / c)
      let delta = c * d
      h *= delta
      if abs(delta - 1) < 1e-16 { break }
    }
    return prefix + Elementary.log(h)
  }

  private static func nonzero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }

  /// The log of the chance that a chi-square variable is above a value.
  public static func logChiSquareTail(_ value: Double, degreesOfFreedom: Double) -> Double {
    logUpperTail(a: degreesOfFreedom / 2, x: value / 2)
  }
}
