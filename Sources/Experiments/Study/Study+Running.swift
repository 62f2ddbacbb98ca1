import Dispatch
import Escalation
import MarkovChains
import RandomStreams
import Synchronization

extension Study {
  /// Scenarios that are compiled together: their logits are one matrix product.
  private static let compileBatch = 4096
  /// The most rows of a result that are held in memory.
  static let rowLimit = 20_000_000

  /// What a run would do, after checking every setting and variation.
  ///
  /// - Throws: `StudyError` for a parameter the model refuses or a design beyond the limits.
  public func plan() throws(StudyError) -> StudyPlan {
    guard !questions.isEmpty else { throw .nothingAsked }
    let count = design.scenarioCount(variations)
    guard count <= Double(Design.scenarioLimit) else {
      throw .tooLarge(what: "scenarios", count: count, limit: Design.scenarioLimit)
    }
    let days = Double(passageRungs.count) * Double((horizon ?? 0) + 1)
    let rows = count * max(Double(questions.count), days)
    guard rows <= Double(Self.rowLimit) else {
      throw .tooLarge(what: "rows", count: rows, limit: Self.rowLimit)
    }
    for scenario in scenariosToTry {
      do { _ = try values(at: scenario) } catch { throw .parameter(error) }
    }
    let first = try compile(Array(scenarios.prefix(1)))[0].compiled
    let engine = engineChoice.resolved(asksForPaths: asksForPaths, mixture: first.mixture)
    if engine.engine == .exact || isChecked || wantsFirstPassage,
      let obstacle = ExactEngine.obstacle(to: first.mixture)
    {
      throw .engine(obstacle)
    }
    return StudyPlan(
      scenarioCount: Int(count), rowCount: Int(count) * questions.count, engine: engine,
      stateCount: first.stateCount, classCount: first.mixture.problems.count,
      trajectoryCount: engine.engine == .path
        ? trajectoryCount ?? Self.defaultTrajectoryCount : nil)
  }

