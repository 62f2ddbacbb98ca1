import Escalation
import MarkovChains
import SpecialFunctions

/// What a model answers where its moments ask.
public struct MomentAnswers: Sendable, Equatable {
  /// Shape `[moment]`: the model's answer, divided by that of the reference where there is one.
  public let values: [Double]
  /// Shape `[moment]`: log(answer / known) in standard errors of the logarithm.
  public let misfits: [Double]

  /// The sum of squared misfits: minus twice the logarithm of the weight of a draw.
  public var distance: Double { misfits.reduce(0) { $0 + $1 * $1 } }

  /// The answers at some settings, with the settings of the moments on top of them.
  ///
  /// Conditions are held where a crisis begins; incidents are followed for ever.
  ///
  /// - Throws: `StudyError` for a setting that the model refuses, and where an answer is not positive and finite.
  /// - Complexity: One exact solution for each different question of the moments.
  public init(
    _ model: EscalationModel, at settings: [(path: String, value: Double)],
    control: RunControl = RunControl()
  ) throws(StudyError) {
    var chains: [(settings: [Moment.Setting], start: StartPoint, mixture: Mixture)] = []
    func answer(_ moment: Moment, _ own: [Moment.Setting]) throws(StudyError) -> Double {
      if let found = chains.first(where: { $0.settings == own && $0.start == moment.start }) {
        return try Self.answer(moment.question, found.mixture, control)
      }
      let mixture = try Self.chain(model, moment.start, settings, own)
      chains.append((own, moment.start, mixture))
      return try Self.answer(moment.question, mixture, control)
    }
    var values: [Double] = []
    for moment in model.moments {
      var value = try answer(moment, moment.settings)
      if let reference = moment.reference { value /= try answer(moment, reference) }
      guard value > 0, value.isFinite else {
        throw .unanswerable(
          "the moment '\(moment.name)' comes to \(value), which cannot be held against what is known"
        )
      }
      values.append(value)
    }
    self.values = values
    misfits = zip(model.moments, values).map { moment, value in
      Elementary.log(value / moment.number.value) / (moment.number.standardError ?? 1)
    }
  }

  private static func chain(
    _ model: EscalationModel, _ start: StartPoint, _ settings: [(path: String, value: Double)],
    _ own: [Moment.Setting]
  ) throws(StudyError) -> Mixture {
    do throws(ParameterError) {
      let values = try model.values(setting: overriding(model, settings, with: own))
      return model.compile([model.holdingConditions(values)], horizon: nil, start: start)[0].mixture
    } catch {
      throw .parameter(error)
    }
  }

  private static func answer(
    _ question: RiskQuestion, _ mixture: Mixture, _ control: RunControl
  ) throws(StudyError) -> Double {
    do throws(EngineError) {
      guard case .reachProbability(let set) = question.asked else {
        return try ExactEngine().meanStepsToEnd(in: mixture, control: control)
      }
      return try ExactEngine().reachProbabilities(of: [set], in: mixture, control: control)[0].value
    } catch {
      throw .engine(error)
    }
  }

  /// Settings with others on top: what those set for both sides holds for each, whatever was set before.
  static func overriding(
    _ model: EscalationModel, _ settings: [(path: String, value: Double)],
    with own: [Moment.Setting]
  ) -> [(path: String, value: Double)] {
    let named = own.compactMap { model.parameterIndex($0.path) }
    let covered = Set(named + named.flatMap { model.parameters[$0].members })
    return settings.filter { setting in
      model.parameterIndex(setting.path).map { !covered.contains($0) } ?? true
    } + own.map { ($0.path, $0.value) }
  }
}
