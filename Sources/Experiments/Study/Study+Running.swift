import Dispatch
import Escalation
import MarkovChains
import RandomStreams
import Synchronization

extension Study {
  /// Scenarios whose rows are made after all of them are answered.
  private static let batchSize = 4096
  /// Points of a ladder that one worker takes at a time: their logits are one product, their chains have one shape. More where they
  /// are soon answered, so that a call is worth its making; fewer where they are not, since an interrupt loses what a call has begun.
  private func pointsTogether(_ plan: StudyPlan) -> Int {
    guard let trajectoryCount = plan.trajectoryCount else {
      return plan.stateCount * min(horizon ?? .max, 1_000_000) <= 100_000 ? 128 : 32
    }
    return Double(trajectoryCount) * Double(min(horizon ?? .max, 1_000_000)) <= 1e7 ? 8 : 1
  }
  /// The most rows of a result that are held in memory.
  static let rowLimit = 20_000_000

  /// What a run would do, after checking every setting and variation.
  ///
  /// - Throws: `StudyError` for a parameter the model refuses or a design beyond the limits.
  public func plan() throws(StudyError) -> StudyPlan {
    guard !questions.isEmpty else { throw .nothingAsked }
    if quantities.contains(.annualRisk), let obstacle = AnnualRisk.obstacle(model, horizon: horizon)
    {
      throw obstacle
    }
    let count = design.scenarioCount(variations)
    guard count <= Double(Design.scenarioLimit) else {
      throw .tooLarge(what: "scenarios", count: count, limit: Design.scenarioLimit)
    }
    let days = Double(passageRungs.count) * Double((horizon ?? 0) + 1)
    let rows = count * max(Double(questions.count * models.count), days)
    guard rows <= Double(Self.rowLimit) else {
      throw .tooLarge(what: "rows", count: rows, limit: Self.rowLimit)
    }
    for scenario in scenariosToTry {
      for model in models {
        do { _ = try values(at: scenario, of: model) } catch { throw .parameter(error) }
      }
    }
    if wantsFirstPassage, models.count > 1 {
      throw .usage("first passage by day is of one structure: name it with --structures")
    }
    try checkPrior(scenarioCount: count)
    let first = compiled([try points(Array(scenarios.prefix(1)))[0]])[0]
    let engine = engineChoice.resolved(asksForPaths: asksForPaths, mixture: first.mixture)
    if engine.engine == .exact || isChecked || wantsFirstPassage || priorCount != nil,
      let obstacle = ExactEngine.obstacle(to: first.mixture)
    {
      throw .engine(obstacle)
    }
    let drawn = engine.engine.simulates ? trajectoryCount ?? Self.defaultTrajectoryCount : nil
    if let obstacle = engine.engine.obstacle(trajectoryCount: drawn, horizon: horizon) {
      throw .engine(obstacle)
    }
    return StudyPlan(
      scenarioCount: Int(count), rowCount: Int(count) * models.count * questions.count,
      engine: engine,
      stateCount: first.stateCount, classCount: first.mixture.problems.count,
      trajectoryCount: drawn, priorCount: priorCount,
      structureCount: models.count)
  }

  /// Scenarios that meet every range and every rule between parameters: each value of each variation
  /// once, but in a grid those that bear on each other together, as they will be set.
  private var scenariosToTry: [Scenario] {
    guard design == .grid else { return scenarios }
    let bearing = variations.filter {
      ["moves.", "gaps.", "processes."].contains(where: $0.name.hasPrefix)
    }
    let apart = variations.filter { !bearing.contains($0) }
    return design.scenarios(bearing)
      + Design.oneAtATime.scenarios(apart).dropFirst().map { scenario in
        // On top of some setting of the others, so that a rule between them is not broken here.
        Scenario(
          number: scenario.number,
          overrides: scenario.overrides
            + bearing.map { .init(name: $0.name, value: $0.values[0]) })
      }
  }

  private var asksForPaths: Bool { trajectoryCount != nil || isChecked }

