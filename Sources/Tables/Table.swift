import Dispatch
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
  private let writeRows: @Sendable (Range<Int>, inout CSVWriter) -> Bool

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
    writeRows = { range, writer in
      columns.withUnsafeBufferPointer { columns in
        for row in rows[range] {
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

  /// Rows that a thread writes at a time, where there are several.
  private static let rowsTogether = 4_096
  /// Threads beyond these would hold more of a large table than they gain.
  private static let threadLimit = 64

  /// Hands on the same piece by piece: of a large table no more than a piece is held for each thread.
  ///
  /// - Parameters:
  ///   - threadCount: Workers; the bytes do not depend on it.
  ///   - sink: Takes some bytes, which stand no longer than the call, and says whether it wants more.
  /// - Returns: Whether all were taken.
  public func writeCSV(
    threadCount: Int = 1, to sink: (UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    withoutActuallyEscaping(sink) { sink in
      var writer = CSVWriter(pieceSize: 1 << 18, sink: sink)
      for column in columns { writer.append(.text(column.name)) }
      guard writer.endRow() else { return false }
      if threadCount == 1 || rowCount <= Self.rowsTogether {
        return writeRows(0..<rowCount, &writer) && writer.flush()
      }
      guard writer.flush() else { return false }
      let turn = min(threadCount, Self.threadLimit) * Self.rowsTogether
      for first in stride(from: 0, to: rowCount, by: turn) {
        let last = min(first + turn, rowCount)
        let firsts = Array(stride(from: first, to: last, by: Self.rowsTogether))
        var pieces = [[UInt8]](repeating: [], count: firsts.count)
        pieces.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          nonisolated(unsafe) let slots = base
          DispatchQueue.concurrentPerform(iterations: firsts.count) { number in
            slots[number] = bytes(
              of: firsts[number]..<min(firsts[number] + Self.rowsTogether, last))
          }
        }
        for piece in pieces where !piece.withUnsafeBytes(sink) { return false }
      }
      return true
    }
  }

  /// Some rows as CSV.
  private func bytes(of rows: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = CSVWriter(pieceSize: 1 << 18) {
      bytes.append(contentsOf: $0)
      return true
    }
    let isWhole = writeRows(rows, &writer) && writer.flush()
    precondition(isWhole, "an array takes what it is given")
    return bytes
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
