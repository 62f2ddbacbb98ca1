/// The value that a quantity is to cross, as typed: a number, `half`, `double` or a factor such as `0.25x`
/// of what it is now.
public enum ThresholdGoal: Sendable, Equatable {
  case value(Double)
  /// Times the baseline's answer.
  case factor(Double)

  /// Reads a goal.
  public init(_ text: String) throws(Variation.SyntaxError) {
    switch text {
    case "half": self = .factor(0.5)
    case "double": self = .factor(2)
    default:
      let isFactor = text.hasSuffix("x")
      guard let number = DecimalNumber(isFactor ? text.dropLast() : text[...])?.value else {
        throw Variation.SyntaxError(
          description:
            "'\(text)' is no value to reach: write a number such as 0.01, half, double, or a "
            + "factor such as 0.25x")
      }
      guard number > 0, !isFactor || number != 1 else {
        throw Variation.SyntaxError(
          description: isFactor
            ? "'\(text)' is no factor: it is positive and not 1"
            : "'\(text)' is no value to reach: it is positive")
      }
      self = isFactor ? .factor(number) : .value(number)
    }
  }

  /// Whether it is a multiple of what the quantity is now.
  var isFactor: Bool {
    if case .factor = self { true } else { false }
  }

  /// As it is typed.
  var text: String {
    switch self {
    case .value(let value): "\(value)"
    case .factor(0.5): "half"
    case .factor(2): "double"
    case .factor(let factor): "\(factor)x"
    }
  }

  /// The value to cross, from the baseline's answer.
  func target(baseline: Double) -> Double {
    switch self {
    case .value(let value): value
    case .factor(let factor): factor * baseline
    }
  }
}
