/// Reads a CSV file of transitions, a line each, under the header `from,to,probability`.
///
/// The three columns stand in any order. States are numbered in the order in which they first
/// appear, `from` before `to` on a line.
struct LongTableReader {
  private enum Column: String, CaseIterable {
    case from, to, probability
  }

  private var table: CSVTable
  private let limits: ChainFileLimits
  private let columns: [Column]
  private var list = TransitionList()
  private var names: [String] = []
  private var indices: [String: Int] = [:]

  /// Whether the header is that of a table of transitions; all three names and more are refused.
  static func isLong(_ table: CSVTable) -> Bool {
    let names = table.header.map(table.text)
    return Column.allCases.allSatisfy { names.contains($0.rawValue) }
  }

  /// A word for a header that was perhaps meant to be that of a table of transitions.
  static func isAlmostLong(_ table: CSVTable) -> Bool {
    let names = table.header.map { table.text($0).lowercased() }
    return names.count == 3 && names.contains("from") && names.contains("to")
  }

  init(_ table: CSVTable, limits: ChainFileLimits) {
    self.table = table
    self.limits = limits
    columns = table.header.compactMap { Column(rawValue: table.text($0)) }
  }

  /// The chain, without matrix when something is wrong; nil when reading had to stop.
  mutating func read() -> ChainContent? {
    let (text, problems) = (table.text, table.problems)
    guard columns.count == 3, table.header.count == 3 else {
      let cell = table.header.first { Column(rawValue: table.text($0)) == nil }
      problems.add(
        cell?.place ?? text.start,
        "a table of transitions has the columns from, to and probability, each once, and no other")
      return nil
    }
    list.reserve(text.bytes.count / 16)
    while true {
      var cells: [CSVScanner.Cell?] = [nil, nil, nil]
      let columns = self.columns
      let line = table.readLine(width: 3) { index, cell in
        switch columns[index] {
        case .from: cells[0] = cell
        case .to: cells[1] = cell
        case .probability: cells[2] = cell
        }
      }
      guard let line else { break }
      take(cells, place: line.place, isWhole: line.isWhole)
      guard names.count <= limits.states, list.count <= limits.transitions else {
        problems.add(
          line.place,
          "the file is past the limit of \(limits.states) states or \(limits.transitions) transitions"
        )
        return nil
      }
    }
    guard !names.isEmpty || !problems.isEmpty else {
      problems.add(text.start, "the table has no line under its header")
      return nil
    }
    return list.content(names: StateNames(names: names, indices: indices), text, problems)
  }

  private mutating func take(_ cells: [CSVScanner.Cell?], place: Int, isWhole: Bool) {
    guard isWhole, let from = cells[0], let to = cells[1], let number = cells[2] else {
      list.spoil(nil)
      return
    }
    let source = state(from)
    let target = state(to)
    let probability = TransitionList.probability(table.text, number.content, table.problems)
    if let source, let target, let probability {
      list.append(source: source, target: target, probability: probability, place: place)
    } else {
      list.spoil(source)
    }
  }

  private mutating func state(_ cell: CSVScanner.Cell) -> Int? {
    guard !cell.content.isEmpty else {
      table.problems.add(cell.place, "the name of a state is missing")
      return nil
    }
    let name = table.text(cell)
    if let index = indices[name] { return index }
    indices[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
