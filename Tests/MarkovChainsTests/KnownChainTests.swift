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

  /// Every question of every chain, to twelve digits.
  @Test(arguments: KnownChain.all.indices)
  func exactEngineAgrees(_ index: Int) throws {
    let known = KnownChain.all[index]
    let matrix = try known.chain.matrix()
    let target = (0..<matrix.stateCount).map(known.targets.contains)
    for answer in KnownChain.answers[index] {
      let value = try ChainSolver(matrix).answer(
        answer.question, from: known.start, to: target, rewards: known.rewards.map(\.double))
      let exact = answer.exact?.double ?? .infinity
      #expect(
        relativeError(value, exact) < 1e-12, "\(known.name) \(answer.question): \(value), \(exact)")
    }
  }

  /// The engine that serves models of incidents asks the same solver; it must not lose a digit on the
  /// way.
  @Test(arguments: KnownChain.all.indices)
  func exactEngineForIncidentsAgrees(_ index: Int) throws {
    let known = KnownChain.all[index]
    let matrix = try known.chain.matrix()
    let n = matrix.stateCount
    let target = (0..<n).map(known.targets.contains)
    for answer in KnownChain.answers[index] {
      var horizon: Int?
      let asked: Quantity
      var occupied: [[Bool]] = []
      switch answer.question {
      case .reach, .unreached: asked = .reachProbability(set: 0)
      case .stepsMean: asked = .firstPassageSteps(set: 0)
      case .occupancy(let state):
        asked = .occupancySteps(set: 0)
        occupied = [marks(n, state)]
      case .boundedReach(let step), .boundedUnreached(let step):
        asked = .reachProbability(set: 0)
        horizon = step
      default: continue
      }
      let estimate = try ExactEngine().estimates(
        for: Mixture(
          ChainProblem(
            matrix: matrix, start: point(n, known.start), horizon: horizon, targets: [target],
            occupied: occupied)))[asked]
      let value =
        switch answer.question {
        case .unreached, .boundedUnreached: estimate?.complement
        default: estimate?.value
        }
      let exact = answer.exact?.double ?? .infinity
      #expect(
        relativeError(value ?? .nan, exact) < 1e-12, "\(known.name) \(answer.question): \(exact)")
    }
  }
}

extension ChainSolver {
  /// The answer to a question about a known chain.
  func answer(
    _ question: KnownQuestion, from start: Int, to target: [Bool], rewards: [Double]
  ) throws -> Double {
    let from = point(matrix.stateCount, start)
    func passage() throws -> PassageAnswers {
      try self.passage(
        to: target, asking: .init(wantsSteps: true, wantsVariance: true, rewards: rewards))
    }
    func bounded(_ steps: Int) throws -> PassageAnswers {
      try self.passage(to: target, within: steps, asking: .init())
    }
    let answer: Double? =
      switch question {
      case .reach: try passage().probability.values[start]
      case .unreached: try passage().complement.values[start]
      case .stepsMean: try passage().steps?.values[start]
      case .stepsVariance: try passage().variance?.values[start]
      case .rewardMean: try passage().reward?.values[start]
      case .occupancy(let state): try occupancy(from: from).values[state]
      case .boundedReach(let steps): try bounded(steps).probability.values[start]
      case .boundedUnreached(let steps): try bounded(steps).complement.values[start]
      case .stateProbability(let state, let step):
        try presence(from: from, horizon: step).last.values[state]
      case .stationary(let state): try stationary().values[state]
      case .quantile(let level):
        try quantiles(
          of: target, levels: [.init(value: level.double, complement: (1 - level).double)],
          from: [start])[0][0]
      }
    return answer ?? .nan
  }
}
