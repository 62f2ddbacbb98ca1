extension KnownChain {
  static let collections: [KnownChain] = [
    coupons(6), coupons(20), coupons(52), occupancy(boxes: 10, balls: 15), matching(8),
  ]

  /// n H(n) draws, variance the sum of n i / (n - i)²; rewards are the number of kinds held.
  static func coupons(_ n: Int) -> KnownChain {
    let forms = BirthDeathForms(top: n, up: { Rational(n - $0, n) }, down: { _ in 0 })
    let steps = 2 * n
    let complete = sum(0...n) { missing in
      Rational(missing % 2 == 0 ? 1 : -1) * binomial(n, missing)
        * Rational(n - missing, n).power(steps)
    }
    return KnownChain(
      "coupon collector, \(n)", source: "Feller (1968), II.2, IV.2 and IX.3", chain: forms.chain,
      start: 0, targets: [n], rewards: (0...n).map { Rational($0) },
      closedForms: [
        .reach: 1, .stepsMean: sum(1...n) { Rational(n, $0) },
        .stepsVariance: sum(0..<n) { Rational(n * $0, (n - $0) * (n - $0)) },
        .rewardMean: sum(0..<n) { Rational($0 * n, n - $0) },
        .boundedReach(by: steps): complete, .boundedUnreached(by: steps): 1 - complete,
        .occupancy(state: n - 1): Rational(n),
      ], solved: [.quantile(Rational(1, 2)), .quantile(Rational(99, 100))])
  }

  /// The number of boxes that hold a ball after some balls.
  static func occupancy(boxes n: Int, balls: Int) -> KnownChain {
    func probability(_ full: Int) -> Rational {
      binomial(n, full)
        * sum(0...full) { empty in
          Rational(empty % 2 == 0 ? 1 : -1) * binomial(full, empty)
            * Rational(full - empty, n).power(balls)
        }
    }
    let forms = BirthDeathForms(top: n, up: { Rational(n - $0, n) }, down: { _ in 0 })
    return KnownChain(
      "occupancy of \(n) boxes", source: "Feller (1968), IV.2", chain: forms.chain, start: 0,
      targets: Array(8...n),
      closedForms: [
        .stateProbability(state: 1, at: balls): probability(1),
        .stateProbability(state: 7, at: balls): probability(7),
        .stateProbability(state: 10, at: balls): probability(10),
        .boundedUnreached(by: balls): sum(0...7, probability),
      ], solved: [.stepsMean])
  }

  /// Hats are drawn until every guest has the own one, those who have it leaving after each round:
  /// n rounds with variance n.
  static func matching(_ n: Int) -> KnownChain {
    func factorial(_ k: Int) -> Rational { k == 0 ? 1 : (1...k).reduce(1) { $0 * Rational($1) } }
    /// The probability that none of k draws the own hat.
    func derangement(_ k: Int) -> Rational {
      sum(0...k) { Rational($0 % 2 == 0 ? 1 : -1) / factorial($0) }
    }
    let rows = (0...n).map { left in
      (0...left).map { remaining in
        (remaining, derangement(remaining) / factorial(left - remaining))
      }
    }
    return KnownChain(
      "hats until all match",
      source: "Ross, Introduction to Probability Models (2010), 3.4; "
        + "Montmort (1713) for a round", chain: RationalChain(rows), start: n, targets: [0],
      closedForms: [
        .reach: 1, .stepsMean: Rational(n), .stepsVariance: Rational(n),
        .boundedReach(by: 1): 1 / factorial(n),
        .stateProbability(state: n, at: 3): derangement(n).power(3),
      ], solved: [.occupancy(state: 2), .quantile(Rational(1, 2))])
  }
}
