/// Rewards as integers, so that sums of them merge to the same bits in any order.
///
/// One reward is a whole number of units of 2^-shift. The unit is the smallest for which the reward of
/// the longest path still fits 62 bits: rewards that are whole numbers, or halves and quarters, are
/// exact, others rounded to about 2^-42 of the largest at a million steps.
struct RewardScale: Sendable {
  /// Shape `[state]`, in units.
  let units: [UInt64]
  /// The power of two of a unit is minus this.
  let shift: Int
  /// Rewards that are positive and yet below half a unit.
  let lostCount: Int

  /// - Parameter limit: The largest number of steps.
  init(_ rewards: [Double], limit: Int) {
    let largest = rewards.max() ?? 0
    let limitBits = Int.bitWidth - max(1, limit).leadingZeroBitCount
    let shift = largest > 0 ? 61 - Int(largest.exponent) - limitBits : 0
    let scale = { (value: Double) -> Double in
      // In two steps, since 2^shift alone may leave the range of doubles.
      let half = shift / 2
      return value * Double(sign: .plus, exponent: half, significand: 1)
        * Double(sign: .plus, exponent: shift - half, significand: 1)
    }
    units = rewards.map { UInt64(scale($0).rounded()) }
    lostCount = zip(rewards, units).count { $0 > 0 && $1 == 0 }
    self.shift = shift
  }

  /// A number of units as a reward.
  func reward(_ value: Double) -> Double {
    let half = shift / 2
    return value * Double(sign: .plus, exponent: -half, significand: 1)
      * Double(sign: .plus, exponent: half - shift, significand: 1)
  }
}
