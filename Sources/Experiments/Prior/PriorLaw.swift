import Escalation
import SpecialFunctions

/// What is not known of a number, as a law: a two-piece normal around the stated value.
///
/// `low` to `high` is read as the range that holds the number with probability 0.95: the value is the
/// median, and what lies below it and above it are halves of two normals that put 0.025 beyond either end.
/// The scale is the natural one of the number: logits as they are; days, and other positive numbers, by
/// their logarithm; probabilities and levels by their logit, unless the range touches 0 or 1. A number with a
/// standard error and no range has one normal, with that standard error, carried to the scale.
///
/// Whatever lies outside the rule of the number is impossible: each half is a truncated normal, drawn by its
/// inverse, so that the median stays and nothing piles up at an end. Where the value is itself an end of
/// the range there is no half on that side, and all of the law is on the other: the value is then the most
/// likely number, and the range still holds 0.95.
///
/// - Stability: portable.
/// - Source: Wallis, The two-piece normal, binormal, or double Gaussian distribution (Statistical Science
///   2014), here with half of the probability on either side.
public struct PriorLaw: Sendable, Equatable {
  /// The probability that a stated range holds.
  public static let rangeProbability = 0.95

  /// The scale of the two normals.
  public let scale: NumberScale
  private let value: Double
  private let rule: NumberRule
  private let below: Half
  private let above: Half

  /// One side of the law.
  private struct Half: Sendable, Equatable {
    /// The standard deviation on the scale; zero where the law has nothing on this side.
    let deviation: Double
    /// What a whole half normal would put beyond the end of what is possible.
    let missing: Double

    /// - Parameter room: How far the end of what is possible is, on the scale.
    init(deviation: Double, room: Double) {
      self.deviation = room > 0 ? deviation : 0
      missing =
        room > 0 && room < .infinity && deviation > 0
        ? 2 * Elementary.exp(Normal.logUpperTail(room / deviation)) : 0
    }

    /// How far from the middle, with so much of the half lying farther out.
    func distance(tail: Double) -> Double {
      deviation * Normal.score(upperTail: 0.5 * (missing + (1 - missing) * tail))
    }
  }

  /// The law of a parameter; nil where the model states no spread.
  public init?(_ parameter: Parameter) {
    let (number, rule) = (parameter.number, parameter.rule)
    let scale = Self.scale(of: number, rule)
    let middle = scale.position(of: number.value)
    var (down, up) = (0.0, 0.0)
    if let low = number.low, let high = number.high {
      let score = Normal.score(upperTail: (1 - Self.rangeProbability) / 2)
      down = (middle - scale.position(of: low)) / score
      up = (scale.position(of: high) - middle) / score
    } else if let error = number.standardError {
      down = Self.deviation(error, at: number.value, on: scale)
      up = down
    }
    below = Half(deviation: down, room: middle - scale.position(of: rule.range.lowerBound))
    above = Half(deviation: up, room: scale.position(of: rule.range.upperBound) - middle)
    guard below.deviation > 0 || above.deviation > 0 else { return nil }
    self.scale = scale
    self.rule = rule
    value = number.value
  }

  /// The range as stated, or the standard error's; an end without anything beyond it is the value.
  var range: ClosedRange<Double> {
    let score = Normal.score(upperTail: (1 - Self.rangeProbability) / 2)
    let middle = scale.position(of: value)
    func end(_ distance: Double) -> Double {
      distance == 0 ? value : scale.value(at: middle + distance)
    }
    return end(-below.deviation * score)...end(above.deviation * score)
  }

  /// The natural scale of a stated number.
  static func scale(of number: StatedNumber, _ rule: NumberRule) -> NumberScale {
    let ends = [number.value] + [number.low, number.high].compactMap { $0 }
    return switch rule {
    case .logit: .identity
    case .openProbability: .logit
    case .unitInterval: ends.allSatisfy { $0 > 0 && $0 < 1 } ? .logit : .identity
    case .meanDays: .log
    case .nonnegative, .strength, .positive, .count: ends.allSatisfy { $0 > 0 } ? .log : .identity
    }
  }

  /// A standard error carried to a scale, by the slope of the scale at the value.
  private static func deviation(
    _ error: Double, at value: Double, on scale: NumberScale
  ) -> Double {
    switch scale {
    case .identity: error
    case .log: error / value
    case .logit: error / (value * (1 - value))
    }
  }

  /// The number that the law stays below with a probability; it rises with it.
  ///
  /// - Precondition: The probability lies strictly between 0 and 1.
  public func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability strictly between 0 and 1")
    let distance: Double
    if above.deviation == 0 {
      distance = -below.distance(tail: probability)
    } else if below.deviation == 0 {
      distance = above.distance(tail: 1 - probability)
    } else if probability < 0.5 {
      distance = -below.distance(tail: 2 * probability)
    } else {
      distance = above.distance(tail: 2 * (1 - probability))
    }
    guard distance != 0 else { return value }
    let drawn = scale.value(at: scale.position(of: value) + distance)
    // The scale and back may be off by a rounding, which must not break the rule.
    let possible = min(max(drawn, rule.range.lowerBound), rule.range.upperBound)
    return rule == .count ? possible.rounded() : possible
  }
}
