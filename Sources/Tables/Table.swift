import Foundation

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
  private let writeRows: @Sendable (inout CSVWriter) -> Bool

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
    cellsOfRow = { row in columns.map { $0.cell(rows[row]) } }
    writeRows = { writer in
      columns.withUnsafeBufferPointer { columns in
        for row in rows {
          for column in columns.indices { writer.append(columns[column].cell(row)) }
          guard writer.endRow() else { return false }
        }
        return true
      }
    }
  }

  /// Shape `[row][column]`.
  public var rows: [[Cell]] { (0..<rowCount).map(cellsOfRow) }

  /// RFC 4180 with `\n`, header first.
  public var csv: String { String(decoding: csvData, as: UTF8.self) }

  /// The same as bytes.
  var csvData: Data {
    var data = Data()
    _ = writeCSV {
      data.append(contentsOf: $0)
      return true
    }
    return data
  }

  /// Hands on the same piece by piece: of a large table no more than a piece is held.
  ///
  /// - Parameter sink: Takes some bytes, which stand no longer than the call, and says whether it wants more.
  /// - Returns: Whether all were taken.
  public func writeCSV(to sink: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    withoutActuallyEscaping(sink) { sink in
      var writer = CSVWriter(pieceSize: 1 << 18, sink: sink)
      for column in columns { writer.append(.text(column.name)) }
      return writer.endRow() && writeRows(&writer) && writer.flush()
    }
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
