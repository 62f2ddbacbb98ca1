/// One step of the distributions of eight chains of one shape, side by side.
///
/// Plain pointers and numbers, so that a kernel of any instruction set can take it. Every pointer belongs to the caller
/// and outlives the call. Sums are taken in the order of the moves, each product rounded before it is added: lanes have
/// the same bits under every kernel.
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
    var sum = Value(repeating: 0)
    for move in offsets[state]..<offsets[state + 1] {
      sum += carried[sources[move]] * probabilities[move]
    }
    next[state] = sum
  }
  for state in 0..<stateCount { carried[state] = next[state].carried }
}
