/// Exponential and logarithm whose bits are the same on every machine.
///
/// The C library picks its variant by processor, and variants differ in the last bit. Whatever
/// feeds a draw or an interval uses these instead: only additions, products, divisions and
/// comparisons of doubles, in a fixed order.
///
/// - Stability: portable.
public enum Elementary {
  // The high part has 21 trailing zero bits, so that its products with exponents are exact.
  static let logTwoHigh = 0x1.62e42fee00000p-1
  static let logTwoLow = 0x1.a39ef35793c76p-33

  /// The exponential function; error below one unit in the last place for normal results.
  ///
  /// - Source: argument reduction of Cody and Waite (1980), Taylor series to degree 14.
  public static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.79 { return .infinity }
    if x < -745.2 { return 0 }
    let (exponent, remainder, correction) = reduced(x)
    // exp(r) = 1 + (r + (correction + r^2 * series)), with the largest term added last.
    let tail = correction + remainder * remainder * expSeries(remainder)
    return scaled(1 + (remainder + tail), by: exponent)
  }

  /// exp(x) - 1 without cancellation near zero.
  public static func expm1(_ x: Double) -> Double {
    if x.isNaN || x == 0 { return x }
    if x > -0.34 && x < 0.34 { return x + x * x * expSeries(x) }
    return exp(x) - 1
  }

  /// The natural logarithm; error below one unit in the last place.
  ///
  /// - Source: the series of the inverse hyperbolic tangent, as in Tang, Table-driven
  ///   implementation of the logarithm function (1990), without the table.
  public static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var exponent = Int(x.exponent)
    var significand = x.significand
    if significand > 1.414_213_562_373_095_1 {
      significand *= 0.5
      exponent += 1
    }
    return combined(exponent, significand - 1)
  }

  /// log(1 + x) without cancellation near zero.
  public static func log1p(_ x: Double) -> Double {
    if x.isNaN || x < -1 { return .nan }
    if x == -1 { return -.infinity }
    if x == .infinity || x == 0 { return x }
    if x > -0.29 && x < 0.41 { return combined(0, x) }
    let sum = 1 + x
    // What rounding took from 1 + x, relative to the sum.
    let lost = (sum > 2 ? 1 - (sum - x) : x - (sum - 1)) / sum
    return log(sum) + lost
  }

  /// (1 + x) log(1 + x) - x, which is nonnegative and of second order at zero.
  ///
  /// - Source: Loader, Fast and accurate computation of binomial probabilities (2000), whose
  ///   deviance term is n times this function.
  public static func relativeEntropyTerm(_ x: Double) -> Double {
    if x == -1 { return 1 }
    if abs(x) > 0.25 { return (1 + x) * log1p(x) - x }
    // Alternating series: sum over k >= 2 of (-x)^k / (k (k - 1)).
    var power = x * x
    var sum = 0.0
    var k = 2.0
    while true {
      let term = power / (k * (k - 1))
      let next = sum + term
      if next == sum { return sum }
      sum = next
      power *= -x
      k += 1
    }
  }

  private static func reduced(_ x: Double) -> (Int, Double, Double) {
    let multiple = (x * 1.442_695_040_888_963_4).rounded()
    let high = x - multiple * logTwoHigh
    let low = multiple * logTwoLow
    let remainder = high - low
    return (Int(multiple), remainder, (high - remainder) - low)
  }

  /// (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2.
  private static func expSeries(_ r: Double) -> Double {
    var sum = 0.0
    for coefficient in inverseFactorials { sum = sum * r + coefficient }
    return sum
  }

  private static let inverseFactorials: [Double] = {
    var values: [Double] = []
    var factorial = 1.0
    for k in 2...15 {
      factorial *= Double(k)
      values.append(1 / factorial)
    }
    return values.reversed()
  }()

  private static func scaled(_ value: Double, by exponent: Int) -> Double {
    if exponent >= -1021 && exponent <= 1023 {
      return value * Double(sign: .plus, exponent: exponent, significand: 1)
    }
    let half = exponent / 2
    return value * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: exponent - half, significand: 1)
  }

  /// exponent * log(2) + log(1 + f), for f between sqrt(1/2) - 1 and sqrt(2) - 1.
  private static func combined(_ exponent: Int, _ f: Double) -> Double {
    // With s = f / (2 + f): log(1 + f) = 2 s + s * R and 2 s = f - s f, so the sum below ends
    // with its largest term and loses nothing to cancellation.
    let s = f / (2 + f)
    let square = s * s
    var series = 0.0
    for coefficient in oddReciprocals { series = series * square + coefficient }
    let halfSquare = 0.5 * f * f
    let tail = s * (halfSquare + series * square)
    let count = Double(exponent)
    return count * logTwoHigh + (f - (halfSquare - (tail + count * logTwoLow)))
  }

  /// 2/3, 2/5, ... in Horner order.
  private static let oddReciprocals: [Double] = (1...12).reversed().map { 2 / Double(2 * $0 + 1) }
}
