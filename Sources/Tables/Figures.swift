import Foundation
import MarkovChains

/// Numbers as they are said to people.
public enum Figures {
  /// A number at so many significant digits, without an exponent where it stays readable.
  ///
  /// - Parameter rule: Ends of intervals are rounded outward, so that no estimate falls out of its own.
  public static func significant(
    _ value: Double, digits: Int, _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
  ) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    // Powers of ten of such numbers overflow; nobody reads their last digit.
    guard abs(value) > 1e-290, abs(value) < 1e290 else {
      return String(format: "%.\(digits - 1)e", value)
    }
    let rounded = Self.rounded(value, digits: digits, rule)
    let magnitude = magnitude(rounded)
    if magnitude < -5 || magnitude > 8 {
      return String(format: "%.\(digits - 1)e", rounded)
    }
    return String(format: "%.\(max(0, digits - 1 - magnitude))f", rounded)
  }

  /// A number at so many significant digits, without zeros at its end.
  public static func short(_ value: Double, digits: Int) -> String {
    let text = significant(value, digits: digits)
    guard text.contains("."), !text.contains("e") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }
    return String((trimmed.first == "." ? trimmed.dropFirst() : trimmed).reversed())
  }

  /// A number beyond the range of doubles, in scientific notation.
  public static func decimal(_ value: ScaledNumber, digits: Int) -> String {
    let (fraction, power) = value.decimal
    let parts = String(format: "%.\(digits - 1)e", fraction).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(fraction)" }
    return "\(parts[0])e\(exponent + power)"
  }

  /// The number with so many significant digits that is closest in the sense of the rule.
  private static func rounded(
    _ value: Double, digits: Int, _ rule: FloatingPointRoundingRule
  ) -> Double {
    let places = digits - 1 - magnitude(value)
    let scale = pow(10, Double(abs(places)))
    let scaled = places >= 0 ? value * scale : value / scale
    // What is a whole number but for the last bits stays one, whichever way it is rounded.
    let nearest = scaled.rounded()
    let whole = abs(scaled - nearest) < 1e-9 * abs(nearest) ? nearest : scaled.rounded(rule)
    return places >= 0 ? whole / scale : whole * scale
  }

  /// The power of ten of the first digit.
  private static func magnitude(_ value: Double) -> Int {
    guard value != 0 else { return 0 }
    let guess = Int(Foundation.log10(abs(value)).rounded(.down))
    // The logarithm of 1000 may come out just below 3.
    return abs(value) >= pow(10, Double(guess + 1)) * (1 - 1e-12) ? guess + 1 : guess
  }

  /// The smallest power of ten, from 1,000 up, of which a probability is at least ten incidents, or
  /// one when a single digit is said.
  public static func frequencyBase(_ probability: Double, digits: Int) -> Double {
    var base = 1_000.0
    let least = pow(10, Double(digits - 1))
    while probability > 0, probability * base < least, base < 1e12 { base *= 10 }
    return base
  }

  /// A probability as a number of incidents out of a base, at so many significant digits.
  public static func frequency(
    _ probability: Double, of base: Double, digits: Int,
    _ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
  ) -> String {
    let count = probability * base
    guard count > 1e-290 else { return significant(count, digits: digits) }
    let rounded = rounded(count, digits: digits, rule)
    return rounded >= 1_000 ? grouped(rounded) : significant(rounded, digits: digits)
  }

  /// A count with separators between thousands.
  public static func grouped(_ value: Double) -> String {
    let digits = Array(String(Int(value)))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { result += "," }
      result.append(digit)
    }
    return result
  }
}
