/// Reads decimal numbers from bytes, rounded to the nearest double.
enum DecimalNumber {
  /// What a text turned out to be.
  enum Outcome: Equatable {
    case value(Double)
    /// Anything but digits with an optional sign, point and exponent.
    case notDecimal
    /// Beyond the largest double.
    case tooLarge
    /// Not zero, and rounded to it.
    case tooSmall
  }

  /// The number that fills a range of bytes.
  ///
  /// - Source: Clinger, How to read floating point numbers accurately (1990): an exact mantissa times
  ///   or over an exact power of ten is rounded once. Longer numbers go to the standard library.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Outcome {
    var at = range.lowerBound
    let end = range.upperBound
    var isNegative = false
    if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    var mantissa: UInt64 = 0
    var (kept, digitCount, exponent) = (0, 0, 0)
    var isCut = false
    var isPastPoint = false
    while at < end {
      let digit = bytes[at] &- UInt8(ascii: "0")
      if digit <= 9 {
        digitCount += 1
        if kept < 19 {
          if mantissa != 0 || digit != 0 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            kept += 1
          }
          if isPastPoint { exponent -= 1 }
        } else {
          if digit != 0 { isCut = true }
          if !isPastPoint { exponent += 1 }
        }
      } else if bytes[at] == UInt8(ascii: "."), !isPastPoint {
        isPastPoint = true
      } else {
        break
      }
      at += 1
    }
    guard digitCount > 0 else { return .notDecimal }
    if at < end {
      guard let power = self.exponent(bytes, at..<end) else { return .notDecimal }
      exponent += power
    }
    if mantissa == 0 { return .value(0) }
    if !isCut, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let magnitude =
        exponent < 0
        ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
      return .value(isNegative ? -magnitude : magnitude)
    }
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    guard let value = Double(text) else { return .notDecimal }
    if !value.isFinite { return .tooLarge }
    return value == 0 ? .tooSmall : .value(value)
  }

  /// `e`, a sign and digits; held within a range that no later sum can leave.
  private static func exponent(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int? {
    var at = range.lowerBound
    guard bytes[at] | 0x20 == UInt8(ascii: "e") else { return nil }
    at += 1
    var isNegative = false
    if at < range.upperBound, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    guard at < range.upperBound else { return nil }
    var power = 0
    while at < range.upperBound {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      power = min(power * 10 + Int(digit), 1 << 40)
      at += 1
    }
    return isNegative ? -power : power
  }

  /// Ten to the 0 to 22, all exact.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
