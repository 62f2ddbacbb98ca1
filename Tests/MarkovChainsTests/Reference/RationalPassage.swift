import BigInt

/// First passage of a chain to a set, from every state, in rational numbers.
struct RationalPassage {
  private let chain: RationalChain
  private let targets: [Int]
  /// The states outside the set that lead to it; I - Q over them is eliminated.
  private let members: [Int]
  private let elimination: RationalElimination
  /// The probability of ever being in the set: shape `[state]`.
  let probability: [Rational]

  init(_ chain: RationalChain, to targets: [Int]) {
    self.chain = chain
    self.targets = targets
    let reaching = chain.statesReaching(targets)
    let inside = Set(targets)
    members = reaching.indices.filter { reaching[$0] && !inside.contains($0) }
    elimination = chain.elimination(of: members)
    let entering = members.map { member in
      chain.rows[member].reduce(Rational.zero) {
        inside.contains($1.target) ? $0 + $1.probability : $0
      }
    }
    var probability = reaching.indices.map { inside.contains($0) ? Rational.one : 0 }
    for (member, value) in zip(members, elimination.solve(entering)) {
      probability[member] = value
    }
    self.probability = probability
  }

  /// The probability of never being in the set.
  var complement: [Rational] { probability.map { 1 - $0 } }

  /// The mean number of steps given arrival; nil where arrival is impossible.
  func stepsMean() -> [Rational?] { given(steps()) }

  /// The variance of the number of steps given arrival; nil where arrival is impossible.
  func stepsVariance() -> [Rational?] {
    // E[T²; arrival] = h + 2 Q E[T; arrival] + Q E[T²; arrival], and Q E[T; arrival] is
    // E[T; arrival] - h.
    let first = steps()
    let squares = solve(zip(first, probability).map { $0 + $0 - $1 })
    return zip(given(squares), given(first)).map { square, mean in
      guard let square, let mean else { return nil }
      return square - mean * mean
    }
  }

  /// The mean reward collected in the states before the set, given arrival; nil where arrival is
  /// impossible.
  func rewardMean(_ rewards: [Rational]) -> [Rational?] {
    given(solve(zip(rewards, probability).map { $0 * $1 }))
  }

  /// The probability of having been in the set by a step, from one state.
  func probability(from start: Int, by step: Int) -> Rational {
    var walk = RationalPropagation(chain, start: start, stopping: targets)
    for _ in 0..<step { walk.advance() }
    return arrived(walk)
  }

  /// The first step by which the set has been reached with at least this probability; nil when it
  /// never is.
  func quantile(_ level: Rational, from start: Int) -> Int? {
    guard level <= probability[start] else { return nil }
    // The whole probability is attained within as many steps as there are states, or only approached.
    let last = level == probability[start] ? chain.stateCount : Int.max
    var walk = RationalPropagation(chain, start: start, stopping: targets)
    var step = 0
    while arrived(walk) < level {
      guard step < last else { return nil }
      walk.advance()
      step += 1
    }
    return step
  }

  private func arrived(_ walk: RationalPropagation) -> Rational {
    let sum = targets.reduce(BigInt(0)) { $0 + walk.weights[$1] }
    return Rational(sum, over: walk.denominator)
  }

  /// E[T; arrival], those that never arrive counting zero.
  private func steps() -> [Rational] { solve(probability) }

  /// The solution of x = b + Q x over the members, zero elsewhere.
  private func solve(_ rightSide: [Rational]) -> [Rational] {
    var values = [Rational](repeating: 0, count: chain.stateCount)
    for (member, value) in zip(members, elimination.solve(members.map { rightSide[$0] })) {
      values[member] = value
    }
    return values
  }

  private func given(_ sums: [Rational]) -> [Rational?] {
    zip(sums, probability).map { $1.isZero ? nil : $0 / $1 }
  }
}
