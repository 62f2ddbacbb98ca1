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

  static func rungNumber(_ text: String, _ model: EscalationModel) throws -> Int {
    do throws(EscalationModel.PlaceError) {
      return try model.rungNumber(text)
    } catch {
      throw ValidationError(error.description)
    }
  }

  func startPoint(_ model: EscalationModel) throws -> StartPoint {
    guard let start else { return model.start }
    return try Self.startPoint(start, model)
  }

  /// The point that `rung=R,peak=R` names, with a usage error where the model cannot start.
  static func startPoint(_ start: String, _ model: EscalationModel) throws -> StartPoint {
    do throws(EscalationModel.PlaceError) {
      return try model.startPoint(start)
    } catch {
      throw ValidationError("--start: \(error.description)")
    }
  }
}
