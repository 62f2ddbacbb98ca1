/// Tails and scores of the standard normal distribution.
///
/// - Stability: portable.
public enum Normal {
  static let logRootTwoPi = 0.918_938_533_204_672_7

  /// The logarithm of P(Z > z).
  ///
  /// - Source: Abramowitz and Stegun 26.2.11 (series) and 26.2.14 (continued fraction).
  public static func logUpperTail(_ z: Double) -> Double {
    if z < 0 { return IncompleteBeta.logComplement(logUpperTail(-z)) }
    if z == .infinity { return -.infinity }
    let logDensity = -0.5 * z * z - logRootTwoPi
    if z < 2.5 {
      var term = z
      var sum = z
      var k = 1.0
      while true {
        term *= z * z / (2 * k + 1)
        let next = sum + term
        if next == sum { break }
        sum = next
        k += 1
      }
      return Elementary.log(0.5 - Elementary.exp(logDensity) * sum)
    }
    // z + 1/(z + 2/(z + 3/...)), from the inside out; 200 levels serve from 2.5 upward.
    var fraction = z
    for level in stride(from: 200.0, through: 1, by: -1) { fraction = z + level / fraction }
    return logDensity - Elementary.log(fraction)
  }

  /// The z with log P(Z > z) equal to the given value.
  public static func score(logUpperTail target: Double) -> Double {
    if target == -.infinity { return .infinity }
    if target >= 0 { return -.infinity }
    if target > -0.693_147_180_559_945_3 {
      return -score(logUpperTail: IncompleteBeta.logComplement(target))
    }
    var z = target < -2 ? (-2 * target - Elementary.log(-4 * .pi * target)).squareRoot() : 0.5
    if z.isNaN { z = 1 }
    for _ in 0..<100 {
      let tail = logUpperTail(z)
      let hazard = Elementary.exp(-0.5 * z * z - logRootTwoPi - tail)
      let step = (tail - target) / hazard
      z += step
      if abs(step) <= 1e-15 * max(1, abs(z)) { break }
    }
    return z
  }
}
