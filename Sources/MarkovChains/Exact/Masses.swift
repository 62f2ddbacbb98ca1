/// What lies on one state: the mass of one chain, or those of several chains of one shape side by side.
///
/// Arithmetic is lane by lane and in the order in which it is written, so that a lane has the same bits as a chain by
/// itself.
protocol Masses: Sendable {
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
  /// v P: distributions one step later.
  ///
  /// - Parameters:
  ///   - carried: The masses that move, and then those of the step after.
  ///   - probabilities: Shape `[move]`.
  static func carry(
    _ carried: inout [Self], along moves: PropagationShape.Moves, _ probabilities: [Self],
    into next: inout [Self], kernel: LaneKernel)
}

extension Masses {
  /// Calls with the addresses of what a step takes.
  fileprivate static func withAddresses(
    _ carried: inout [Self], _ moves: PropagationShape.Moves, _ probabilities: [Self],
    _ next: inout [Self],
    _ body: (
      _ carried: UnsafeMutablePointer<Self>, _ offsets: UnsafePointer<Int>,
      _ sources: UnsafePointer<Int>, _ probabilities: UnsafePointer<Self>,
      _ next: UnsafeMutablePointer<Self>
    ) -> Void
  ) {
    precondition(
      carried.count == moves.offsets.count - 1 && next.count == carried.count
        && probabilities.count == moves.sources.count, "one mass a state, one probability a move")
    carried.withUnsafeMutableBufferPointer { carried in
      next.withUnsafeMutableBufferPointer { next in
        moves.offsets.withUnsafeBufferPointer { offsets in
          moves.sources.withUnsafeBufferPointer { sources in
            probabilities.withUnsafeBufferPointer { probabilities in
              guard let carried = carried.baseAddress, let next = next.baseAddress,
                let offsets = offsets.baseAddress, let sources = sources.baseAddress,
                let probabilities = probabilities.baseAddress
              else { return }
              body(carried, offsets, sources, probabilities, next)
            }
          }
        }
      }
    }
  }
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

  static func carry(
    _ carried: inout [Double], along moves: PropagationShape.Moves, _ probabilities: [Double],
    into next: inout [Double], kernel: LaneKernel
  ) {
    let count = next.count
    withAddresses(&carried, moves, probabilities, &next) {
      carryMasses($0, through: $1, $2, $3, into: $4, stateCount: count)
    }
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

  static func carry(
    _ carried: inout [SIMD8<Double>], along moves: PropagationShape.Moves,
    _ probabilities: [SIMD8<Double>], into next: inout [SIMD8<Double>], kernel: LaneKernel
  ) {
    let count = next.count
    withAddresses(&carried, moves, probabilities, &next) {
      kernel.carry(
        MassStep(
          stateCount: count, offsets: $1, sources: $2, probabilities: $3, carried: $0, next: $4,
          negligible: TransitionMatrix.negligible))
    }
  }
}
