import ArgumentParser
import Escalation
import Experiments
import Foundation
import MarkovChains
import Tables

/// `brink compare`: what would help.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Hold measures against the baseline.",
    discussion: """
      For each measure alone, and for all together: the risk, its ratio to the baseline, how much of that is \
      fewer beginnings, fewer steps up, or more steps down and endings; and over draws of what is not known the \
      range of the ratio and the chance of harm. CSV has differences and how many incidents one fewer takes.

      brink compare china-us-dyad
      brink compare china-us-dyad --all-combinations
      brink compare taiwan-theatre --actor usa
      brink compare south-china-sea --measure rules_of_conduct --quantity annual_risk
      """)

  @Argument(help: "A shipped model or a .yaml file that has measures.")
  var model: String

  @OptionGroup var question: QuestionOptions

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Only measures that these can take by themselves (repeatable).", valueName: "name"))
  var actor: [String] = []

  @Flag(help: "Every combination of the measures, and Shapley shares from them.")
  var allCombinations = false

  @Option(help: ArgumentHelp("exceedance_probability, or annual_risk.", valueName: "name"))
  var quantity: String = RiskQuantity.exceedanceProbability.rawValue

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Compare the risk of this rung or one above (repeatable); default: those of force and war.",
      valueName: "rung"))
  var rung: [String] = []

  @Option(
    help: ArgumentHelp(
      "Draws of what is not known of the model and of the measures; 0 for none.",
      valueName: "count"))
  var prior: Int = Comparison.defaultDrawCount

  @Option(help: "Share of the draws inside ranges, and how sure an order has to be.")
  var confidence: Double = 0.95

  @Option(help: ArgumentHelp("Workers; default: the processors allowed to the process."))
  var threads: Int?

  @OptionGroup var answer: AnswerOptions

  func validate() throws {
    guard prior >= 0, prior <= PriorDraws.countLimit else {
      throw ValidationError("--prior lies between 0 and \(PriorDraws.countLimit), not \(prior)")
    }
    guard confidence >= 0.5, confidence <= 0.999 else {
      throw ValidationError("--confidence lies between 0.5 and 0.999, not \(confidence)")
    }
    if let threads, threads < 1 || threads > 4096 {
      throw ValidationError("--threads lies between 1 and 4096, not \(threads)")
    }
    if question.independent {
      throw ValidationError("--independent: both sides of a comparison share their draws")
    }
  }

  private var threadCount: Int { threads ?? ProcessorCount.allowed }

  func run() throws {
    if ModelSource.isChain(model) {
      throw ValidationError("a chain has no measures; compare is asked of models")
    }
    let started = Date()
    let comparison = try comparison(ModelSource.model(model))
    let solutionCount: Int
    do throws(StudyError) { solutionCount = try comparison.plan() } catch {
      throw Speech.fail(error)
    }
    let folder = try answer.folder()
    let result = try answer.watching(Double(solutionCount), "exact solutions", folder) {
      control throws(StudyError) in
      try comparison.run(threadCount: threadCount, control: control)
    }
    try answer.store(in: folder) { folder throws(ResultsFolder.FolderError) in
      try folder.store(
        comparison, result,
        provenance: .current(started: started, threadCount: threadCount))
    }
    let report = ComparisonReport(comparison, result)
    try answer.write(
      above: report.reading, report.table, below: report.caption, Table(comparison, result))
    answer.sayStored(folder)
  }

  private func comparison(_ model: EscalationModel) throws -> Comparison {
    let word = quantity.replacing("-", with: "_")
    guard let quantity = RiskQuantity(rawValue: word),
      quantity == .exceedanceProbability || quantity == .annualRisk
    else {
      throw ValidationError(
        "--quantity: measures are compared by exceedance_probability or annual_risk, not by '\(word)'"
      )
    }
    // What takes away what is in force is compared when it is named.
    let chosen =
      question.measure.isEmpty
      ? model.measures.filter { !$0.takesAway } : try question.measures(model)
    return Comparison(
      model: model, models: try question.models(model),
      settings: try question.settings.map(QuestionOptions.setting),
      measures: try acting(chosen, model), quantity: quantity,
      rungs: Set(try rung.map { try QuestionOptions.rungNumber($0, model) }),
      horizon: try question.horizonDays(model), start: try question.startPoint(model),
      wantsAllCombinations: allCombinations, drawCount: prior, seed: question.root,
      confidence: confidence)
  }

  /// Those of some measures that the actors can take by themselves.
  private func acting(_ measures: [Measure], _ model: EscalationModel) throws -> [Measure] {
    guard !actor.isEmpty else { return measures }
    let known = Set(model.measures.flatMap(\.actors))
    let names = try actor.map { text -> String in
      let name = text.lowercased().replacing("-", with: "_").replacing(" ", with: "_")
      guard known.contains(name) else {
        throw ValidationError(
          "--actor: no measure of \(model.name) is of '\(text)'"
            + "\(Spelling.suggestion(for: name, among: known.sorted())); there are "
            + known.sorted().joined(separator: ", "))
      }
      return name
    }
    // Who can take a measure but not what it needs can do nothing by it.
    let own = model.effective(measures.filter { $0.actors.allSatisfy(names.contains) })
    guard !own.isEmpty else {
      throw ValidationError(
        "--actor: \(names.joined(separator: ", ")) can take none of these measures without others; together act "
          + Set(measures.map { $0.actors.joined(separator: " and ") }).sorted().joined(
            separator: "; "))
    }
    return own
  }
}
