extension KnownChain {
  static let stiff: [KnownChain] = [
    twoWells, fourWells, leakingRing(leak: decimal("1e-12")), leakingRing(leak: decimal("1e-18")),
    drift, ladderOfTraps,
  ]

  private static let theory =
    "Simon and Ando, Aggregation of variables in dynamic systems (1961); Courtois, Decomposability "
    + "(1977); O'Cinneide, Entrywise perturbation theory for Markov chains (1993)"

  /// Two wells that swap with 1e-12 in both directions and are left, the first for the goal with
  /// 3e-12, the second for the trap with 7e-12: a (s + b) / (s (a + b) + a b) = 24/31.
  static let twoWells: KnownChain = {
    let (s, a, b) = (decimal("1e-12"), decimal("3e-12"), decimal("7e-12"))
    let wells = Wells(size: 4, moves: [[(1, s)], [(0, s)]], goals: [a, 0], traps: [0, b])
    return KnownChain(
      "two metastable wells", source: theory, chain: wells.chain, start: 2, targets: [wells.goal],
      closedForms: [.reach: Rational(24, 31), .unreached: Rational(7, 31)],
      solved: [.stepsMean, .stepsVariance, .occupancy(state: 1), .occupancy(state: 6)])
  }()

  /// Four wells in two basins: wells of a basin swap with 1e-10, basins with 1e-20, and they are
  /// left for the goal or the trap with some 1e-30, so balanced that the goal has exactly 7/10.
  static let fourWells: KnownChain = {
    let (swap, s, a) = (decimal("1e-10"), decimal("1e-20"), decimal("1.4e-30"))
    let b = 3 * a * s / (7 * s - 3 * a)
    let wells = Wells(
      size: 3,
      moves: [
        [(1, swap), (2, s)], [(0, swap), (3, s)], [(3, swap), (0, s)], [(2, swap), (1, s)],
      ], goals: [a, a, 0, 0], traps: [0, 0, b, b])
    return KnownChain(
      "four wells in two basins", source: theory, chain: wells.chain, start: 0,
      targets: [wells.goal], closedForms: [.reach: Rational(7, 10), .unreached: Rational(3, 10)],
      solved: [.stepsMean, .stepsVariance, .occupancy(state: 5), .occupancy(state: 8)])
  }()

  /// A ring of thirty that leaks 3 to 7 everywhere: exactly 3/10, after 1 / leak steps.
  static func leakingRing(leak: Rational) -> KnownChain {
    let n = 30
    let rows = (0..<n).map { state -> [(Int, Rational)] in
      let rest = 1 - leak
      return [
        ((state + 1) % n, rest * Rational(3, 7)), ((state + n - 1) % n, rest * Rational(4, 7)),
        (n, leak * Rational(3, 10)), (n + 1, leak * Rational(7, 10)),
      ]
    }
    return KnownChain(
      "ring that leaks \(leak)", source: theory,
      chain: RationalChain(rows + [[(n, 1)], [(n + 1, 1)]]), start: 4, targets: [n],
      closedForms: [
        .reach: Rational(3, 10), .unreached: Rational(7, 10), .stepsMean: 1 / leak,
        .stepsVariance: (1 - leak) / (leak * leak),
        .boundedReach(by: 40): Rational(3, 10) * (1 - (1 - leak).power(40)),
      ], solved: [.occupancy(state: 20)])
  }

  /// A walk between -31 and 31 that is drawn to the middle nine to one: some 1e30 steps.
  static let drift: KnownChain = {
    let half = 31
    let (inward, outward) = (decimal("0.9"), decimal("0.1"))
    let forms = BirthDeathForms(
      top: 2 * half,
      up: { $0 < half ? inward : $0 == half ? decimal("0.3") : outward },
      down: { $0 < half ? outward : $0 == half ? decimal("0.7") : inward })
    return KnownChain(
      "walk drawn to the middle",
      source: "Freidlin and Wentzell (1984), 6.3; Karlin and Taylor "
        + "(1975), chapter 4", chain: forms.absorbed, start: half, targets: [2 * half],
      closedForms: [.reach: Rational(3, 10), .unreached: Rational(7, 10)],
      solved: [.stepsMean, .stepsVariance, .occupancy(state: half)])
  }()

  /// Seven triangles in a row, each a thousand times harder to leave than the one before and
  /// falling back to the first; the last lets go 7 to 3.
  static let ladderOfTraps: KnownChain = {
    let third = Rational(1, 3)
    var rows: [[(Int, Rational)]] = []
    for trap in 0..<7 {
      let rare = decimal("1e-\(3 * trap + 2)")
      let base = 3 * trap
      rows.append([(base, third), (base + 1, third), (base + 2, third)])
      rows.append([(base, Rational(2, 5)), (base + 2, Rational(3, 5))])
      let out: [(Int, Rational)] =
        trap < 6
        ? [(base + 3, rare * Rational(1, 2)), (0, rare * Rational(1, 2))]
        : [(21, rare * Rational(7, 10)), (22, rare * Rational(3, 10))]
      rows.append([(base, Rational(1, 7)), (base + 1, Rational(6, 7) - rare)] + out)
    }
    return KnownChain(
      "ladder of traps", source: theory, chain: RationalChain(rows + [[(21, 1)], [(22, 1)]]),
      start: 0, targets: [21],
      closedForms: [.reach: Rational(7, 10), .unreached: Rational(3, 10)],
      solved: [.stepsMean, .stepsVariance, .occupancy(state: 19)])
  }()
}
