extension TransitionMatrix {
  /// The states from which a set can be reached, the set included, walking only through states
  /// for which `through` holds.
  ///
  /// - Complexity: O(states + entries).
  public func statesReaching(_ set: [Bool], through: [Bool]) -> [Bool] {
    ReverseTransitions(self).statesReaching(set, through: through)
  }

  /// The states that can be reached from a set, the set included.
  ///
  /// - Complexity: O(states + entries).
  public func statesReachable(from set: [Bool]) -> [Bool] {
    var reached = set
    var open = set.indices.filter { set[$0] }
    while let state = open.popLast() {
      for entry in row(state) where !reached[targets[entry]] {
        reached[targets[entry]] = true
        open.append(targets[entry])
      }
    }
    return reached
  }

  /// The states of closed classes: once there, a chain comes back to each of them for ever.
  ///
  /// - Complexity: O(states + entries).
  public var recurrentStates: [Bool] {
    let classes = StateClasses(self)
    var marks = [Bool](repeating: false, count: stateCount)
    for index in classes.classes.indices where classes.isClosed(index, in: self) {
      for state in classes.classes[index] { marks[state] = true }
    }
    return marks
  }

  /// Whether no transition leads out of the set.
  public func isClosed(_ set: [Bool]) -> Bool {
    for state in 0..<stateCount where set[state] {
      for position in row(state) where !set[targets[position]] { return false }
    }
    return true
  }

  /// The rows rewritten so that the states of a set can only stay.
  public func absorbing(in set: [Bool]) -> TransitionMatrix {
    var rows: [[(target: Int, probability: Double)]] = []
    rows.reserveCapacity(stateCount)
    for state in 0..<stateCount {
      rows.append(
        set[state]
          ? [(state, 1)] : row(state).map { (targets[$0], probabilities[$0]) })
    }
    do {
      return try TransitionMatrix(rows: rows)
    } catch {
      preconditionFailure("rows of a valid matrix stay valid: \(error)")
    }
  }

  /// The first pair of neighbouring states whose rows are out of stochastic order, or nil when the
  /// chain is stochastically monotone: from a higher state, every upper set is at least as likely.
  ///
  /// - Parameter tolerance: How much two tail sums may disagree by rounding alone.
  /// - Complexity: O(stateCount²).
  /// - Source: Daley, Stochastically monotone Markov chains (1968).
  public func firstMonotonicityViolation(tolerance: Double = 1e-12) -> (lower: Int, upper: Int)? {
    var previous = [Double](repeating: 0, count: stateCount + 1)
    for state in 0..<stateCount {
      var tail = [Double](repeating: 0, count: stateCount + 1)
      for position in row(state) { tail[targets[position]] = probabilities[position] }
      for target in (0..<stateCount).reversed() { tail[target] += tail[target + 1] }
      if state > 0, (0..<stateCount).contains(where: { tail[$0] < previous[$0] - tolerance }) {
        return (state - 1, state)
      }
      previous = tail
    }
    return nil
  }
}
