import Foundation

/// Numbers of a fit as they are printed.
enum Fixed {
  /// So many decimals; the same text for what rounds to zero from both sides.
  static func text(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value > 0 ? "inf" : value < 0 ? "-inf" : "" }
    let rounded = rounded(value, decimals)
    return String(format: "%.\(decimals)f", rounded == 0 ? 0 : rounded)
  }

  /// The value with so many decimals.
  static func rounded(_ value: Double, _ decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    return (value * scale).rounded() / scale
  }

  /// Two significant digits with an exponent.
  static func scientific(_ value: Double) -> String { String(format: "%.1e", value) }
}