  /// Runs the study.
  ///
  /// - Parameters:
  ///   - threadCount: Workers; the numbers do not depend on it.
  ///   - control: Watches and stops the run. An interrupted study returns the scenarios it finished.
  /// - Throws: `StudyError`.
  public func run(
    threadCount: Int, control: RunControl = RunControl()
  ) throws(StudyError) -> StudyResult {
    let plan = try plan()
    let scenarios = scenarios
    let questions = questions
    var rows: [EstimateRow] = []
    rows.reserveCapacity(plan.rowCount)
    var passages: [FirstPassageRow] = []
    var remarks: [String] = []
    var prior: PriorRecord?
    var finished = 0
    batches: for first in stride(from: 0, to: scenarios.count, by: Self.batchSize) {
      let batch = Array(scenarios[first..<min(first + Self.batchSize, scenarios.count)])
      let points = try points(batch)
      let answers = try answers(points, plan: plan, threadCount: threadCount, control: control)
      for (point, answer) in zip(points, answers) {
        guard let answer else { break batches }
        for remark in answer.estimates.remarks where !remarks.contains(remark) {
          remarks.append(remark)
        }
        var unknown: PriorAnswers?
        do throws(StudyError) {
          unknown = try priorAnswers(
            at: point.scenario, of: point.model, questions, threadCount: threadCount,
            control: control)
        } catch {
          if case .engine(.interrupted) = error { break batches }
          throw error
        }
        if let drawn = unknown.map({
          PriorRecord($0.draws, worth: $0.worth, of: point.model)
        }) {
          prior = prior?.joined(drawn) ?? drawn
        }
        rows += rowsOf(point, answer, questions, unknown)
        passages += passageRowsOf(point, answer)
        finished += 1
      }
    }
    // A scenario is finished when it is under every structure.
    let whole = finished / models.count
    if finished % models.count != 0 { rows.removeAll { $0.scenario.number >= whole } }
    return StudyResult(
      engine: plan.engine, rows: rows, passages: passages, scenarioCount: scenarios.count,
      finishedScenarioCount: whole, stateCount: plan.stateCount, classCount: plan.classCount,
      trajectoryCount: plan.trajectoryCount, remarks: remarks, prior: prior)
  }

  /// A scenario to be answered.
  private struct Point: Sendable {
    let scenario: Scenario
    /// The model, under its structure.
    let model: EscalationModel
    let values: ParameterValues
  }

  /// The answers of one scenario; the exact ones only for a check.
  private struct Answer: Sendable {
    let estimates: Estimates
    let exact: Estimates?
    /// The law of each passage rung; empty when not asked for.
    let laws: [[(probability: Double, complement: Double)]]
  }

  /// The points of some scenarios: each scenario under each structure.
  private func points(_ scenarios: [Scenario]) throws(StudyError) -> [Point] {
    do throws(ParameterError) {
      var columns: [[Point]] = []
      for model in models {
        var values: [ParameterValues] = []
        for scenario in scenarios { values.append(try self.values(at: scenario, of: model)) }
        columns.append(
          zip(scenarios, values).map { Point(scenario: $0, model: model, values: $1) })
      }
      return scenarios.indices.flatMap { scenario in columns.map { $0[scenario] } }
    } catch {
      throw .parameter(error)
    }
  }

