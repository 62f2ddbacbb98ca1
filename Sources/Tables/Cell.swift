import MarkovChains

/// A value of a table. Absent is empty; NaN cannot be.
public enum Cell: Sendable, Equatable {
  case text(String)
  case integer(Int)
  case number(Double)
  /// A number beyond the range of doubles; readers that know doubles only take it for 0 or infinity.
  case scaled(ScaledNumber)
  case absent

  /// A number, or nothing.
  public static func optional(_ value: Double?) -> Cell { value.map(Cell.number) ?? .absent }
  /// A whole number, or nothing.
  public static func optional(_ value: Int?) -> Cell { value.map(Cell.integer) ?? .absent }
  /// A text, or nothing.
  public static func optional(_ value: String?) -> Cell { value.map(Cell.text) ?? .absent }

  /// The shortest text that reads back to the same value; empty when absent.
  public var text: String {
    switch self {
    case .text(let text): return text
    case .integer(let value): return String(value)
    case .number(let value):
      precondition(!value.isNaN, "no table holds NaN")
      // Adding zero turns -0 into 0.
      return (value + 0).description
    case .scaled(let value): return Figures.decimal(value, digits: 15)
    case .absent: return ""
    }
  }
}
