import ArgumentParser
import Escalation
import Experiments

/// What is matched to the moments of a model.
struct MomentOptions: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A number of the model to be matched (repeatable).", valueName: "name"))
  var match: [String] = []

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Set another number of the model (repeatable).", valueName: "name=value"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp(
      "Structures of the model, by name; default: all it has.", valueName: "a,b"))
  var structures: String?

  var isGiven: Bool { !match.isEmpty || !settings.isEmpty || structures != nil }

  func validate(with command: CalibrateCommand) throws {
    guard isGiven else { return }
    guard !match.isEmpty else {
      throw ValidationError("--set and --structures go with --match, which names what is matched")
    }
    if let twice = match.first(where: { name in match.count { $0 == name } > 1 }) {
      throw ValidationError("--match: '\(twice)' is named twice")
    }
    let own = Set(["--model", "--update", "-o"])
    let others =
      command.fit.ladderOptions + command.output.ladderOptions.filter { !own.contains($0) }
      + (command.columns.isGiven ? ["--level"] : [])
      + (command.fit.outcome == nil ? [] : ["--outcome"])
    if let first = others.first {
      throw ValidationError("\(first) is of data; --match is of a model")
    }
  }

  func runner(_ argument: String, _ output: CalibrationOutputOptions) throws -> MomentRunner {
    if ModelSource.isChain(argument) {
      throw ValidationError("--match is of a model that states moments, and '\(argument)' is none")
    }
    let model = try ModelSource.model(argument)
    return MomentRunner(
      model: model, models: try QuestionOptions.models(model, structures), paths: match,
      settings: try settings.map(QuestionOptions.setting), output: output,
      threadCount: ProcessorCount.allowed)
  }
}
