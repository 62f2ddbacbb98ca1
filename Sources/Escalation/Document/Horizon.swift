/// How long an incident is followed, as it is written in files and options.
public enum Horizon {
  /// The longest horizon, in days.
  public static let limit = 10_000_000

  /// The longest horizon of a chain, in steps.
  public static let stepLimit = 1_000_000_000_000

  /// A text that is no horizon.
  public struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// The text as it was written.
    public let text: String
    /// What is wrong, as a sentence.
    public var description: String {
      "'\(text)' is no horizon: write days such as 30d or 30 (at most \(Horizon.limit)), or none"
    }
  }

  /// The number of days, or nil for ever.
  public static func days(_ text: String) throws(SyntaxError) -> Int? {
    if text == "none" { return nil }
    let digits = text.hasSuffix("d") ? text.dropLast() : text[...]
    guard !digits.isEmpty, digits.allSatisfy(\.isNumber), let days = Int(digits), days >= 1,
      days <= limit
    else { throw SyntaxError(text: text) }
    return days
  }
}
