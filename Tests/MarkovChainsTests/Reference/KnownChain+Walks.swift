extension KnownChain {
  /// A walk between 0 and a top where it ends; (r^z - 1) / (r^N - 1) with r = q / p.
  static func ruin(up p: Rational, top: Int, from start: Int) -> KnownChain {
    let odds = (1 - p) / p
    let win = (odds.power(start) - 1) / (odds.power(top) - 1)
    let forms = BirthDeathForms(top: top, up: { _ in p }, down: { _ in 1 - p })
    return KnownChain(
      "gambler's ruin, p = \(p), \(start) of \(top)",
      source: "Feller, An Introduction to Probability Theory I (1968), XIV.2",
      chain: forms.absorbed, start: start, targets: [top],
      closedForms: [.reach: win, .unreached: 1 - win],
      solved: [.stepsMean, .stepsVariance, .boundedReach(by: top + 6)])
  }

  /// The same with both ends as targets: duration (z - N win) / (q - p).
  static func duration(up p: Rational, top: Int, from start: Int) -> KnownChain {
    let odds = (1 - p) / p
    let win = (odds.power(start) - 1) / (odds.power(top) - 1)
    let forms = BirthDeathForms(top: top, up: { _ in p }, down: { _ in 1 - p })
    return KnownChain(
      "duration of ruin, p = \(p), \(start) of \(top)",
      source: "Feller, An Introduction to Probability Theory I (1968), XIV.3",
      chain: forms.absorbed, start: start, targets: [0, top],
      closedForms: [
        .reach: 1, .unreached: 0,
        .stepsMean: (Rational(start) - Rational(top) * win) / (1 - p - p),
      ], solved: [.stepsVariance])
  }

  static let ruins: [KnownChain] = [
    fairRuin, fairDuration,
    ruin(up: Rational(1, 4), top: 64, from: 1), ruin(up: decimal("0.1"), top: 27, from: 1),
    ruin(up: Rational(2, 5), top: 200, from: 100), ruin(up: Rational(3, 4), top: 70, from: 63),
    duration(up: Rational(2, 5), top: 200, from: 100),
    duration(up: Rational(1, 4), top: 6, from: 3),
  ]

  /// Steps given the win: (N² - z²) / 3.
  static let fairRuin: KnownChain = {
    let forms = BirthDeathForms(top: 10, up: { _ in Rational(1, 2) }, down: { _ in Rational(1, 2) })
    return KnownChain(
      "gambler's ruin, fair, 3 of 10",
      source: "Feller (1968), XIV.2; Stern, Conditional expectation of the duration (1975)",
      chain: forms.absorbed, start: 3, targets: [10],
      closedForms: [
        .reach: Rational(3, 10), .unreached: Rational(7, 10), .stepsMean: Rational(100 - 9, 3),
        // Green's function 2 min (N - max) / N.
        .occupancy(state: 5): Rational(2 * 3 * 5, 10),
      ],
      solved: [.stepsVariance, .boundedReach(by: 30), .quantile(Rational(1, 5)), .rewardMean])
  }()

  /// z (N - z) steps with variance z (N - z) (z² + (N - z)² - 2) / 3; rewards are the capital.
  static let fairDuration: KnownChain = {
    let forms = BirthDeathForms(top: 10, up: { _ in Rational(1, 2) }, down: { _ in Rational(1, 2) })
    let capital = sum(1..<10) { state in
      Rational(2 * min(3, state) * (10 - max(3, state)) * state, 10)
    }
    return KnownChain(
      "duration of ruin, fair, 3 of 10", source: "Feller (1968), XIV.3",
      chain: forms.absorbed, start: 3, targets: [0, 10], rewards: (0...10).map { Rational($0) },
      closedForms: [
        .reach: 1, .stepsMean: 21, .stepsVariance: Rational(21 * (9 + 49 - 2), 3),
        .rewardMean: capital,
      ], solved: [.boundedUnreached(by: 60), .quantile(Rational(9, 10))])
  }()

  static let walks: [KnownChain] = [
    varyingRates, reflecting(up: Rational(1, 2), top: 60), reflecting(up: Rational(1, 3), top: 60),
    ehrenfest(10), ehrenfest(20), ehrenfest(60), ehrenfestReturn(20), ehrenfestReturn(60),
    bernoulliLaplace,
  ]

  static let varyingRates: KnownChain = {
    let forms = BirthDeathForms(
      top: 14, up: { Rational($0, $0 + 20) }, down: { Rational(20 - $0, 2 * $0 + 40) })
    return KnownChain(
      "birth and death with varying rates", source: "Karlin and Taylor (1975), chapter 4",
      chain: forms.absorbed, start: 5, targets: [14],
      closedForms: [
        .reach: forms.topBeforeBottom(from: 5), .unreached: 1 - forms.topBeforeBottom(from: 5),
      ], solved: [.stepsMean, .stepsVariance, .occupancy(state: 9)])
  }()

  /// Up with p, down with q, at 0 always up: N² steps when fair.
  static func reflecting(up p: Rational, top: Int) -> KnownChain {
    let forms = BirthDeathForms(top: top, up: { $0 == 0 ? 1 : p }, down: { _ in 1 - p })
    let steps =
      p == Rational(1, 2) ? Rational(top * top) : forms.climb(from: 0, to: top)
    return KnownChain(
      "reflecting barrier, p = \(p)", source: "Feller (1968), XIV.1 and XV.2",
      chain: forms.chain, start: 0, targets: [top],
      closedForms: [.reach: 1, .unreached: 0, .stepsMean: steps], solved: [.stepsVariance])
  }

  private static func urn(_ balls: Int) -> BirthDeathForms {
    BirthDeathForms(
      top: balls, up: { Rational(balls - $0, balls) }, down: { Rational($0, balls) })
  }

  /// From empty to full, which for a cube of as many dimensions is from a corner to its antipode:
  /// the sum over k < N of sum(j <= k) of C(N, j) / C(N - 1, k).
  static func ehrenfest(_ balls: Int) -> KnownChain {
    let steps = sum(0..<balls) { k in
      sum(0...k) { binomial(balls, $0) } / binomial(balls - 1, k)
    }
    return KnownChain(
      "Ehrenfest urn and cube, \(balls)",
      source: "Kac, Random walk and the theory of Brownian motion (1947); Palacios (1993)",
      chain: urn(balls).chain, start: 0, targets: [balls],
      closedForms: [
        .reach: 1, .stepsMean: steps, .stateProbability(state: 1, at: 4): 0,
        .stateProbability(state: 0, at: 4): Rational(3 * balls - 2, balls * balls * balls),
      ], solved: [.stepsVariance, .boundedReach(by: balls + 4)])
  }

  /// Stationary binomial; a return to empty takes 2^N steps, the first of which is certain.
  static func ehrenfestReturn(_ balls: Int) -> KnownChain {
    let all = Rational(2).power(balls)
    return KnownChain(
      "Ehrenfest return, \(balls)", source: "Kac (1947)", chain: urn(balls).chain, start: 1,
      targets: [0],
      closedForms: [
        .reach: 1, .stepsMean: all - 1, .stationary(state: 0): 1 / all,
        .stationary(state: balls / 2): binomial(balls, balls / 2) / all,
        .stationary(state: balls - 1): Rational(balls) / all,
      ])
  }

  /// Two urns of ten balls, ten white in all: stationary hypergeometric.
  static let bernoulliLaplace: KnownChain = {
    let size = 10
    let forms = BirthDeathForms(
      top: size, up: { Rational(size - $0, size).power(2) }, down: { Rational($0, size).power(2) })
    return KnownChain(
      "Bernoulli-Laplace diffusion", source: "Feller (1968), XV.2(f)", chain: forms.chain,
      start: 0, targets: [size],
      closedForms: [
        .stationary(state: 3): binomial(size, 3).power(2) / binomial(2 * size, size),
        .stationary(state: 10): 1 / binomial(2 * size, size),
        .stepsMean: forms.climb(from: 0, to: size), .reach: 1,
      ], solved: [.stepsVariance, .stateProbability(state: 5, at: 12)])
  }()
}
