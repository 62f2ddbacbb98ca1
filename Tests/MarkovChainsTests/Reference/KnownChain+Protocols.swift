extension KnownChain {
  static let protocols: [KnownChain] = [
    zeroconf(probes: 4), zeroconf(probes: 25), retransmission, survivalOfThreeTraps, halving,
  ]

  /// A host takes an address that is in use with 1000 / 65024 and probes it n times, each probe
  /// lost with 1/10: in error with q r^n / (1 - q (1 - r^n)).
  static func zeroconf(probes n: Int) -> KnownChain {
    let q = Rational(1000, 65024)
    let r = Rational(1, 10)
    let (free, error) = (n + 1, n + 2)
    var rows: [[(Int, Rational)]] = [[(1, q), (free, 1 - q)]]
    rows += (1...n).map { [($0 == n ? error : $0 + 1, r), (0, 1 - r)] }
    rows += [[(free, 1)], [(error, 1)]]
    let failure = q * r.power(n) / (1 - q * (1 - r.power(n)))
    return KnownChain(
      "zeroconf with \(n) probes",
      source: "Bohnenkamp, van der Stok, Hermanns and Vaandrager, Cost-optimization of the IPv4 "
        + "zeroconf protocol (2003); PRISM benchmark suite, zeroconf",
      chain: RationalChain(rows), start: 0, targets: [error],
      rewards: (0...n + 2).map { $0 >= 1 && $0 <= n ? 2 : 0 },
      closedForms: [
        .reach: failure, .unreached: 1 - failure, .boundedReach(by: n + 1): q * r.power(n),
        .boundedReach(by: n): 0, .occupancy(state: 0): 1 / (1 - q * (1 - r.power(n))),
        .occupancy(state: n): q * r.power(n - 1) / (1 - q * (1 - r.power(n))),
      ], solved: [.stepsMean, .stepsVariance, .rewardMean])
  }

  /// Sixty-four chunks, each sent at most five times over channels that lose two in a hundred
  /// frames and one in a hundred answers.
  static let retransmission: KnownChain = {
    let (chunks, attempts) = (64, 5)
    let success = decimal("0.98") * decimal("0.99")
    let (done, failed) = (chunks * attempts, chunks * attempts + 1)
    var rows = (0..<chunks * attempts).map { state -> [(Int, Rational)] in
      let (chunk, attempt) = (state / attempts, state % attempts)
      return [
        (chunk == chunks - 1 ? done : (chunk + 1) * attempts, success),
        (attempt == attempts - 1 ? failed : state + 1, 1 - success),
      ]
    }
    rows += [[(done, 1)], [(failed, 1)]]
    let passed = 1 - (1 - success).power(attempts)
    return KnownChain(
      "bounded retransmission",
      source: "D'Argenio, Jeannet, Jensen and Larsen (2001); PRISM benchmark suite, brp",
      chain: RationalChain(rows), start: 0, targets: [failed],
      closedForms: [
        .reach: 1 - passed.power(chunks), .unreached: passed.power(chunks),
        .boundedReach(by: attempts): (1 - success).power(attempts),
        .stateProbability(state: done, at: chunks): success.power(chunks),
      ], solved: [.stepsMean, .stepsVariance])
  }()

  /// Lost for good only by three slips of 1e-10 in a row of stages, of 2e-10 where it also rests:
  /// survival of exactly 1e-30.
  static let survivalOfThreeTraps: KnownChain = {
    let slip = decimal("5e-11")
    let stages = (0..<3).map { [($0, Rational(1, 2)), ($0 + 1, slip), (4, Rational(1, 2) - slip)] }
    return KnownChain(
      "three slips", source: "a product of geometric trials; Feller (1968), VI.8",
      chain: RationalChain(stages + [[(3, 1)], [(4, 1)]]), start: 0, targets: [4],
      closedForms: [
        .unreached: decimal("1e-30"), .reach: 1 - decimal("1e-30"), .occupancy(state: 0): 2,
        .occupancy(state: 2): decimal("2e-20"),
      ], solved: [.stepsMean, .stepsVariance])
  }()

  /// Half survive every step: 2^-100 after a hundred.
  static let halving: KnownChain = {
    let half = Rational(1, 2)
    return KnownChain(
      "halving", source: "Feller (1968), VI.8",
      chain: RationalChain([[(0, half), (1, half)], [(1, 1)]]), start: 0, targets: [1],
      closedForms: [
        .reach: 1, .unreached: 0, .stepsMean: 2, .stepsVariance: 2,
        .boundedUnreached(by: 100): half.power(100), .boundedReach(by: 100): 1 - half.power(100),
        .boundedUnreached(by: 1): half, .boundedUnreached(by: 0): 1, .boundedReach(by: 0): 0,
        .stateProbability(state: 0, at: 1000): half.power(1000), .quantile(half): 1,
        .quantile(1 - half.power(40)): 40, .quantile(0): 0, .occupancy(state: 0): 2,
      ], solved: [.occupancy(state: 1)])
  }()
}
