import Escalation
import MarkovChains
import SpecialFunctions

extension Comparison {
  /// What a comparison will do, after checking all that can be checked beforehand.
  ///
  /// - Returns: The number of exact solutions.
  /// - Throws: `StudyError`.
  public func plan() throws(StudyError) -> Int {
    guard !measures.isEmpty else {
      throw .usage(
        model.measures.isEmpty
          ? "\(model.name) has no measures to compare; the shipped dyads have, and a file of one's own says them "
            + "under `measures`"
          : "no measure is left to compare; brink show \(model.name) lists those of the model")
    }
    guard !rungs.isEmpty else {
      throw .usage(
        "the start has reached the rungs of force and war: name a rung above with --rung")
    }
    if let reached = rungs.first(where: { $0 <= start.peak }) {
      throw .usage(
        "the start has reached '\(model.ladder.rungs[reached])': nothing can change that; name a rung above"
      )
    }
    if wantsAllCombinations, measures.count > Self.measureLimit {
      throw .usage(
        "\(measures.count) measures have 2^\(measures.count) combinations; name at most "
          + "\(Self.measureLimit) with --measure")
    }
    if quantity == .annualRisk, let obstacle = AnnualRisk.obstacle(model, horizon: horizon) {
      throw obstacle
    }
    for model in models { _ = try stated(model) }
    let central = models.count * centralCombinations.count
    return central + models.count * drawnCombinations.count * (drawCount + 2)
  }

  /// The stated values of a model with the settings of the user.
  private func stated(_ model: EscalationModel) throws(StudyError) -> ParameterValues {
    do throws(ParameterError) {
      return try model.values(setting: settings.map { ($0.name, $0.value) })
    } catch {
      throw .parameter(error)
    }
  }

  /// The combinations whose answers at the stated numbers are needed.
  private var centralCombinations: [Combination] {
    wantsShapley ? (0..<(1 << measures.count)).map { Combination(bits: $0) } : rows
  }

  /// The combinations that are followed over the draws.
  var drawnCombinations: [Combination] {
    var kept = [Combination.baseline]
    for combination in measures.indices.map(alone) + [together] where !kept.contains(combination) {
      kept.append(combination)
    }
    return kept
  }

  /// The answers.
  ///
  /// - Parameter threadCount: Workers; no number depends on it.
  /// - Throws: `StudyError`.
  public func run(
    threadCount: Int, control: RunControl = RunControl()
  ) throws(StudyError) -> ComparisonAnswers {
    _ = try plan()
    var structures: [StructureComparison] = []
    for model in models {
      structures.append(try run(model, threadCount, control))
    }
    return ComparisonAnswers(structures: structures)
  }

  private func run(
    _ model: EscalationModel, _ threadCount: Int, _ control: RunControl
  ) throws(StudyError) -> StructureComparison {
    let base = try stated(model)
    let combinations = centralCombinations
    let answers = try Parallel.map(
      combinations, threadCount: threadCount, control: control, interruption: .engine(.interrupted)
    ) { combination throws(StudyError) -> [Double] in
      defer { control.advanced(1) }
      return try risks(model, model.values(base, under: members(combination)), control)
    }
    var central: [Combination: [Double]] = [:]
    for (combination, answer) in zip(combinations, answers) { central[combination] = answer }

    let drawn = drawnCombinations
    let informed =
      drawCount > 0
      ? try PriorDraws.informed(
        model, count: drawCount, seed: seed, fixing: settings.map { ($0.name, $0.value) },
        threadCount: threadCount, control: control) : nil
    let weights = informed?.draws.weights ?? []
    let tasks = weights.indices.flatMap { draw in drawn.map { (draw: draw, combination: $0) } }
    let values = informed?.draws.values ?? []
    // What several draws share is solved once.
    control.advanced((drawCount - values.count) * drawn.count)
    let table = try Parallel.map(
      tasks, threadCount: threadCount, control: control, interruption: .engine(.interrupted)
    ) { task throws(StudyError) -> [Double] in
      defer { control.advanced(1) }
      return try risks(
        model, model.values(values[task.draw], under: members(task.combination)), control)
    }
    var overDraws: [Combination: [[Double]]] = [:]
    for (task, answer) in zip(tasks, table) {
      overDraws[task.combination, default: []].append(answer)
    }

    let neither = try probabilities(
      model.compile([base], horizon: horizon, start: start)[0].mixture, control)
    let split = try Parallel.map(
      drawn, threadCount: threadCount, control: control, interruption: .engine(.interrupted)
    ) { combination throws(StudyError) -> [Mechanisms] in
      defer { control.advanced(1) }
      return try mechanisms(model, base, neither, combination, control)
    }
    return StructureComparison(
      structure: model.structure, central: central, overDraws: overDraws,
      weights: weights, drawWorth: informed?.worth ?? Double(drawCount),
      mechanisms: Dictionary(
        uniqueKeysWithValues: zip(drawn, split)))
  }

  /// The risk of each rung at a point: shape `[rung]`.
  private func risks(
    _ model: EscalationModel, _ values: ParameterValues, _ control: RunControl
  ) throws(StudyError) -> [Double] {
    let mixture = model.compile([values], horizon: horizon, start: start)[0].mixture
    return try probabilities(mixture, control).map { risk($0, values) }
  }

  private func probabilities(
    _ mixture: Mixture, _ control: RunControl
  ) throws(StudyError) -> [Double] {
    do throws(EngineError) {
      return try ExactEngine().reachProbabilities(
        of: rungs.map { $0 - 1 }, in: mixture, control: control
      ).map(\.value)
    } catch {
      throw .engine(error)
    }
  }

  /// What a combination does by way of onset, escalation and exit: shape `[rung]`.
  ///
  /// The expected number of incidents a year that reach a rung is their rate times the probability of one. The
  /// ratio of the first is that of onset. That of the second is parted by putting the steps up of one point into
  /// the chain of the other, and the steps down, and taking the mean over both orders (Shapley's value of two
  /// players, on logarithms); what changes on days without a step goes to both alike.
  private func mechanisms(
    _ model: EscalationModel, _ base: ParameterValues, _ neither: [Double],
    _ combination: Combination, _ control: RunControl
  ) throws(StudyError) -> [Mechanisms] {
    let after = model.values(base, under: members(combination))
    let rates = (AnnualRisk.rate(model, base), AnnualRisk.rate(model, after))
    let onset = rates.0.flatMap { before in rates.1.map { before > 0 ? $0 / before : 1 } } ?? 1
    func answer(_ points: MechanismPoints) throws(StudyError) -> [Double] {
      try probabilities(
        model.compile(points, horizon: horizon, start: start).mixture, control)
    }
    let both = try probabilities(
      model.compile([after], horizon: horizon, start: start)[0].mixture, control)
    guard neither != both else {
      return rungs.map { _ in Mechanisms(onset: onset, escalation: 1, exit: 1) }
    }
    let up = try answer(.init(rising: after, falling: base, level: after))
    let down = try answer(.init(rising: base, falling: after, level: after))
    return rungs.indices.map { rung in
      guard neither[rung] > 0, both[rung] > 0, up[rung] > 0, down[rung] > 0 else {
        return Mechanisms(onset: onset, escalation: nil, exit: nil)
      }
      let escalation =
        ((up[rung] / neither[rung]) * (both[rung] / down[rung])).squareRoot()
      let exit = ((down[rung] / neither[rung]) * (both[rung] / up[rung])).squareRoot()
      return Mechanisms(onset: onset, escalation: escalation, exit: exit)
    }
  }
}
