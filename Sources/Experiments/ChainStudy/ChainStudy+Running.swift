import MarkovChains
import RandomStreams

extension ChainStudy {
  /// Runs the study: one pass for all start states where the exact engine serves.
  public func run(
    threadCount: Int, control: RunControl = RunControl()
  ) throws(StudyError) -> StudyResult {
    let plan = try plan()
    let questions = questions
    var rows: [EstimateRow] = []
    rows.reserveCapacity(plan.rowCount)
    var finished = 0
    var remarks: [String] = []
    var exact: ExactChainAnswers?
    do throws(EngineError) {
      if plan.engine.engine == .exact || isChecked {
        let answers = try ExactChainAnswers(self, questions, control)
        exact = answers
        remarks += answers.remarks
      }
      let paths =
        plan.trajectoryCount.map {
          PathChainAnswers(
            self, questions, plan.engine.engine, trajectoryCount: $0, threadCount: threadCount)
        }
      for (number, start) in starts.enumerated() {
        if control.isInterrupted() { throw .interrupted }
        let solved = try exact?.answers(from: start, scenario: number, control)
        let scenario = Scenario(number: number, overrides: [])
        guard let paths else {
          for (question, answer) in zip(questions, solved ?? []) {
            if let answer { rows.append(row(scenario, start, question, answer)) }
          }
          finished += 1
          control.advanced(1)
          continue
        }
        let simulated = try paths.answers(from: start, control)
        for remark in simulated.remarks where !remarks.contains(remark) { remarks.append(remark) }
        // Where paths were cut, the exact answer to the same question is bounded too.
        var truth = solved
        if isChecked, simulated.wasCut, horizon == nil {
          truth = try bounded(questions, start, number, control)
        }
        for (place, question) in questions.enumerated() {
          guard let estimate = simulated.estimates[place] else { continue }
          let exact = truth?[place]
          rows.append(
            row(
              scenario, start, question, estimate, exact: exact?.value,
              score: exact.flatMap { CheckScore(of: estimate, against: $0) }))
        }
        finished += 1
      }
    } catch {
      if error != .interrupted { throw named(error) }
    }
    return StudyResult(
      engine: plan.engine, rows: rows, passages: [], scenarioCount: starts.count,
      finishedScenarioCount: finished, stateCount: plan.stateCount, classCount: 1,
      trajectoryCount: plan.trajectoryCount,
      remarks: remarks + missing(questions, rows, plan.engine.engine))
  }

  private func bounded(
    _ questions: [Question], _ start: Int, _ number: Int, _ control: RunControl
  ) throws(EngineError) -> [Estimate?] {
    let same = with(horizon: PathEngine.stepLimit)
    return try ExactChainAnswers(same, questions, control)
      .answers(from: start, scenario: number, control)
  }

  private func with(horizon: Int) -> ChainStudy {
    ChainStudy(
      chain: chain, starts: starts, targets: namedTargets, horizon: horizon,
      quantities: quantities, rungs: rungs, levels: levels, reward: reward,
      engineChoice: engineChoice, trajectoryCount: trajectoryCount, seed: seed,
      isIndependent: isIndependent, isChecked: isChecked, confidence: confidence)
  }

  private func row(
    _ scenario: Scenario, _ start: Int, _ question: Question, _ estimate: Estimate,
    exact: Double? = nil, score: CheckScore? = nil
  ) -> EstimateRow {
    let isOfStart = question.quantity != .stationaryProbability
    return EstimateRow(
      scenario: scenario, levels: [nil, nil, nil, nil], varied: [],
      start: isOfStart ? chain.stateNames[start] : nil, question: question.words,
      estimate: estimate, exact: exact, score: score)
  }

  /// The error with states by their names.
  private func named(_ error: EngineError) -> StudyError {
    guard case .severalClosedClasses(let states) = error else { return .engine(error) }
    let some = states.prefix(10).map { "'\(chain.stateNames[$0])'" }.joined(separator: ", ")
    return .unanswerable(
      "the chain has \(states.count) closed classes, so its stationary vector is not unique; they "
        + "hold the states \(some)\(states.count > 10 ? " and so on" : "")")
  }

  /// What was asked and has no row, in words.
  private func missing(
    _ questions: [Question], _ rows: [EstimateRow], _ engine: EngineChoice
  ) -> [String] {
    guard engine.simulates else { return [] }
    let present = Set(rows.map(\.question.quantity))
    let absent = ChainQuantity.allCases.filter { quantity in
      !present.contains(quantity.rawValue) && questions.contains { $0.quantity == quantity }
        && quantity != .stepsToTarget && (quantity != .rewardToTarget || engine == .population)
    }
    guard !absent.isEmpty else { return [] }
    return ["\(engine.inWords) do not answer \(absent.map(\.rawValue).joined(separator: ", "))"]
  }
}
