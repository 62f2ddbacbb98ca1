/// Columns and rows, ready to be written in any format.
public struct Table: Sendable {
  /// The name of its file, without the ending.
  let name: String
  /// The columns that tell rows apart.
  let key: [String]
  let columns: [Field]
  /// Shape `[row][column]`.
  let rows: [[Cell]]

  /// The estimates of a result.
  public init(_ study: Study, _ result: StudyResult) {
    self.init(
      name: "estimates", key: ["scenario", "quantity", "rung"],
      EstimateColumns.columns(study, engine: result.engine.engine), result.rows)
  }

  /// The laws of first passage of a result, or nil when none were asked for.
  init?(firstPassage study: Study, _ result: StudyResult) {
    guard study.wantsFirstPassage else { return nil }
    self.init(
      name: "first_passage", key: ["scenario", "rung", "day"],
      FirstPassageColumns.columns(study), result.passages)
  }

  private init<Row>(name: String, key: [String], _ columns: [Column<Row>], _ rows: [Row]) {
    self.name = name
    self.key = key
    self.columns = columns.map(\.field)
    self.rows = rows.map { row in columns.map { $0.cell(row) } }
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
