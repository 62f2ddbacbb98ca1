/// A forecast, the model's answer to the same question, and their scores.
public struct ScoreRow: Sendable {
  /// What was asked.
  let question: ForecastQuestion
  /// What the forecaster said.
  let forecast: Forecast
  /// What the model says.
  let answer: ModelAnswer
  /// Scores of both; nil while the question is open.
  let scores: Scores?

  /// The scores of forecaster and model on one outcome.
  struct Scores: Sendable, Equatable {
    let forecaster: ForecastScore
    let model: ForecastScore
  }

  init(question: ForecastQuestion, forecast: Forecast, answer: ModelAnswer) {
    self.question = question
    self.forecast = forecast
    self.answer = answer
    scores = question.outcome.map { happened in
      Scores(
        forecaster: ForecastScore(probability: forecast.probability, happened: happened),
        model: ForecastScore(
          probability: answer.probability, complement: answer.complement, happened: happened))
    }
  }

  /// The model's probability over the forecaster's; nil where both are 0.
  var ratio: Double? {
    answer.probability == 0 && forecast.probability == 0
      ? nil : answer.probability / forecast.probability
  }
}
