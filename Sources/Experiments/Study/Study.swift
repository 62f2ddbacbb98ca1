import Escalation
import MarkovChains
import RandomStreams

/// Everything that fixes the numbers of a result: the same study gives the same bits.
public struct Study: Sendable {
  let model: EscalationModel
  /// The model under each structure that is asked about; itself where it has none.
  let models: [EscalationModel]
  /// What is done in every scenario.
  let measures: [Measure]
  /// What is set in every scenario.
  let settings: [Setting]
  let variations: [Variation]
  let design: Design
  /// The engine that was asked for.
  public let engineChoice: EngineChoice
  /// nil when none were asked for by number.
  let trajectoryCount: Int?
  /// Draws of what is not known of the parameters, for each scenario; nil when none were asked for.
  let priorCount: Int?
  /// The root of all draws.
  public let seed: UInt64
  /// Whether scenarios draw apart instead of sharing their draws.
  public let isIndependent: Bool
  /// Whether every simulated number is held against the exact one.
  public let isChecked: Bool
  /// In days; nil follows incidents for ever.
  let horizon: Int?
  let start: StartPoint
  /// The quantities to report, in the order of ``RiskQuantity``; empty reports all.
  let quantities: Set<RiskQuantity>
  /// The rungs to report; empty reports all, and what is of no rung.
  let rungs: Set<Int>
  /// The stated coverage of intervals.
  public let confidence: Double

  /// Whether the exact law of first passage is stored day by day.
  let wantsFirstPassage: Bool

  /// Trajectories where paths are asked for without a number.
  static let defaultTrajectoryCount = 1_000_000

  /// A study; whatever is left out has the default of the commands.
  public init(
    model: EscalationModel, settings: [Setting] = [], variations: [Variation] = [],
    design: Design = .grid, engineChoice: EngineChoice = .auto, trajectoryCount: Int? = nil,
    priorCount: Int? = nil, seed: UInt64 = 0, isIndependent: Bool = false, isChecked: Bool = false,
    horizon: Int?,
    start: StartPoint, quantities: Set<RiskQuantity> = [], rungs: Set<Int> = [],
    confidence: Double = 0.95, wantsFirstPassage: Bool = false,
    structures: [EscalationModel]? = nil, measures: [Measure] = []
  ) {
    precondition(!wantsFirstPassage || horizon != nil, "a law by day needs a horizon")
    self.model = model
    models = structures ?? model.structured
    self.measures = measures
    self.settings = settings
    self.variations = variations
    self.design = design
    self.engineChoice = engineChoice
    self.trajectoryCount = trajectoryCount
    self.priorCount = priorCount
    self.seed = seed
    self.isIndependent = isIndependent
    self.isChecked = isChecked
    self.horizon = horizon
    self.start = start
    self.quantities = quantities
    self.rungs = rungs
    self.confidence = confidence
    self.wantsFirstPassage = wantsFirstPassage
  }

  /// The rows of each scenario, after the choice of quantities and rungs.
  var questions: [RiskQuestion] {
    let annual = model.questions.compactMap { question -> RiskQuestion? in
      guard quantities.contains(.annualRisk), question.quantity == .exceedanceProbability else {
        return nil
      }
      return RiskQuestion(quantity: .annualRisk, rung: question.rung, asked: question.asked)
    }
    return (model.questions + annual).filter { question in
      (quantities.isEmpty || quantities.contains(question.quantity))
        && (rungs.isEmpty || question.rung.map(rungs.contains) ?? false)
    }
  }

  /// The rungs whose first passage is stored, in ascending order.
  var passageRungs: [Int] {
    guard wantsFirstPassage else { return [] }
    return model.questions.filter { $0.quantity == .exceedanceProbability }.compactMap(\.rung)
      .filter { rungs.isEmpty || rungs.contains($0) }
  }

  /// The scenarios in order.
  var scenarios: [Scenario] { design.scenarios(variations) }

  /// The parameters at a scenario, under the measures.
  ///
  /// - Parameter model: One of ``models``; the first when left out.
  func values(
    at scenario: Scenario, of model: EscalationModel? = nil
  ) throws(ParameterError) -> ParameterValues {
    let model = model ?? models[0]
    let values = try model.values(
      setting: settings.map { ($0.name, $0.value) }
        + scenario.overrides.map { ($0.name, $0.value) })
    return measures.isEmpty ? values : model.values(values, under: measures)
  }

  /// What tells the draws of a scenario from those of others: 0 when draws are shared, else a hash of
  /// all parameter values, horizon and start.
  func scenarioKey(_ values: ParameterValues) -> UInt64 {
    guard isIndependent else { return 0 }
    var words = values.values.map(\.bitPattern)
    words += [UInt64(horizon ?? 0), UInt64(start.rung), UInt64(start.peak)]
    words += ([start.day] + start.postures + start.conditions).filter { _ in !model.form.isLadder }
      .map { UInt64($0) }
    let hash = stableHash(
      words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
    return hash == 0 ? 1 : hash
  }
}
