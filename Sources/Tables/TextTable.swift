/// A table for a terminal: columns padded to their widest cell.
public enum TextTable {
  /// - Parameter leftAligned: The number of leading columns that hold words.
  public static func text(header: [String], rows: [[String]], leftAligned: Int) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += column < leftAligned ? cell + padding : padding + cell
        if column < row.count - 1 { line += "  " }
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
