/// The counter-based generator Philox4x32 with ten rounds: a keyed bijection of 128-bit counters.
///
/// It holds no state. Equal counter and key give equal output, so any draw can be addressed.
///
/// - Stability: portable.
/// - Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
public enum Philox4x32 {
  /// Rounds of a hash.
  @usableFromInline static let roundCount = 10

  /// Four words of 32 bits.
  public typealias Words = (UInt32, UInt32, UInt32, UInt32)

  /// The 128 bits that belong to a counter under a key.
  ///
  /// - Complexity: O(1), ten rounds.
  @inlinable @inline(__always)
  public static func bits(counter: Words, key: (UInt32, UInt32)) -> Words {
    var (a, b, c, d) = counter
    var (firstKey, secondKey) = key
    for _ in 0..<roundCount {
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

  /// The keys of each round, for those who take the rounds of many counters side by side.
  ///
  /// - Parameter seed: The first key in its lower half, the second in its upper.
  public static func roundKeys(seed: UInt64) -> [(UInt32, UInt32)] {
    (0..<UInt32(roundCount)).map { round in
      (
        UInt32(truncatingIfNeeded: seed) &+ round &* 0x9E37_79B9,
        UInt32(truncatingIfNeeded: seed &>> 32) &+ round &* 0xBB67_AE85
      )
    }
  }
}
