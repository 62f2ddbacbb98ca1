import Escalation

/// The parameter that moves, and between what, as typed: `name` or `name=low:high`.
public struct ThresholdVariation: Sendable, Equatable {
  /// The name with `_` for `-`.
  public let name: String
  /// nil takes the range of the parameter's rule, or what the model states of it.
  let range: ClosedRange<Double>?
  /// As typed.
  let text: String

  /// Reads a variation.
  public init(_ text: String) throws(Variation.SyntaxError) {
    self.text = text
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(parts[0]).replacing("-", with: "_")
    guard !name.isEmpty else {
      throw Variation.SyntaxError(description: "'\(text)' names no parameter")
    }
    guard parts.count == 2 else {
      range = nil
      return
    }
    let ends = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    guard ends.count == 2, let low = DecimalNumber(ends[0])?.value,
      let high = DecimalNumber(ends[1])?.value
    else {
      throw Variation.SyntaxError(
        description: "'\(text)' is no range: write name=low:high, such as nationalism=0.2:0.8")
    }
    guard low < high else {
      throw Variation.SyntaxError(
        description: "'\(text)' is no range: \(low) is not below \(high)")
    }
    range = low...high
  }
}

/// Between what a parameter moves, and on which scale it is looked at evenly.
struct ThresholdRange: Sendable, Equatable {
  let ends: ClosedRange<Double>
  let scale: NumberScale
  /// Whether the user gave it.
  let isGiven: Bool

  /// Without a given range: 0 to 1 for levels and shares, else twice as far from the value as the model's
  /// range, within the rule.
  init(_ variation: ThresholdVariation, _ parameter: Parameter) throws(StudyError) {
    let rule = parameter.rule
    if let given = variation.range {
      for end in [given.lowerBound, given.upperBound] {
        if let broken = rule.violation(of: end) {
          throw .parameter(.outOfRange(path: parameter.path, value: end, rule: broken))
        }
      }
      ends = given
      scale = PriorLaw.scale(
        of: StatedNumber(value: given.lowerBound, low: given.lowerBound, high: given.upperBound),
        rule)
      isGiven = true
      return
    }
    isGiven = false
    if rule == .unitInterval {
      ends = 0...1
      scale = .identity
      return
    }
    guard let law = PriorLaw(parameter) else {
      throw .usage(
        "--vary: the model states no range of \(parameter.path); give one: "
          + "--vary \(parameter.path)=low:high")
    }
    let scale = law.scale
    self.scale = scale
    let middle = scale.position(of: parameter.number.value)
    func widened(_ end: Double) -> Double {
      let far = scale.value(at: middle + 2 * (scale.position(of: end) - middle))
      return min(max(far, rule.range.lowerBound), rule.range.upperBound)
    }
    ends = widened(law.range.lowerBound)...widened(law.range.upperBound)
  }

  /// The value at a place between 0 and 1; the ends are exact.
  func value(at place: Double) -> Double {
    if place <= 0 { return ends.lowerBound }
    if place >= 1 { return ends.upperBound }
    let (low, high) = (scale.position(of: ends.lowerBound), scale.position(of: ends.upperBound))
    return min(max(scale.value(at: low + place * (high - low)), ends.lowerBound), ends.upperBound)
  }

  /// The place of a value, below 0 or above 1 outside.
  func place(of value: Double) -> Double {
    let (low, high) = (scale.position(of: ends.lowerBound), scale.position(of: ends.upperBound))
    return (scale.position(of: value) - low) / (high - low)
  }
}
