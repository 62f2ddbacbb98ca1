extension EscalationModel {
  /// The names of the states of the compiled chain, in its order.
  public func stateNames(_ values: ParameterValues, start: StartPoint) -> [String] {
    switch form {
    case .ladder(let form):
      return LadderStates(form, ladder, from: start).states.map { state in
        switch state {
        case .settled(let peak): "settled, peak \(ladder.rungs[peak])"
        case .active(let rung, let peak, let isShort):
          "\(ladder.rungs[rung]), peak \(ladder.rungs[peak]), \(isShort ? "short" : "long") gap"
        case .terminal: ladder.rungs[ladder.terminal ?? ladder.rungs.count - 1]
        }
      }
    case .dyad(let form):
      let states = DyadStates(
        form, ladder, conditions: start.conditions, form.effective(values, parameters))
      return (0..<states.count).map { state in
        let pair = states.postures(of: state)
        let conditions = zip(form.processes, states.combination(of: state)).map {
          ", \($0.name) \($0.stateNames[$1])"
        }
        return "\(form.sides[0]) \(ladder.rungs[pair.first]), "
          + "\(form.sides[1]) \(ladder.rungs[pair.second])" + conditions.joined()
      }
    }
  }

  /// The rung and the highest rung so far of each state of the compiled chain, in its order. A dyad does not
  /// remember its highest rung: there it is that of the start or the present one.
  public func statePlaces(_ values: ParameterValues, start: StartPoint) -> [StartPoint] {
    switch form {
    case .ladder(let form):
      return LadderStates(form, ladder, from: start).states.map { state in
        switch state {
        case .settled(let peak): StartPoint(rung: ladder.end, peak: peak)
        case .active(let rung, let peak, _): StartPoint(rung: rung, peak: peak)
        case .terminal:
          StartPoint(
            rung: ladder.terminal ?? ladder.rungs.count - 1,
            peak: ladder.terminal ?? ladder.rungs.count - 1)
        }
      }
    case .dyad(let form):
      let states = DyadStates(
        form, ladder, conditions: start.conditions, form.effective(values, parameters))
      return (0..<states.count).map { state in
        let pair = states.postures(of: state)
        let rung = states.isOver(pair) ? states.top : form.rung(pair.first, pair.second)
        return StartPoint(
          rung: rung, peak: max(rung, start.peak), postures: [pair.first, pair.second],
          conditions: states.combination(of: state))
      }
    }
  }
}
