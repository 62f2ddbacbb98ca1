/// The generator xoshiro256++: 256 bits of state, 64 bits a draw.
///
/// Every trajectory owns one, seeded from its ``StreamAddress``; none is ever shared.
///
/// - Stability: portable.
/// - Source: Blackman and Vigna, Scrambled linear pseudorandom number generators
///   (ACM Transactions on Mathematical Software 47(4), 2021).
@frozen
public struct Xoshiro256PlusPlus: Sendable {
  @usableFromInline var a: UInt64
  @usableFromInline var b: UInt64
  @usableFromInline var c: UInt64
  @usableFromInline var d: UInt64

  /// A generator in the given state, which must not be all zeros.
  @inlinable
  public init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(
      state.0 | state.1 | state.2 | state.3 != 0, "xoshiro256++ never leaves the state of all zeros"
    )
    (a, b, c, d) = state
  }

  /// The next 64 bits.
  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = a &+ d
    let result = ((sum &<< 23) | (sum &>> 41)) &+ a
    let shifted = b &<< 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d &<< 45) | (d &>> 19)
    return result
  }
}
