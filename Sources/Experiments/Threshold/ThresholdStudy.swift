import Escalation
import MarkovChains

/// How far one parameter must move so that a quantity crosses a value, and how far that is known.
public struct ThresholdStudy: Sendable {
  /// Model, settings, horizon, start, structures, measures, draws and confidence.
  let study: Study
  let variation: ThresholdVariation
  let question: RiskQuestion
  let goal: ThresholdGoal
  /// The number of the parameter.
  let parameter: Int

  /// - Parameters:
  ///   - study: What is asked about; its variations, engine and trajectories are not read.
  ///   - rung: nil for quantities of the incident as a whole.
  /// - Throws: `StudyError.parameter` for a parameter the model does not have, `StudyError.usage` for what does not
  ///   go together, `StudyError.unanswerable` for a question the model has no answer to.
  public init(
    _ study: Study, vary variation: ThresholdVariation, quantity: RiskQuantity, rung: Int?,
    goal: ThresholdGoal
  ) throws(StudyError) {
    guard let parameter = study.model.parameterIndex(variation.name) else {
      throw .parameter(
        .unknown(
          path: variation.name,
          hint: Spelling.suggestion(
            for: variation.name, among: study.model.parameters.map(\.path))))
    }
    if study.settings.contains(where: { $0.name == variation.name }) {
      throw .usage("'\(variation.name)' is varied and set")
    }
    self.study = study
    self.variation = variation
    self.goal = goal
    self.parameter = parameter
    question = try Self.question(study, quantity, rung)
    if case .value(let value) = goal { try Self.check(value, quantity, horizon: study.horizon) }
  }

  private static func question(
    _ study: Study, _ quantity: RiskQuantity, _ rung: Int?
  ) throws(StudyError) -> RiskQuestion {
    if quantity == .annualRisk,
      let obstacle = AnnualRisk.obstacle(study.model, horizon: study.horizon)
    {
      throw obstacle
    }
    let asked = quantity == .annualRisk ? RiskQuantity.exceedanceProbability : quantity
    let known = study.model.questions.filter { $0.quantity == asked }
    guard let found = known.first(where: { $0.rung == rung }) else {
      let rungs = known.compactMap(\.rung).map { study.model.ladder.rungs[$0] }
      if rungs.isEmpty {
        throw .usage("\(quantity.rawValue) is of the incident as a whole: leave out --rung")
      }
      let names = rungs.joined(separator: ", ")
      throw .usage(
        rung == nil
          ? "\(quantity.rawValue) is of a rung: name one with --rung: \(names)"
          : "\(quantity.rawValue) is of \(names)")
    }
    return RiskQuestion(quantity: quantity, rung: found.rung, asked: found.asked)
  }

  /// Refuses a value that the quantity never has, or has only at the end of what it can be.
  private static func check(
    _ value: Double, _ quantity: RiskQuantity, horizon: Int?
  ) throws(StudyError) {
    if quantity.isProbability {
      guard value > 0, value < 1 else {
        throw .usage(
          "--reach: \(quantity.rawValue) lies between 0 and 1, and \(value) is not inside")
      }
    } else if let horizon, value >= Double(horizon) {
      throw .usage(
        "--reach: \(quantity.rawValue) is below the horizon of \(horizon) days, and \(value) is not"
      )
    }
  }

  /// The function of one structure: the parameter moves, the rest is as the study sets it.
  func function(
    _ model: EscalationModel, settings: [(path: String, value: Double)]
  ) throws(StudyError) -> ThresholdFunction {
    let own = model.parameters[parameter]
    let fixed = Set(study.settings.compactMap { model.parameterIndex($0.name) })
    // What is set for one side holds; the other moves.
    let members = own.members.filter { !fixed.contains($0) }
    let moved = Set(own.members.isEmpty ? [parameter] : members)
    if let measure = model.measure(setting: moved, among: study.measures) {
      throw .usage(
        "'\(variation.name)' cannot be varied while the measure '\(measure.name)' sets it; leave that out"
      )
    }
    guard own.members.isEmpty || !members.isEmpty else {
      throw .usage("all that '\(variation.name)' stands for is set")
    }
    return ThresholdFunction(
      study: study, model: model, question: question,
      paths: own.members.isEmpty ? [own.path] : members.map { model.parameters[$0].path },
      settings: settings)
  }
}

extension RiskQuantity {
  /// Whether its values lie between 0 and 1.
  var isProbability: Bool { unit == "probability" }
}
