import SpecialFunctions

extension DyadForm {
  /// The tempos of incidents and their weights: a lognormal law by quadrature, none above one a day.
  func tempos(
    _ values: ParameterValues, nodeCount: Int? = nil
  ) -> [(weight: Double, tempo: Double)] {
    nodes(values, count: values[tempo.logSpread] > 0 ? nodeCount ?? tempo.nodeCount : 1)
  }

  /// The tempos at so many nodes.
  func nodes(_ values: ParameterValues, count: Int) -> [(weight: Double, tempo: Double)] {
    let median = values[tempo.daily]
    let spread = values[tempo.logSpread]
    guard count > 1 else { return [(1, min(1, median))] }
    let rule = GaussHermite.rule(count: count)
    return zip(rule.weights, rule.nodes).map { weight, node in
      (weight, min(1, median * Elementary.exp(spread * node)))
    }
  }

  /// The values with every condition held where it is.
  func holding(_ values: ParameterValues) -> ParameterValues {
    var held = values
    for process in processes {
      for index in process.rise.parameters + process.fall.parameters
        + process.events.map(\.probability)
      {
        held.values[index] = 0
      }
    }
    return held
  }

  /// The values with what the file's own factors add to them, each held in its range, and rates that would
  /// then sum to more than one a day in the proportion that they have.
  func effective(_ values: ParameterValues, _ parameters: [Parameter]) -> ParameterValues {
    var result = affected(values, parameters)
    for process in processes where process.excess(result) != nil {
      for (rise, fall) in zip(process.rise.parameters, process.fall.parameters) {
        let sum = result[rise] + result[fall]
        guard sum > 1 else { continue }
        result.values[rise] /= sum
        result.values[fall] = min(result[fall] / sum, 1 - result[rise])
      }
    }
    return result
  }

  private func affected(
    _ values: ParameterValues, _ parameters: [Parameter]
  ) -> ParameterValues {
    var result = values
    for effect in effects {
      let moved =
        result.values[effect.target]
        + values[effect.coefficient] * (values[effect.factor] - effect.reference)
      result.values[effect.target] = parameters[effect.target].rule.nearest(to: moved)
    }
    return result
  }

  /// Refuses rates that sum to more than one a day.
  func check(
    _ values: ParameterValues, _ parameters: [Parameter], _ ladder: Ladder
  ) throws(ParameterError) {
    let values = affected(values, parameters)
    for process in processes {
      if let excess = process.excess(values) {
        throw .rateOverflow(
          process: process.name, rung: ladder.rungs[excess.rung], sum: excess.sum)
      }
    }
  }
}

extension DyadProcess {
  /// The rung on which the rates of a state sum to more than one a day, if any.
  func excess(_ values: ParameterValues) -> (rung: Int, sum: Double)? {
    // A process of two states has one way out of each.
    guard stateNames.count > 2 else { return nil }
    for rung in rise.parameters.indices {
      let sum = values[rise.parameters[rung]] + values[fall.parameters[rung]]
      if sum > 1 { return (rung, sum) }
    }
    return nil
  }
}
