/// Proven bounds on a number for every state.
struct Enclosure: Sendable {
  /// Shape `[state]`.
  var low: [Double]
  /// Shape `[state]`.
  var high: [Double]

  init(low: [Double], high: [Double]) {
    self.low = low
    self.high = high
  }

  /// Numbers that are known.
  init(_ values: [Double]) {
    self.init(low: values, high: values)
  }

  /// Products with factors that are known and not negative, rounded outward.
  func multiplied(by factors: [Double]) -> Enclosure {
    Enclosure(
      low: zip(low, factors).map { $0 * $1 == 0 ? 0 : ($0 * $1).nextDown },
      high: zip(high, factors).map { $0 == 0 || $1 == 0 ? 0 : ($0 * $1).nextUp })
  }

  /// Quotients, rounded outward; zero stays zero.
  func divided(by divisor: Enclosure) -> Enclosure {
    Enclosure(
      low: zip(low, divisor.high).map { $0 == 0 ? 0 : ($0 / $1).nextDown },
      high: zip(high, divisor.low).map { $0 == 0 ? 0 : ($0 / $1).nextUp })
  }
}
