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

  @Option(help: "table, csv or json; default: table on a terminal, csv in a pipe.")
  var format: OutputFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Store the derivatives in this folder.", valueName: "folder"))
  var output: String?

  @Option(help: "auto, plain or none.")
  var progress: Progress.Style = .auto

  @Flag(help: "No speech on standard error.")
  var quiet = false

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
    let format = format ?? (ResultsStream.isTerminal ? .table : .csv)
    let study = try study(ModelSource.model(model), format)
    let started = Date()
    let folder = try output.map(StudyFolder.open)
    let result: GradientResult
    do {
      result = try gradient(study)
      try folder?.store(
        study, result, provenance: .current(started: started, threadCount: 1))
    } catch let error as ResultsFolder.FolderError {
      folder?.removeIfEmpty()
      throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    } catch {
      folder?.removeIfEmpty()
      throw error
    }
    try write(GradientReport(study, result, top: top), Table(study, result), format)
    if let folder, !quiet { Speech.say("stored in \(folder.path)") }
  }

  /// A table that is not stored is of exceedance alone, unless something else is asked for.
  private func study(_ model: EscalationModel, _ format: OutputFormat) throws -> Study {
    let models = try QuestionOptions.models(model, structures)
    let isBrief = format == .table && output == nil && quantity.isEmpty
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

  private func gradient(_ study: Study) throws -> GradientResult {
    let progress = Progress(
      quiet ? .none : progress, total: Double(study.derivativeCount), unit: "derivatives")
    Interruption.watch()
    defer { progress.finish() }
    do throws(StudyError) {
      return try study.gradient(
        control: RunControl(
          isInterrupted: { Interruption.happened }, advanced: { progress.advance($0) }))
    } catch {
      if case .engine(.interrupted) = error {
        throw Speech.fail("interrupted", ExitStatus.interrupted)
      }
      throw StudyRunner<Study>.failure(error)
    }
  }

  private func write(_ report: GradientReport, _ table: Table, _ format: OutputFormat) throws {
    let caption = report.caption.joined(separator: "\n")
    switch format {
    case .table: try ResultsStream.write(report.text + "\n" + caption + "\n")
    case .csv, .json:
      try ResultsStream.write(format == .csv ? table.csv : table.json)
      if !quiet { Speech.say(caption) }
    }
  }
}
