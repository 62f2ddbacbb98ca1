extension KnownChain {
  static let populations: [KnownChain] = [
    moran(fitness: Rational(11, 10), from: 1), moran(fitness: 1, from: 5),
    moran(fitness: Rational(1, 32), from: 1), wrightFisher, polya, branching,
  ]

  /// Fixation of a mutant among twenty: (1 - r^-i) / (1 - r^-N), neutral i / N.
  static func moran(fitness r: Rational, from start: Int) -> KnownChain {
    let n = 20
    func weight(_ state: Int) -> Rational { r * Rational(state) + Rational(n - state) }
    let forms = BirthDeathForms(
      top: n, up: { r * Rational($0 * (n - $0), n) / weight($0) },
      down: { Rational($0 * (n - $0), n) / weight($0) })
    let fixed =
      r == 1 ? Rational(start, n) : (1 - r.reciprocal.power(start)) / (1 - r.reciprocal.power(n))
    return KnownChain(
      "Moran process, fitness \(r), from \(start)",
      source: "Moran (1958); Nowak, Evolutionary Dynamics (2006), chapter 6",
      chain: forms.absorbed, start: start, targets: [n],
      closedForms: [.reach: fixed, .unreached: 1 - fixed],
      solved: [.stepsMean, .stepsVariance, .occupancy(state: 10)])
  }

  /// Neutral drift of twenty genes: a martingale, so that fixation is i / N, and heterozygosity
  /// falls by 1 - 1 / N a generation.
  static let wrightFisher: KnownChain = {
    let n = 20
    let rows = (0...n).map { state in
      (0...n).map { next in
        (
          next,
          binomial(n, next) * Rational(state, n).power(next)
            * Rational(n - state, n).power(n - next)
        )
      }
    }
    return KnownChain(
      "Wright-Fisher drift", source: "Ewens, Mathematical Population Genetics (2004), chapter 3",
      chain: RationalChain(rows), start: 7, targets: [n],
      closedForms: [
        .reach: Rational(7, n), .unreached: Rational(13, n),
        .stateProbability(state: 0, at: 1): Rational(13, n).power(n),
      ], solved: [.stepsMean, .stepsVariance, .occupancy(state: 1), .boundedReach(by: 10)])
  }()

  /// Two white and three black balls, each drawn ball comes back with another: beta-binomial.
  static let polya: KnownChain = {
    let draws = 20
    let (white, black) = (2, 3)
    func place(_ draw: Int, _ added: Int) -> Int { draw * (draw + 1) / 2 + added }
    var rows: [[(Int, Rational)]] = []
    for draw in 0..<draws {
      for added in 0...draw {
        let chance = Rational(white + added, white + black + draw)
        rows.append([(place(draw + 1, added + 1), chance), (place(draw + 1, added), 1 - chance)])
      }
    }
    rows += (0...draws).map { [(place(draws, $0), .one)] }
    func rising(_ first: Int, _ count: Int) -> Rational {
      (0..<count).reduce(1) { $0 * Rational(first + $1) }
    }
    func law(_ added: Int) -> Rational {
      binomial(draws, added) * rising(white, added) * rising(black, draws - added)
        / rising(white + black, draws)
    }
    return KnownChain(
      "Pólya's urn", source: "Feller (1968), V.2; Eggenberger and Pólya (1923)",
      chain: RationalChain(rows), start: 0, targets: [place(draws, 20), place(draws, 3)],
      closedForms: [
        .reach: law(20) + law(3), .stepsMean: Rational(draws), .stepsVariance: 0,
        .boundedReach(by: draws - 1): 0, .stateProbability(state: place(draws, 0), at: 25): law(0),
        .occupancy(state: place(2, 1)): 2 * Rational(white * black, 30),
      ], solved: [.unreached])
  }()

  /// No child with 1/4, two with 3/4, watched until there are 32: extinct by generation five with
  /// the fifth iterate of the generating function at zero.
  static let branching: KnownChain = {
    let limit = 32
    let p = Rational(3, 4)
    let rows = (0...limit).map { size -> [(Int, Rational)] in
      guard size > 0, size < limit else { return [(size, 1)] }
      return (0...size).map { parents in
        (
          min(limit, 2 * parents),
          binomial(size, parents) * p.power(parents) * (1 - p).power(size - parents)
        )
      }
    }
    let extinct = (0..<5).reduce(Rational.zero) { value, _ in 1 - p + p * value * value }
    return KnownChain(
      "branching process up to 32", source: "Harris, The Theory of Branching Processes (1963), I",
      chain: RationalChain(rows), start: 1, targets: [0],
      closedForms: [
        .boundedReach(by: 5): extinct, .boundedReach(by: 1): Rational(1, 4),
        .stateProbability(state: 4, at: 2): p.power(3),
      ], solved: [.reach, .unreached, .stepsMean, .stepsVariance])
  }()
}
