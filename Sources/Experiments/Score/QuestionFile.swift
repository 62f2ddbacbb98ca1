import Escalation

/// A file of questions and what forecasters said to them, read and found consistent.
///
/// One row a question and forecaster; what belongs to the question is repeated in each of its rows.
public struct QuestionFile: Sendable {
  /// The table it was read from.
  public let table: RecordTable
  /// In the order in which they first stand.
  public let questions: [ForecastQuestion]
  /// In the order of the rows.
  public let forecasts: [Forecast]
  /// The first row of each question.
  let firstRecords: [Int]

  /// The columns that must be there; `settings` may be.
  public static let requiredColumns = [
    "question", "text", "definition", "window_start", "window_end", "forecaster", "forecast",
    "forecast_date", "outcome", "resolved_on", "model", "start", "rung", "horizon", "incidents",
    "incidents_source", "difference", "source", "status",
  ]
  /// What all rows of a question have in common.
  static let sharedColumns = [
    "text", "definition", "window_start", "window_end", "outcome", "resolved_on", "model", "start",
    "rung", "horizon", "incidents", "incidents_source", "settings",
  ]

  /// Believes a table, or says everything that is wrong with it.
  ///
  /// - Throws: `TextFileError.invalid`: a missing column, a cell that is no day, no probability, no
  ///   outcome or no number of incidents, a window that ends before it begins, a forecast made after
  ///   its window, rows of one question that differ, a forecaster who answers one question twice.
  /// - Complexity: O(cells).
  public init(_ table: RecordTable) throws(TextFileError) {
    _ = try table.columns(required: Self.requiredColumns)
    var reader = QuestionReader(table)
    var questions: [ForecastQuestion] = []
    var forecasts: [Forecast] = []
    var firstRecords: [Int] = []
    var numbers: [String: Int] = [:]
    var answered: [String: Int] = [:]
    for record in table.records.indices {
      let name = reader.required("question", record)
      let number: Int
      if let known = numbers[name] {
        number = known
        reader.compare(record, with: firstRecords[known], in: Self.sharedColumns)
      } else {
        number = questions.count
        numbers[name] = number
        firstRecords.append(record)
        questions.append(reader.question(name, record))
      }
      let forecast = reader.forecast(of: number, questions[number], record)
      let key = "\(number)\u{0}\(forecast.forecaster)"
      if let first = answered[key] {
        reader.add(
          record, "forecaster",
          "'\(forecast.forecaster)' has answered '\(name)' before\(reader.line(of: first))")
      }
      answered[key] = answered[key] ?? record
      forecasts.append(forecast)
    }
    if table.records.isEmpty {
      reader.add(nil, nil, "the file has a header and no questions under it")
    }
    guard reader.flaws.isEmpty else { throw table.error(reader.flaws) }
    self.table = table
    self.questions = questions
    self.forecasts = forecasts
    self.firstRecords = firstRecords
  }

  /// The error for something wrong with a cell of a question.
  func flaw(_ question: Int, _ column: String, _ message: String) -> RecordTable.Flaw {
    .init(record: firstRecords[question], column: table.column(column), message: message)
  }
}
