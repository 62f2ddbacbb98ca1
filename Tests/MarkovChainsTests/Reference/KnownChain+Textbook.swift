extension KnownChain {
  static let textbook: [KnownChain] = [
    landOfOz, weather, pageRank, flip, twoClosedClasses, startInside,
  ]

  /// Rain, nice, snow: stationary 2/5, 1/5, 2/5; from rain to nice 4 days, from rain to snow 10/3.
  static let landOfOz = KnownChain(
    "Land of Oz",
    source: "Kemeny, Snell and Thompson (1974); Grinstead and Snell (1997), 11.1 and 11.5",
    chain: RationalChain([
      [(0, Rational(1, 2)), (1, Rational(1, 4)), (2, Rational(1, 4))],
      [(0, Rational(1, 2)), (2, Rational(1, 2))],
      [(0, Rational(1, 4)), (1, Rational(1, 4)), (2, Rational(1, 2))],
    ]), start: 0, targets: [2],
    closedForms: [
      .stationary(state: 0): Rational(2, 5), .stationary(state: 1): Rational(1, 5),
      .stationary(state: 2): Rational(2, 5), .reach: 1, .stepsMean: Rational(10, 3),
      .stateProbability(state: 0, at: 2): Rational(7, 16),
    ], solved: [.stepsVariance, .quantile(Rational(9, 10)), .stateProbability(state: 1, at: 6)])

  /// Two states with p and q between them: π + (1 - p - q)^k of what is missing.
  static let weather: KnownChain = {
    let (p, q) = (Rational(3, 10), Rational(2, 5))
    let wet = p / (p + q)
    return KnownChain(
      "dry and wet days", source: "Gabriel and Neumann (1962); Cox and Miller (1965), 3.2",
      chain: RationalChain([[(0, 1 - p), (1, p)], [(0, q), (1, 1 - q)]]), start: 0, targets: [1],
      closedForms: [
        .stationary(state: 1): wet, .stationary(state: 0): 1 - wet, .reach: 1, .stepsMean: 1 / p,
        .stepsVariance: (1 - p) / (p * p),
        .stateProbability(state: 1, at: 9): wet * (1 - (1 - p - q).power(9)),
        .boundedUnreached(by: 50): (1 - p).power(50),
      ])
  }()

  /// A -> B, C; B -> C; C -> A; D -> C, with damping 0.85: the four equations solved by hand.
  static let pageRank: KnownChain = {
    let d = decimal("0.85")
    let t = (1 - d) / 4
    let links: [[Int]] = [[1, 2], [2], [0], [2]]
    let rows = links.map { targets in
      (0..<4).map { ($0, t) } + targets.map { ($0, d / Rational(targets.count)) }
    }
    let a = t * (1 + d + 2 * d * d) / (1 - d * d * (1 + d) / 2)
    return KnownChain(
      "four pages",
      source: "Page, Brin, Motwani and Winograd, The PageRank citation ranking (1999)",
      chain: RationalChain(rows), start: 0, targets: [3],
      closedForms: [
        .stationary(state: 0): a, .stationary(state: 1): t + d * a / 2,
        .stationary(state: 2): (a - t) / d, .stationary(state: 3): t, .reach: 1,
        .stepsMean: 1 / t,
      ], solved: [.stepsVariance])
  }()

  /// A chain of period two, and a certain arrival at step one.
  static let flip = KnownChain(
    "flip", source: "Norris, Markov Chains (1997), 1.8",
    chain: RationalChain([[(1, 1)], [(0, 1)]]), start: 0, targets: [1],
    closedForms: [
      .stationary(state: 0): Rational(1, 2), .stationary(state: 1): Rational(1, 2), .reach: 1,
      .stepsMean: 1, .stepsVariance: 0, .stateProbability(state: 0, at: 7): 0,
      .stateProbability(state: 0, at: 8): 1, .quantile(1): 1,
    ], solved: [.occupancy(state: 0)])

  /// Transient 0 and 1 before two cycles; three doors lead to one, four to the other: from 0 with
  /// a = 2/5 + b / 5 and b = a / 2 + 1/4 to the targets.
  static let twoClosedClasses: KnownChain = {
    let chain = RationalChain([
      [(0, Rational(1, 5)), (1, Rational(1, 5)), (2, Rational(2, 5)), (4, Rational(1, 5))],
      [(0, Rational(1, 2)), (3, Rational(1, 4)), (5, Rational(1, 4))],
      [(3, 1)], [(2, 1)], [(5, Rational(2, 3)), (4, Rational(1, 3))], [(4, 1)],
    ])
    // 4 a = 2 + b and 4 b = 2 a + 1.
    let a = Rational(9, 14)
    return KnownChain(
      "two closed classes", source: "Kemeny and Snell (1976), III.3", chain: chain, start: 0,
      targets: [2, 3],
      closedForms: [
        .reach: a, .unreached: 1 - a, .occupancy(state: 0): Rational(10, 7),
        .occupancy(state: 1): Rational(2, 7), .boundedReach(by: 1): Rational(2, 5),
      ],
      solved: [
        .stepsMean, .stepsVariance, .occupancy(state: 2), .occupancy(state: 5),
        .quantile(Rational(3, 5)), .quantile(Rational(7, 10)), .stateProbability(state: 4, at: 11),
      ])
  }()

  /// The start is a target: no step, no doubt.
  static let startInside = KnownChain(
    "start inside the targets", source: "Norris, Markov Chains (1997), 1.3",
    chain: RationalChain([
      [(0, Rational(1, 3)), (1, Rational(2, 3))], [(0, Rational(1, 4)), (1, Rational(3, 4))],
    ]), start: 0, targets: [0],
    closedForms: [
      .reach: 1, .unreached: 0, .stepsMean: 0, .stepsVariance: 0, .rewardMean: 0,
      .boundedReach(by: 0): 1, .boundedUnreached(by: 5): 0, .quantile(Rational(1, 2)): 0,
      .stationary(state: 0): Rational(3, 11),
    ])
}
