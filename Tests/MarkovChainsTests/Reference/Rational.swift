import BigInt
import Foundation

/// An exact rational number in lowest terms.
struct Rational: Sendable, Hashable {
  let numerator: BigInt
  /// Positive.
  let denominator: BigUInt

  static let zero = Rational(0)
  static let one = Rational(1)

  /// Trusts that the fraction is in lowest terms.
  private init(lowest numerator: BigInt, _ denominator: BigUInt) {
    self.numerator = numerator
    self.denominator = denominator
  }

  init(_ numerator: BigInt, over denominator: BigUInt) {
    precondition(!denominator.isZero, "a denominator is not zero")
    let divisor = greatestCommonDivisor(numerator.magnitude, denominator)
    self.init(
      lowest: numerator.dividedExactly(by: divisor), denominator.dividedExactly(by: divisor))
  }

  init(_ numerator: BigInt, _ denominator: BigInt) {
    self.init(denominator < 0 ? -numerator : numerator, over: denominator.magnitude)
  }

  init(_ numerator: Int, _ denominator: Int = 1) {
    self.init(BigInt(numerator), BigInt(denominator))
  }

  init(_ whole: BigInt) { self.init(lowest: whole, 1) }

  /// The number written in decimal: digits with an optional sign, point and power of ten, or nil.
  init?(decimal text: String) {
    var digits = Substring(text)
    var exponent = 0
    if let mark = digits.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      guard let power = Int(digits[digits.index(after: mark)...]) else { return nil }
      exponent = power
      digits = digits[..<mark]
    }
    if let point = digits.firstIndex(of: ".") {
      let fraction = digits[digits.index(after: point)...]
      exponent -= fraction.count
      digits = digits[..<point] + fraction
    }
    let unsigned = digits.first == "-" || digits.first == "+" ? digits.dropFirst() : digits
    guard !unsigned.isEmpty, unsigned.allSatisfy({ ("0"..."9").contains($0) }),
      let whole = BigInt(unsigned)
    else { return nil }
    let scale = BigInt(10).power(abs(exponent))
    let signed = digits.first == "-" ? -whole : whole
    self = exponent < 0 ? Rational(signed, scale) : Rational(signed * scale)
  }

  /// The value of a finite double, which is a whole number of its last place.
  init(exactly value: Double) {
    precondition(value.isFinite, "only finite doubles are rational")
    guard value != 0 else {
      self.init(0)
      return
    }
    let power = Int(value.exponent) - 52
    let whole = BigInt(value.significand * 0x1p52)
    let signed = value < 0 ? -whole : whole
    self = power < 0 ? Rational(signed, BigInt(1) << -power) : Rational(signed << power)
  }

  var isZero: Bool { numerator.isZero }
  var reciprocal: Rational {
    precondition(!isZero, "zero has no reciprocal")
    return Rational(
      lowest: BigInt(sign: numerator.sign, magnitude: denominator), numerator.magnitude)
  }

  /// The double nearest to it, ties to even; infinite beyond the range of doubles.
  var double: Double {
    guard !isZero else { return 0 }
    let magnitude = numerator.magnitude
    // The last place of a double of this size, or one binary digit below it.
    var place = max(magnitude.bitWidth - denominator.bitWidth - 53, -1074)
    var scaled = magnitude
    var divisor = denominator
    if place > 0 { divisor <<= place } else { scaled <<= -place }
    var (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: divisor)
    if quotient.bitWidth > 53 {
      if quotient & 1 == 1 { remainder += divisor }
      quotient >>= 1
      divisor <<= 1
      place += 1
    }
    let twice = remainder << 1
    if twice > divisor || (twice == divisor && quotient & 1 == 1) { quotient += 1 }
    let value = Double(sign: .plus, exponent: place, significand: Double(UInt64(quotient)))
    return numerator.sign == .minus ? -value : value
  }

  /// The decimal logarithm of its magnitude, whatever its size; minus infinity for zero.
  var log10: Double {
    func logarithm(_ whole: BigUInt) -> Double {
      let shift = max(0, whole.bitWidth - 62)
      return Foundation.log10(Double(UInt64(whole >> shift))) + Double(shift) * Foundation.log10(2)
    }
    return isZero ? -.infinity : logarithm(numerator.magnitude) - logarithm(denominator)
  }

  /// A natural power; the zeroth is one.
  func power(_ exponent: Int) -> Rational {
    precondition(exponent >= 0, "powers are natural")
    return Rational(lowest: numerator.power(exponent), denominator.power(exponent))
  }
}

