import ArgumentParser
import Experiments
import MarkovChains

/// `brink replay`: one trajectory, told day by day.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Tell one trajectory by its number, day by day.",
    discussion: """
      With the seed and the settings of a study, trajectory N is the very one that the study counted.

      brink replay hainan-2001 --seed 20010401 --trajectory 7
      brink replay hainan-2001 --seed 20010401 --reaching limited_war
      brink replay chain.csv --start calm --target war --trajectory 3 --seed 1
      """)

  @Argument(help: "A shipped model, a .yaml file, or a chain: .csv or .tra.")
  var model: String

  @Option(
    help: ArgumentHelp(
      "The number of the trajectory, from 0; with --reaching, where the search begins.",
      valueName: "number"))
  var trajectory: Int = 0

  @Option(
    help: ArgumentHelp(
      "The first trajectory that reaches this rung or one above; of a chain, this target.",
      valueName: "rung"))
  var reaching: String?

  @OptionGroup var question: QuestionOptions

  @Option(help: .hidden)
  var engine: EngineChoice?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Of a chain: a state, label or list of them at which it stops (repeatable).",
      valueName: "name=a,b"))
  var target: [String] = []

  @Option(help: "table, csv or json; default: table on a terminal, csv in a pipe.")
  var format: OutputFormat?

  func validate() throws {
    if let engine, engine != .path, engine != .auto {
      throw ValidationError(
        engine == .population
          ? "--engine population counts trajectories by state and follows none; a replay is of a path"
          : "--engine \(engine.rawValue) draws no trajectory; a replay is of a path")
    }
    guard trajectory >= 0, trajectory < Replay.trajectoryLimit else {
      throw ValidationError(
        "--trajectory lies between 0 and \(Replay.trajectoryLimit - 1), not \(trajectory)")
    }
  }

  func run() throws {
    Interruption.watch()
    let control = RunControl(isInterrupted: { Interruption.happened })
    let replay: Replay
    do {
      replay =
        try ModelSource.isChain(model) ? chainReplay(control) : ladderReplay(control)
    } catch let error as StudyError {
      if case .engine(.interrupted) = error {
        throw Speech.fail("interrupted", ExitStatus.interrupted)
      }
      throw Speech.fail(error)
    }
    switch format ?? (ResultsStream.isTerminal ? .table : .csv) {
    case .table: try ResultsStream.write(replay.text)
    case .csv:
      try ResultsStream.write(replay.table.csv)
      Speech.say(replay.heading)
    case .json:
      try ResultsStream.write(replay.table.json)
      Speech.say(replay.heading)
    }
  }

  private func ladderReplay(_ control: RunControl) throws -> Replay {
    if !target.isEmpty {
      throw ValidationError("--target is asked of chain files (.csv, .tra), not of a ladder")
    }
    let model = try ModelSource.model(model)
    if let names = question.structures, names.contains(",") {
      throw ValidationError("--structures: a trajectory is of one structure; name one")
    }
    let study = Study(
      model: model, settings: try question.settings.map(QuestionOptions.setting),
      seed: question.root, isIndependent: question.independent,
      horizon: try question.horizonDays(model), start: try question.startPoint(model),
      structures: try question.models(model), measures: try question.measures(model))
    let rung = try reaching.map { try QuestionOptions.rungNumber($0, model) }
    return try study.replay(trajectory, reaching: rung, control: control)
  }

  private func chainReplay(_ control: RunControl) throws -> Replay {
    let chain = try ModelSource.chain(model)
    try ChainOptions.refuseSettings(question)
    var names = target
    if let reaching { names = [reaching] + names.filter { $0 != reaching } }
    let study = ChainStudy(
      chain: chain, starts: try ChainOptions.starts(chain, question.start),
      targets: try ChainOptions.targets(chain, names),
      horizon: try ChainOptions.horizonSteps(question.horizon), seed: question.root,
      isIndependent: question.independent)
    return try study.replay(trajectory, isReaching: reaching != nil, control: control)
  }
}
