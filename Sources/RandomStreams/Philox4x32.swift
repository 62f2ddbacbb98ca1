/// The counter-based generator Philox4x32 with ten rounds: a keyed bijection of 128-bit counters.
///
/// It holds no state. Equal counter and key give equal output, so any draw can be addressed.
///
/// - Stability: portable.
/// - Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
public enum Philox4x32 {
  /// Four words of 32 bits.
  public typealias Words = (UInt32, UInt32, UInt32, UInt32)

  /// The 128 bits that belong to a counter under a key.
  ///
  /// - Complexity: O(1), ten rounds.
  @inlinable @inline(__always)
  public static func bits(counter: Words, key: (UInt32, UInt32)) -> Words {
    var (a, b, c, d) = counter
    var (firstKey, secondKey) = key
    for _ in 0..<10 {
      let first = UInt64(a) &* 0xD251_1F53
      let second = UInt64(c) &* 0xCD9E_8D57
      (a, b, c, d) = (
        UInt32(truncatingIfNeeded: second &>> 32) ^ b ^ firstKey,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first &>> 32) ^ d ^ secondKey,
        UInt32(truncatingIfNeeded: first)
      )
      firstKey &+= 0x9E37_79B9
      secondKey &+= 0xBB67_AE85
    }
    return (a, b, c, d)
  }
}
