import ArgumentParser
import Escalation
import Experiments

/// The options that only chains have.
struct ChainOptions: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Of a chain: a state, label or list of them to be reached (repeatable).",
      valueName: "name=a,b"))
  var target: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Of a chain: report steps_quantile at this level (repeatable).", valueName: "level"))
  var quantile: [String] = []

  @Option(help: ArgumentHelp("Of a chain: the reward structure.", valueName: "name"))
  var reward: String?

  /// Refuses chain options on a model of incidents.
  func refuseOnLadder() throws {
    let used = [
      target.isEmpty ? nil : "--target", quantile.isEmpty ? nil : "--quantile",
      reward == nil ? nil : "--reward",
    ].compactMap { $0 }
    if let first = used.first {
      throw ValidationError("\(first) is asked of chain files (.csv, .tra), not of a ladder")
    }
  }

  /// The study that the options describe.
  func study(_ chain: ChainModel, _ options: StudyOptions) throws -> ChainStudy {
    try Self.refuseSettings(options.question)
    if options.prior != nil {
      throw ValidationError("--prior: a chain has no parameters to draw")
    }
    if options.firstPassage {
      throw ValidationError("--first-passage is told of ladders; a chain has --quantile")
    }
    let targets = try Self.targets(chain, target)
    return ChainStudy(
      chain: chain, starts: try Self.starts(chain, options.question.start), targets: targets,
      horizon: try Self.horizonSteps(options.question.horizon),
      quantities: Set(
        try options.quantity.map { try StudyOptions.quantityNamed($0, ChainQuantity.self) }),
      rungs: Set(options.rung), levels: try levels(), reward: try rewardStructure(chain),
      engineChoice: options.engine, trajectoryCount: options.trajectories?.value,
      seed: options.question.root,
      isIndependent: options.question.independent, isChecked: options.check,
      confidence: options.confidence)
  }

  static func refuseSettings(_ question: QuestionOptions) throws {
    if !question.settings.isEmpty {
      throw ValidationError("--set: a chain has no parameters; change its file")
    }
    if question.structures != nil || !question.measure.isEmpty {
      throw ValidationError("a chain has neither structures nor measures; change its file")
    }
  }

  static func targets(_ chain: ChainModel, _ texts: [String]) throws -> [ChainTarget] {
    var targets: [ChainTarget] = []
    for text in texts {
      do {
        targets.append(try chain.target(text))
      } catch {
        throw Speech.fail("--target: \(error.description)", ExitStatus.badData)
      }
    }
    let names = targets.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--target: '\(twice)' is named twice")
    }
    return targets
  }

  static func starts(_ chain: ChainModel, _ text: String?) throws -> [Int] {
    guard let text else { return chain.initialStates }
    if text == "*" { return Array(0..<chain.matrix.stateCount) }
    do {
      let states = try chain.states(named: text)
      guard !states.isEmpty else {
        throw Speech.fail("--start: no state bears the label '\(text)'", ExitStatus.badData)
      }
      return states
    } catch let error as StateNameError {
      throw Speech.fail("--start: \(error.description)", ExitStatus.badData)
    }
  }

  private func levels() throws -> [QuantileLevel] {
    var levels: [QuantileLevel] = []
    for text in quantile {
      do {
        levels.append(try QuantileLevel(text))
      } catch {
        throw ValidationError("--quantile: \(error.description)")
      }
    }
    for (index, level) in levels.enumerated()
    where levels[..<index].contains(where: { $0.value == level.value }) {
      throw ValidationError("--quantile: \(quantile[index]) is named twice")
    }
    return levels
  }

  /// The structure that is named, or the only one there is.
  private func rewardStructure(_ chain: ChainModel) throws -> RewardStructure? {
    guard let reward else {
      return chain.rewards.count == 1
        ? chain.rewards[0] : chain.rewards.first { $0.name.isEmpty }
    }
    if let found = chain.rewards.first(where: { $0.name == reward }) { return found }
    let names = chain.rewards.map(\.name)
    throw ValidationError(
      names.isEmpty
        ? "--reward: the chain has no rewards; they stand in X.srew or X.NAME.srew beside X.tra"
        : "--reward: there is no '\(reward)'\(Spelling.suggestion(for: reward, among: names)); "
          + "there are \(names.map { $0.isEmpty ? "'' (of X.srew)" : $0 }.joined(separator: ", "))")
  }

  static func horizonSteps(_ text: String?) throws -> Int? {
    guard let text, text != "none" else { return nil }
    if text.hasSuffix("d"), Int(text.dropLast()) != nil {
      throw ValidationError("--horizon: a chain counts steps, not days: write \(text.dropLast())")
    }
    guard let steps = CountArgument(argument: text)?.value, steps <= Horizon.stepLimit else {
      throw ValidationError(
        "--horizon: '\(text)' is no number of steps: write a count such as 12 or 1e6 (at most "
          + "\(Horizon.stepLimit)), or none")
    }
    return steps
  }
}
