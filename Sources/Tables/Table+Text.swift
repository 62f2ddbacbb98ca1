extension Table {
  /// The table for a terminal: numbers at so many significant digits, columns without any cell left out.
  public func text(digits: Int) -> String {
    let cells = rows
    let shown = columns.indices.filter { column in
      cells.contains { $0[column] != .absent } || cells.isEmpty
    }
    // Words stand first; what follows the first number is set to the right.
    let words = shown.prefix { columns[$0].kind == .string }.count
    return TextTable.text(
      header: shown.map { columns[$0].name },
      rows: cells.map { row in
        shown.map { column in
          switch row[column] {
          case .number(let value): figure(value, digits: digits)
          default: row[column].text
          }
        }
      }, leftAligned: words)
  }

  /// So many significant digits, and never fewer than one decimal: log-likelihoods are told apart by it.
  private func figure(_ value: Double, digits: Int) -> String {
    let size = abs(value)
    guard size.isFinite, size >= 1, size < 1e9 else {
      return Figures.significant(value, digits: digits)
    }
    return Figures.significant(value, digits: max(digits, "\(Int(size))".count + 1))
  }
}
