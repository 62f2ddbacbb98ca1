/// How a forecaster and the models did on the questions that the forecaster answered and that are
/// settled.
public struct ScoreSummary: Sendable {
  /// What the line of all forecasters together is called.
  public static let everyone = "(all)"

  /// Who.
  public let forecaster: String
  /// Forecasts.
  public let forecastCount: Int
  /// Forecasts with a known outcome.
  public let scoredCount: Int
  /// Those that came true.
  public let happenedCount: Int
  /// Mean scores; nil when nothing was scored.
  let means: ScoreRow.Scores?
  /// Differences of Brier scores, model minus forecaster.
  public let brier: PairedDifference
  /// Differences of log scores, model minus forecaster.
  public let log: PairedDifference
  /// Forecasts whose log score is infinite: the forecaster's and the model's.
  let infinite: (forecaster: Int, model: Int)

  init(forecaster: String, _ rows: [ScoreRow]) {
    self.forecaster = forecaster
    forecastCount = rows.count
    let scored = rows.compactMap { row in row.scores.map { (row.forecast.question, $0) } }
    scoredCount = scored.count
    happenedCount = rows.count { $0.question.outcome == true }
    brier = PairedDifference(
      scored.map { ($0.0, model: $0.1.model.brier, forecaster: $0.1.forecaster.brier) })
    log = PairedDifference(
      scored.map { ($0.0, model: $0.1.model.log, forecaster: $0.1.forecaster.log) })
    infinite = (
      scored.count { $0.1.forecaster.log == .infinity },
      scored.count { $0.1.model.log == .infinity }
    )
    guard !scored.isEmpty else {
      means = nil
      return
    }
    let mean = { (value: (ScoreRow.Scores) -> Double) in
      scored.map { value($0.1) }.reduce(0, +) / Double(scored.count)
    }
    means = ScoreRow.Scores(
      forecaster: ForecastScore(
        brier: mean { $0.forecaster.brier }, log: mean { $0.forecaster.log }),
      model: ForecastScore(brier: mean { $0.model.brier }, log: mean { $0.model.log }))
  }

  /// Whether all that was scored ended in the same way: then the bolder number in that direction wins,
  /// whoever says it, and nothing is learned of telling one from the other.
  public var hasOneOutcome: Bool {
    scoredCount > 0 && (happenedCount == 0 || happenedCount == scoredCount)
  }

  /// What the difference of Brier scores tells.
  public var verdict: String {
    guard scoredCount > 0 else { return "nothing scored" }
    guard brier.clusterCount >= PairedDifference.fewestTold else { return "too few to tell" }
    guard !hasOneOutcome else {
      return happenedCount == 0 ? "all no: tells nothing" : "all yes: tells nothing"
    }
    guard let mean = brier.mean, let standardError = brier.standardError,
      abs(mean) > 2 * standardError
    else { return "not told apart" }
    return mean < 0 ? "the model did better" : "the forecaster did better"
  }
}
