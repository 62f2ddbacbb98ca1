/// The generator xoroshiro128++: 128 bits of state, 64 bits a draw.
///
/// Trajectories of small chains own one each. Its state is half that of ``Xoshiro256PlusPlus``, so that
/// thousands of them stay near the processor and one address seeds them. Two of 10^12 trajectories of
/// a thousand words overlap with a chance below 10^-11.
///
/// - Stability: portable.
/// - Source: Blackman and Vigna, Scrambled linear pseudorandom number generators
///   (ACM Transactions on Mathematical Software 47(4), 2021).
@frozen
public struct Xoroshiro128PlusPlus: Sendable {
  @usableFromInline var a: UInt64
  @usableFromInline var b: UInt64

  /// A generator in the given state, which must not be all zeros.
  @inlinable
  public init(state: (UInt64, UInt64)) {
    precondition(
      state.0 | state.1 != 0, "xoroshiro128++ never leaves the state of all zeros")
    (a, b) = state
  }

  /// The words of its state.
  @inlinable
  public var state: (UInt64, UInt64) { (a, b) }

  /// The next 64 bits.
  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = a &+ b
    let result = ((sum &<< 17) | (sum &>> 47)) &+ a
    let mixed = b ^ a
    a = ((a &<< 49) | (a &>> 15)) ^ mixed ^ (mixed &<< 21)
    b = (mixed &<< 28) | (mixed &>> 36)
    return result
  }
}
