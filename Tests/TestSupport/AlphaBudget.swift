/// The false-alarm rate of the whole suite, divided among its statistical comparisons.
public enum AlphaBudget {
  /// The chance that a correct program fails the suite, were its seeds fresh.
  public static let total = 1e-6
  /// More comparisons than the suite makes. Raise it when tests are added, and nothing else.
  public static let comparisonCount = 6_000.0
  /// What one comparison may spend.
  public static var level: Double { total / comparisonCount }
}

/// Runs a body for every value, in order, and names the one that fails.
public func withEvery<Value>(
  _ values: some Sequence<Value>, _ body: (Value) throws -> Void
) rethrows {
  for value in values { try body(value) }
}

/// How far a value is from what is expected, relative to what is expected.
public func relativeError(_ value: Double, _ expected: Double) -> Double {
  if value == expected { return 0 }
  return abs(value - expected) / max(abs(expected), .leastNormalMagnitude)
}

/// Whether larger sizes and fresh seeds were asked for.
public let isFullEffort = environment("BRINK_TEST_EFFORT") == "full"

/// A seed for a statistical test: fixed, and with full effort a fresh one, which is printed.
public func testSeed(_ fixed: UInt64) -> UInt64 {
  guard isFullEffort else { return fixed }
  let fresh = UInt64.random(in: 0...UInt64.max)
  print("fresh seed \(fresh)")
  return fresh
}
