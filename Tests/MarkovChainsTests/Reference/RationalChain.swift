import MarkovChains

/// A Markov chain with rational probabilities, solved exactly and in the plainest way: Gaussian
/// elimination of I - Q in rational numbers, with all its subtractions. It shares nothing with the
/// engines under test.
struct RationalChain: Sendable {
  /// For each state its targets in ascending order, each with a positive probability.
  let rows: [[(target: Int, probability: Rational)]]

  var stateCount: Int { rows.count }

  /// A chain; targets named twice are added up, and zeros dropped.
  ///
  /// - Precondition: Probabilities are not negative; every row sums to exactly one.
  init(_ rows: [[(Int, Rational)]]) {
    self.rows = rows.enumerated().map { state, entries in
      let row = Dictionary(entries, uniquingKeysWith: +).filter { !$0.value.isZero }
      precondition(
        row.allSatisfy { rows.indices.contains($0.key) && $0.value > 0 }
          && row.values.reduce(.zero, +) == 1, "row \(state) is a distribution: \(row)")
      return row.sorted { $0.key < $1.key }.map { (target: $0.key, probability: $0.value) }
    }
  }

  /// A walk on 0...top that goes up or down by one with the given probabilities, else stays.
  static func birthDeath(
    top: Int, up: (Int) -> Rational, down: (Int) -> Rational
  ) -> RationalChain {
    RationalChain(
      (0...top).map { state in
        let (rise, fall) = (state < top ? up(state) : 0, state > 0 ? down(state) : 0)
        return [(state - 1, fall), (state, 1 - rise - fall), (state + 1, rise)].filter {
          !$0.1.isZero
        }
      })
  }

  /// The same with the doubles nearest to the probabilities.
  func matrix() throws -> TransitionMatrix {
    try TransitionMatrix(
      rows: rows.map { $0.map { (target: $0.target, probability: $0.probability.double) } })
  }

  /// The answers about first passage to a set.
  func passage(to targets: [Int]) -> RationalPassage { RationalPassage(self, to: targets) }

  /// The mean number of visits to a state, step 0 included, from every state; nil when visits
  /// never end.
  func occupancy(of state: Int) -> [Rational?] {
    let reaching = statesReaching([state])
    // Visits end when something that does not lead back can be reached.
    let hopeless = reaching.indices.filter { !reaching[$0] }
    let ending = statesReaching(hopeless)
    guard ending[state] else { return reaching.map { $0 ? nil : 0 } }
    let members = reaching.indices.filter { reaching[$0] }
    let visits = elimination(of: members).solve(members.map { $0 == state ? 1 : 0 })
    var means = [Rational?](repeating: 0, count: stateCount)
    for (position, member) in members.enumerated() { means[member] = visits[position] }
    return means
  }

  /// The stationary distribution of an irreducible chain: the balance equations of all states but
  /// the last, whose weight is one until all are normalised.
  func stationary() -> [Rational] {
    let last = stateCount - 1
    var balance = (0..<last).map { [$0: Rational.one] }
    var side = [Rational](repeating: 0, count: last)
    for (state, row) in rows.enumerated() {
      for (target, probability) in row where target < last {
        if state == last {
          side[target] += probability
        } else {
          balance[target][state, default: 0] -= probability
        }
      }
    }
    let weights = RationalElimination(balance).solve(side) + [1]
    let total = weights.reduce(.zero, +)
    return weights.map { $0 / total }
  }

  /// The distribution over states after a number of steps.
  func distribution(from start: Int, at step: Int) -> [Rational] {
    var walk = RationalPropagation(self, start: start, stopping: [])
    for _ in 0..<step { walk.advance() }
    return walk.weights.map { Rational($0, over: walk.denominator) }
  }

  /// I - Q over some states, eliminated.
  func elimination(of members: [Int]) -> RationalElimination {
    var positions = [Int](repeating: -1, count: stateCount)
    for (position, member) in members.enumerated() { positions[member] = position }
    return RationalElimination(
      members.enumerated().map { position, member in
        var row = [position: Rational.one]
        for (target, probability) in rows[member] where positions[target] >= 0 {
          row[positions[target], default: 0] -= probability
        }
        return row
      })
  }

  /// Whether each state leads to one of the set, the set included.
  func statesReaching(_ set: [Int]) -> [Bool] {
    var sources = [[Int]](repeating: [], count: stateCount)
    for (state, row) in rows.enumerated() {
      for (target, _) in row { sources[target].append(state) }
    }
    var reached = [Bool](repeating: false, count: stateCount)
    for state in set { reached[state] = true }
    var open = set
    while let state = open.popLast() {
      for source in sources[state] where !reached[source] {
        reached[source] = true
        open.append(source)
      }
    }
    return reached
  }
}
