extension GammaFunction {
  /// What Stirling's formula misses of a factorial: log n! - (n + 1/2) log n + n - log(2 pi) / 2, for n > 0.
  ///
  /// The same as ``stirlingCorrection(_:)`` of the number, to 1e-18, and made for being asked often: numbers
  /// below 128 are looked up, others have three terms of the series.
  ///
  /// - Complexity: O(1).
  /// - Source: Abramowitz and Stegun 6.1.41.
  public static func factorialCorrection(_ n: Int) -> Double {
    precondition(n > 0, "the factorial of a positive number")
    guard n >= smallFactorialCorrections.count else { return smallFactorialCorrections[n] }
    let inverse = 1 / Double(n)
    let square = inverse * inverse
    return inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260)))
  }

  /// Shape `[n]`; that of 0 is never asked for.
  private static let smallFactorialCorrections: [Double] =
    [0] + (1..<128).map { stirlingCorrection(Double($0)) }
}
