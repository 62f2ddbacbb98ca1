/// Forecasts beside a model's answers, scored where the outcome is known.
public struct ScoreResult: Sendable {
  /// The questions and the forecasts.
  let file: QuestionFile
  /// The answer to each question, in the order of the file.
  public let answers: [ModelAnswer]
  /// One a forecast, in the order of the file.
  public let rows: [ScoreRow]
  /// One a forecaster in the order of first appearance; then all together, where there are several.
  public let summaries: [ScoreSummary]

  init(file: QuestionFile, answers: [ModelAnswer]) {
    precondition(answers.count == file.questions.count, "every question has an answer")
    self.file = file
    self.answers = answers
    let rows = file.forecasts.map { forecast in
      ScoreRow(
        question: file.questions[forecast.question], forecast: forecast,
        answer: answers[forecast.question])
    }
    self.rows = rows
    var names: [String] = []
    let groups = Dictionary(grouping: rows) { $0.forecast.forecaster }
    var seen: Set<String> = []
    for row in rows where seen.insert(row.forecast.forecaster).inserted {
      names.append(row.forecast.forecaster)
    }
    var summaries = names.map { ScoreSummary(forecaster: $0, groups[$0] ?? []) }
    if names.count > 1 { summaries.append(ScoreSummary(forecaster: ScoreSummary.everyone, rows)) }
    self.summaries = summaries
  }

  /// Forecasts with a known outcome.
  public var scoredCount: Int { rows.count { $0.scores != nil } }
}
