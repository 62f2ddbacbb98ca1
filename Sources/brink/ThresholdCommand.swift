import ArgumentParser
import Escalation
import Experiments
import Foundation
import MarkovChains
import Tables

/// `brink threshold`: how far one parameter must move so that a quantity crosses a value.
struct ThresholdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "threshold",
    abstract: "How far must one parameter move so that a quantity crosses a value?",
    discussion: """
      Searches the range of one factor, coefficient or other number for all values at which an exact \
      answer crosses --reach: a number, half, double, or a factor of the answer now such as 0.25x. The \
      interval is over draws of all other numbers. Where there is no such value the nearest that can be \
      had is told, and the exit code is 0.

      brink threshold hainan-2001 --vary signal_clarity --quantity exceedance_probability --rung 5 --reach half
      brink threshold my.yaml --vary gaps.protest.long_days=20:200 --quantity days_to_end --reach 100
      """)

  @Argument(help: "A shipped model or a .yaml file.")
  var model: String

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      """
      The number that moves; without a range a level moves from 0 to 1, another number twice as far as \
      the model's own range.
      """, valueName: "name | name=low:high"))
  var vary: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "What is to cross the value: \(RiskQuantity.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var quantity: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("The rung it is about, by name or number.", valueName: "rung"))
  var rung: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("The value to cross.", valueName: "number | half | double | 0.25x"))
  var reach: [String] = []

  @OptionGroup var question: QuestionOptions

  @Option(help: ArgumentHelp("Draws of all other numbers; 0 for none.", valueName: "count"))
  var prior: Int = 200

  @Option(help: "Share of the draws in the interval.")
  var confidence: Double = 0.95

  @Option(help: ArgumentHelp("Workers; default: the processors allowed to the process."))
  var threads: Int?

  @OptionGroup var answer: AnswerOptions

  func validate() throws {
    for (name, given) in [("--vary", vary), ("--quantity", quantity), ("--reach", reach)] {
      if given.isEmpty { throw ValidationError("\(name) is missing") }
      if given.count > 1 {
        throw ValidationError("\(name) is given \(given.count) times; a threshold is of one")
      }
    }
    if rung.count > 1 {
      throw ValidationError("--rung is given \(rung.count) times; a threshold is of one")
    }
    if question.independent {
      throw ValidationError("--independent is of scenarios; a threshold has one")
    }
    try StudyOptions.checkConfidence(confidence)
    try StudyOptions.checkThreads(threads)
    if prior != 0 { try StudyOptions.checkPrior(prior) }
    _ = try variation()
    _ = try goal()
    _ = try StudyOptions.quantityNamed(quantity[0], RiskQuantity.self)
  }

  private func variation() throws -> ThresholdVariation {
    do {
      return try ThresholdVariation(vary[0])
    } catch {
      throw ValidationError("--vary: \(error.description)")
    }
  }

  private func goal() throws -> ThresholdGoal {
    do {
      return try ThresholdGoal(reach[0])
    } catch {
      throw ValidationError("--reach: \(error.description)")
    }
  }

  func run() throws {
    if ModelSource.isChain(model) {
      throw ValidationError("a chain has no parameters to vary; a threshold is of a model")
    }
    let model = try ModelSource.model(model)
    let study = try study(model)
    let folder = try answer.folder()
    let started = Date()
    let threadCount = threads ?? ProcessorCount.allowed
    let results = try answer.watching(Double(study.advanceCount), "draws", folder) {
      control throws(StudyError) in
      try study.run(threadCount: threadCount, control: control)
    }
    try answer.store(in: folder) { folder throws(ResultsFolder.FolderError) in
      try folder.store(
        study, results,
        provenance: .current(started: started, threadCount: threadCount))
    }
    let report = ThresholdReport(study, results)
    try answer.write(
      above: report.headline, report.table, below: report.caption, Table(study, results))
    answer.sayStored(folder)
  }

  private func study(_ model: EscalationModel) throws -> ThresholdStudy {
    let asked = Study(
      model: model, settings: try question.settings.map(QuestionOptions.setting),
      priorCount: prior == 0 ? nil : prior, seed: question.root,
      horizon: try question.horizonDays(model), start: try question.startPoint(model),
      confidence: confidence, structures: try question.models(model),
      measures: try question.measures(model))
    let rung = try rung.first.map { try QuestionOptions.rungNumber($0, model) }
    let (variation, goal) = (try variation(), try goal())
    let quantity = try StudyOptions.quantityNamed(quantity[0], RiskQuantity.self)
    do throws(StudyError) {
      return try ThresholdStudy(asked, vary: variation, quantity: quantity, rung: rung, goal: goal)
    } catch {
      throw Speech.fail(error)
    }
  }
}
