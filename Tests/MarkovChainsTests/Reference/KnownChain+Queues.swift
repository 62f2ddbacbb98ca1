extension KnownChain {
  static let queues: [KnownChain] = [
    singleServer(arrivals: 3, services: 5, places: 120),
    singleServer(arrivals: 7, services: 5, places: 30),
    repairman, standby, unitInventory, batchInventory,
  ]

  /// M/M/1/K seen at every arrival or service: geometric, truncated; the last state loses.
  static func singleServer(arrivals: Int, services: Int, places: Int) -> KnownChain {
    let p = Rational(arrivals, arrivals + services)
    let load = Rational(arrivals, services)
    let forms = BirthDeathForms(top: places, up: { _ in p }, down: { _ in 1 - p })
    func law(_ state: Int) -> Rational {
      load.power(state) * (1 - load) / (1 - load.power(places + 1))
    }
    return KnownChain(
      "M/M/1/\(places), load \(load)", source: "Kleinrock, Queueing Systems I (1975), 3.6",
      chain: forms.chain, start: 0, targets: [places],
      closedForms: [
        .stationary(state: 0): law(0), .stationary(state: places): law(places), .reach: 1,
        .stepsMean: forms.climb(from: 0, to: places),
      ], solved: [.stepsVariance, .stateProbability(state: 2, at: 9)])
  }

  /// Eight machines that fail at rate 1 each and one repairman at rate 10, uniformised at 18.
  static let repairman: KnownChain = {
    let n = 8
    let forms = BirthDeathForms(
      top: n, up: { Rational(n - $0, 18) }, down: { _ in Rational(10, 18) })
    func weight(_ broken: Int) -> Rational {
      (0..<broken).reduce(1) { $0 * Rational(n - $1, 10) }
    }
    let total = sum(0...n, weight)
    return KnownChain(
      "machine repairman", source: "Feller (1968), XVII.7; Palm (1947)", chain: forms.chain,
      start: 0, targets: [n],
      closedForms: [
        .stationary(state: 0): weight(0) / total, .stationary(state: n): weight(n) / total,
        .reach: 1, .stepsMean: forms.climb(from: 0, to: n),
      ], solved: [.stepsVariance, .boundedReach(by: 20)])
  }()

  /// Six units, each failing with 1e-5 an hour, repaired with 1/2: all down after some 1e26 hours.
  static let standby: KnownChain = {
    let n = 6
    let rate = decimal("1e-5")
    let forms = BirthDeathForms(
      top: n, up: { Rational(n - $0) * rate }, down: { _ in Rational(1, 2) })
    return KnownChain(
      "repairable system of six", source: "Barlow and Proschan (1965), chapter 5; Keilson (1979)",
      chain: forms.chain, start: 0, targets: [n],
      closedForms: [
        .reach: 1, .stepsMean: forms.climb(from: 0, to: n),
        .stationary(state: n): forms.stationary(n), .stationary(state: 0): forms.stationary(0),
        .boundedReach(by: n): (0..<n).reduce(1) { $0 * Rational(n - $1) * rate },
      ], solved: [.stepsVariance])
  }()

  /// Ordered up to S = 9 when stock falls to s = 3; demand for one piece on half of all days. Stock
  /// is uniform on 4...9.
  static let unitInventory: KnownChain = {
    let stocks = Array(4...9)
    let rows = stocks.indices.map { index in
      [(index, Rational(2, 5)), (index == 0 ? stocks.count - 1 : index - 1, Rational(3, 5))]
    }
    return KnownChain(
      "inventory (3, 9), single demands",
      source: "Hadley and Whitin, Analysis of Inventory Systems (1963), chapter 4",
      chain: RationalChain(rows), start: 5, targets: [0],
      closedForms: [
        .stationary(state: 0): Rational(1, 6), .stationary(state: 3): Rational(1, 6), .reach: 1,
        .stepsMean: Rational(25, 3), .stepsVariance: 5 * Rational(2, 5) / Rational(9, 25),
      ], solved: [.quantile(Rational(1, 2)), .boundedReach(by: 7)])
  }()

  /// Ordered up to 5 when stock is below 2 at night; demand 0, 1, 2, 3 with 1/10, 2/5, 3/10, 1/5.
  static let batchInventory: KnownChain = {
    let demand = [Rational(1, 10), Rational(2, 5), Rational(3, 10), Rational(1, 5)]
    let rows = (0...5).map { stock in
      demand.enumerated().map { pieces, chance in
        (max(0, (stock < 2 ? 5 : stock) - pieces), chance)
      }
    }
    return KnownChain(
      "inventory (s, S), batch demands",
      source:
        "Hillier and Lieberman, Introduction to Operations Research (2001), 16.1, of its kind",
      chain: RationalChain(rows), start: 5, targets: [0], rewards: (0...5).map { Rational($0) },
      closedForms: [.reach: 1, .unreached: 0],
      solved: [
        .stationary(state: 0), .stationary(state: 3), .stationary(state: 5), .stepsMean,
        .stepsVariance, .rewardMean, .boundedUnreached(by: 30), .quantile(Rational(3, 4)),
      ])
  }()
}
