import Escalation
import MarkovChains

extension Study {
  /// The draws of a scenario: what the study sets and what the scenario sets is not drawn.
  func priorDraws(
    _ count: Int, at scenario: Scenario, of model: EscalationModel
  ) throws(StudyError) -> PriorDraws {
    try PriorDraws(model, count: count, seed: seed, fixing: fixed(at: scenario))
  }

  private func fixed(at scenario: Scenario) -> [(path: String, value: Double)] {
    settings.map { ($0.name, $0.value) } + scenario.overrides.map { ($0.name, $0.value) }
  }

  /// The exact answers of a scenario over its draws, under a structure and the measures; nil when none were
  /// asked for.
  ///
  /// - Throws: `StudyError.engine(.interrupted)` when the run was stopped.
  func priorAnswers(
    at scenario: Scenario, of model: EscalationModel, _ questions: [RiskQuestion], threadCount: Int,
    control: RunControl
  ) throws(StudyError) -> PriorAnswers? {
    guard let priorCount else { return nil }
    let informed = try PriorDraws.informed(
      model, count: priorCount, seed: seed, fixing: fixed(at: scenario), threadCount: threadCount,
      control: control)
    do throws(EngineError) {
      return try PriorAnswers(
        model, informed.draws, worth: informed.worth, questions, under: measures, horizon: horizon,
        start: start,
        threadCount: threadCount, control: control
      ) { estimate, question, values in
        question.quantity == .annualRisk ? annual(estimate, values).value : estimate.value
      }
    } catch {
      throw .engine(error)
    }
  }

  /// Refuses draws that could not be made, or would be of nothing.
  func checkPrior(scenarioCount: Double) throws(StudyError) {
    guard let priorCount else { return }
    let total = scenarioCount * Double(models.count) * Double(priorCount)
    guard total <= Double(Design.scenarioLimit) else {
      throw .tooLarge(what: "draws of parameters", count: total, limit: Design.scenarioLimit)
    }
    for model in models {
      let draws = try priorDraws(1, at: scenarios[0], of: model)
      guard
        measures.isEmpty
          ? PriorRecord.ownNumbers(draws, of: model).isEmpty : draws.drawn.isEmpty
      else { continue }
      throw .usage(
        "--prior has nothing to draw: no number of '\(model.name)' that is not set has a range or a "
          + "standard error")
    }
  }
}
