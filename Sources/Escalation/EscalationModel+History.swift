import SpecialFunctions

extension EscalationModel {
  /// The event-by-event matrix at each node of the frailty, with the node's weight: what the
  /// probability of a sequence of events is made of.
  ///
  /// - Returns: Shape `[node]`; each the rows of ``eventRows(_:start:)`` at that frailty.
  /// - Unit: probability; the weights sum to one, and so does each row with its end.
  public func eventRowsByNode(
    _ values: ParameterValues, start: StartPoint
  ) -> [(weight: Double, rows: [EventRow])] {
    switch form {
    case .ladder(let form):
      let rule = GaussHermite.rule(count: form.nodeCount)
      return zip(rule.weights, rule.nodes).map { weight, node in
        (weight, eventRows(values, start: start, frailty: node))
      }
    case .dyad:
      return []
    }
  }

  /// The level at which each factor changes nothing, in the order of ``factors``.
  public var referenceLevels: [Double] {
    switch form {
    case .ladder(let form): form.references
    case .dyad: factors.map { _ in 0.5 }
    }
  }
}
