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
      """
      Where the incident is taken up; of a dyad also the posture of a side and the state of a condition, \
      by their names; for a chain STATE, LABEL or '*', each state a scenario.
      """,
      valueName: "rung=R,peak=R,day=D"))
  var start: String?

  @Option(
    help: ArgumentHelp(
      "Structures of the model, by name; default: all it has.", valueName: "a,b"))
  var structures: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A measure of the model (repeatable): in force, or of compare one of those compared.",
      valueName: "name"))
  var measure: [String] = []

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

  /// The model under each structure that is asked about.
  func models(_ model: EscalationModel) throws -> [EscalationModel] {
    try Self.models(model, structures)
  }

  /// The model under each of some structures, named with commas; under all it has where none is named.
  static func models(
    _ model: EscalationModel, _ structures: String?
  ) throws -> [EscalationModel] {
    guard let structures else { return model.structured }
    let known = model.structures.map(\.name)
    var models: [EscalationModel] = []
    for name in structures.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    {
      guard let found = model.structured(name) else {
        throw ValidationError(
          known.isEmpty
            ? "--structures: \(model.name) has one structure, without a name"
            : "--structures: there is no '\(name)'\(Spelling.suggestion(for: name, among: known)); "
              + "there are \(known.joined(separator: ", "))")
      }
      if models.contains(where: { $0.structure == found.structure }) {
        throw ValidationError("--structures: '\(name)' is named twice")
      }
      models.append(found)
    }
    return models
  }

  /// The measures that are in force.
  func measures(_ model: EscalationModel) throws -> [Measure] {
    let found = try measure.map { try Self.measure($0, model) }
    for (index, measure) in found.enumerated() {
      if found[..<index].contains(measure) {
        throw ValidationError("--measure: '\(measure.name)' is named twice")
      }
      if let missing = measure.needs.first(where: { need in !found.contains { $0.name == need } }) {
        throw ValidationError(
          "--measure: '\(measure.name)' changes nothing without '\(missing)'; add --measure \(missing)"
        )
      }
    }
    return found
  }

  static func measure(_ name: String, _ model: EscalationModel) throws -> Measure {
    if let found = model.measure(named: name) { return found }
    let known = model.measures.map(\.name)
    throw ValidationError(
      known.isEmpty
        ? "--measure: \(model.name) has no measures"
        : "--measure: there is no '\(name)'\(Spelling.suggestion(for: name, among: known)); there are "
          + known.joined(separator: ", "))
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
    let point = try Self.startPoint(start, model)
    if let horizon = try horizonDays(model), point.day >= horizon {
      throw ValidationError(
        "--start: day \(point.day) is not before the horizon, day \(horizon), which counts from the "
          + "beginning too")
    }
    return point
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
