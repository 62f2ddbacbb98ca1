/// Columns and rows, ready to be written in any format.
public struct Table: Sendable {
  let columns: [Column]
  /// Shape `[row][column]`.
  let rows: [[Cell]]

  /// The table of a result.
  public init(_ study: Study, _ result: StudyResult) {
    let columns = EstimateColumns.columns(study, engine: result.engine.engine)
    self.columns = columns
    rows = result.rows.map { row in columns.map { $0.cell(row) } }
  }

  /// RFC 4180 with `\n`, header first.
  public var csv: String {
    var text = columns.map { Self.field($0.name) }.joined(separator: ",") + "\n"
    for row in rows {
      text += row.map { Self.field($0.text) }.joined(separator: ",")
      text += "\n"
    }
    return text
  }

  private static func field(_ text: String) -> String {
    let special: Set<Character> = [",", "\"", "\n", "\r", "\r\n"]
    guard text.contains(where: special.contains) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }

  /// An array of objects, one a row, keys in column order; absent is null, infinite is a string.
  public var json: String {
    let lines = rows.map { row in
      let pairs = zip(columns, row).map { "\(JSONText.string($0.name)): \(JSONText.cell($1))" }
      return "  {\(pairs.joined(separator: ", "))}"
    }
    return "[\n\(lines.joined(separator: ",\n"))\n]\n"
  }
}

/// Scalars of JSON.
enum JSONText {
  static func cell(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): string(text)
    case .integer: cell.text
    case .number(let value): value.isFinite ? cell.text : string(cell.text)
    case .absent: "null"
    }
  }

  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
