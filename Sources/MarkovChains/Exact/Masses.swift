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
  /// Whether all lanes are zero.
  var isEmpty: Bool { get }
  /// How a step wants the moves of a chain.
  static var keepsMovesBy: PropagationShape.Moves.End { get }
  /// v P: distributions one step later. A state's sum is taken in the order of where its masses come from. The arguments are
  /// those of ``MassSteps``.
  static func carry(
    _ carried: UnsafeMutablePointer<Self>, offsets: UnsafePointer<Int>, others: UnsafePointer<Int>,
    _ probabilities: UnsafeMutablePointer<Self>, into next: UnsafeMutablePointer<Self>,
    stateCount: Int)
  /// Takes steps, by the kernel if it has a loop for them, and says how many.
  static func take(_ steps: MassSteps, by kernel: LaneKernel) -> Int
}

// Of chains side by side.
extension Masses {
  @inline(__always)
  var carried: Self {
    guard !isCarriedWhole, !isEmpty else { return self }
    var kept = self
    for lane in 0..<Self.laneCount where self[lane] < TransitionMatrix.negligible {
      kept[lane] = 0
    }
    return kept
  }

  static var keepsMovesBy: PropagationShape.Moves.End { .target }

  @inline(__always)
  static func carry(
    _ carried: UnsafeMutablePointer<Self>, offsets: UnsafePointer<Int>,
    others: UnsafePointer<Int>, _ probabilities: UnsafeMutablePointer<Self>,
    into next: UnsafeMutablePointer<Self>, stateCount: Int
  ) {
    for state in 0..<stateCount {
      var sum = Self(repeating: 0)
      for move in offsets[state]..<offsets[state + 1] {
        sum += carried[others[move]] * probabilities[move]
      }
      next[state] = sum
    }
  }

  static func take(_ steps: MassSteps, by kernel: LaneKernel) -> Int { kernel.carry(steps) }
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
  var isEmpty: Bool { self == 0 }

  static var keepsMovesBy: PropagationShape.Moves.End { .source }

  static func carry(
    _ carried: UnsafeMutablePointer<Double>, offsets: UnsafePointer<Int>,
    others: UnsafePointer<Int>, _ probabilities: UnsafeMutablePointer<Double>,
    into next: UnsafeMutablePointer<Double>, stateCount: Int
  ) {
    for state in 0..<stateCount { next[state] = 0 }
    for state in 0..<stateCount {
      let mass = carried[state]
      guard mass != 0 else { continue }
      for move in offsets[state]..<offsets[state + 1] {
        next[others[move]] += mass * probabilities[move]
      }
    }
  }

  static func take(_ steps: MassSteps, by kernel: LaneKernel) -> Int { steps.take(Double.self) }
}

/// Eight chains side by side.
extension SIMD8<Double>: Masses {
  static var laneCount: Int { 8 }
  @inline(__always)
  var isCarriedWhole: Bool { all(self .>= SIMD8(repeating: TransitionMatrix.negligible)) }
  @inline(__always)
  var isEmpty: Bool { all(self .== .zero) }
}

/// Sixteen chains side by side: twice as many sums wait for each other half as long.
extension SIMD16<Double>: Masses {
  static var laneCount: Int { 16 }
  @inline(__always)
  var isCarriedWhole: Bool { all(self .>= SIMD16(repeating: TransitionMatrix.negligible)) }
  @inline(__always)
  var isEmpty: Bool { all(self .== .zero) }
}
