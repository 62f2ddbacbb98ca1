import SpecialFunctions

/// The scale on which a number is as likely to be off by so much in one direction as in the other.
///
/// - Stability: portable.
public enum NumberScale: String, Sendable {
  /// The number itself.
  case identity
  /// Its logarithm, for what is positive.
  case log
  /// log(p / (1 - p)), for what lies strictly between 0 and 1.
  case logit

  /// A number on this scale; infinite at the ends of what the scale is for.
  public func position(of value: Double) -> Double {
    switch self {
    case .identity: value
    case .log: Elementary.log(value)
    case .logit: Elementary.log(value) - Elementary.log1p(-value)
    }
  }

  /// The number at a position.
  public func value(at position: Double) -> Double {
    switch self {
    case .identity: return position
    case .log: return Elementary.exp(position)
    case .logit:
      // Neither end overflows, and small probabilities keep their digits.
      let small = Elementary.exp(-abs(position))
      return position < 0 ? small / (1 + small) : 1 / (1 + small)
    }
  }
}
