import MarkovChains

extension ChainStudy {
  /// What a run would do, after checking that the question has an answer.
  ///
  /// - Throws: `StudyError`.
  public func plan() throws(StudyError) -> StudyPlan {
    try checkQuestion()
    let perScenario = Double(questions.count)
    let rows = perScenario * Double(starts.count)
    guard perScenario > 0 else { throw .nothingAsked }
    guard rows <= Double(Study.rowLimit) else {
      throw .tooLarge(what: "rows", count: rows, limit: Study.rowLimit)
    }
    let engine = try resolvedEngine()
    let drawn = engine.engine.simulates ? trajectoryCount ?? Study.defaultTrajectoryCount : nil
    if let obstacle = engine.engine.obstacle(trajectoryCount: drawn, horizon: horizon) {
      throw .engine(obstacle)
    }
    return StudyPlan(
      scenarioCount: starts.count, rowCount: Int(rows), engine: engine,
      stateCount: chain.matrix.stateCount, classCount: 1,
      trajectoryCount: drawn)
  }

  private func checkQuestion() throws(StudyError) {
    let asked = asked
    let asksPassage = asked.contains { $0.isOfPassage }
    if targets.isEmpty, horizon == nil, quantities.isEmpty || asksPassage {
      throw .unanswerable(
        "the chain has no absorbing state, so without a target nothing is reached: name one with "
          + "--target, or ask --quantity stationary_probability, or give a --horizon")
    }
    if targets.isEmpty, asksPassage {
      throw .unanswerable(
        "the chain has no absorbing state to be reached: name a target with --target")
    }
    if namedTargets.isEmpty, targets.count > Self.unnamedTargetLimit {
      throw .usage(
        "the chain has \(targets.count) absorbing states; name those that are asked about with "
          + "--target")
    }
    if asked.contains(.stateProbability), horizon == nil {
      throw .usage(
        "state_probability is that at a horizon: add --horizon, or ask stationary_probability")
    }
    if asked.contains(.stepsQuantile), levels.isEmpty {
      throw .usage("steps_quantile needs a level: add --quantile 0.5")
    }
    if !levels.isEmpty, !asked.contains(.stepsQuantile) {
      throw .usage("--quantile goes with the quantity steps_quantile")
    }
    if asked.contains(.rewardToTarget), reward == nil {
      throw .usage(
        chain.rewards.isEmpty
          ? "the chain has no rewards; they stand in X.srew or X.NAME.srew beside X.tra"
          : "reward_to_target needs the name of a reward structure: --reward "
            + chain.rewards.map(\.name).joined(separator: " or --reward "))
    }
    let known = Set(targets.map(\.name)).union(
      asked.contains { !$0.isOfPassage } ? stateSets.map(\.name) : [])
    if let unknown = rungs.sorted().first(where: { !known.contains($0) }) {
      throw .usage("--rung: no row is of '\(unknown)'; with --target, rungs are the targets' names")
    }
  }

  private func resolvedEngine() throws(StudyError) -> EngineChoice.Resolved {
    let asksForPaths = trajectoryCount != nil || isChecked
    let drawn = engineChoice == .auto && asksForPaths ? .path : engineChoice
    let isDrawn = drawn.simulates
    var onlyExact = asked.subtracting([
      .reachProbability, .unreachedProbability, .stepsToTarget, .rewardToTarget,
      .occupancySteps, .stateProbability,
    ])
    if drawn == .population, asked.contains(.rewardToTarget) { onlyExact.insert(.rewardToTarget) }
    if isDrawn, onlyExact == asked {
      throw .usage(
        "\(drawn.inWords) do not answer \(onlyExact.map(\.rawValue).sorted().joined(separator: ", ")); the "
          + "exact engine does")
    }
    if isDrawn, asked == [.occupancySteps], horizon == nil,
      everyQuestionIsOfWhatIsNeverLeft
    {
      throw .usage(
        "\(drawn.inWords) do not answer occupancy in states that are never left; the exact engine does, or add "
          + "--horizon")
    }
    if let obstacle = ChainSolver.obstacle(to: chain.matrix, horizon: horizon),
      !isDrawn || isChecked
    {
      guard engineChoice == .auto, !isChecked, (horizon ?? 0) <= PathEngine.horizonLimit,
        onlyExact != asked
      else { throw .engine(obstacle) }
      return .init(engine: .path, why: "beyond the exact engine: \(obstacle)")
    }
    let why =
      engineChoice != .auto
      ? "asked for" : isDrawn ? "trajectories were asked for" : "every question has an exact answer"
    return .init(engine: isDrawn ? drawn : .exact, why: why)
  }

  private var everyQuestionIsOfWhatIsNeverLeft: Bool {
    let (marks, sets) = (chain.matrix.recurrentStates, stateSets)
    return questions.allSatisfy { sets[$0.index].states.contains { marks[$0] } }
  }
}
