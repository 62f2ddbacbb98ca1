import LinearAlgebra
import TestSupport
import Testing

@testable import MarkovChains

/// Chains of the literature, solved in rational numbers: first against their closed forms, then
/// against the engines.
@Suite struct KnownChainTests {
  @Test func thereAreManyChains() {
    #expect(KnownChain.all.count >= 34)
    #expect(Set(KnownChain.all.map(\.name)).count == KnownChain.all.count)
  }

  @Test(arguments: KnownChain.all.indices)
  func solverAgreesWithTheClosedFormExactly(_ index: Int) {
    let known = KnownChain.all[index]
    for answer in KnownChain.answers[index] {
      guard let closedForm = answer.closedForm else { continue }
      #expect(answer.exact == closedForm, "\(known.name) \(answer.question)")
    }
  }

  /// No quantile hangs on a rounding, except where doubles hold everything exactly.
  @Test func quantilesAreOffTheEdge() throws {
    for (known, answers) in zip(KnownChain.all, KnownChain.answers) {
      let passage = known.chain.passage(to: known.targets)
      for answer in answers {
        guard case .quantile(let level) = answer.question,
          ![KnownChain.halving.name, KnownChain.flip.name].contains(known.name)
        else { continue }
        guard let exact = answer.exact else {
          #expect(level - passage.probability[known.start] > decimal("1e-6"), "\(known.name)")
          continue
        }
        let step = Int(exact.numerator)
        #expect(passage.probability(from: known.start, by: step) - level > decimal("1e-6"))
        guard step > 0 else { continue }
        #expect(level - passage.probability(from: known.start, by: step - 1) > decimal("1e-6"))
      }
    }
  }

  /// Endless visits, impossible arrivals and levels that are only approached have no answer.
  @Test func whatIsInfiniteHasNoAnswer() {
    let half = Rational(1, 2)
    let chain = RationalChain([[(0, half), (1, half)], [(2, 1)], [(1, 1)], [(3, 1)], [(0, 1)]])
    #expect(chain.occupancy(of: 1) == [nil, nil, nil, 0, nil])
    #expect(chain.occupancy(of: 0) == [2, 0, 0, 0, 2])
    #expect(chain.occupancy(of: 4) == [0, 0, 0, 0, 1])
    let passage = chain.passage(to: [2])
    #expect(passage.probability == [1, 1, 1, 0, 1])
    #expect(passage.stepsMean() == [3, 1, 0, nil, 4])
    #expect(passage.stepsVariance() == [2, 0, 0, nil, 2])
    #expect(passage.rewardMean([5, 7, 11, 13, 17]) == [17, 7, 0, nil, 34])
    #expect((0..<5).map { passage.quantile(1, from: $0) } == [nil, 1, 0, nil, nil])
    #expect(passage.quantile(Rational(7, 8), from: 0) == 4)
    #expect(passage.quantile(0, from: 3) == 0)
  }

  /// Althoen, King and Schilling found 39.2251 turns.
  @Test func chutesAndLaddersTakeAsLongAsPublished() throws {
    let passage = KnownChain.snakesAndLadders.chain.passage(
      to: KnownChain.snakesAndLadders.targets)
    let steps = try #require(passage.stepsMean()[0])
    #expect(abs(steps.double - 39.2251) < 5e-5)
  }

  /// Whatever the engine answers today, to twelve digits.
  @Test(arguments: KnownChain.all.indices)
  func exactEngineAgrees(_ index: Int) throws {
    let known = KnownChain.all[index]
    let matrix = try known.chain.matrix()
    let target = (0..<matrix.stateCount).map(known.targets.contains)
    var answered = 0
    for answer in KnownChain.answers[index] {
      guard
        let value = try Self.exactEngine(
          matrix, start: known.start, target: target, answer.question)
      else { continue }
      answered += 1
      let exact = answer.exact?.double ?? .infinity
      #expect(
        relativeError(value, exact) < 1e-12, "\(known.name) \(answer.question): \(value), \(exact)")
    }
    #expect(answered > 0, "\(known.name)")
  }

  /// The engine's answer to a question, or nil when it has none yet.
  static func exactEngine(
    _ matrix: TransitionMatrix, start: Int, target: [Bool], _ question: KnownQuestion
  ) throws -> Double? {
    let n = matrix.stateCount
    func estimates(
      horizon: Int? = nil, occupied: [[Bool]] = []
    ) throws -> Estimates {
      try ExactEngine().estimates(
        for: Mixture(
          ChainProblem(
            matrix: matrix, start: point(n, start), horizon: horizon, targets: [target],
            occupied: occupied)))
    }
    switch question {
    case .reach: return try estimates()[.reachProbability(set: 0)]?.value
    case .unreached: return try estimates()[.reachProbability(set: 0)]?.complement
    case .stepsMean: return try estimates()[.firstPassageSteps(set: 0)]?.value
    case .boundedReach(let step):
      return try estimates(horizon: step)[.reachProbability(set: 0)]?.value
    case .boundedUnreached(let step):
      return try estimates(horizon: step)[.reachProbability(set: 0)]?.complement
    case .occupancy(let state):
      return try estimates(occupied: [marks(n, state)])[.occupancySteps(set: 0)]?.value
    case .stepsVariance, .rewardMean, .stateProbability, .stationary, .quantile: return nil
    }
  }
}
