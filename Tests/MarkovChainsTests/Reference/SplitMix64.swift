/// A small generator for test chains: the same words everywhere, for ever.
///
/// - Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators (OOPSLA 2014).
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word &>> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word &>> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word &>> 31
  }

  /// One of 0..<count; the bias of less than 2^-32 does not matter here.
  mutating func index(below count: Int) -> Int { Int(((next() >> 32) * UInt64(count)) >> 32) }
}
