/// One step of the distributions of eight chains of one shape, side by side.
///
/// Plain pointers and numbers, so that a kernel of any instruction set can take it. Every pointer belongs to the caller
/// and outlives the call. Sums are taken in the order of the moves, each product rounded before it is added: lanes have the
/// same bits under every kernel.
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
  ///
  /// - Complexity: O(moves).
  static func carryPortably(_ step: MassStep) {
    for state in 0..<step.stateCount {
      var sum = SIMD8<Double>.zero
      for move in step.offsets[state]..<step.offsets[state + 1] {
        sum += step.carried[step.sources[move]] * step.probabilities[move]
      }
      step.next[state] = sum
    }
    for state in 0..<step.stateCount { step.carried[state] = step.next[state].carried }
  }
}
