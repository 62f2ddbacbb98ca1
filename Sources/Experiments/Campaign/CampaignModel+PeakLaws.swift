import Escalation
import MarkovChains

extension CampaignModel {
  /// How high incidents climb under some structures: the exact law of every theatre in every state of residue.
  ///
  /// - Returns: Shape `[structure]`.
  /// - Throws: `EngineError` for a model beyond the exact engine; `EngineError.interrupted`.
  /// - Complexity: One exact reach of all rungs for each model, structure and state whose numbers differ.
  /// - Stability: The laws do not depend on the number of threads.
  func peakLaws(
    _ structures: [CampaignStructure], threadCount: Int, control: RunControl = RunControl()
  ) throws(EngineError) -> [PeakLaws] {
    var tasks: [PeakTask] = []
    let places = structures.map { structure in
      theatres.indices.map { theatre in
        residue.states.indices.map { state in
          place(theatre, state, structure, in: &tasks)
        }
      }
    }
    let found = try Parallel.map(
      tasks, threadCount: threadCount, control: control, interruption: .interrupted
    ) { task throws(EngineError) in
      try task.law(control)
    }
    return places.map { theatres in
      PeakLaws(exceedance: theatres.map { states in states.map { found[$0] } })
    }
  }

  /// The place of a law among those that are to be found; equal numbers of one model have one law.
  private func place(
    _ theatre: Int, _ state: Int, _ structure: CampaignStructure, in tasks: inout [PeakTask]
  ) -> Int {
    let values: ParameterValues
    do throws(ParameterError) {
      values = try self.values(theatre: theatre, state: state, structure).values
    } catch {
      preconditionFailure("all numbers were tried when the file was read: \(error.description)")
    }
    let model = structure.models[theatre]
    // A structure's own numbers are among the values, and the file makes everything else.
    if let known = tasks.firstIndex(where: { $0.values == values && $0.model.text == model.text }) {
      return known
    }
    tasks.append(PeakTask(model: model, values: values))
    return tasks.count - 1
  }
}

/// A model at one point, whose incidents are followed to their highest rung.
private struct PeakTask: Sendable {
  let model: EscalationModel
  let values: ParameterValues

  /// Shape `[rung]`: the probability of this rung or one above, by the model's own horizon.
  func law(_ control: RunControl) throws(EngineError) -> [Double] {
    let mixture = model.compile([values], horizon: model.horizon, start: model.start)[0].mixture
    let sets = (1..<model.ladder.rungs.count).map { rung -> Int in
      guard
        let question = model.questions.first(where: {
          $0.quantity == .exceedanceProbability && $0.rung == rung
        }), case .reachProbability(let set) = question.asked
      else { preconditionFailure("exceedance is the reach of a target set") }
      return set
    }
    let reached = try ExactEngine().reachProbabilities(of: sets, in: mixture, control: control)
    return [1] + reached.map { min(1, $0.value) }
  }
}
