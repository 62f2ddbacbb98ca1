import SpecialFunctions

/// What happens at an event on a rung: a row of the matrix that `show` prints.
public struct EventRow: Sendable {
  /// The rung the event finds the incident on.
  public let rung: Int
  /// The highest rung so far.
  public let peak: Int
  /// Shape `[rung]`: the probability that the event lies on each rung and the incident goes on.
  public let next: [Double]
  /// The probability that the incident ends.
  public let end: Double
}

extension EscalationModel {
  /// The event-by-event matrix at one point and frailty: a row for each (rung, peak) that can be
  /// reached.
  ///
  /// - Unit: probability; each row and its end sum to one.
  public func eventRows(
    _ values: ParameterValues, start: StartPoint, frailty: Double = 0
  ) -> [EventRow] {
    switch form {
    case .ladder(let form):
      let states = LadderStates(form, ladder, from: start)
      let table = form.logits([values], nodes: [frailty])
      let laws = form.eventLaws(states, table, point: 0, node: 0)
      return zip(states.pairs, laws).map { pair, law in
        var next = [Double](repeating: 0, count: ladder.rungs.count)
        for (rung, probability) in law.next { next[rung] += law.goesOn * probability }
        return EventRow(rung: pair.rung, peak: pair.peak, next: next, end: law.end)
      }
    }
  }

  /// The names of the states of the compiled chain, in its order.
  public func stateNames(start: StartPoint) -> [String] {
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
    }
  }

  /// The rung and the highest rung so far of each state of the compiled chain, in its order.
  public func statePlaces(start: StartPoint) -> [StartPoint] {
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
    }
  }

  /// The number of quadrature nodes that stand for the frailty; 1 without one.
  public var nodeCount: Int {
    switch form {
    case .ladder(let form): form.nodeCount
    }
  }
}
