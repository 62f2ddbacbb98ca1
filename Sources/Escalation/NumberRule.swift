/// The range a number must lie in.
public enum NumberRule: Sendable, Equatable {
  /// A level of a factor, or a weight: 0...1.
  case unitInterval
  /// A probability that can be neither 0 nor 1, nor so small that its logit is lost.
  case openProbability
  /// A term of a logit. Beyond 500 in size nothing is left of a probability.
  case logit
  /// A mean number of days; a geometric gap lasts at least one.
  case meanDays
  case nonnegative
  /// A weight of a choice, in logits a rung or of rungs: not negative. Beyond 500 nothing is left of a choice.
  case strength
  /// A number above zero.
  case positive
  /// A whole number that is not negative.
  case count

  /// What is wrong with a value, as the end of a sentence that begins with it, or nil.
  public func violation(of value: Double) -> String? {
    switch self {
    case .unitInterval: value >= 0 && value <= 1 ? nil : "must lie between 0 and 1"
    case .openProbability:
      value >= 1e-200 && value < 1
        ? nil : "must lie strictly between 0 and 1, and not below 1e-200"
    case .logit: abs(value) <= 500 ? nil : "must lie between -500 and 500"
    case .meanDays:
      value >= 1 && value <= 1e9 ? nil : "must be at least 1 day and at most 1e9"
    case .nonnegative: value >= 0 ? nil : "must not be negative"
    case .strength: value >= 0 && value <= 500 ? nil : "must lie between 0 and 500"
    case .positive: value > 0 ? nil : "must be positive"
    case .count:
      value >= 0 && value <= 1e15 && value == value.rounded()
        ? nil : "must be a whole number, not negative"
    }
  }

  /// The closed range of the values that obey the rule.
  public var range: ClosedRange<Double> {
    switch self {
    case .unitInterval: 0...1
    case .openProbability: 1e-200...1.0.nextDown
    case .logit: -500...500
    case .meanDays: 1...1e9
    case .nonnegative: 0...Double.greatestFiniteMagnitude
    case .strength: 0...500
    case .positive: Double.leastNormalMagnitude...Double.greatestFiniteMagnitude
    case .count: 0...1e15
    }
  }

  /// The closest value that obeys the rule.
  func nearest(to value: Double) -> Double {
    let possible = min(range.upperBound, max(range.lowerBound, value))
    return self == .count ? possible.rounded() : possible
  }
}
