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
  /// The masses without those that are negligible; nil when nothing is left.
  var carried: Self? { get }
  /// Whether no lane is negligible.
  var isCarriedWhole: Bool { get }
}

extension Double: Masses {
  static var laneCount: Int { 1 }

  init(repeating value: Double) { self = value }

  subscript(lane: Int) -> Double {
    get { self }
    set { self = newValue }
  }

  var carried: Double? { self >= TransitionMatrix.negligible ? self : nil }
  var isCarriedWhole: Bool { self >= TransitionMatrix.negligible }
}

extension SIMD8<Double>: Masses {
  static var laneCount: Int { 8 }

  @inline(__always)
  var carried: SIMD8<Double>? {
    guard !isCarriedWhole else { return self }
    guard self != .zero else { return nil }
    var kept = self
    for lane in indices where self[lane] < TransitionMatrix.negligible { kept[lane] = 0 }
    return kept == .zero ? nil : kept
  }

  @inline(__always)
  var isCarriedWhole: Bool { all(self .>= SIMD8(repeating: TransitionMatrix.negligible)) }
}
