import RandomStreams
import SpecialFunctions
import Synchronization
import TestSupport
import Testing

@testable import MarkovChains

@Suite struct PathEngineTests {
  private func engine(_ count: Int, seed: UInt64 = 42, threads: Int = 1) -> PathEngine {
    PathEngine(
      trajectoryCount: count, address: StreamAddress(seed: seed), threadCount: threads)
  }

  /// Integer counts of a fixed study. They change only when a draw changes, which is a new version of
  /// the streams and a line in the changelog. A second implementation in Python gave them first.
  @Test func countsOfAFixedStudyAreTheSame() throws {
    let problem = ChainProblem(
      matrix: chain([
        [(0, 0.5), (1, 0.25), (3, 0.25)], [(0, 0.25), (1, 0.5), (2, 0.25)], [(2, 1)], [(3, 1)],
      ]), start: [0.5, 0.5, 0, 0], horizon: 10, targets: [marks(4, 2)],
      occupied: [marks(4, 0), marks(4, 1)], outcomes: [marks(4, 2), marks(4, 3)])
    let kernel = PathKernel(
      Mixture([(0.25, problem), (0.75, problem)]), address: StreamAddress(seed: 7, scenarioKey: 9))
    var tally = kernel.emptyTally
    kernel.simulate(0..<3000, into: &tally)
    #expect(
      [
        tally.absorbedCounts[0], tally.absorbedCounts[1], tally.unresolvedCount,
        Int(tally.steps.sum), Int(tally.passages[0].sum), Int(tally.occupancies[0].sum),
        Int(tally.occupancies[1].sum),
      ] == Self.fixedCounts)
  }

  static let fixedCounts = [1412, 1395, 193, 11_462, 4812, 5761, 5701]

  @Test(arguments: [2, 3, 7, 64])
  func threadsChangeNoBit(_ threads: Int) throws {
    let mixture = ReferenceChain.mixed.mixture
    let one = try engine(100_000).estimates(for: mixture)
    #expect(try engine(100_000, threads: threads).estimates(for: mixture) == one)
  }

  /// A million trajectories are the first million of ten million.
  @Test func moreTrajectoriesKeepTheFirstOnes() throws {
    let mixture = ReferenceChain.craps.mixture
    let kernel = PathKernel(mixture, address: StreamAddress(seed: 5))
    var first = kernel.emptyTally
    kernel.simulate(0..<1_000_000, into: &first)
    let small = try engine(1_000_000, seed: 5, threads: 2).estimates(for: mixture)
    #expect(small.values == first.estimates(confidence: 0.95, limit: PathEngine.stepLimit))
    kernel.simulate(1_000_000..<10_000_000, into: &first)
    let large = try engine(10_000_000, seed: 5, threads: 2).estimates(for: mixture)
    #expect(large.values == first.estimates(confidence: 0.95, limit: PathEngine.stepLimit))
  }

  @Test func seedsAndKeysDrawApart() throws {
    let mixture = ReferenceChain.mixed.mixture
    func values(_ seed: UInt64, _ key: UInt64) throws -> [Quantity: Estimate] {
      try PathEngine(
        trajectoryCount: 10_000, address: StreamAddress(seed: seed, scenarioKey: key),
        threadCount: 1
      ).estimates(for: mixture).values
    }
    #expect(try values(0, 0) != values(1, 0))
    #expect(try values(0, 0) != values(0, 1))
    #expect(try values(0, 0) == values(0, 0))
  }

  /// Paired scenarios share their draws: raising the chance to climb never lowers where a path ends.
  @Test func pairedScenariosAreCoupled() throws {
    func ends(_ p: Double) -> [Int] {
      let matrix = ruinMatrix(top: 8, up: p)
      let compiled = CompiledChain(matrix)
      let address = StreamAddress(seed: 3)
      return (0..<2000).map { trajectory in
        var generator = address.generator(trajectory: trajectory)
        var state = 4
        for _ in 0..<20 { state = compiled.successor(of: state, word: generator.next()) }
        return state
      }
    }
    #expect(zip(ends(0.4), ends(0.5)).allSatisfy { $0 <= $1 })
    #expect(ends(0.4) != ends(0.5))
  }

  /// Moves of 1e-6 among 2^22 steps: about 4,200 events, to a bias of 10 %.
  @Test func rareMovesAreDrawnAsOftenAsTheyShould() throws {
    let rare = 1e-6
    let problem = ChainProblem(
      matrix: chain([[(0, 1 - rare), (1, rare)], [(1, 1)]]), start: [1, 0], horizon: 1 << 10,
      targets: [marks(2, 1)], outcomes: [marks(2, 1)])
    let estimates = try engine(1 << 22, threads: 2).estimates(for: Mixture(problem))
    let exact = try ExactEngine().estimates(for: Mixture(problem))
    let simulated = try #require(estimates[.reachProbability(set: 0)])
    let solved = try #require(exact[.reachProbability(set: 0)])
    let score = try #require(CheckScore(of: simulated, against: solved))
    #expect(score.logProbability > Elementary.log(AlphaBudget.level))
  }

  /// Pearson's chi-square of the terminal distribution of a walk with five ends.
  @Test func terminalDistributionFits() throws {
    let n = 9
    let rows: [[(Int, Double)]] = (0..<n).map { state in
      state < 4 ? [(state, 0.25), (state + 1, 0.5), (state + 5, 0.25)] : [(state, 1)]
    }
    let ends = Array(4..<n)
    let problem = ChainProblem(
      matrix: chain(rows), start: point(n, 0), horizon: 12,
      outcomes: ends.map { end in marks(n, end) })
    let count = 1 << 20
    let tally = try engine(count, threads: 2).estimates(for: Mixture(problem))
    let exact = try ExactEngine().estimates(for: Mixture(problem))
    var square = 0.0
    for set in ends.indices {
      let expected = (exact[.absorptionProbability(set: set)]?.value ?? 0) * Double(count)
      let seen = Double(tally[.absorptionProbability(set: set)]?.sample?.eventCount ?? 0)
      square += (seen - expected) * (seen - expected) / expected
    }
    // Four degrees of freedom and the unresolved: P(chi-square with 5 > x), bounded by Chernoff.
    let bound = 0.5 * (5 - square + 5 * Elementary.log(square / 5))
    #expect(square <= 5 || bound > Elementary.log(AlphaBudget.level))
  }

  @Test func moreThanSixtyFourSetsTakeMorePasses() throws {
    let matrix = ruinMatrix(top: 80, up: 0.5)
    let problem = ChainProblem(
      matrix: matrix, start: point(81, 10), horizon: 4_000,
      targets: (1...80).map { level in (0...80).map { $0 >= level } },
      outcomes: [marks(81, 0), marks(81, 80)])
    let estimates = try engine(2_000).estimates(for: Mixture(problem))
    let reached = (0..<80).map { estimates[.reachProbability(set: $0)]?.sample?.eventCount ?? -1 }
    #expect(reached[9] == 2_000)
    #expect(reached == reached.sorted(by: >))
    #expect(
      reached[79] == estimates[.absorptionProbability(set: 1)]?.sample?.eventCount)
  }

  @Test func interruptedRunsGiveNoNumber() {
    let asked = Atomic<Int>(0)
    #expect(throws: EngineError.interrupted) {
      try engine(1_000_000).estimates(
        for: ReferenceChain.ruin.mixture,
        control: RunControl(isInterrupted: {
          asked.wrappingAdd(1, ordering: .relaxed).newValue > 3
        }))
    }
  }

  /// Within one block, whether its trajectories go in lanes or one by one.
  @Test(arguments: [2, 2_000]) func aLongBlockIsInterrupted(_ stateCount: Int) {
    let asked = Atomic<Int>(0)
    let still = 1e-9
    let problem = ChainProblem(
      matrix: chain(
        (0..<stateCount).map {
          $0 == stateCount - 1 ? [($0, 1)] : [($0, 1 - still), ($0 + 1, still)]
        }), start: (0..<stateCount).map { $0 == 0 ? 1 : 0 }, horizon: nil,
      occupied: [(0..<stateCount).map { $0 == 0 }],
      outcomes: [(0..<stateCount).map { $0 == stateCount - 1 }])
    #expect(throws: EngineError.interrupted) {
      try engine(1_000).estimates(
        for: Mixture(problem),
        control: RunControl(isInterrupted: {
          asked.wrappingAdd(1, ordering: .relaxed).newValue > 2
        }))
    }
    #expect(asked.load(ordering: .relaxed) == 3)
  }

  @Test func pathsWithoutAHorizonStopAtTheLimit() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.5)], [(0, 0.5), (1, 0.5)]]), start: [1, 0], horizon: nil,
      occupied: [marks(2, 0), marks(2, 1)])
    let estimates = try engine(2).estimates(for: Mixture(problem))
    #expect(estimates[.unresolvedProbability]?.value == 1)
    #expect(estimates[.restrictedMeanSteps]?.value == Double(PathEngine.stepLimit))
    #expect(estimates.remarks.contains { $0.contains("were cut at 1000000 steps") })
    let spent = (0...1).reduce(0.0) { $0 + (estimates[.occupancySteps(set: $1)]?.value ?? 0) }
    #expect(spent == Double(PathEngine.stepLimit))
  }

  /// Two bytes name the chain of a trajectory: the last is still found, one more is refused.
  @Test func mixturesHaveAsManyChainsAsTwoBytesName() throws {
    func mixture(_ count: Int) -> Mixture {
      let matrix = chain([[(0, 1)]])
      return Mixture(
        (0..<count).map { number in
          let isLast = number == count - 1
          return (
            isLast ? 0.5 : 0.5 / Double(count - 1),
            ChainProblem(matrix: matrix, start: [1], horizon: 1, targets: [[isLast]])
          )
        })
    }
    let engine = PathEngine(
      trajectoryCount: 4_000, address: StreamAddress(seed: 5), threadCount: 1)
    let reached = try engine.estimates(for: mixture(65_536))[.reachProbability(set: 0)]
    // Six standard deviations: false alarms once in 5e8.
    #expect(abs((reached?.value ?? 0) - 0.5) < 6 * 0.5 / 4_000.0.squareRoot())
    #expect(throws: EngineError.self) { try engine.estimates(for: mixture(65_537)) }
  }
}
