extension RationalChain {
  /// The words that are a beginning of one of the patterns, by length; a flip appends a letter and
  /// keeps the longest such ending. Patterns absorb.
  static func patterns(
    _ patterns: [String], heads: Rational = Rational(1, 2)
  ) -> (chain: RationalChain, words: [String]) {
    let beginnings = Set(
      patterns.flatMap { pattern in (0...pattern.count).map { String(pattern.prefix($0)) } })
    let words = beginnings.sorted { ($0.count, $0) < ($1.count, $1) }
    func place(_ word: String) -> Int {
      var ending = Substring(word)
      while true {
        if let place = words.firstIndex(of: String(ending)) { return place }
        ending = ending.dropFirst()
      }
    }
    let rows = words.enumerated().map { index, word -> [(Int, Rational)] in
      patterns.contains(word)
        ? [(index, Rational.one)]
        : [(place(word + "H"), heads), (place(word + "T"), 1 - heads)]
    }
    return (RationalChain(rows), words)
  }
}

extension KnownChain {
  static let coins: [KnownChain] = [
    successRuns(heads: Rational(1, 2), length: 10), successRuns(heads: Rational(1, 2), length: 30),
    successRuns(heads: Rational(1, 10), length: 30), pattern("HTH"), pattern("HHT"),
    pattern("HTHHTH"), penney("HHT", before: "HTH"), penney("THH", before: "HHH"), die,
  ]

  /// The first run of r heads: mean (1 - p^r) / (q p^r), for a fair coin 2^(r + 1) - 2.
  static func successRuns(heads p: Rational, length r: Int) -> KnownChain {
    let q = 1 - p
    let rare = q * p.power(r)
    return KnownChain(
      "\(r) heads in a row, p = \(p)", source: "Feller (1968), XIII.7",
      chain: RationalChain((0..<r).map { [(0, q), ($0 + 1, p)] } + [[(r, 1)]]), start: 0,
      targets: [r],
      closedForms: [
        .reach: 1, .unreached: 0, .stepsMean: (1 - p.power(r)) / rare,
        .stepsVariance: 1 / (rare * rare) - Rational(2 * r + 1) / rare - p / (q * q),
        .boundedReach(by: r): p.power(r), .boundedReach(by: r + 1): p.power(r) * (1 + q),
      ])
  }

  /// Twice the correlation of two patterns: the sum of 2^k over the k last letters of one that are
  /// the k first of the other.
  private static func correlation(_ a: String, _ b: String) -> Rational {
    sum(1...a.count) { a.suffix($0) == b.prefix($0) ? Rational(2).power($0) : 0 }
  }

  /// The mean wait for a pattern of a fair coin is its correlation with itself.
  static func pattern(_ word: String) -> KnownChain {
    let (chain, words) = RationalChain.patterns([word])
    return KnownChain(
      "waiting for \(word)",
      source: "Conway's leading numbers; Li, A martingale approach to patterns (1980)",
      chain: chain, start: 0, targets: [words.count - 1],
      closedForms: [
        .reach: 1, .stepsMean: correlation(word, word),
        .boundedReach(by: word.count): Rational(1, 2).power(word.count),
      ], solved: [.stepsVariance, .quantile(Rational(1, 2)), .boundedUnreached(by: 200)])
  }

  /// The odds for b before a are (aa - ab) to (bb - ba).
  static func penney(_ b: String, before a: String) -> KnownChain {
    let (chain, words) = RationalChain.patterns([a, b])
    let wins = correlation(a, a) - correlation(a, b)
    let losses = correlation(b, b) - correlation(b, a)
    return KnownChain(
      "Penney's game, \(b) before \(a)",
      source: "Penney (1969); Gardner (1974), Conway's algorithm",
      chain: chain, start: 0, targets: [words.firstIndex(of: b) ?? -1],
      closedForms: [.reach: wins / (wins + losses), .unreached: losses / (wins + losses)],
      solved: [.stepsMean, .stepsVariance, .boundedReach(by: 20), .quantile(Rational(1, 2))])
  }

  /// A die from fair coins: every face 1/6, after 11/3 flips.
  static let die: KnownChain = {
    let half = Rational(1, 2)
    // Inner nodes 0...6, faces 7...12.
    let branches = [(1, 2), (3, 4), (5, 6), (1, 7), (8, 9), (10, 11), (2, 12)]
    let rows = branches.map { [($0.0, half), ($0.1, half)] }
    return KnownChain(
      "die from fair coins",
      source: "Knuth and Yao, The complexity of nonuniform random number generation (1976); "
        + "PRISM benchmark suite, dice",
      chain: RationalChain(rows + (7...12).map { [($0, Rational.one)] }), start: 0, targets: [9],
      closedForms: [
        .reach: Rational(1, 6), .unreached: Rational(5, 6), .boundedReach(by: 2): 0,
        .boundedReach(by: 3): Rational(1, 8), .occupancy(state: 0): 1,
        .occupancy(state: 1): Rational(2, 3),
      ], solved: [.stepsMean, .stepsVariance])
  }()
}
