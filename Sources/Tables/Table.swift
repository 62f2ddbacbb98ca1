/// Columns and rows, ready to be written in any format.
public struct Table: Sendable {
  /// The name of its file, without the ending.
  public let name: String
  /// The columns that tell rows apart.
  public let key: [String]
  /// Its columns.
  public let columns: [Field]
  /// The number of its rows.
  public let rowCount: Int
  /// Cells are made when they are asked for: a large table is never held twice.
  private let cellsOfRow: @Sendable (Int) -> [Cell]

  /// A table of rows.
  ///
  /// - Parameters:
  ///   - name: The name of its file, without the ending.
  ///   - key: The columns that tell rows apart.
  public init<Row: Sendable>(name: String, key: [String], _ columns: [Column<Row>], _ rows: [Row]) {
    self.name = name
    self.key = key
    self.columns = columns.map(\.field)
    rowCount = rows.count
    let cells = columns.map(\.cell)
    cellsOfRow = { row in cells.map { $0(rows[row]) } }
  }

  /// Shape `[row][column]`.
  public var rows: [[Cell]] { (0..<rowCount).map(cellsOfRow) }

  /// RFC 4180 with `\n`, header first.
  public var csv: String { String(decoding: csvBytes, as: UTF8.self) }

  /// The same as bytes.
  public var csvBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(128 * (rowCount + 1))
    Self.append(columns.map { Cell.text($0.name) }, to: &bytes)
    for row in 0..<rowCount { Self.append(cellsOfRow(row), to: &bytes) }
    return bytes
  }

  private static func append(_ cells: [Cell], to bytes: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .absent: break
      case .text(let text): append(text, to: &bytes)
      default: bytes.append(contentsOf: cell.text.utf8)
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let isSpecial = { (byte: UInt8) in
      byte == UInt8(ascii: ",") || byte == quote || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard text.utf8.contains(where: isSpecial) else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(quote)
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  /// An array of objects, one a row, keys in column order; absent is null, infinite is a string.
  public var json: String {
    let names = columns.map { JSONText.string($0.name) }
    let lines = (0..<rowCount).map { row in
      let pairs = zip(names, cellsOfRow(row)).map { "\($0): \(JSONText.cell($1))" }
      return "  {\(pairs.joined(separator: ", "))}"
    }
    return "[\n\(lines.joined(separator: ",\n"))\n]\n"
  }
}

/// Scalars of JSON.
public enum JSONText {
  /// A cell as JSON.
  static func cell(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): string(text)
    case .integer: cell.text
    case .scaled: cell.text
    case .number(let value): value.isFinite ? cell.text : string(cell.text)
    case .absent: "null"
    }
  }

  /// A text in quotes.
  public static func string(_ text: String) -> String {
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
