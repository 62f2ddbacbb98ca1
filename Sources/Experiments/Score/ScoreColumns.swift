import Tables

/// The columns of what `brink score` prints: of forecasts, and of forecasters.
enum ScoreColumns {
  /// One row a forecast.
  static let forecasts: [Column<ScoreRow>] = [
    text("question", "the word that rows of one question share") { $0.question.name },
    text("forecaster", "who gave the forecast") { $0.forecast.forecaster },
    number("forecast", "probability", "the forecaster's probability of yes") {
      $0.forecast.probability
    },
    text("forecast_date", "when it was given") { $0.forecast.date.description },
    text("window_start", "the first day that counts") { $0.question.windowStart.description },
    text("window_end", "the last day that counts") { $0.question.windowEnd.description },
    text("model", "the model beside it") { $0.answer.model },
    text("start", "where an incident is taken up; empty: as the model has it") {
      $0.question.reading.start
    },
    text("rung", "the rung whose exceedance stands for yes") { $0.question.reading.rung },
    Column(
      name: "day", kind: .integer, unit: "days",
      description: "the horizon of an incident; empty for ever"
    ) { .optional($0.answer.horizon) },
    text("settings", "what is set in the model") { $0.question.reading.settings },
    number("incidents", "incidents", "expected in the window; empty: one is given") {
      $0.question.reading.incidents
    },
    text("incidents_source", "where that number comes from") {
      $0.question.reading.incidentsSource
    },
    number("model_per_incident", "probability", "the chance that one incident comes to the rung") {
      $0.answer.perIncident
    },
    number("model_probability", "probability", "the model's probability of yes") {
      $0.answer.probability
    },
    number("ratio", nil, "model_probability over forecast") { $0.ratio },
    Column(
      name: "outcome", kind: .integer, unit: nil,
      description: "1 happened, 0 did not, empty is open"
    ) { row in .optional(row.question.outcome.map { $0 ? 1 : 0 }) },
    text("resolved_on", "when that was settled") { $0.question.resolvedOn?.description ?? "" },
    number("brier_forecaster", nil, "squared error of the forecast; lower is better") {
      $0.scores?.forecaster.brier
    },
    number("brier_model", nil, "squared error of model_probability") { $0.scores?.model.brier },
    number("log_forecaster", "nats", "minus log of the probability given to what happened") {
      $0.scores?.forecaster.log
    },
    number("log_model", "nats", "the same of model_probability") { $0.scores?.model.log },
    Column(
      name: "out_of_sample", kind: .integer, unit: nil,
      description: "1 when the window begins after the last year of the model's fit"
    ) { row in
      .optional(row.question.isOutOfSample(after: row.answer.lastYear).map { $0 ? 1 : 0 })
    },
    text("difference", "how the question differs from what the model answers") {
      $0.forecast.difference
    },
    text("source", "where the forecast was published") { $0.forecast.source },
    text("status", "how well it is known") { $0.forecast.status },
  ]

  /// One row a forecaster.
  static let summaries: [Column<ScoreSummary>] =
    [
      text("forecaster", "who; (all) is everyone together") { $0.forecaster },
      integer("forecasts", "forecasts given") { $0.forecastCount },
      integer("scored", "those whose outcome is known") { $0.scoredCount },
      integer("happened", "those that came true") { $0.happenedCount },
    ]
    + score("brier", nil, \.brier, \.brier) + score("log", "nats", \.log, \.log)
    + [
      integer("infinite_forecaster", "forecasts of what was held impossible") {
        $0.infinite.forecaster
      },
      integer("infinite_model", "the same of the model") { $0.infinite.model },
      text("verdict", "what the difference of Brier scores tells") { $0.verdict },
    ]

  /// Means of one score, their difference and its standard error.
  private static func score(
    _ name: String, _ unit: String?, _ mean: @escaping @Sendable (ForecastScore) -> Double,
    _ difference: @escaping @Sendable (ScoreSummary) -> PairedDifference
  ) -> [Column<ScoreSummary>] {
    [
      number("\(name)_forecaster", unit, "mean of the forecaster's; lower is better") {
        $0.means.map { mean($0.forecaster) }
      },
      number("\(name)_model", unit, "mean of the model's on the same questions") {
        $0.means.map { mean($0.model) }
      },
      number("\(name)_difference", unit, "mean of model minus forecaster, question by question") {
        difference($0).mean
      },
      number("\(name)_standard_error", unit, "of the difference, clustered by question") {
        difference($0).standardError
      },
    ]
  }

  private static func text<Row>(
    _ name: String, _ description: String, _ value: @escaping @Sendable (Row) -> String
  ) -> Column<Row> {
    Column(name: name, kind: .string, unit: nil, description: description) {
      let text = value($0)
      return text.isEmpty ? .absent : .text(text)
    }
  }

  private static func number<Row>(
    _ name: String, _ unit: String?, _ description: String,
    _ value: @escaping @Sendable (Row) -> Double?
  ) -> Column<Row> {
    Column(name: name, kind: .number, unit: unit, description: description) {
      .optional(value($0))
    }
  }

  private static func integer(
    _ name: String, _ description: String, _ value: @escaping @Sendable (ScoreSummary) -> Int
  ) -> Column<ScoreSummary> {
    Column(name: name, kind: .integer, unit: nil, description: description) {
      .integer(value($0))
    }
  }
}

extension Table {
  /// The forecasts of a result, one a row.
  public init(forecasts result: ScoreResult) {
    self.init(
      name: "scores", key: ["question", "forecaster"], ScoreColumns.forecasts, result.rows)
  }

  /// The forecasters of a result, one a row.
  public init(forecasters result: ScoreResult) {
    self.init(
      name: "forecasters", key: ["forecaster"], ScoreColumns.summaries, result.summaries)
  }
}
