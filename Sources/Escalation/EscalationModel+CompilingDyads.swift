import MarkovChains

extension EscalationModel {
  /// A dyad at one point: chains of days, weighted by the tempo of incidents.
  func compile(
    _ form: DyadForm, _ values: ParameterValues, horizon: Int?, start: StartPoint, nodeCount: Int?
  ) -> CompiledScenario {
    let values = form.effective(values, parameters)
    let states = DyadStates(form, ladder, conditions: start.conditions, values)
    let components = form.tempos(values, nodeCount: nodeCount).map { weight, tempo in
      var values = values
      values.values[form.tempo.daily] = tempo
      return (
        weight, problem(form, states, form.chain(states, values, parameters), horizon, start)
      )
    }
    return CompiledScenario(mixture: Mixture(components), stateCount: states.count)
  }

  /// The sets of states that the questions are about.
  func problem(
    _ form: DyadForm, _ states: DyadStates, _ matrix: TransitionMatrix, _ horizon: Int?,
    _ start: StartPoint
  ) -> ChainProblem {
    let first = states.index(
      .init(first: start.postures[0], second: start.postures[1]),
      states.combinationIndex(start.conditions))
    var distribution = [Double](repeating: 0, count: states.count)
    distribution[first] = 1
    let rungs = 1..<ladder.rungs.count
    let isOver = states.marks(states.isOver)
    let isSettled = states.marks(states.isSettled)
    let rungOf = states.postures.flatMap { pair in
      [Int](
        repeating: states.isOver(pair) ? states.top : form.rung(pair.first, pair.second),
        count: states.combinations.count)
    }
    return ChainProblem(
      matrix: matrix, start: distribution, horizon: horizon,
      // A dyad does not remember its highest rung, but what was reached before the start has been reached.
      targets: rungs.map { rung in rungOf.map { $0 >= rung || start.peak >= rung } },
      occupied: rungs.filter { $0 != ladder.terminal }.map { rung in
        rungOf.indices.map { rungOf[$0] == rung && !isOver[$0] && !isSettled[$0] }
      },
      outcomes: [isSettled] + (ladder.terminal == nil ? [] : [isOver]))
  }

  /// The values with every condition of a crisis held where it begins; those of a ladder are as they are.
  public func holdingConditions(_ values: ParameterValues) -> ParameterValues {
    switch form {
    case .ladder: values
    case .dyad(let form): form.holding(values)
    }
  }
}
