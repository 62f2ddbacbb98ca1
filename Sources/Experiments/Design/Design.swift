/// The rule that chooses the points of a sweep.
public enum Design: String, Sendable, CaseIterable {
  /// Every combination of the values of all variations; the last variation runs fastest.
  case grid
  /// The baseline first, then each variation alone.
  case oneAtATime = "one-at-a-time"

  /// The most scenarios of a design.
  public static let scenarioLimit = 10_000_000

  /// How many scenarios the design has.
  public func scenarioCount(_ variations: [Variation]) -> Double {
    switch self {
    case .grid: variations.reduce(1) { $0 * Double($1.values.count) }
    case .oneAtATime: variations.reduce(1) { $0 + Double($1.values.count) }
    }
  }

  /// The scenarios in order.
  ///
  /// - Precondition: At most ``scenarioLimit`` of them.
  public func scenarios(_ variations: [Variation]) -> [Scenario] {
    precondition(
      scenarioCount(variations) <= Double(Self.scenarioLimit), "the design exceeds its limit")
    switch self {
    case .grid: return Self.fullFactorial(variations)
    case .oneAtATime: return Self.oneAtATime(variations)
    }
  }
}
