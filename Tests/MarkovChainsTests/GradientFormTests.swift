import TestSupport
import Testing

@testable import MarkovChains

/// Derivatives with closed forms, at the edges of what a difference can tell.
@Suite struct GradientFormTests {
  /// The derivatives along the line from one chain to another, on which entries are linear.
  private func derivatives(
    of quantities: [Quantity], from problem: ChainProblem, to other: ChainProblem
  ) throws -> [Double?] {
    let direction = try #require(
      MixtureDifference(from: Mixture(problem), to: [(1, Mixture(other))], over: 1))
    return try MixtureGradient(Mixture(problem), asking: quantities)
      .derivatives(along: direction)
  }

  private func waiting(_ p: Double, horizon: Int?) -> ChainProblem {
    ChainProblem(
      matrix: chain([[(0, 1 - p), (1, p)], [(1, 1)]]), start: [1, 0], horizon: horizon,
      targets: [[false, true]], occupied: [[true, false]], outcomes: [[false, true]])
  }

  /// A geometric wait: 1/p has the derivative -1/p², and (1 - p)^h has -h (1 - p)^(h - 1).
  @Test(arguments: [0.25, 1e-3, 1e-9])
  func waits(_ p: Double) throws {
    let (from, to) = (waiting(p, horizon: nil), waiting(2 * p, horizon: nil))
    let ever = try derivatives(
      of: [
        .firstPassageSteps(set: 0), .occupancySteps(set: 0), .restrictedMeanSteps,
        .reachProbability(set: 0), .unresolvedProbability, .absorptionProbability(set: 0),
      ], from: from, to: to)
    for mean in ever.prefix(3) { #expect(relativeError(mean ?? .nan, -1 / p) < 1e-13) }
    #expect(ever.suffix(3) == [0, 0, 0])

    let horizon = 300
    let bounded = try derivatives(
      of: [.reachProbability(set: 0), .unresolvedProbability, .restrictedMeanSteps],
      from: waiting(p, horizon: horizon), to: waiting(2 * p, horizon: horizon))
    let survival = (1..<horizon).reduce(1.0) { product, _ in product * (1 - p) }
    let rate = Double(horizon) * survival * p
    #expect(relativeError(bounded[0] ?? .nan, rate) < 1e-12)
    #expect(relativeError(bounded[1] ?? .nan, -rate) < 1e-12)
    // Σ_t (1 - p)^t has the derivative -Σ_t t (1 - p)^(t - 1).
    var (sum, power) = (0.0, 1.0)
    for t in 1..<horizon {
      sum += Double(t) * power
      power *= 1 - p
    }
    #expect(relativeError(bounded[2] ?? .nan, -p * sum) < 1e-12)
  }

  /// Gambler's ruin: 1 / (1 + r + ... + r^(top - 1)) with r = (1 - p) / p, 6e-31 and its derivative to all
  /// digits, where a difference of answers near one would see nothing of the complement.
  @Test func derivativesOfTenToTheMinusThirtyKeepAllDigits() throws {
    let (top, p, shift) = (64, 0.25, 1.0 / 16)
    func problem(_ p: Double) -> ChainProblem {
      ChainProblem(
        matrix: ruinMatrix(top: top, up: p), start: point(top + 1, 1), horizon: nil,
        targets: [marks(top + 1, top), marks(top + 1, 0)])
    }
    let found = try derivatives(
      of: [.reachProbability(set: 0), .reachProbability(set: 1)], from: problem(p),
      to: problem(p + shift))
    let r = (1 - p) / p
    var (sum, slope, power) = (0.0, 0.0, 1.0)
    for k in 0..<top {
      sum += power
      slope += Double(k) * power / r
      power *= r
    }
    let expected = shift * slope / (sum * sum) / (p * p)
    #expect(expected < 1e-28)
    #expect(relativeError(found[0] ?? .nan, expected) < 1e-12)
    #expect(relativeError(found[1] ?? .nan, -expected) < 1e-12)
  }

  /// A move from 'one' that did not exist: entries outside the pattern count as they open, and rows of
  /// states that were never visited count nothing.
  @Test(arguments: [nil, 9])
  func movesThatOpen(horizon: Int?) throws {
    func problem(_ x: Double) -> ChainProblem {
      ChainProblem(
        matrix: chain([
          [(0, 0.5), (1, 0.25), (4, 0.25)], [(0, 0.5), (1, 0.5 - x), (3, x)],
          [(2, 0.5 - x), (3, 0.5), (4, x)], [(3, 1)], [(4, 1)],
        ]), start: point(5, 0), horizon: horizon, targets: [marks(5, 3), marks(5, 1)],
        occupied: [marks(5, 0), marks(5, 1)], outcomes: [marks(5, 3), marks(5, 4)])
    }
    let quantities: [Quantity] = [
      .reachProbability(set: 0), .reachProbability(set: 1), .firstPassageSteps(set: 1),
      .absorptionProbability(set: 0), .absorptionProbability(set: 1), .occupancySteps(set: 0),
      .occupancySteps(set: 1), .unresolvedProbability, .restrictedMeanSteps,
    ]
    let step = 1e-4
    let found = try derivatives(of: quantities, from: problem(0), to: problem(step))
    // Five points forward, of fourth order.
    let answers = try (0..<5).map {
      try ExactEngine().estimates(for: Mixture(problem(Double($0) * step)))
    }
    for (quantity, derivative) in zip(quantities, found) {
      let values = try answers.map { try #require($0[quantity]).value }
      let weights = [-25.0, 48, -36, 16, -3]
      let expected = zip(weights, values).reduce(0.0) { $0 + $1.0 * $1.1 } / 12
      #expect(
        abs(try #require(derivative) - expected) < 1e-9 * step, "\(quantity), \(expected)")
    }
    #expect(abs(found[0] ?? 0) > 1e-2 * step)
    #expect(found[1] == 0)
  }

  /// A trap that opens lets all of it out in the end: the answer jumps and has no derivative.
  @Test func aTrapThatOpensHasNoDerivative() throws {
    func problem(_ x: Double, _ horizon: Int?) -> ChainProblem {
      ChainProblem(
        matrix: chain([
          [(0, 0.5), (1, 0.25), (2, 0.25)], [(1, 1)], x > 0 ? [(1, x), (2, 1 - x)] : [(2, 1)],
        ]), start: point(3, 0), horizon: horizon, targets: [marks(3, 1)],
        occupied: [marks(3, 0), marks(3, 2)], outcomes: [marks(3, 1)])
    }
    let quantities: [Quantity] = [
      .reachProbability(set: 0), .firstPassageSteps(set: 0), .unresolvedProbability,
      .restrictedMeanSteps, .occupancySteps(set: 1), .occupancySteps(set: 0),
    ]
    let ever = try derivatives(of: quantities, from: problem(0, nil), to: problem(1e-3, nil))
    #expect(ever == [nil, nil, nil, nil, nil, 0])
    // Within ten steps it does not jump: 1/4 (1 + ... ) of the trapped have had their chances.
    let bounded = try derivatives(of: quantities, from: problem(0, 10), to: problem(1e-3, 10))
    #expect(bounded.allSatisfy { $0 != nil })
    #expect((bounded[0] ?? 0) > 0)
    // From the trap itself the way to what is worth the same changes nothing.
    let start = ChainProblem(
      matrix: problem(0, nil).matrix, start: point(3, 1), horizon: nil, targets: [marks(3, 1)],
      outcomes: [marks(3, 1)])
    let other = ChainProblem(
      matrix: problem(1e-3, nil).matrix, start: point(3, 1), horizon: nil,
      targets: [marks(3, 1)], outcomes: [marks(3, 1)])
    #expect(try derivatives(of: [.reachProbability(set: 0)], from: start, to: other) == [0])
  }

  /// What never happens has no mean, and what lasts for ever no derivative of its length.
  @Test func whatNeverHappensHasNoMean() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.5)], [(1, 1)], [(2, 1)]]), start: point(3, 0), horizon: nil,
      targets: [marks(3, 2)], outcomes: [marks(3, 2)])
    let gradient = try MixtureGradient(
      Mixture(problem),
      asking: [.firstPassageSteps(set: 0), .restrictedMeanSteps, .reachProbability(set: 0)])
    #expect(gradient.answers[0] == nil)
    #expect(gradient.answers[1]?.value == .infinity)
    #expect(gradient.answers[2]?.value == 0)
    let direction = try #require(
      MixtureDifference(from: Mixture(problem), to: [(1, Mixture(problem))], over: 1))
    #expect(try gradient.derivatives(along: direction) == [nil, nil, 0])
  }

  @Test func otherStatesAreNoDirection() {
    let (two, three) = (
      waiting(0.5, horizon: nil),
      ChainProblem(
        matrix: chain([[(0, 0.5), (1, 0.5)], [(1, 1)], [(2, 1)]]), start: point(3, 0), horizon: nil)
    )
    #expect(
      MixtureDifference(from: Mixture(two), to: [(1, Mixture(three))], over: 1) == nil)
    let pair = Mixture([(0.5, two), (0.5, two)])
    #expect(MixtureDifference(from: Mixture(two), to: [(1, pair)], over: 1) == nil)
  }

  @Test func whatIsTooLongIsRefused() {
    let problem = waiting(0.5, horizon: 1_000_000_000_000)
    #expect(throws: EngineError.self) {
      try MixtureGradient(Mixture(problem), asking: [.reachProbability(set: 0)])
    }
  }

  @Test func aGradientCanBeInterrupted() {
    for horizon in [nil, 100] {
      #expect(throws: EngineError.interrupted) {
        try MixtureGradient(
          Mixture(waiting(0.5, horizon: horizon)), asking: [.reachProbability(set: 0)],
          control: RunControl(isInterrupted: { true }))
      }
    }
  }

  /// Quantities that do not fit together are asked one after the other, and none is lost.
  @Test func batchesHoldEveryQuantityOnce() {
    let quantities: [Quantity] = [
      .reachProbability(set: 0), .firstPassageSteps(set: 0), .restrictedMeanSteps,
    ]
    let bounded = Mixture(waiting(0.5, horizon: 5))
    #expect(MixtureGradient.batches(quantities, of: bounded) == [quantities])
    // Three entries a quantity; a mean given arrival takes its probability along.
    for (limit, counts) in [(1, [1, 1, 1]), (6, [2, 1]), (8, [2, 1]), (9, [3])] {
      let batches = MixtureGradient.batches(quantities, of: bounded, limit: limit)
      #expect(batches.flatMap { $0 } == quantities)
      #expect(batches.map(\.count) == counts)
    }
    let endless = Mixture(waiting(0.5, horizon: nil))
    #expect(MixtureGradient.batches(quantities, of: endless, limit: 1) == [quantities])
  }
}
