/// Writes doubles as Swift's `description` does: with the fewest digits that read back to the same value, and
/// of those the digits closest to it.
///
/// Giulietti's Schubfach: the interval that rounds to the value, scaled by a power of ten known to 128 bits, holds
/// at most two candidates of each length, and three products tell them apart (R. Giulietti, "The
/// Schubfach way to render doubles", 2022). About twice as fast as `description`, which makes a string of each.
struct ShortestDecimal: Sendable {
  /// The room a number is written in: its 24 bytes at most, and those a last store of eight may touch.
  static let room = 32

  static let shared = ShortestDecimal()

  /// 10^k rounded up to 128 significant bits, from k = -292 to 324.
  private let powers: [(high: UInt64, low: UInt64)]
  /// 10^k, from k = 0 to 17.
  private let tens: [UInt64]

  private init() {
    powers = Self.powersOfTen()
    tens = sequence(first: 1) { $0 * 10 }.prefix(18).map { $0 }
  }

  /// Writes a finite value at an address with so much `room`.
  ///
  /// - Returns: The number of bytes.
  @inline(__always)
  func write(_ value: Double, to target: UnsafeMutableRawPointer) -> Int {
    let isNegative = value.sign == .minus
    if isNegative { target.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self) }
    let start = target + (isNegative ? 1 : 0)
    let (digits, exponent) = decimal(value.magnitude)
    let count = write(digits, exponent, inWholes: value.magnitude <= 0x1p53, to: start)
    return count + (isNegative ? 1 : 0)
  }

  // MARK: Digits

  /// The shortest decimal: value = digits 10^exponent, up to rounding.
  @inline(__always)
  private func decimal(_ value: Double) -> (digits: UInt64, exponent: Int) {
    let fraction = value.significandBitPattern
    let biased = Int(value.exponentBitPattern)
    let significand = biased == 0 ? fraction : fraction | 1 << 52
    let exponent = max(biased, 1) &- 1075
    guard significand != 0 else { return (0, 0) }
    // Whole numbers below 2^53 have no shorter text than their own digits.
    if exponent <= 0, exponent > -53,
      significand.trailingZeroBitCount >= -exponent
    {
      return (significand &>> UInt64(truncatingIfNeeded: -exponent), 0)
    }
    let isOdd = significand & 1
    // Below a power of two the doubles lie twice as dense.
    let isUneven = fraction == 0 && biased > 1
    let scale = (exponent &* 1_262_611 &- (isUneven ? 524_031 : 0)) &>> 22
    let shift = UInt64(
      truncatingIfNeeded: exponent &+ (0 &- scale &* 1_741_647) &>> 19 &+ 1)
    let power = powers[292 &- scale]
    let quarters = significand &<< 2
    let middle = Self.product(power, quarters &<< shift)
    let lower = Self.product(power, (quarters &- (isUneven ? 1 : 2)) &<< shift) &+ isOdd
    let upper = Self.product(power, (quarters &+ 2) &<< shift) &- isOdd
    // One digit fewer when just one such number is in; else this length, and of two the closer. Chosen without
    // branches: which it is, no processor foresees.
    let whole = middle >> 2
    let tens = whole / 10
    let isTensIn = lower <= 40 &* tens
    let isShorter = whole >= 10 && isTensIn != (40 &* tens &+ 40 <= upper)
    let isWholeIn = lower <= 4 &* whole
    let isNextIn = 4 &* whole &+ 4 <= upper
    let half = 4 &* whole &+ 2
    let isCloser = middle > half || (middle == half && whole & 1 == 1)
    let isNext = isWholeIn != isNextIn ? isNextIn : isCloser
    return (
      isShorter ? tens &+ (isTensIn ? 0 : 1) : whole &+ (isNext ? 1 : 0),
      isShorter ? scale &+ 1 : scale
    )
  }

  /// The product without its lowest 128 bits, whose last bit is set when anything was cut off.
  @inline(__always)
  private static func product(_ power: (high: UInt64, low: UInt64), _ factor: UInt64) -> UInt64 {
    let low = power.low.multipliedFullWidth(by: factor).high
    let high = power.high.multipliedFullWidth(by: factor)
    let (middle, carry) = high.low.addingReportingOverflow(low)
    return (high.high &+ (carry ? 1 : 0)) | (middle > 1 ? 1 : 0)
  }

  // MARK: Text

  /// Writes digits as Swift does: with a point alone from 0.0001 to 2^53, with an exponent beyond.
  @inline(__always)
  private func write(
    _ digits: UInt64, _ exponent: Int, inWholes isWhole: Bool, to target: UnsafeMutableRawPointer
  ) -> Int {
    // As 17 digits, the last of them zeros: the text leaves those out.
    let length = count(digits)
    let padded = digits &* tens[17 - length]
    let (leading, last) = padded.quotientAndRemainder(dividingBy: 100_000_000)
    let (first, middle) = leading.quotientAndRemainder(dividingBy: 100_000_000)
    let upper = Self.bytes(middle)
    let lower = Self.bytes(last)
    let significant =
      lower != 0
      ? 17 &- lower.leadingZeroBitCount &>> 3
      : upper != 0 ? 9 &- upper.leadingZeroBitCount &>> 3 : 1
    /// Writes all of them.
    func put(at target: UnsafeMutableRawPointer) {
      target.storeBytes(of: 48 &+ UInt8(truncatingIfNeeded: first), as: UInt8.self)
      (target + 1).storeBytes(of: (upper | Self.zeros).littleEndian, as: UInt64.self)
      (target + 9).storeBytes(of: (lower | Self.zeros).littleEndian, as: UInt64.self)
    }
    let bytes = target.assumingMemoryBound(to: UInt8.self)
    // The place of the point, from the first digit.
    let point = length + exponent
    if point < -3 || !isWhole {
      put(at: target + 1)
      bytes[0] = bytes[1]
      bytes[1] = UInt8(ascii: ".")
      return Self.writeExponent(point - 1, to: bytes, at: significant == 1 ? 1 : significant + 1)
    }
    if point <= 0 {
      target.storeBytes(of: Self.fraction, as: UInt64.self)
      put(at: target + 2 - point)
      return 2 - point + significant
    }
    put(at: target + 1)
    for place in 0..<point { bytes[place] = bytes[place + 1] }
    bytes[point] = UInt8(ascii: ".")
    return max(significant + 1, point + 2)
  }

  /// Writes the power of ten of the first digit at a place.
  ///
  /// - Returns: The place after it.
  @inline(__always)
  private static func writeExponent(
    _ power: Int, to bytes: UnsafeMutablePointer<UInt8>, at place: Int
  ) -> Int {
    bytes[place] = UInt8(ascii: "e")
    bytes[place + 1] = UInt8(ascii: power < 0 ? "-" : "+")
    var place = place + 2
    let size = abs(power)
    let digit = { (value: Int) in 48 + UInt8(truncatingIfNeeded: value) }
    if size >= 100 {
      bytes[place] = digit(size / 100)
      place += 1
    }
    bytes[place] = digit(size / 10 % 10)
    bytes[place + 1] = digit(size % 10)
    return place + 2
  }

  /// Eight times the digit 0.
  private static let zeros: UInt64 = 0x3030_3030_3030_3030
  /// `0.000000`, as bytes.
  private static let fraction = (zeros & ~0xFF00 | UInt64(UInt8(ascii: ".")) << 8).littleEndian

  /// The eight digits of a number, a byte each, the first digit in the lowest byte: halves, then pairs, then digits are
  /// split side by side.
  @inline(__always)
  private static func bytes(_ number: UInt64) -> UInt64 {
    let fours = number / 10_000
    let halves = fours | (number &- fours &* 10_000) << 32
    // x 10,486 / 2^20 is x / 100 for all below 10,000; x 103 / 2^10 is x / 10 for all below 100.
    let hundreds = (halves &* 10_486) >> 20 & 0x7F_0000_007F
    let pairs = hundreds | (halves &- hundreds &* 100) << 16
    let tens = (pairs &* 103) >> 10 & 0xF_000F_000F_000F
    return tens | (pairs &- tens &* 10) << 8
  }

  /// The number of decimal digits; at most 17.
  @inline(__always)
  private func count(_ digits: UInt64) -> Int {
    // 1,233 / 4,096 is the logarithm of 2, from below.
    let least = ((64 &- digits.leadingZeroBitCount) &* 1_233) &>> 12
    return least &+ (digits >= tens[least] ? 1 : 0)
  }

  // MARK: Powers of ten

  private static func powersOfTen() -> [(high: UInt64, low: UInt64)] {
    // 10^324 takes 1,077 bits; of 2^1344 / 10^292 more than 256 are left.
    var up = [UInt64](repeating: 0, count: 21)
    up[0] = 1
    var positive = [leadingBits(up)]
    for _ in 1...324 {
      var carry: UInt64 = 0
      for word in up.indices {
        let (high, low) = up[word].multipliedFullWidth(by: 10)
        let (sum, isOver) = low.addingReportingOverflow(carry)
        up[word] = sum
        carry = high + (isOver ? 1 : 0)
      }
      positive.append(leadingBits(up))
    }
    // Floors of quotients by ten are floors of quotients by its powers.
    var down = [UInt64](repeating: 0, count: 22)
    down[21] = 1
    var negative: [(high: UInt64, low: UInt64)] = []
    for _ in 1...292 {
      var rest: UInt64 = 0
      for word in down.indices.reversed() {
        (down[word], rest) = UInt64(10).dividingFullWidth((rest, down[word]))
      }
      negative.append(leadingBits(down))
    }
    return negative.reversed() + positive
  }

  /// The leading 128 bits of a number of words, the lowest first, rounded up.
  private static func leadingBits(_ words: [UInt64]) -> (high: UInt64, low: UInt64) {
    let top = words.lastIndex { $0 != 0 } ?? 0
    let shift = words[top].leadingZeroBitCount
    let word = { (index: Int) in index >= 0 ? words[index] : 0 }
    let shifted = { (index: Int) in
      shift == 0 ? word(index) : word(index) << shift | word(index - 1) >> (64 - shift)
    }
    let (high, low) = (shifted(top), shifted(top - 1))
    let isExact =
      shifted(top - 2) == 0 && words.prefix(max(0, top - 2)).allSatisfy { $0 == 0 }
    return isExact ? (high, low) : (high + (low == .max ? 1 : 0), low &+ 1)
  }
}
