import Escalation

/// Reads the lines of a table of dated steps and gathers what is wrong with them.
struct TimelineLines {
  let table: RecordTable
  /// Of ``TimelineFile/required``, in that order.
  let columns: [Int]
  let ladder: Ladder
  private(set) var flaws: [RecordTable.Flaw] = []

  init(table: RecordTable, columns: [Int], ladder: Ladder) {
    self.table = table
    self.columns = columns
    self.ladder = ladder
  }

  mutating func add(_ record: Int?, _ column: String?, _ message: String) {
    flaws.append(
      RecordTable.Flaw(record: record, column: column.flatMap(table.column), message: message))
  }

  /// A column that is there under a name that is almost right would be ignored in silence.
  mutating func refuseMisspelled(_ known: [String], optional: [String]) {
    for name in table.columns where !known.contains(name) {
      let missing = optional.filter { table.column($0) == nil }
      let hint = missing.isEmpty ? "" : Spelling.suggestion(for: name, among: missing)
      if !hint.isEmpty { add(nil, nil, "there is no column '\(name)'\(hint)") }
    }
  }

  /// The step of a record; nil when it cannot be read.
  mutating func read(_ record: Int) -> (name: String, step: Timeline.Step, codedOn: CalendarDay?)? {
    let before = flaws.count
    let cells = table.records[record].cells
    let name = cells[columns[0]]
    if name.isEmpty { add(record, "case", "the step is of no case") }
    let number = Int(cells[columns[1]])
    if number == nil { add(record, "step", "'\(cells[columns[1]])' is no whole number") }
    let day = day(record, "date", cells[columns[2]])
    let rung = rung(record, "rung", cells[columns[3]])
    if cells[columns[4]].isEmpty { add(record, "source", "the step has no source") }
    let other = cell(record, "rung_alternative")
    let alternative = other.isEmpty ? nil : self.rung(record, "rung_alternative", other)
    let coded = cell(record, "coded_on")
    let codedOn = coded.isEmpty ? nil : self.day(record, "coded_on", coded)
    guard flaws.count == before, let number, let day, let rung else { return nil }
    let step = Timeline.Step(
      day: day, rung: rung, alternative: alternative == rung ? nil : alternative, number: number)
    return (name, step, codedOn)
  }

  /// Tells what cannot follow what.
  mutating func compare(_ record: Int, _ step: Timeline.Step, after last: Timeline.Step) {
    if step.day < last.day {
      add(record, "date", "the day is out of order: \(step.day) stands after \(last.day)")
    }
    if step.number <= last.number {
      add(record, "step", "step \(step.number) stands after step \(last.number)")
    }
    if last.rung == ladder.end {
      add(
        record, "rung", "nothing comes after '\(ladder.rungs[ladder.end])', where incidents end")
    }
  }

  private func cell(_ record: Int, _ name: String) -> String {
    table.column(name).map { table.records[record].cells[$0] } ?? ""
  }

  private mutating func day(_ record: Int, _ column: String, _ text: String) -> CalendarDay? {
    guard let day = CalendarDay(text) else {
      add(record, column, "'\(text)' is no day: write YYYY-MM-DD")
      return nil
    }
    return day
  }

  private mutating func rung(_ record: Int, _ column: String, _ text: String) -> Int? {
    guard let rung = ladder.rungs.firstIndex(of: text) else {
      let hint = Spelling.suggestion(for: text, among: ladder.rungs)
      add(
        record, column,
        "the ladder has no rung '\(text)'\(hint); it has \(ladder.rungs.joined(separator: ", "))")
      return nil
    }
    return rung
  }
}
