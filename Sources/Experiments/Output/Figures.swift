import Foundation

/// Numbers as they are said to people.
enum Figures {
  /// A number at so many significant digits, without an exponent where it stays readable.
  static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    let magnitude = magnitude(value, digits: digits)
    if magnitude < -5 || magnitude > 8 {
      return String(format: "%.\(digits - 1)e", value)
    }
    let decimals = max(0, digits - 1 - magnitude)
    let scale = pow(10, Double(digits - 1 - magnitude))
    return String(format: "%.\(decimals)f", (value * scale).rounded() / scale)
  }

  /// The power of ten of the first digit, once the number is rounded: 0.0999 counts as 0.10.
  private static func magnitude(_ value: Double, digits: Int) -> Int {
    let first = Int(Foundation.log10(abs(value)).rounded(.down))
    let rounded = (abs(value) * pow(10, Double(digits - 1 - first))).rounded()
    return rounded >= pow(10, Double(digits)) ? first + 1 : first
  }

  /// The smallest power of ten, from 1,000 up, of which a probability is at least ten incidents, or
  /// one when a single digit is said.
  static func frequencyBase(_ probability: Double, digits: Int) -> Double {
    var base = 1_000.0
    let least = pow(10, Double(digits - 1))
    while probability > 0, probability * base < least, base < 1e12 { base *= 10 }
    return base
  }

  /// A count with separators between thousands.
  static func grouped(_ value: Double) -> String {
    let digits = Array(String(Int(value)))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { result += "," }
      result.append(digit)
    }
    return result
  }

  /// A probability as a number of incidents out of a base, at so many significant digits.
  static func frequency(_ probability: Double, of base: Double, digits: Int) -> String {
    let count = probability * base
    guard count > 0 else { return "0" }
    let magnitude = magnitude(count, digits: digits)
    let scale = pow(10, Double(digits - 1 - magnitude))
    let rounded = (count * scale).rounded() / scale
    return rounded >= 1 ? grouped(rounded.rounded()) : significant(rounded, digits: digits)
  }
}
