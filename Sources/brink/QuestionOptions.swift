import ArgumentParser
import Escalation
import Experiments

/// Where a model is taken up, how long it is followed, what is set in it, and what is drawn: the
/// options of every command that runs one.
struct QuestionOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a factor or a coefficient (repeatable).", valueName: "name=value"))
  var settings: [String] = []

  @Option(help: ArgumentHelp("The root of all draws; drawn and recorded when absent."))
  var seed: SeedArgument?

  @Flag(help: "Scenarios do not share their draws.")
  var independent = false

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

  func validate() throws {
    let names = try settings.map { try Self.setting($0).name }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--set: '\(twice)' is set twice")
    }
  }

  /// The seed, or a fresh one.
  var root: UInt64 { seed?.value ?? Self.freshSeed() }

  /// A setting, with a usage error when it is none.
  static func setting(_ text: String) throws -> Setting {
    do {
      return try Setting(text)
    } catch {
      throw ValidationError("--set: \(error.description)")
    }
  }

  /// The only number brink takes from the system's generator: the root of a study that names none. It
  /// is recorded, so the study can be run again.
  private static func freshSeed() -> UInt64 {
    var system = SystemRandomNumberGenerator()
    return system.next()
  }

  func horizonDays(_ model: EscalationModel) throws -> Int? {
    guard let horizon else { return model.horizon }
    do {
      return try Horizon.days(horizon)
    } catch {
      throw ValidationError("--horizon: \(error.description)")
    }
  }

  static func rungNumber(_ text: String, _ ladder: Ladder) throws -> Int {
    if let number = Int(text), ladder.rungs.indices.contains(number) { return number }
    if let number = ladder.rung(named: text) { return number }
    let hint = Spelling.suggestion(for: text, among: ladder.rungs)
    throw ValidationError(
      "the ladder has no rung '\(text)'\(hint); it has \(ladder.rungs.joined(separator: ", "))")
  }

  func startPoint(_ model: EscalationModel) throws -> StartPoint {
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
      case "rung": rung = try Self.rungNumber(String(pair[1]), model.ladder)
      case "peak": peak = try Self.rungNumber(String(pair[1]), model.ladder)
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
