/// The regularised incomplete beta function and its inverse, on a logarithmic scale.
///
/// - Stability: portable.
public enum IncompleteBeta {
  /// The logarithms of I_x(a, b) and of 1 - I_x(a, b), each to full relative precision where it
  /// is the smaller of the two.
  ///
  /// - Parameter complement: 1 - x, given apart so that x near one keeps its digits.
  /// - Complexity: O(sqrt(max(a, b))) steps of the continued fraction near the mean, fewer away; O(1) where both parameters
  ///   are ``expansionParameter`` at least.
  /// - Source: Didonato and Morris, Algorithm 708: significant digit computation of the incomplete
  ///   beta function ratios (ACM TOMS 18, 1992) for the continued fraction; Loader (2000) for the
  ///   factor in front; Temme, Uniform asymptotic expansions of the incomplete gamma functions and the incomplete beta
  ///   function (Mathematics of Computation 29, 1975), for large parameters: DLMF 8.18.14.
  public static func logTails(
    a: Double, b: Double, x: Double, complement y: Double
  ) -> (lower: Double, upper: Double) {
    precondition(a > 0 && b > 0, "the incomplete beta function needs positive parameters")
    if x <= 0 { return (-.infinity, 0) }
    if y <= 0 { return (0, -.infinity) }
    if min(a, b) >= expansionParameter { return expandedTails(a: a, b: b, x: x, complement: y) }
    return logTails(
      a: a, b: b, x: x, complement: y, prefix: Prefix(a: a, b: b).log(x: x, complement: y))
  }

  /// The same by the continued fraction.
  ///
  /// - Parameter prefix: See ``Prefix/log(x:complement:)``.
  private static func logTails(
    a: Double, b: Double, x: Double, complement y: Double, prefix: Double
  ) -> (lower: Double, upper: Double) {
    if a * y >= b * x {
      let lower = min(0, prefix + Elementary.log(fraction(a, b, x, y)))
      return (lower, logComplement(lower))
    }
    let upper = min(0, prefix + Elementary.log(fraction(b, a, y, x)))
    return (logComplement(upper), upper)
  }

  /// From here on two terms of the expansion serve: the next is below 1e-15 of the whole.
  static let expansionParameter = 1e10

  /// The tails for large parameters: those of a normal variable, and one correction.
  private static func expandedTails(
    a: Double, b: Double, x: Double, complement y: Double
  ) -> (lower: Double, upper: Double) {
    let n = a + b
    // (a + b) (x - mean): the products are rounded, their difference is not.
    let product = a * y
    let distance = (-product).addingProduct(b, x) - (-product).addingProduct(a, y)
    // All that follows rests on this distance alone, so that what it errs by cancels.
    let deviances =
      n * x * Elementary.relativeEntropyTerm(-distance / (n * x))
      + n * y * Elementary.relativeEntropyTerm(distance / (n * y))
    let score = (distance < 0 ? -1 : 1) * (2 * deviances).squareRoot()
    // The tail on the near side of the mean, and the correction's share of it.
    let tail = Normal.logUpperTail(abs(score))
    let spread = (a / n * b).squareRoot()
    let correction =
      abs(score) < 0.01 ? (b - a) / (3 * n * spread) : 1 / score - spread / distance
    let share = correction * Elementary.exp(-deviances - Normal.logRootTwoPi - tail)
    if score < 0 {
      let lower = tail + Elementary.log1p(share)
      return (lower, logComplement(lower))
    }
    let upper = tail + Elementary.log1p(-share)
    return (logComplement(upper), upper)
  }

  /// The x, and 1 - x, at which the lower tail has the given logarithm.
  ///
  /// The tail is log-concave in log(x / (1 - x)), so Newton's method converges from anywhere. Where the distribution is
  /// nearly normal on that scale it starts from that quantile. Near the end Halley's steps take over: with thousands in both
  /// parameters the first is the last.
  ///
  /// - Source: Cornish and Fisher, Moments and cumulants in the specification of distributions (Review of the International
  ///   Statistical Institute 5, 1938), for the start; Traub, Iterative Methods for the Solution of Equations (1964), for the steps.
  public static func quantile(
    a: Double, b: Double, logLowerTail target: Double
  ) -> (x: Double, complement: Double) {
    precondition(target < 0, "the lower tail must lie between zero and one")
    var logit = Elementary.log(a / b)
    let probability = Elementary.exp(target)
    if min(a, b) >= 2, probability > 0, probability < 1 {
      logit += startingDeviation(a: a, b: b, z: -Normal.score(upperTail: probability))
    }
    return quantile(a: a, b: b, logLowerTail: target, from: logit)
  }

