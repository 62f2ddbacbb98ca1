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
    if z == .infinity || z.isNaN { return -z }
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

  /// The z with P(Z > z) equal to a probability strictly between 0 and 1.
  ///
  /// - Source: Wichura, Algorithm AS 241: the percentage points of the normal distribution (Applied
  ///   Statistics 37, 1988), PPND16, whose rational approximations err by about 1e-16.
  public static func score(upperTail probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability strictly between 0 and 1")
    let centred = 0.5 - probability
    if abs(centred) <= 0.425 {
      let r = 0.180625 - centred * centred
      return centred * ratio(r, centralNumerator, centralDenominator)
    }
    let root = (-Elementary.log(min(probability, 1 - probability))).squareRoot()
    let z =
      root <= 5
      ? ratio(root - 1.6, middleNumerator, middleDenominator)
      : ratio(root - 5, farNumerator, farDenominator)
    return centred < 0 ? -z : z
  }

  private static func ratio(_ x: Double, _ top: [Double], _ bottom: [Double]) -> Double {
    func polynomial(_ coefficients: [Double]) -> Double {
      var sum = 0.0
      for coefficient in coefficients { sum = sum * x + coefficient }
      return sum
    }
    return polynomial(top) / polynomial(bottom)
  }

  // In Horner order, highest power first.
  private static let centralNumerator = [
    2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4,
    4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3,
    1.3314166789178437745e+2, 3.3871328727963666080e+0,
  ]
  private static let centralDenominator = [
    5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4,
    2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2,
    4.2313330701600911252e+1, 1.0,
  ]
  private static let middleNumerator = [
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
    1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
    4.63033784615654529590e+0, 1.42343711074968357734e+0,
  ]
  private static let middleDenominator = [
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
    2.05319162663775882187e+0, 1.0,
  ]
  private static let farNumerator = [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
    5.46378491116411436990e+0, 6.65790464350110377720e+0,
  ]
  private static let farDenominator = [
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
    5.99832206555887937690e-1, 1.0,
  ]
}
