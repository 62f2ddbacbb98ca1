/// A number that is never negative, as elimination without subtraction needs it.
public protocol NonnegativeNumber: Sendable, Equatable {
  /// The number closest to a double that is not negative.
  init(_ value: Double)

  /// Zero.
  static var zero: Self { get }

  /// The sum.
  static func + (a: Self, b: Self) -> Self
  /// The product.
  static func * (a: Self, b: Self) -> Self
  /// The quotient by a number that is not zero.
  static func / (a: Self, b: Self) -> Self

  /// Whether it is zero.
  var isZero: Bool { get }

  /// Whether digits may already have been lost below, or nothing can be said above, the range of
  /// the type.
  var isOutOfRange: Bool { get }

  /// The closest double: zero below its range, infinite above.
  var double: Double { get }

  /// Whether a dense block of such numbers may be handed to BLAS.
  static var isDouble: Bool { get }
}

extension Double: NonnegativeNumber {
  /// Zero itself is in range.
  @inlinable public var isOutOfRange: Bool { self != 0 && !(self > 1e-290 && self < 1e290) }
  /// Itself.
  @inlinable public var double: Double { self }
  /// True.
  @inlinable public static var isDouble: Bool { true }
}

/// A nonnegative number with the digits of a double and an exponent without bounds: what a chain
/// needs whose probabilities fall below 1e-308 on the way to an answer, or in it.
public struct ScaledNumber: NonnegativeNumber {
  /// In [1, 2), or 0.
  public let fraction: Double
  /// The power of two that it is multiplied by.
  public let exponent: Int

  /// The number closest to a double that is not negative.
  public init(_ value: Double) {
    self.init(fraction: value, exponent: 0)
  }

  /// fraction · 2^exponent, brought to the standard form.
  ///
  /// - Precondition: The fraction is finite and not negative.
  public init(fraction: Double, exponent: Int) {
    guard fraction > 0 else {
      self.fraction = 0
      self.exponent = 0
      return
    }
    precondition(fraction.isFinite, "a scaled number is made of a finite one")
    self.fraction = fraction.significand
    self.exponent = exponent + Int(fraction.exponent)
  }

  /// Zero.
  public static let zero = ScaledNumber(0)
  /// False: BLAS knows doubles only.
  public static let isDouble = false

  /// Whether it is zero.
  public var isZero: Bool { fraction == 0 }
  /// Never.
  public var isOutOfRange: Bool { false }

  /// The closest double: zero below its range, infinite above.
  public var double: Double {
    if exponent > 1023 { return .infinity }
    if exponent < -1100 { return 0 }
    return fraction * Double(sign: .plus, exponent: max(exponent, -1000), significand: 1)
      * Double(sign: .plus, exponent: min(0, exponent + 1000), significand: 1)
  }

  /// The number as a double of moderate size times a power of ten.
  public var decimal: (value: Double, power: Int) {
    var (rest, power) = (self, 0)
    let step = ScaledNumber(1e300)
    while rest.exponent < -900 { (rest, power) = (rest * step, power - 300) }
    while rest.exponent > 900 { (rest, power) = (rest / step, power + 300) }
    return (rest.double, power)
  }

  /// The sum, rounded once.
  public static func + (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
    let (large, small) = a.exponent >= b.exponent ? (a, b) : (b, a)
    if small.isZero { return large }
    if large.isZero { return small }
    let distance = large.exponent - small.exponent
    guard distance < 64 else { return large }
    let aligned = small.fraction * Double(sign: .plus, exponent: -distance, significand: 1)
    return ScaledNumber(fraction: large.fraction + aligned, exponent: large.exponent)
  }

  /// The product, rounded once.
  public static func * (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
    ScaledNumber(fraction: a.fraction * b.fraction, exponent: a.exponent + b.exponent)
  }

  /// The quotient, rounded once.
  public static func / (a: ScaledNumber, b: ScaledNumber) -> ScaledNumber {
    ScaledNumber(fraction: a.fraction / b.fraction, exponent: a.exponent - b.exponent)
  }
}