  /// The same from a first guess of log(x / (1 - x)).
  static func quantile(
    a: Double, b: Double, logLowerTail target: Double, from start: Double
  ) -> (x: Double, complement: Double) {
    var logit = start
    let spread = (1 / a + 1 / b).squareRoot()
    let prefix = Prefix(a: a, b: b)
    // What is left after such a step is below the last digit, since steps cube what is left.
    let leastStep = 2e-6 * min(1, spread)
    for _ in 0..<200 {
      let x = 1 / (1 + Elementary.exp(-logit))
      let y = 1 / (1 + Elementary.exp(logit))
      let logSlope = prefix.log(x: x, complement: y)
      let tail =
        min(a, b) >= expansionParameter || x <= 0 || y <= 0
        ? logTails(a: a, b: b, x: x, complement: y).lower
        : logTails(a: a, b: b, x: x, complement: y, prefix: logSlope).lower
      let slope = Elementary.exp(logSlope - tail)
      var step = (target - tail) / slope
      // Half of what the slope changes by over the step, as a share of it.
      let bend = 0.5 * step * (a * y - b * x - slope)
      let isNear = abs(bend) < 0.1
      if isNear { step /= 1 + bend }
      // Far out in the upper tail the slope vanishes; a bounded step gets back.
      step = max(-50, min(50, step))
      if step.isNaN { step = -1 }
      logit += step
      if abs(step) <= max(isNear ? leastStep : 0, 4e-16 * max(1, abs(logit))) { break }
    }
    return (1 / (1 + Elementary.exp(-logit)), 1 / (1 + Elementary.exp(logit)))
  }

  /// How far, on the scale of log(x / (1 - x)), a quantile is from log(a / b), nearly: by the cumulants of that scale.
  private static func startingDeviation(a: Double, b: Double, z: Double) -> Double {
    // Each to the order of the next one's first term.
    let mean = 0.5 * (1 / b - 1 / a) + (1 / (b * b) - 1 / (a * a)) / 12
    let variance = 1 / a + 1 / b + 0.5 * (1 / (a * a) + 1 / (b * b))
    let third = 1 / (b * b) - 1 / (a * a) + 1 / (b * b * b) - 1 / (a * a * a)
    let fourth = 2 / (a * a * a) + 2 / (b * b * b)
    let spread = variance.squareRoot()
    let skewness = third / (variance * spread)
    let excess = fourth / (variance * variance)
    return mean
      + spread
      * (z + skewness * (z * z - 1) / 6 + excess * (z * z - 3) * z / 24
        - skewness * skewness * (2 * z * z - 5) * z / 36)
  }

  /// What of log(x^a y^b / B(a, b)) does not hang on x.
  struct Prefix {
    private let a: Double
    private let b: Double
    private let corrections: Double
    private let logScale: Double

    init(a: Double, b: Double) {
      self.a = a
      self.b = b
      let n = a + b
      corrections =
        GammaFunction.stirlingCorrection(n) - GammaFunction.stirlingCorrection(a)
        - GammaFunction.stirlingCorrection(b)
      logScale = 0.5 * (Elementary.log(a) + Elementary.log(b / n) - GammaFunction.logTwoPi)
    }

    /// log(x^a y^b / B(a, b)), the derivative of I_x with respect to log(x / y).
    func log(x: Double, complement y: Double) -> Double {
      let n = a + b
      return corrections - deviance(a, n * x) - deviance(b, n * y) + logScale
    }
  }

  /// x log(x / m) + m - x.
  private static func deviance(_ x: Double, _ m: Double) -> Double {
    if m < 1e-290 { return x * (Elementary.log(x) - Elementary.log(m)) + m - x }
    return m * Elementary.relativeEntropyTerm((x - m) / m)
  }

  /// log(1 - exp(t)) for t <= 0.
  static func logComplement(_ t: Double) -> Double {
    t > -0.693 ? Elementary.log(-Elementary.expm1(t)) : Elementary.log1p(-Elementary.exp(t))
  }

  /// The continued fraction F with I_x(a, b) = F x^a y^b / B(a, b), for x at most a / (a + b).
  ///
  /// Its first denominator holds a - (a + b) x, written here as a y - b x, which keeps its digits
  /// however large a is.
  private static func fraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    func denominator(_ n: Double) -> Double {
      // At n = 0 the middle term is zero, also where its own denominator is.
      let middle = n == 0 ? 0 : n * (b - n) * x / (a + 2 * n - 1)
      return n + middle + (a + n) * (a * y - b * x + 1 + n * (1 + y)) / (a + 2 * n + 1)
    }
    // Lentz: the fraction in the denominator is the product of c d over the levels.
    var c = denominator(0)
    var d = 0.0
    var value = c
    var n = 1.0
    while n < 1e7 {
      let numerator =
        (a + n - 1) / (a + 2 * n - 1) * ((a + b + n - 1) / (a + 2 * n - 1)) * n * (b - n) * x * x
      let next = denominator(n)
      d = 1 / (next + numerator * d)
      c = next + numerator / c
      let change = c * d
      value *= change
      if abs(change - 1) < 2.5e-16 { break }
      n += 1
    }
    return 1 / value
  }
}
