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
    case .dyad:
      // A dyad moves day by day, and not event by event.
      return []
    }
  }

  /// The number of quadrature nodes that stand for what differs between incidents; 1 without any.
  public var nodeCount: Int {
    switch form {
    case .ladder(let form): form.nodeCount
    case .dyad(let form): form.tempo.nodeCount
    }
  }
}
