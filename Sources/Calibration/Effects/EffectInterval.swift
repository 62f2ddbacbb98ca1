/// An effect with the interval that its counts leave it.
public struct EffectInterval: Sendable, Equatable {
  /// The effect.
  public let estimate: Double
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// An effect and its interval.
  public init(estimate: Double, low: Double, high: Double) {
    self.estimate = estimate
    self.low = low
    self.high = high
  }
}
