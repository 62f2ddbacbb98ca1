import Escalation

/// Reads cells of a question file and gathers what is wrong with them.
///
/// A cell that cannot be read gives a stand-in, so that the rest is read too; with a flaw on record no
/// stand-in leaves ``QuestionFile``.
struct QuestionReader {
  let table: RecordTable
  private(set) var flaws: [RecordTable.Flaw] = []

  init(_ table: RecordTable) { self.table = table }

  mutating func add(_ record: Int?, _ column: String?, _ message: String) {
    flaws.append(
      .init(record: record, column: column.flatMap(table.column), message: message))
  }

  /// `, in line 2`; nothing once no more problems are listed, since a line is found by counting.
  func line(of record: Int) -> String {
    flaws.count < TextFileError.listedProblems
      ? ", in line \(table.position(record: record).line)" : ""
  }

  /// The text of a cell; empty where there is no such column.
  func text(_ column: String, _ record: Int) -> String {
    table.column(column).map { table.records[record].cells[$0] } ?? ""
  }

  mutating func required(_ column: String, _ record: Int) -> String {
    let text = text(column, record)
    if text.isEmpty { add(record, column, "\(column) is empty") }
    return text
  }

  /// Flaws for the cells in which two rows of a question differ.
  mutating func compare(_ record: Int, with first: Int, in columns: [String]) {
    for column in columns where text(column, record) != text(column, first) {
      add(
        record, column,
        "\(column) is '\(text(column, record))', but was '\(text(column, first))'"
          + "\(line(of: first)): rows of one question agree on it")
    }
  }

  mutating func question(_ name: String, _ record: Int) -> ForecastQuestion {
    let start = day("window_start", record)
    let end = day("window_end", record)
    if let start, let end, end <= start {
      add(record, "window_end", "the window ends on \(end), not after it begins, on \(start)")
    }
    let outcome = outcome(record)
    let resolved = optionalDay("resolved_on", record)
    if let resolved, text("outcome", record).isEmpty {
      add(record, "resolved_on", "resolved on \(resolved), but outcome is empty")
    }
    if outcome == false, let resolved, let end, resolved < end {
      add(
        record, "resolved_on",
        "a no is settled when the window ends, on \(end), not before, on \(resolved)")
    }
    if outcome != nil, let resolved, let start, resolved < start {
      add(record, "resolved_on", "resolved on \(resolved), before the window begins, on \(start)")
    }
    return ForecastQuestion(
      name: name, text: text("text", record), definition: required("definition", record),
      windowStart: start ?? .standIn, windowEnd: end ?? .standIn, outcome: outcome,
      resolvedOn: resolved, reading: reading(record))
  }

  mutating func forecast(
    of number: Int, _ question: ForecastQuestion, _ record: Int
  ) -> Forecast {
    let date = day("forecast_date", record)
    if let date, question.windowEnd != .standIn, date > question.windowEnd {
      add(
        record, "forecast_date",
        "given on \(date), after the window ended, on \(question.windowEnd)")
    }
    return Forecast(
      question: number, forecaster: required("forecaster", record),
      probability: probability(record), date: date ?? .standIn,
      difference: text("difference", record), source: required("source", record),
      status: text("status", record))
  }

  private mutating func reading(_ record: Int) -> ForecastQuestion.Reading {
    ForecastQuestion.Reading(
      model: required("model", record), start: text("start", record),
      rung: required("rung", record), horizon: text("horizon", record),
      incidents: incidents(record), incidentsSource: text("incidents_source", record),
      settings: text("settings", record))
  }

  private mutating func incidents(_ record: Int) -> Double? {
    let text = text("incidents", record)
    guard !text.isEmpty else { return nil }
    guard let value = DecimalNumber(text)?.value, value >= 0, value <= 1e9 else {
      add(
        record, "incidents",
        "'\(text)' is no number of incidents: a decimal number from 0 to 1e9, or empty for one that "
          + "is given")
      return nil
    }
    if self.text("incidents_source", record).isEmpty {
      add(record, "incidents_source", "\(text) incidents are expected, and no source says why")
    }
    return value
  }

  private mutating func probability(_ record: Int) -> Double {
    let text = text("forecast", record)
    guard let value = DecimalNumber(text)?.value else {
      add(record, "forecast", "'\(text)' is no decimal number")
      return 0
    }
    guard value >= 0, value <= 1 else {
      let percent = value > 1 && value <= 100 ? "; a percentage is divided by 100" : ""
      add(record, "forecast", "\(text) must lie between 0 and 1\(percent)")
      return 0
    }
    return value
  }

  private mutating func outcome(_ record: Int) -> Bool? {
    switch text("outcome", record) {
    case "": return nil
    case "0": return false
    case "1": return true
    case let other:
      add(record, "outcome", "'\(other)' is no outcome: 1 happened, 0 did not, empty is open")
      return nil
    }
  }

  private mutating func day(_ column: String, _ record: Int) -> CalendarDay? {
    let text = text(column, record)
    guard let day = CalendarDay(text) else {
      add(record, column, "'\(text)' is no day: write 2024-01-31")
      return nil
    }
    return day
  }

  private mutating func optionalDay(_ column: String, _ record: Int) -> CalendarDay? {
    text(column, record).isEmpty ? nil : day(column, record)
  }
}

extension CalendarDay {
  /// Stands where no day could be read.
  static let standIn: CalendarDay = {
    guard let first = CalendarDay(year: 1, month: 1, day: 1) else {
      preconditionFailure("the first of January is a day")
    }
    return first
  }()
}
