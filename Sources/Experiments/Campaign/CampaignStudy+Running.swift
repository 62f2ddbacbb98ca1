import Escalation
import MarkovChains
import RandomStreams

extension CampaignStudy {
  /// Runs the study: the theatres' laws exactly, then the chain of days by the engine that serves.
  ///
  /// - Parameters:
  ///   - threadCount: Workers; the numbers do not depend on it.
  ///   - control: Watches and stops the run. An interrupted campaign has no answers.
  /// - Throws: `StudyError`.
  public func run(
    threadCount: Int, control: RunControl = RunControl()
  ) throws(StudyError) -> StudyResult {
    let plan = try plan()
    var rows: [EstimateRow] = []
    var isFinished = false
    do throws(EngineError) {
      let laws = try campaign.peakLaws(structures, threadCount: threadCount, control: control)
      for (structure, laws) in zip(structures, laws) {
        rows += try self.rows(
          Solved(study: self, structure: structure, laws: laws), plan, threadCount, control)
      }
      isFinished = true
      control.advanced(1)
    } catch {
      if error != .interrupted { throw .engine(error) }
      rows = []
    }
    return StudyResult(
      engine: plan.engine, rows: rows, passages: [], scenarioCount: 1,
      finishedScenarioCount: isFinished ? 1 : 0, stateCount: plan.stateCount, classCount: 1,
      trajectoryCount: plan.trajectoryCount, remarks: remarks(plan))
  }

  private func rows(
    _ solved: Solved, _ plan: StudyPlan, _ threadCount: Int, _ control: RunControl
  ) throws(EngineError) -> [EstimateRow] {
    var solved = solved
    var rows: [EstimateRow] = []
    for question in questions {
      if control.isInterrupted() { throw .interrupted }
      guard let count = plan.trajectoryCount else {
        if let answer = try solved.answer(question, control) {
          rows.append(row(question, solved.structure, answer))
        }
        continue
      }
      guard question.quantity.isOfPaths, let rung = question.rung else { continue }
      let engine = plan.engine.engine.simulation(
        trajectoryCount: count, address: StreamAddress(seed: seed), threadCount: threadCount,
        confidence: confidence)
      let problem = solved.problem(reaching: rung, days: days(question.quantity))
      let asked = Mixture(problem).asking([.reachProbability(set: 0)])
      // A campaign is one scenario: what is told to the watcher is that it is finished.
      let quiet = RunControl(isInterrupted: control.isInterrupted, kernel: control.kernel)
      guard
        let estimate = try engine.estimates(for: asked.mixture, control: quiet)[asked.quantities[0]]
      else { continue }
      let exact = isChecked ? try solved.answer(question, control) : nil
      rows.append(row(question, solved.structure, estimate, exact: exact))
    }
    return rows
  }

  private func row(
    _ question: Question, _ structure: CampaignStructure, _ estimate: Estimate,
    exact: Estimate? = nil
  ) -> EstimateRow {
    EstimateRow(
      scenario: Scenario(number: 0, overrides: []), levels: Factor.theory.map { _ in nil },
      varied: [], start: campaign.residue.states[campaign.residue.start],
      question: RowQuestion(
        quantity: question.quantity.rawValue, unit: question.quantity.unit,
        rung: question.rung.map { campaign.ladder.rungs[$0] }, rungNumber: question.rung,
        day: days(question.quantity)),
      structure: structure.name,
      theatre: question.theatre.map { campaign.theatres[$0].name },
      estimate: estimate, exact: exact?.value,
      score: exact.flatMap { CheckScore(of: estimate, against: $0) })
  }

  private func remarks(_ plan: StudyPlan) -> [String] {
    var remarks: [String] = []
    for structure in structures {
      for (theatre, named) in campaign.theatres.enumerated() {
        for (state, stateName) in campaign.residue.states.enumerated() {
          let held = (try? campaign.values(theatre: theatre, state: state, structure).held) ?? []
          guard !held.isEmpty else { continue }
          let remark =
            "\(held.joined(separator: ", ")) of \(named.name) would leave the range where residue is "
            + "'\(stateName)', and is held at its end"
          if !remarks.contains(remark) { remarks.append(remark) }
        }
      }
    }
    if plan.trajectoryCount != nil {
      remarks.append(
        "\(plan.engine.engine.inWords) simulate the chain of days; how high an incident climbs is solved exactly for it"
      )
      let silent = CampaignQuantity.allCases.filter { quantity in
        !quantity.isOfPaths && questions.contains { $0.quantity == quantity }
      }
      if !silent.isEmpty {
        remarks.append(
          "\(plan.engine.engine.inWords) do not answer \(silent.map(\.rawValue).joined(separator: ", ")); the exact engine does"
        )
      }
    }
    return remarks
  }
}