extension Rational: Comparable, CustomStringConvertible, ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int) { self.init(BigInt(value)) }

  var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  static func < (a: Rational, b: Rational) -> Bool {
    a.numerator * BigInt(b.denominator) < b.numerator * BigInt(a.denominator)
  }
}

extension Rational: SignedNumeric {
  typealias Magnitude = Rational

  init?<T: BinaryInteger>(exactly source: T) { self.init(BigInt(source)) }

  var magnitude: Rational { numerator.sign == .minus ? -self : self }

  /// - Source: Knuth, The Art of Computer Programming, volume 2, section 4.5.1: small divisors first.
  static func + (a: Rational, b: Rational) -> Rational {
    if a.isZero { return b }
    if b.isZero { return a }
    let common = greatestCommonDivisor(a.denominator, b.denominator)
    if common == 1 {
      return Rational(
        lowest: a.numerator * BigInt(b.denominator) + b.numerator * BigInt(a.denominator),
        a.denominator * b.denominator)
    }
    let reduced = a.denominator / common
    let sum = a.numerator * BigInt(b.denominator / common) + b.numerator * BigInt(reduced)
    let divisor = greatestCommonDivisor(sum.magnitude, common)
    return Rational(
      lowest: sum.dividedExactly(by: divisor),
      reduced * b.denominator.dividedExactly(by: divisor))
  }

  static func - (a: Rational, b: Rational) -> Rational { a + -b }

  static prefix func - (a: Rational) -> Rational { Rational(lowest: -a.numerator, a.denominator) }

  static func * (a: Rational, b: Rational) -> Rational {
    let left = greatestCommonDivisor(a.numerator.magnitude, b.denominator)
    let right = greatestCommonDivisor(b.numerator.magnitude, a.denominator)
    return Rational(
      lowest: a.numerator.dividedExactly(by: left) * b.numerator.dividedExactly(by: right),
      a.denominator.dividedExactly(by: right) * b.denominator.dividedExactly(by: left))
  }

  static func / (a: Rational, b: Rational) -> Rational { a * b.reciprocal }

  static func += (a: inout Rational, b: Rational) { a = a + b }
  static func -= (a: inout Rational, b: Rational) { a = a - b }
  static func *= (a: inout Rational, b: Rational) { a = a * b }
  static func /= (a: inout Rational, b: Rational) { a = a / b }
}

extension BigInt {
  fileprivate func dividedExactly(by divisor: BigUInt) -> BigInt {
    divisor == 1 ? self : BigInt(sign: sign, magnitude: magnitude / divisor)
  }
}

extension BigUInt {
  fileprivate func dividedExactly(by divisor: BigUInt) -> BigUInt {
    divisor == 1 ? self : self / divisor
  }
}

/// The sum of a term for every index.
func sum(_ indices: some Sequence<Int>, _ term: (Int) -> Rational) -> Rational {
  indices.reduce(.zero) { $0 + term($1) }
}

/// The number of ways to choose k of n.
func binomial(_ n: Int, _ k: Int) -> Rational {
  guard k >= 0, k <= n else { return 0 }
  var value = BigInt(1)
  for factor in 0..<min(k, n - k) { value = value * BigInt(n - factor) / BigInt(factor + 1) }
  return Rational(value)
}

/// The number written in decimal; a mistake in the text is a mistake in the test.
func decimal(_ text: String) -> Rational {
  guard let value = Rational(decimal: text) else { preconditionFailure("\(text) is no number") }
  return value
}
