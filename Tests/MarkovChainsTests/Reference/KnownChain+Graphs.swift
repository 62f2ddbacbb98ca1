extension RationalChain {
  /// A walk on a graph that takes each edge of a vertex alike.
  static func walk(on neighbours: [[Int]]) -> RationalChain {
    RationalChain(neighbours.map { list in list.map { ($0, Rational(1, list.count)) } })
  }
}

extension KnownChain {
  static let graphs: [KnownChain] = [cycle, complete, lollipop, knight, ratInMaze, hypercube]

  /// k (n - k) steps to a vertex k away; the law does not know the direction.
  static let cycle: KnownChain = {
    let n = 12
    return KnownChain(
      "walk on a cycle of 12",
      source:
        "Aldous and Fill, Reversible Markov Chains and Random Walks on Graphs (2002), chapter 5",
      chain: .walk(on: (0..<n).map { [($0 + 1) % n, ($0 + n - 1) % n] }), start: 0, targets: [5],
      closedForms: [
        .reach: 1, .stepsMean: Rational(5 * 7), .stationary(state: 3): Rational(1, n),
        .stateProbability(state: 0, at: 2): Rational(1, 2),
        .stateProbability(state: 1, at: 6): 0,
      ], solved: [.stepsVariance, .quantile(Rational(1, 2)), .boundedUnreached(by: 100)])
  }()

  /// A geometric number of steps with mean n - 1 and variance (n - 1) (n - 2).
  static let complete: KnownChain = {
    let n = 24
    return KnownChain(
      "walk on a complete graph of 24", source: "Aldous and Fill (2002), chapter 5",
      chain: .walk(on: (0..<n).map { vertex in (0..<n).filter { $0 != vertex } }), start: 3,
      targets: [17],
      closedForms: [
        .reach: 1, .stepsMean: Rational(n - 1), .stepsVariance: Rational((n - 1) * (n - 2)),
        .boundedUnreached(by: 40): Rational(n - 2, n - 1).power(40),
        .stationary(state: 5): Rational(1, n),
      ])
  }()

  /// A clique of m with a path of l edges: across a bridge a walk takes twice the edges behind it
  /// and one more, hence (m - 1) + l m (m - 1) + l² from the clique to the end of the path.
  static let lollipop: KnownChain = {
    let (m, l) = (12, 12)
    var neighbours = (0..<m).map { vertex in (0..<m).filter { $0 != vertex } }
    neighbours[m - 1].append(m)
    for place in m..<m + l {
      neighbours.append(place < m + l - 1 ? [place - 1, place + 1] : [place - 1])
    }
    return KnownChain(
      "lollipop", source: "Brightwell and Winkler, Maximum hitting time for random walks (1990)",
      chain: .walk(on: neighbours), start: 0, targets: [m + l - 1],
      closedForms: [
        .reach: 1, .stepsMean: Rational((m - 1) + l * m * (m - 1) + l * l),
        .stationary(state: m + l - 1): Rational(1, m * (m - 1) + 2 * l),
      ], solved: [.stepsVariance, .occupancy(state: m + l - 1)])
  }()

  /// A knight comes back to its corner after 336 / 2 moves, the first of them certain.
  static let knight: KnownChain = {
    let jumps = [(1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)]
    let neighbours = (0..<64).map { square in
      jumps.compactMap { dx, dy -> Int? in
        let (x, y) = (square % 8 + dx, square / 8 + dy)
        return (0..<8).contains(x) && (0..<8).contains(y) ? y * 8 + x : nil
      }
    }
    return KnownChain(
      "knight on a chessboard", source: "Aldous and Fill (2002), chapters 2 and 3",
      chain: .walk(on: neighbours), start: 17, targets: [0],
      closedForms: [
        .reach: 1, .stepsMean: 167, .stationary(state: 0): Rational(2, 336),
        .stationary(state: 27): Rational(8, 336),
      ], solved: [.stepsVariance])
  }()

  /// Nine rooms, three by three, numbered along a snake; first passages to the middle 6 5 6 5 0 ...
  static let ratInMaze: KnownChain = {
    let rooms = [
      [1, 5], [0, 2, 4], [1, 3], [2, 4, 8], [1, 3, 5, 7], [0, 4, 6], [5, 7], [4, 6, 8], [3, 7],
    ]
    return KnownChain(
      "rat in a maze",
      source: "Grinstead and Snell, Introduction to Probability (1997), 11.3 and 11.5",
      chain: .walk(on: rooms), start: 0, targets: [4],
      closedForms: [
        .reach: 1, .stepsMean: 6, .stationary(state: 0): Rational(1, 12),
        .stationary(state: 1): Rational(1, 8), .stationary(state: 4): Rational(1, 6),
      ], solved: [.stepsVariance, .quantile(Rational(3, 4))])
  }()

  /// The cube of six dimensions, vertex by vertex: the same as its lumping into an urn of six.
  static let hypercube: KnownChain = {
    let steps = sum(0..<6) { k in sum(0...k) { binomial(6, $0) } / binomial(5, k) }
    return KnownChain(
      "walk on a cube of six dimensions",
      source: "Palacios (1993); Aldous and Fill (2002), chapter 5",
      chain: .walk(on: (0..<64).map { vertex in (0..<6).map { vertex ^ (1 << $0) } }), start: 0,
      targets: [63], closedForms: [.reach: 1, .stepsMean: steps], solved: [.stepsVariance])
  }()
}
