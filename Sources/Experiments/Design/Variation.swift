/// A parameter and the values it takes in a design, as typed: `name=start:stop:step` or
/// `name=a,b,c`.
public struct Variation: Sendable, Equatable {
  /// The most values of one parameter.
  static let valueLimit = 1_000_000

  /// The name with `_` for `-`.
  public let name: String
  /// The values, in order.
  public let values: [Double]
  /// The text after the equals sign.
  let text: String

  /// A text that is no variation or setting.
  public struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, as a sentence.
    public let description: String
  }

  /// Reads a variation.
  ///
  /// Ranges include their end only when a step lands on it: 0:1:0.3 stops at 0.9.
  public init(_ argument: String) throws(SyntaxError) {
    guard let equals = argument.firstIndex(of: "=") else {
      throw SyntaxError(
        description: "'\(argument)' is no variation: write name=start:stop:step or name=a,b,c")
    }
    name = String(argument[..<equals]).replacing("-", with: "_")
    let text = String(argument[argument.index(after: equals)...])
    self.text = text
    values = text.contains(":") ? try Self.range(text) : try Self.list(text)
    guard Set(values).count == values.count else {
      throw SyntaxError(description: "'\(argument)' names a value twice")
    }
  }

  private static func number(_ text: Substring) throws(SyntaxError) -> DecimalNumber {
    guard let number = DecimalNumber(text) else {
      throw SyntaxError(
        description: "'\(text)' is no decimal number of at most 18 digits")
    }
    return number
  }

  private static func list(_ text: String) throws(SyntaxError) -> [Double] {
    var values: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      values.append(try number(item).value)
    }
    return values
  }

  private static func range(_ text: String) throws(SyntaxError) -> [Double] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw SyntaxError(
        description: "'\(text)' is no range: write start:stop:step, such as 0:1:0.1")
    }
    let (start, stop, step) = (
      try number(parts[0]), try number(parts[1]), try number(parts[2])
    )
    let scale = max(start.scale, stop.scale, step.scale)
    guard let first = start.mantissa(atScale: scale), let last = stop.mantissa(atScale: scale),
      let stride = step.mantissa(atScale: scale)
    else {
      throw SyntaxError(description: "'\(text)' mixes numbers too far apart in size")
    }
    let (distance, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow else {
      throw SyntaxError(description: "'\(text)' spans more than can be counted")
    }
    guard stride != 0, distance.signum() * stride.signum() >= 0 else {
      throw SyntaxError(
        description: "'\(text)' never reaches its end: the step is 0 or points away")
    }
    let steps = distance / stride
    guard steps < valueLimit else {
      throw SyntaxError(
        description: "'\(text)' has more than \(steps) values; the limit is \(valueLimit)")
    }
    let count = steps + 1
    return (0..<count).map {
      DecimalNumber(mantissa: first + $0 * stride, scale: scale).value
    }
  }
}

/// A parameter set to one value, as typed: `name=value`.
public struct Setting: Sendable, Equatable {
  /// The name with `_` for `-`.
  public let name: String
  let value: Double

  /// Reads a setting.
  public init(_ argument: String) throws(Variation.SyntaxError) {
    let variation = try Variation(argument)
    guard variation.values.count == 1 else {
      throw Variation.SyntaxError(description: "'\(argument)' sets more than one value")
    }
    name = variation.name
    value = variation.values[0]
  }
}
