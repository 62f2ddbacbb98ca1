extension KnownChain {
  static let games: [KnownChain] = [
    craps, crapsLength, snakesAndLadders, tennis, tennisDeuce, bestOfSeven, drunkard,
  ]

  /// Come-out, points 4/10, 5/9, 6/8, won, lost.
  private static let crapsChain: RationalChain = {
    func row(_ weights: [(Int, Int)]) -> [(Int, Rational)] {
      weights.map { ($0.0, Rational($0.1, 36)) }
    }
    return RationalChain([
      row([(1, 6), (2, 8), (3, 10), (4, 8), (5, 4)]), row([(1, 27), (4, 3), (5, 6)]),
      row([(2, 26), (4, 4), (5, 6)]), row([(3, 25), (4, 5), (5, 6)]), [(4, 1)], [(5, 1)],
    ])
  }()

  /// The pass line wins 244 of 495.
  static let craps = KnownChain(
    "craps, pass line", source: "Grinstead and Snell (1997), 6.1 and 11.2; Packel (1981)",
    chain: crapsChain, start: 0, targets: [4],
    closedForms: [
      .reach: Rational(244, 495), .unreached: Rational(251, 495), .occupancy(state: 0): 1,
      .boundedReach(by: 1): Rational(8, 36), .stateProbability(state: 5, at: 1): Rational(1, 9),
    ], solved: [.stepsMean, .stepsVariance, .boundedReach(by: 10), .quantile(Rational(2, 5))])

  /// A bet is decided after 557 / 165 throws.
  static let crapsLength = KnownChain(
    "craps, throws of a bet", source: "Packel, The Mathematics of Games and Gambling (1981)",
    chain: crapsChain, start: 0, targets: [4, 5],
    closedForms: [
      .reach: 1, .stepsMean: Rational(557, 165), .boundedReach(by: 1): Rational(1, 3),
    ], solved: [.stepsVariance, .quantile(Rational(95, 100)), .boundedUnreached(by: 40)])

  /// The board of the American edition: ladders and chutes as pairs of squares. A spinner of six;
  /// the last square must be hit exactly. 39.2251 turns on average.
  static let snakesAndLadders: KnownChain = {
    let jumps = [
      1: 38, 4: 14, 9: 31, 21: 42, 28: 84, 36: 44, 51: 67, 71: 91, 80: 100,
      16: 6, 47: 26, 49: 11, 56: 53, 62: 19, 64: 60, 87: 24, 93: 73, 95: 75, 98: 78,
    ]
    let squares = (0...100).filter { jumps[$0] == nil }
    func place(_ square: Int) -> Int {
      squares.firstIndex(of: jumps[square] ?? square) ?? -1
    }
    return KnownChain(
      "chutes and ladders",
      source: "Milton Bradley's board in Althoen, King and Schilling, How long is a game of Snakes "
        + "and Ladders? (Mathematical Gazette 77, 1993)",
      chain: RationalChain(
        squares.map { square in
          guard square < 100 else { return [(place(100), 1)] }
          return (1...6).map { roll in
            (place(square + roll > 100 ? square : square + roll), Rational(1, 6))
          }
        }), start: 0, targets: [squares.count - 1], closedForms: [.reach: 1, .unreached: 0],
      solved: [
        .stepsMean, .stepsVariance, .boundedReach(by: 7), .boundedReach(by: 6),
        .boundedUnreached(by: 150), .quantile(Rational(1, 2)), .quantile(Rational(95, 100)),
        .occupancy(state: 20),
      ])
  }()

  /// A point is won with p = 3/5; points to 3 each, deuce from there.
  static let tennis: KnownChain = {
    let (p, q) = (Rational(3, 5), Rational(2, 5))
    // 16 scores of 0...3 each, of which (3, 3) is deuce; then advantages, then the ends.
    let (ahead, behind, won, lost) = (16, 17, 18, 19)
    var rows: [[(Int, Rational)]] = (0..<16).map { score in
      let (mine, theirs) = (score / 4, score % 4)
      if score == 15 { return [(ahead, p), (behind, q)] }
      return [(mine == 3 ? won : score + 4, p), (theirs == 3 ? lost : score + 1, q)]
    }
    rows += [[(won, p), (15, q)], [(15, p), (lost, q)], [(won, 1)], [(lost, 1)]]
    let deuce = binomial(6, 3) * p.power(3) * q.power(3)
    let quick = p.power(4) * (1 + 4 * q + 10 * q.power(2))
    return KnownChain(
      "tennis game",
      source: "Kemeny and Snell, Finite Markov Chains (1976), VII.2; Carter and Crews (1974)",
      chain: RationalChain(rows), start: 0, targets: [won],
      closedForms: [
        .reach: quick + deuce * p.power(2) / (1 - 2 * p * q), .boundedReach(by: 6): quick,
        .stateProbability(state: 15, at: 6): deuce,
        .occupancy(state: 15): deuce / (1 - 2 * p * q),
      ], solved: [.stepsMean, .stepsVariance, .unreached, .boundedUnreached(by: 8)])
  }()

  /// From deuce: odds p² to q², and 2 / (1 - 2 p q) points to the end.
  static let tennisDeuce: KnownChain = {
    let (p, q) = (decimal("0.51"), decimal("0.49"))
    let forms = BirthDeathForms(top: 4, up: { _ in p }, down: { _ in q })
    return KnownChain(
      "tennis from deuce to the end", source: "Kemeny and Snell (1976), VII.2",
      chain: forms.absorbed, start: 2, targets: [0, 4],
      closedForms: [
        .reach: 1, .stepsMean: 2 / (1 - 2 * p * q),
        .boundedUnreached(by: 100): (2 * p * q).power(50),
        .stateProbability(state: 4, at: 2): p.power(2),
      ], solved: [.stepsVariance])
  }()

  /// First to four wins: negative binomial.
  static let bestOfSeven: KnownChain = {
    let (p, q) = (Rational(3, 5), Rational(2, 5))
    let (won, lost) = (16, 17)
    let rows = (0..<16).map { score -> [(Int, Rational)] in
      let (mine, theirs) = (score / 4, score % 4)
      return [(mine == 3 ? won : score + 4, p), (theirs == 3 ? lost : score + 1, q)]
    }
    func ending(_ losses: Int) -> Rational {
      binomial(3 + losses, losses) * p.power(4) * q.power(losses)
    }
    let reach = sum(0...3, ending)
    return KnownChain(
      "best of seven",
      source: "Grinstead and Snell (1997), 5.1; Mosteller, The World Series (1952)",
      chain: RationalChain(rows + [[(won, 1)], [(lost, 1)]]), start: 0, targets: [won],
      closedForms: [
        .reach: reach, .stepsMean: sum(0...3) { Rational(4 + $0) * ending($0) } / reach,
        .boundedReach(by: 5): ending(0) + ending(1), .boundedReach(by: 3): 0,
        .occupancy(state: 15): binomial(6, 3) * p.power(3) * q.power(3),
      ], solved: [.stepsVariance, .quantile(Rational(1, 2)), .quantile(Rational(9, 10))])
  }()

  /// Four blocks between home and bar: N has the row 1 2 1 for the middle, and t is 3 4 3.
  static let drunkard: KnownChain = {
    let forms = BirthDeathForms(top: 4, up: { _ in Rational(1, 2) }, down: { _ in Rational(1, 2) })
    return KnownChain(
      "drunkard's walk", source: "Grinstead and Snell (1997), 11.2",
      chain: forms.absorbed, start: 2, targets: [0, 4],
      closedForms: [
        .reach: 1, .stepsMean: 4, .occupancy(state: 1): 1, .occupancy(state: 2): 2,
        .occupancy(state: 3): 1, .stateProbability(state: 4, at: 2): Rational(1, 4),
      ], solved: [.stepsVariance])
  }()
}
