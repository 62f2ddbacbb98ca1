/// Reads a CSV file that is the transition matrix itself, under a header of state names.
///
/// Rows bear their state's name in a first cell, under a corner cell of any name, or have none.
/// A cell of the corner that is not empty is told from a state by the rows: whether they begin with
/// the names of the columns.
struct SquareTableReader {
  private var table: CSVTable
  private let limits: ChainFileLimits
  private var list = TransitionList()

  init(_ table: CSVTable, limits: ChainFileLimits) {
    self.table = table
    self.limits = limits
  }

  /// The chain, without matrix when something is wrong; nil when reading had to stop.
  mutating func read() -> ChainContent? {
    let (text, problems) = (table.text, table.problems)
    let first = hasRowNames() ? 1 : 0
    let names = readNames(first)
    guard !names.isEmpty else {
      problems.add(text.start, "the header names no state")
      return nil
    }
    guard names.count <= limits.states else {
      problems.add(text.start, "the file is past the limit of \(limits.states) states")
      return nil
    }
    let (width, header) = (names.count + first, table.header)
    var row = 0
    while true {
      var (isGood, list) = (true, self.list)
      self.list = TransitionList()
      let table = self.table
      let line = self.table.readLine(width: width) { column, cell in
        guard row < names.count else { return }
        if column < first {
          let name = table.text(cell)
          guard name != names[row] else { return }
          problems.add(
            cell.place,
            "row \(row + 1) is that of '\(name)', column \(row + 1) that of '\(names[row])': rows "
              + "and columns have one order")
          return
        }
        let isZero = cell.content.count == 1 && text.bytes[cell.content.lowerBound] == 0x30
        guard !isZero || column == first else { return }
        if let value = TransitionList.probability(text, cell.content, problems) {
          // The first cell is kept even if zero: it tells that the row was stated.
          guard value > 0 || column == first else { return }
          list.append(
            source: row, target: column - first, probability: value, place: cell.place)
        } else {
          isGood = false
        }
      }
      self.list = list
      guard let line else { break }
      if row < names.count, !isGood || !line.isWhole { self.list.spoil(row) }
      row += 1
      guard self.list.count <= limits.transitions else {
        problems.add(
          line.place, "the file is past the limit of \(limits.transitions) transitions")
        return nil
      }
    }
    if row != names.count, !self.table.isCutShort {
      problems.add(
        header[0].place,
        "the header names \(names.count) \(names.count == 1 ? "state" : "states"), the table has "
          + "\(row) \(row == 1 ? "row" : "rows")")
    }
    return list.content(names: StateNames(names), text, problems)
  }

  /// Whether the first cell of every row is its name.
  ///
  /// Where the first of them is both a number and the name of the first column, or neither, the
  /// number of rows decides.
  private func hasRowNames() -> Bool {
    if table.header[0].content.isEmpty { return true }
    guard table.header.count > 1 else { return false }
    var ahead = table.ahead
    var first: CSVScanner.Cell?
    guard ahead.readLine(width: 1, cell: { first = $1 }) != nil, let first else { return false }
    let isName = table.text(first) == table.text(table.header[1])
    let outcome = DecimalNumber.read(table.text.bytes, first.content)
    guard isName != (outcome == .notDecimal) else { return isName }
    var rowCount = 1
    while ahead.readLine(width: 1, cell: { _, _ in }) != nil { rowCount += 1 }
    return isName ? rowCount == table.header.count - 1 : rowCount != table.header.count
  }

  private func readNames(_ first: Int) -> [String] {
    var seen: [String: Int] = [:]
    return table.header.dropFirst(first).enumerated().map { index, cell in
      let name = table.text(cell)
      if name.isEmpty {
        table.problems.add(cell.place, "the name of state \(index + 1) is missing")
      } else if let before = seen[name] {
        table.problems.add(
          cell.place, "the name '\(name)' stands twice, for states \(before + 1) and \(index + 1)")
      } else {
        seen[name] = index
      }
      return name
    }
  }
}
