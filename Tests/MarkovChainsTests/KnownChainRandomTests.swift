import TestSupport
import Testing

@testable import MarkovChains

/// Small chains at random, against rational answers.
@Suite struct KnownChainRandomTests {
  /// Doubles hold every row without rounding, and rows sum to one in any order.
  @Test func doublesHoldTheRowsExactly() throws {
    for seed in 0..<500 {
      let random = RandomRationalChain.make(seed: UInt64(seed))
      let matrix = try random.chain.matrix()
      #expect((3...9).contains(matrix.stateCount))
      for (state, row) in random.chain.rows.enumerated() {
        let held = matrix.row(state).map { Rational(exactly: matrix.probabilities[$0]) }
        #expect(held == row.map(\.probability))
        #expect(held.reduce(.zero, +) == 1)
        #expect(matrix.row(state).reduce(0) { $0 + matrix.probabilities[$1] } == 1)
      }
      #expect(random.chain.rows[random.target].count == 1 && random.start != random.target)
    }
  }

  /// All kinds turn up: certain, impossible and doubtful arrivals, and rare ones.
  @Test func chainsDiffer() {
    let reach = (0..<500).map { seed -> Rational in
      let random = RandomRationalChain.make(seed: UInt64(seed))
      return random.chain.passage(to: [random.target]).probability[random.start]
    }
    #expect(reach.count { $0 == 1 } > 20)
    #expect(reach.count { $0 == 0 } > 5)
    #expect(reach.count { $0 > 0 && $0 < 1 } > 200)
    #expect(reach.count { $0 > 0 && $0.log10 < -8 } > 10)
    #expect(Set(reach).count > 200)
  }

  /// A thousand chains, ten thousand with full effort.
  @Test func exactEngineAgreesOnRandomChains() throws {
    for seed in 0..<(isFullEffort ? 10_000 : 1_000) {
      let random = RandomRationalChain.make(seed: UInt64(seed))
      let matrix = try random.chain.matrix()
      let n = matrix.stateCount
      let passage = random.chain.passage(to: [random.target])
      let estimates = try ExactEngine().estimates(
        for: Mixture(
          ChainProblem(
            matrix: matrix, start: point(n, random.start), horizon: nil,
            targets: [marks(n, random.target)])))
      let reach = try #require(estimates[.reachProbability(set: 0)])
      let exact = passage.probability[random.start]
      #expect(relativeError(reach.value, exact.double) < 1e-13, "seed \(seed)")
      #expect(relativeError(reach.complement ?? .nan, (1 - exact).double) < 1e-13, "seed \(seed)")
      let steps = estimates[.firstPassageSteps(set: 0)]?.value
      let mean = passage.stepsMean()[random.start]?.double
      #expect((steps == nil) == (mean == nil), "seed \(seed)")
      if let steps, let mean { #expect(relativeError(steps, mean) < 1e-13, "seed \(seed)") }
    }
  }

  /// Ten thousand chains whose rows doubles hold exactly: every enclosure of reach, of its complement
  /// and of the mean holds the rational answer, from every state. Not one may fail: they are proofs.
  @Test func enclosuresHoldTheRationalAnswer() throws {
    var narrow = 0
    var enclosed = 0
    for seed in 0..<10_000 {
      let random = RandomRationalChain.make(seed: UInt64(seed))
      let matrix = try random.chain.matrix()
      let passage = random.chain.passage(to: [random.target])
      let answers = try ChainSolver(matrix, method: .iteration(workLimit: 200_000)).passage(
        to: marks(matrix.stateCount, random.target), asking: .init(wantsSteps: true))
      let means = passage.stepsMean()
      for state in 0..<matrix.stateCount {
        let exact = passage.probability[state]
        var questions = [(answers.probability, exact), (answers.complement, 1 - exact)]
        if let mean = means[state], let steps = answers.steps { questions.append((steps, mean)) }
        for (values, exact) in questions {
          let low = try #require(values.low?[state])
          let high = try #require(values.high?[state])
          #expect(low <= high)
          #expect(Rational(exactly: low) <= exact, "seed \(seed), state \(state)")
          if high < .infinity {
            #expect(exact <= Rational(exactly: high), "seed \(seed), state \(state)")
          }
          enclosed += 1
          if high - low <= 1e-10 * high { narrow += 1 }
        }
      }
    }
    #expect(enclosed > 100_000)
    // Wide ones are honest where leaving takes longer than the limits of iteration.
    #expect(Double(narrow) > 0.9 * Double(enclosed), "\(narrow) of \(enclosed)")
  }
}