  /// Scenarios that meet every range and every rule between parameters: each value of each variation
  /// once, but in a grid those that bear on each other together, as they will be set.
  private var scenariosToTry: [Scenario] {
    guard design == .grid else { return scenarios }
    let bearing = variations.filter {
      $0.name.hasPrefix("moves.") || $0.name.hasPrefix("gaps.")
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
    var finished = 0
    batches: for first in stride(from: 0, to: scenarios.count, by: Self.compileBatch) {
      let batch = Array(scenarios[first..<min(first + Self.compileBatch, scenarios.count)])
      let points = try compile(batch)
      let answers = try answers(points, plan: plan, threadCount: threadCount, control: control)
      for (point, answer) in zip(points, answers) {
        guard let answer else { break batches }
        for remark in answer.estimates.remarks where !remarks.contains(remark) {
          remarks.append(remark)
        }
        rows += rowsOf(point, answer, questions)
        passages += passageRowsOf(point, answer)
        finished += 1
      }
    }
    return StudyResult(
      engine: plan.engine, rows: rows, passages: passages, scenarioCount: scenarios.count,
      finishedScenarioCount: finished, stateCount: plan.stateCount, classCount: plan.classCount,
      trajectoryCount: plan.trajectoryCount, remarks: remarks)
  }

  /// A scenario ready to be answered.
  private struct Point: Sendable {
    let scenario: Scenario
    let values: ParameterValues
    let compiled: CompiledScenario
  }

  /// The answers of one scenario; the exact ones only for a check.
  private struct Answer: Sendable {
    let estimates: Estimates
    let exact: Estimates?
    /// The law of each passage rung; empty when not asked for.
    let laws: [[(probability: Double, complement: Double)]]
  }

  private func compile(_ scenarios: [Scenario]) throws(StudyError) -> [Point] {
    do throws(ParameterError) {
      var values: [ParameterValues] = []
      for scenario in scenarios { values.append(try self.values(at: scenario)) }
      let compiled = model.compile(values, horizon: horizon, start: start)
      return zip(scenarios, zip(values, compiled)).map {
        Point(scenario: $0, values: $1.0, compiled: $1.1)
      }
    } catch {
      throw .parameter(error)
    }
  }

  /// The answers of a batch, nil from the first scenario that was interrupted.
  ///
  /// There is one layer of parallel work: over blocks inside a scenario where there are enough of
  /// them, else over scenarios. The numbers are the same either way.
  private func answers(
    _ points: [Point], plan: StudyPlan, threadCount: Int, control: RunControl
  ) throws(StudyError) -> [Answer?] {
    let blocks = (plan.trajectoryCount ?? 0) / StreamAddress.blockSize
    let isParallelInside = plan.engine.engine == .path && (blocks >= 8 || points.count == 1)
    let workerCount = isParallelInside ? 1 : min(threadCount, points.count)
    let engineThreadCount = isParallelInside ? threadCount : 1
    var results = [Result<Answer, EngineError>?](repeating: nil, count: points.count)
    let next = Atomic<Int>(0)
    results.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let slots = base
      DispatchQueue.concurrentPerform(iterations: workerCount) { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < points.count, !control.isInterrupted() else { return }
          slots[index] = answer(
            points[index], plan: plan, threadCount: engineThreadCount, control: control)
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

  private func answer(
    _ point: Point, plan: StudyPlan, threadCount: Int, control: RunControl
  ) -> Result<Answer, EngineError> {
    do throws(EngineError) {
      let laws = try laws(point, control)
      guard let trajectoryCount = plan.trajectoryCount else {
        let estimates = try ExactEngine().estimates(for: point.compiled.mixture, control: control)
        control.advanced(1)
        return .success(Answer(estimates: estimates, exact: nil, laws: laws))
      }
      let engine = PathEngine(
        trajectoryCount: trajectoryCount,
        address: StreamAddress(seed: seed, scenarioKey: scenarioKey(point.values)),
        threadCount: threadCount, confidence: confidence)
      let estimates = try engine.estimates(for: point.compiled.mixture, control: control)
      guard isChecked else {
        return .success(Answer(estimates: estimates, exact: nil, laws: laws))
      }
      // Where paths were cut at the step limit, the exact answer to the same question is bounded too.
      let mixture = point.compiled.mixture
      let unresolved = estimates[.unresolvedProbability]?.sample?.eventCount ?? 0
      let asked =
        mixture.horizon == nil && unresolved > 0
        ? mixture.bounded(by: PathEngine.stepLimit) : mixture
      return .success(
        Answer(
          estimates: estimates,
          exact: try ExactEngine().estimates(for: asked, control: control), laws: laws))
    } catch {
      return .failure(error)
    }
  }

  /// The exact laws of first passage of the rungs that were asked for.
  private func laws(
    _ point: Point, _ control: RunControl
  ) throws(EngineError) -> [[(probability: Double, complement: Double)]] {
    guard wantsFirstPassage else { return [] }
    let all = try ExactEngine().firstPassageLaw(
      for: point.compiled.mixture, control: control)
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
    _ point: Point, _ answer: Answer, _ questions: [RiskQuestion]
  ) -> [EstimateRow] {
    let varied = variations.map { variation in
      model.parameterIndex(variation.name).map { point.values[$0] } ?? .nan
    }
    let levels = Factor.theory.map { factor in
      model.factors.firstIndex(of: factor).map { point.values[$0] }
    }
    let start = startText
    return questions.compactMap { question in
      guard let estimate = answer.estimates[question.asked] else { return nil }
      let exact = answer.exact?[question.asked]
      return EstimateRow(
        scenario: point.scenario, levels: levels, varied: varied, start: start,
        question: RowQuestion(
          quantity: question.quantity.rawValue, unit: question.quantity.unit,
          rung: question.rung.map { model.ladder.rungs[$0] }, rungNumber: question.rung,
          day: horizon),
        estimate: estimate, exact: exact?.value,
        score: exact.flatMap { CheckScore(of: estimate, against: $0) })
    }
  }
}
