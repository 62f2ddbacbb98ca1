import ArgumentParser
import Escalation
import Experiments
import Foundation
import MarkovChains

/// The options that `run` and `sweep` share.
struct StudyOptions: ParsableArguments {
  @OptionGroup var question: QuestionOptions

  @Option(help: "auto, exact, path or population.")
  var engine: EngineChoice = .auto

  @Flag(help: "Simulate and solve exactly, and compare; exit 1 when they disagree.")
  var check = false

  @Option(
    help: ArgumentHelp(
      "Trajectories of each scenario, such as 1e6; asks for paths.", valueName: "count"))
  var trajectories: CountArgument?

  @Option(
    help: ArgumentHelp(
      "Draws of what is not known of the parameters: fills prior_low and prior_high.",
      valueName: "count"))
  var prior: CountArgument?

  @Option(help: ArgumentHelp("Workers; default: the processors allowed to the process."))
  var threads: Int?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      """
      Report this quantity only (repeatable): \(RiskQuantity.allCases.map(\.rawValue).joined(separator: ", ")); \
      of a chain \(ChainQuantity.allCases.map(\.rawValue).joined(separator: ", ")); \
      of a campaign \(CampaignQuantity.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "name"))
  var quantity: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Report this rung only, by name or number; of a chain, this target or state (repeatable).",
      valueName: "rung"))
  var rung: [String] = []

  @Option(help: "Stated coverage of intervals.")
  var confidence: Double = 0.95

  @Flag(help: "Store the exact law of first passage by day too (first_passage.csv).")
  var firstPassage = false

  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false

  @OptionGroup var answer: AnswerOptions

  func validate() throws {
    try Self.checkConfidence(confidence)
    try Self.checkThreads(threads)
    if let trajectories, trajectories.value > PathEngine.trajectoryLimit {
      throw ValidationError(
        "--trajectories lies between 1 and \(PathEngine.trajectoryLimit), which sums of steps have room "
          + "for, not \(trajectories.value)")
    }
    if let prior { try Self.checkPrior(prior.value) }
    if firstPassage, answer.output == nil {
      throw ValidationError("--first-passage stores a file; name a folder with -o")
    }
    if engine == .exact, check || trajectories != nil {
      throw ValidationError(
        "--engine exact simulates nothing; leave out \(check ? "--check" : "--trajectories")")
    }
  }

  /// The least number of draws that have a range to speak of.
  private static let leastPrior = 10

  static func checkPrior(_ count: Int) throws {
    if count < leastPrior || count > PriorDraws.countLimit {
      throw ValidationError(
        "--prior lies between \(leastPrior) and \(PriorDraws.countLimit), not \(count)")
    }
  }

  static func checkConfidence(_ confidence: Double) throws {
    guard confidence >= 0.01, confidence <= 1 - 1e-9 else {
      throw ValidationError("--confidence lies between 0.01 and 0.999999999, not \(confidence)")
    }
  }

  static func checkThreads(_ threads: Int?) throws {
    if let threads, threads < 1 || threads > 4096 {
      throw ValidationError("--threads lies between 1 and 4096, not \(threads)")
    }
  }

  var threadCount: Int { threads ?? ProcessorCount.allowed }

  /// The study that the options describe.
  func study(
    _ model: EscalationModel, variations: [Variation] = [], design: Design = .grid
  ) throws -> Study {
    let horizon = try question.horizonDays(model)
    if firstPassage, horizon == nil {
      throw ValidationError("--first-passage goes day by day up to a horizon; add --horizon 365d")
    }
    return Study(
      model: model, settings: try question.settings.map(QuestionOptions.setting),
      variations: variations,
      design: design, engineChoice: engine, trajectoryCount: trajectories?.value,
      priorCount: prior?.value, seed: question.root, isIndependent: question.independent,
      isChecked: check,
      horizon: horizon, start: try question.startPoint(model),
      quantities: Set(try quantity.map { try Self.quantityNamed($0, RiskQuantity.self) }),
      rungs: Set(try rung.map { try QuestionOptions.rungNumber($0, model) }),
      confidence: confidence, wantsFirstPassage: firstPassage,
      structures: try question.models(model), measures: try question.measures(model))
  }

  /// The quantity that an option names; `-` and `_` are the same.
  static func quantityNamed<Q: RawRepresentable & CaseIterable>(
    _ text: String, _ type: Q.Type
  ) throws -> Q where Q.RawValue == String {
    let name = text.replacing("-", with: "_")
    if let quantity = Q(rawValue: name) { return quantity }
    let known = Q.allCases.map(\.rawValue)
    throw ValidationError(
      "--quantity: there is no '\(text)'\(Spelling.suggestion(for: name, among: known)); there are "
        + known.joined(separator: ", "))
  }
}
