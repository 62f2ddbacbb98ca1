/// What lies on one state: the mass of one chain, or those of several chains of one shape side by side.
///
/// Arithmetic is lane by lane and in the order in which it is written, so that a lane has the same bits as a chain by
/// itself.
protocol Masses: Sendable, BitwiseCopyable {
  static var laneCount: Int { get }
  init(repeating value: Double)
  subscript(lane: Int) -> Double { get set }
  static func + (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func += (a: inout Self, b: Self)
  /// The masses without those that are negligible.
  var carried: Self { get }
  /// Whether no lane is negligible.
  var isCarriedWhole: Bool { get }
  /// How a step wants the moves of a chain.
  static var keepsMovesBy: PropagationShape.Moves.End { get }
  /// v P: distributions one step later. A state's sum is taken in the order of where its masses come from.
  ///
  /// - Parameters:
  ///   - carried: The masses that move, and then those of the step after.
  ///   - probabilities: Shape `[move]`.
  static func carry(
    _ carried: UnsafeMutableBufferPointer<Self>, along moves: PropagationShape.Moves,
    _ probabilities: UnsafeMutableBufferPointer<Self>,
    into next: UnsafeMutableBufferPointer<Self>, kernel: LaneKernel)
}

extension Double: Masses {
  static var laneCount: Int { 1 }

  init(repeating value: Double) { self = value }

  subscript(lane: Int) -> Double {
    get { self }
    set { self = newValue }
  }

  var carried: Double { self >= TransitionMatrix.negligible ? self : 0 }
  var isCarriedWhole: Bool { self >= TransitionMatrix.negligible }

  static var keepsMovesBy: PropagationShape.Moves.End { .source }

  static func carry(
    _ carried: UnsafeMutableBufferPointer<Double>, along moves: PropagationShape.Moves,
    _ probabilities: UnsafeMutableBufferPointer<Double>,
    into next: UnsafeMutableBufferPointer<Double>, kernel: LaneKernel
  ) {
    for state in next.indices { next[state] = 0 }
    moves.others.withUnsafeBufferPointer { targets in
      for (state, mass) in carried.enumerated() where mass != 0 {
        for move in moves.offsets[state]..<moves.offsets[state + 1] {
          next[targets[move]] += mass * probabilities[move]
        }
      }
    }
    for state in next.indices { carried[state] = next[state].carried }
  }
}

extension SIMD8<Double>: Masses {
  static var laneCount: Int { 8 }

  @inline(__always)
  var carried: SIMD8<Double> {
    guard !isCarriedWhole, !all(self .== .zero) else { return self }
    var kept = self
    for lane in indices where self[lane] < TransitionMatrix.negligible { kept[lane] = 0 }
    return kept
  }

  @inline(__always)
  var isCarriedWhole: Bool { all(self .>= SIMD8(repeating: TransitionMatrix.negligible)) }

  static var keepsMovesBy: PropagationShape.Moves.End { .target }

  static func carry(
    _ carried: UnsafeMutableBufferPointer<SIMD8<Double>>, along moves: PropagationShape.Moves,
    _ probabilities: UnsafeMutableBufferPointer<SIMD8<Double>>,
    into next: UnsafeMutableBufferPointer<SIMD8<Double>>, kernel: LaneKernel
  ) {
    precondition(
      carried.count == moves.offsets.count - 1 && next.count == carried.count
        && probabilities.count == moves.others.count, "one mass a state, one probability a move")
    moves.offsets.withUnsafeBufferPointer { offsets in
      moves.others.withUnsafeBufferPointer { sources in
        guard let carried = carried.baseAddress, let into = next.baseAddress,
          let offsets = offsets.baseAddress, let sources = sources.baseAddress,
          let probabilities = probabilities.baseAddress
        else { return }
        kernel.carry(
          MassStep(
            stateCount: next.count, offsets: offsets, sources: sources,
            probabilities: probabilities, carried: carried, next: into,
            negligible: TransitionMatrix.negligible))
      }
    }
  }
}
