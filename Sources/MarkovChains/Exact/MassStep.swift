/// One step of the distributions of eight chains of one shape, side by side.
///
/// Plain pointers and numbers, so that a kernel of any instruction set can take it. Every pointer belongs to the caller
/// and outlives the call. A state's moves are summed in their order, every other one apart, each product rounded before it is
/// added, and the two sums added at the end: lanes have the same bits under every kernel.
@frozen
public struct MassStep {
  /// States of a chain.
  public var stateCount: Int
  /// Shape `[state + 1]`: the moves into state s are `offsets[s]..<offsets[s + 1]`.
  public var offsets: UnsafePointer<Int>
  /// Shape `[move]`: where each comes from.
  public var sources: UnsafePointer<Int>
  /// Shape `[move]`.
  public var probabilities: UnsafePointer<SIMD8<Double>>
  /// Shape `[state]`: the masses that move, and then those of the step after. What is below ``negligible`` is zero there.
  public var carried: UnsafeMutablePointer<SIMD8<Double>>
  /// Shape `[state]`: the masses one step later.
  public var next: UnsafeMutablePointer<SIMD8<Double>>
  /// See ``carried``.
  public var negligible: Double
}

extension MassStep {
  /// The step without any instruction set in mind.
  static func carryPortably(_ step: MassStep) {
    carryMasses(
      step.carried, through: step.offsets, step.sources, step.probabilities, into: step.next,
      stateCount: step.stateCount)
  }
}

/// v P: distributions one step later. What is too little to count moves no more.
///
/// - Complexity: O(moves).
@inline(__always)
func carryMasses<Value: Masses>(
  _ carried: UnsafeMutablePointer<Value>, through offsets: UnsafePointer<Int>,
  _ sources: UnsafePointer<Int>, _ probabilities: UnsafePointer<Value>,
  into next: UnsafeMutablePointer<Value>, stateCount: Int
) {
  for state in 0..<stateCount {
    // Two sums, so that one addition need not wait for the other.
    var (even, odd) = (Value(repeating: 0), Value(repeating: 0))
    var move = offsets[state]
    let end = offsets[state + 1]
    while move + 1 < end {
      even += carried[sources[move]] * probabilities[move]
      odd += carried[sources[move + 1]] * probabilities[move + 1]
      move += 2
    }
    if move < end { even += carried[sources[move]] * probabilities[move] }
    next[state] = even + odd
  }
  for state in 0..<stateCount { carried[state] = next[state].carried }
}
