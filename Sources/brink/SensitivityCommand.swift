import ArgumentParser
import Escalation
import Experiments
import Foundation
import MarkovChains
import Tables

/// `brink sensitivity`: which numbers of a model an answer depends on.
struct SensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "Say which numbers of a model its answers depend on, and how much.",
    discussion: """
      The derivative of every exact answer by every number of the model, its elasticity (percent of the \
      answer per percent of the number), and what the stated range of the number would do to it. The table \
      shows the largest of each rung's exceedance, or of the quantities asked for; CSV has all.

      brink sensitivity hainan-2001
      brink sensitivity hainan-2001 --rung limited_war --top 20
      brink sensitivity my.yaml --set nationalism=0.9 --horizon none --format csv
      """)

  @Argument(help: "A shipped model or a .yaml file.")
  var model: String

  @Option(help: ArgumentHelp("gradient; others are to come.", valueName: "name"))
  var method: String = "gradient"

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Set a factor or a coefficient (repeatable).", valueName: "name=value"))
  var settings: [String] = []

  @Option(help: ArgumentHelp("30d, 30 or none; default: the model's.", valueName: "days"))
  var horizon: String?

  @Option(help: ArgumentHelp("Where the incident is taken up.", valueName: "rung=R,peak=R"))
  var start: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      """
      Of this quantity only (repeatable): \
      \(RiskQuantity.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "name"))
  var quantity: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Of this rung only, by name or number (repeatable).", valueName: "rung"))
  var rung: [String] = []

  @Option(help: ArgumentHelp("Numbers shown of each answer in a table.", valueName: "count"))
  var top: Int = 10

  @OptionGroup var answer: AnswerOptions

  @Option(
    name: .customLong("structures"),
    help: ArgumentHelp("Structures of the model, by name; default: all it has.", valueName: "a,b"))
  var structures: String?

  /// Methods that users of other tools will look for.
  private static let laterMethods = ["sobol", "morris"]

  func validate() throws {
    if method != "gradient" {
      throw ValidationError(
        Self.laterMethods.contains(method)
          ? "--method \(method) is not there yet; there is gradient"
          : "--method: there is no '\(method)'; there is gradient")
    }
    guard top >= 1, top <= 1_000_000 else {
      throw ValidationError("--top lies between 1 and 1000000, not \(top)")
    }
    let names = try settings.map { try QuestionOptions.setting($0).name }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--set: '\(twice)' is set twice")
    }
  }

  func run() throws {
    if ModelSource.isChain(model) {
      throw ValidationError("a chain has no numbers with names to differentiate by; a model has")
    }
    let study = try study(ModelSource.model(model))
    let started = Date()
    let folder = try answer.folder()
    let result = try answer.watching(Double(study.derivativeCount), "derivatives", folder) {
      control throws(StudyError) in
      try study.gradient(control: control)
    }
    try answer.store(in: folder) { folder throws(ResultsFolder.FolderError) in
      try folder.store(study, result, provenance: .current(started: started, threadCount: 1))
    }
    let report = GradientReport(study, result, top: top)
    try answer.write(above: [], report.text, below: report.caption, Table(study, result))
    answer.sayStored(folder)
  }

  /// A table that is not stored is of exceedance alone, unless something else is asked for.
  private func study(_ model: EscalationModel) throws -> Study {
    let models = try QuestionOptions.models(model, structures)
    let isBrief = answer.chosenFormat == .table && answer.output == nil && quantity.isEmpty
    return Study(
      model: model, settings: try settings.map(QuestionOptions.setting), engineChoice: .exact,
      horizon: try days(model),
      start: try start.map { try QuestionOptions.startPoint($0, model) } ?? model.start,
      quantities: isBrief
        ? [.exceedanceProbability]
        : Set(try quantity.map { try StudyOptions.quantityNamed($0, RiskQuantity.self) }),
      rungs: Set(try rung.map { try QuestionOptions.rungNumber($0, model) }),
      structures: models)
  }

  private func days(_ model: EscalationModel) throws -> Int? {
    guard let horizon else { return model.horizon }
    do {
      return try Horizon.days(horizon)
    } catch {
      throw ValidationError("--horizon: \(error.description)")
    }
  }
}
