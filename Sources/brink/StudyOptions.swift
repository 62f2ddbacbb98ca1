import ArgumentParser
import Escalation
import Experiments
import Foundation
import MarkovChains

/// The options that `run` and `sweep` share.
struct StudyOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a factor or a coefficient (repeatable).", valueName: "name=value"))
  var settings: [String] = []

  @Option(help: "auto, exact or path.")
  var engine: EngineChoice = .auto

  @Flag(help: "Simulate and solve exactly, and compare; exit 1 when they disagree.")
  var check = false

  @Option(
    help: ArgumentHelp(
      "Trajectories of each scenario, such as 1e6; asks for paths.", valueName: "count"))
  var trajectories: CountArgument?

  @Option(help: ArgumentHelp("The root of all draws; drawn and recorded when absent."))
  var seed: SeedArgument?

  @Flag(help: "Scenarios do not share their draws.")
  var independent = false

  @Option(help: ArgumentHelp("Workers; default: the processors allowed to the process."))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "30d, 30 or none; a chain counts steps; default: the model's, for a chain none.",
      valueName: "days"))
  var horizon: String?

  @Option(
    help: ArgumentHelp(
      "Where the incident is taken up; for a chain STATE, LABEL or '*', each state a scenario.",
      valueName: "rung=R,peak=R"))
  var start: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      """
      Report this quantity only (repeatable): \(RiskQuantity.allCases.map(\.rawValue).joined(separator: ", ")); \
      of a chain \(ChainQuantity.allCases.map(\.rawValue).joined(separator: ", ")).
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

  @Option(help: "table, csv or json; default: table on a terminal, csv in a pipe.")
  var format: OutputFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Store the study in this folder.", valueName: "folder"))
  var output: String?

  @Flag(help: "Store the exact law of first passage by day too (first_passage.csv).")
  var firstPassage = false

  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false

  @Option(help: "auto, plain or none.")
  var progress: Progress.Style = .auto

  @Flag(help: "No speech on standard error.")
  var quiet = false

  func validate() throws {
    guard confidence >= 0.01, confidence <= 1 - 1e-9 else {
      throw ValidationError("--confidence lies between 0.01 and 0.999999999, not \(confidence)")
    }
    if let threads, threads < 1 || threads > 4096 {
      throw ValidationError("--threads lies between 1 and 4096, not \(threads)")
    }
    if firstPassage, output == nil {
      throw ValidationError("--first-passage stores a file; name a folder with -o")
    }
    if engine == .exact, check || trajectories != nil {
      throw ValidationError(
        "--engine exact simulates nothing; leave out \(check ? "--check" : "--trajectories")")
    }
    let names = try settings.map { try Self.setting($0).name }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--set: '\(twice)' is set twice")
    }
  }

  /// A setting, with a usage error when it is none.
  static func setting(_ text: String) throws -> Setting {
    do {
      return try Setting(text)
    } catch {
      throw ValidationError("--set: \(error.description)")
    }
  }

  var threadCount: Int { threads ?? ProcessorCount.allowed }

  /// The study that the options describe.
  func study(
    _ model: EscalationModel, variations: [Variation] = [], design: Design = .grid
  ) throws -> Study {
    let horizon = try horizonDays(model)
    if firstPassage, horizon == nil {
      throw ValidationError("--first-passage goes day by day up to a horizon; add --horizon 365d")
    }
    return Study(
      model: model, settings: try settings.map(Self.setting), variations: variations,
      design: design, engineChoice: engine, trajectoryCount: trajectories?.value,
      seed: seed?.value ?? Self.freshSeed(), isIndependent: independent, isChecked: check,
      horizon: horizon, start: try startPoint(model),
      quantities: Set(try quantity.map { try quantityNamed($0, RiskQuantity.self) }),
      rungs: Set(try rung.map { try rungNumber($0, model.ladder) }),
      confidence: confidence, wantsFirstPassage: firstPassage)
  }

  /// The only number brink takes from the system's generator: the root of a study that names none. It
  /// is recorded, so the study can be run again.
  static func freshSeed() -> UInt64 {
    var system = SystemRandomNumberGenerator()
    return system.next()
  }

  /// The quantity that an option names; `-` and `_` are the same.
  func quantityNamed<Q: RawRepresentable & CaseIterable>(
    _ text: String, _ type: Q.Type
  ) throws -> Q where Q.RawValue == String {
    let name = text.replacing("-", with: "_")
    if let quantity = Q(rawValue: name) { return quantity }
    let known = Q.allCases.map(\.rawValue)
    throw ValidationError(
      "--quantity: there is no '\(text)'\(Spelling.suggestion(for: name, among: known)); there are "
        + known.joined(separator: ", "))
  }

  private func horizonDays(_ model: EscalationModel) throws -> Int? {
    guard let horizon else { return model.horizon }
    do {
      return try Horizon.days(horizon)
    } catch {
      throw ValidationError("--horizon: \(error.description)")
    }
  }

  private func rungNumber(_ text: String, _ ladder: Ladder) throws -> Int {
    if let number = Int(text), ladder.rungs.indices.contains(number) { return number }
    if let number = ladder.rung(named: text) { return number }
    let hint = Spelling.suggestion(for: text, among: ladder.rungs)
    throw ValidationError(
      "the ladder has no rung '\(text)'\(hint); it has \(ladder.rungs.joined(separator: ", "))")
  }

  private func startPoint(_ model: EscalationModel) throws -> StartPoint {
    guard let start else { return model.start }
    var rung: Int?
    var peak: Int?
    for item in start.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = item.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else {
        throw ValidationError("--start is written rung=R,peak=R, not '\(start)'")
      }
      switch pair[0] {
      case "rung" where rung != nil, "peak" where peak != nil:
        throw ValidationError("--start: '\(pair[0])' is given twice")
      case "rung": rung = try rungNumber(String(pair[1]), model.ladder)
      case "peak": peak = try rungNumber(String(pair[1]), model.ladder)
      default:
        throw ValidationError(
          "--start: a ladder has no '\(pair[0])'; it is taken up at rung=R, with peak=R")
      }
    }
    guard let rung else { throw ValidationError("--start names the rung: rung=R") }
    let point = StartPoint(rung: rung, peak: peak ?? rung)
    if let problem = model.problem(startingAt: point) {
      throw ValidationError("--start: \(problem)")
    }
    return point
  }
}