  /// The answers of a batch, nil from the first scenario that was interrupted.
  ///
  /// There is one layer of parallel work: over scenarios where there are many for each worker, so that what a scenario does
  /// by itself goes side by side too; else over the blocks of a scenario, where there are enough of them. The numbers are
  /// the same either way.
  private func answers(
    _ points: [Point], plan: StudyPlan, threadCount: Int, control: RunControl
  ) throws(StudyError) -> [Answer?] {
    let blocks = (plan.trajectoryCount ?? 0) / StreamAddress.blockSize
    let isParallelInside =
      plan.engine.engine == .path
      && (blocks >= 8 && points.count < 8 * threadCount || points.count == 1)
    let workerCount = isParallelInside ? 1 : min(threadCount, points.count)
    let engineThreadCount = isParallelInside ? threadCount : 1
    let isTogether = models.count == 1 && model.form.isLadder
    // Paths of a point take about as long as those of another, so that shares may be small.
    let shareCount = plan.trajectoryCount == nil ? workerCount : 8 * workerCount
    let taken = isTogether ? max(1, min(pointsTogether(plan), points.count / shareCount)) : 1
    var results = [Result<Answer, EngineError>?](repeating: nil, count: points.count)
    let next = Atomic<Int>(0)
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let slots = base
      DispatchQueue.concurrentPerform(iterations: workerCount) { _ in
        while true {
          let first = next.wrappingAdd(taken, ordering: .relaxed).oldValue
          guard first < points.count, !control.isInterrupted() else { return }
          let own = Array(points[first..<min(first + taken, points.count)])
          let found = answered(own, plan: plan, engineThreadCount, control)
          for (place, result) in found.enumerated() { slots[first + place] = result }
        }
      }
    }
    var answers: [Answer?] = []
    for result in results {
      switch result {
      case nil, .failure(.interrupted): answers.append(nil)
      case .failure(let error): throw .engine(error)
      case .success(let answer): answers.append(answer)
      }
    }
    return answers
  }

  /// The chains of points of one model.
  private func compiled(_ points: [Point]) -> [CompiledScenario] {
    points[0].model.compile(points.map(\.values), horizon: horizon, start: start)
  }

  /// The answers of points of one model.
  private func answered(
    _ points: [Point], plan: StudyPlan, _ threadCount: Int, _ control: RunControl
  ) -> [Result<Answer, EngineError>] {
    let mixtures = compiled(points).map(\.mixture)
    do throws(EngineError) {
      guard let trajectoryCount = plan.trajectoryCount else {
        let estimates = try ExactEngine().estimates(for: mixtures, control: control)
        var answers: [Result<Answer, EngineError>] = []
        for (mixture, estimates) in zip(mixtures, estimates) {
          let laws = try laws(mixture, control)
          answers.append(.success(Answer(estimates: estimates, exact: nil, laws: laws)))
        }
        control.advanced(points.count)
        return answers
      }
      var answers: [Result<Answer, EngineError>] = []
      for (point, mixture) in zip(points, mixtures) {
        answers.append(
          .success(
            try simulated(point, mixture, trajectoryCount, plan.engine.engine, threadCount, control)
          ))
      }
      return answers
    } catch {
      return points.map { _ in .failure(error) }
    }
  }

  private func simulated(
    _ point: Point, _ mixture: Mixture, _ trajectoryCount: Int, _ engine: EngineChoice,
    _ threadCount: Int, _ control: RunControl
  ) throws(EngineError) -> Answer {
    let laws = try laws(mixture, control)
    let engine = engine.simulation(
      trajectoryCount: trajectoryCount,
      address: StreamAddress(seed: seed, scenarioKey: scenarioKey(point.values)),
      threadCount: threadCount, confidence: confidence)
    let estimates = try engine.estimates(for: mixture, control: control)
    guard isChecked else { return Answer(estimates: estimates, exact: nil, laws: laws) }
    // Where paths were cut at the step limit, the exact answer to the same question is bounded too.
    let unresolved = estimates[.unresolvedProbability]?.sample?.eventCount ?? 0
    let asked =
      mixture.horizon == nil && unresolved > 0
      ? mixture.bounded(by: PathEngine.stepLimit) : mixture
    return Answer(
      estimates: estimates,
      exact: try ExactEngine().estimates(for: asked, control: control), laws: laws)
  }

  /// The exact laws of first passage of the rungs that were asked for.
  private func laws(
    _ mixture: Mixture, _ control: RunControl
  ) throws(EngineError) -> [[(probability: Double, complement: Double)]] {
    guard wantsFirstPassage else { return [] }
    let all = try ExactEngine().firstPassageLaw(
      for: mixture, control: control)
    return passageRungs.map { rung in
      guard
        let question = model.questions.first(where: {
          $0.quantity == .exceedanceProbability && $0.rung == rung
        }), case .reachProbability(let set) = question.asked
      else { preconditionFailure("exceedance is the reach of a target set") }
      return all[set]
    }
  }

  private func passageRowsOf(_ point: Point, _ answer: Answer) -> [FirstPassageRow] {
    zip(passageRungs, answer.laws).flatMap { rung, law in
      law.enumerated().map { day, value in
        FirstPassageRow(
          scenario: point.scenario.number, rung: rung, day: day, probability: value.probability,
          complement: value.complement)
      }
    }
  }

  private func rowsOf(
    _ point: Point, _ answer: Answer, _ questions: [RiskQuestion], _ unknown: PriorAnswers?
  ) -> [EstimateRow] {
    // What is varied is told as it was set, whatever a measure or one side's own number makes of it.
    func setting(_ name: String) -> Double? {
      point.scenario.overrides.first { $0.name == name }?.value
    }
    let varied = variations.map { variation in
      setting(variation.name)
        ?? model.parameterIndex(variation.name).map { point.values[$0] } ?? .nan
    }
    let levels = Factor.theory.map { factor in
      setting(factor.name)
        ?? model.factors.firstIndex(of: factor).flatMap {
          point.model.commonValue($0, point.values)
        }
    }
    let start = startText
    let measures = measures.map(\.name).joined(separator: "+")
    return questions.enumerated().compactMap { place, question in
      guard let told = answer.estimates[question.asked] else { return nil }
      let found = answer.exact?[question.asked]
      let (estimate, exact) =
        question.quantity == .annualRisk
        ? (annual(told, point.values), found.map { annual($0, point.values) }) : (told, found)
      return EstimateRow(
        scenario: point.scenario, levels: levels, varied: varied, start: start,
        question: rowQuestion(question), structure: point.model.structure,
        measures: measures.isEmpty ? nil : measures,
        estimate: estimate, exact: exact?.value,
        score: found.flatMap { CheckScore(of: told, against: $0) },
        prior: unknown?.range(question: place, confidence: confidence))
    }
  }

  /// A question in the words of columns.
  func rowQuestion(_ question: RiskQuestion) -> RowQuestion {
    RowQuestion(
      quantity: question.quantity.rawValue, unit: question.quantity.unit,
      rung: question.rung.map { model.ladder.rungs[$0] }, rungNumber: question.rung, day: horizon)
  }
}
