import RandomStreams
import SpecialFunctions
import Synchronization
import TestSupport
import Testing

@testable import MarkovChains

@Suite struct PopulationEngineTests {
  private func engine(_ count: Int, seed: UInt64 = 42) -> PopulationEngine {
    PopulationEngine(trajectoryCount: count, address: StreamAddress(seed: seed))
  }

  /// Events, by quantity, of a fixed study. They change only when a draw changes, which is a new version
  /// of the streams and a line in the changelog. A second implementation in Python, with logarithms of forty
  /// digits, gave the same.
  @Test func countsOfAFixedStudyAreTheSame() throws {
    let problem = ChainProblem(
      matrix: chain([
        [(0, 0.5), (1, 0.25), (3, 0.25)], [(0, 0.25), (1, 0.5), (2, 0.25)], [(2, 1)], [(3, 1)],
      ]), start: [0.5, 0.5, 0, 0], horizon: 10, targets: [marks(4, 2)],
      occupied: [marks(4, 0), marks(4, 1)], outcomes: [marks(4, 2), marks(4, 3)])
    let estimates = try PopulationEngine(
      trajectoryCount: 1_000_000_000_000, address: StreamAddress(seed: 7, scenarioKey: 9)
    ).estimates(for: Mixture([(0.25, problem), (0.75, problem)]))
    let quantities: [Quantity] = [
      .absorptionProbability(set: 0), .absorptionProbability(set: 1), .unresolvedProbability,
      .reachProbability(set: 0),
    ]
    #expect(quantities.map { estimates[$0]?.sample?.eventCount } == Self.fixedCounts)
  }

  static let fixedCounts = [
    471_843_112_792, 471_843_206_933, 56_313_680_275, 471_843_112_792,
  ]

  @Test func seedsAndKeysDrawApart() throws {
    let mixture = ReferenceChain.mixed.mixture
    func values(_ seed: UInt64, _ key: UInt64) throws -> [Quantity: Estimate] {
      try PopulationEngine(
        trajectoryCount: 10_000, address: StreamAddress(seed: seed, scenarioKey: key)
      ).estimates(for: mixture).values
    }
    #expect(try values(0, 0) != values(1, 0))
    #expect(try values(0, 0) != values(0, 1))
    #expect(try values(0, 0) == values(0, 0))
  }

  /// Every trajectory ends somewhere, and what cannot happen never does.
  @Test(arguments: [1, 2, 1_000, 1_000_000_007, 1_000_000_000_000])
  func noTrajectoryIsLostOrInvented(_ count: Int) throws {
    let matrix = chain([
      [(0, 0.1), (1, 0.2), (2, 0.3), (3, 0), (4, 0.4)], [(1, 1.0 / 3), (3, 2.0 / 3)],
      [(0, 0.5), (2, 1e-17), (3, 0.5)], [(3, 1)], [(4, 1)], [(5, 1)],
    ])
    let sets = (3..<6).map { marks(6, $0) }
    let problem = ChainProblem(
      matrix: matrix, start: [0.25, 0, 0.75, 0, 0, 0], horizon: 5, targets: [marks(6, 5)],
      occupied: [], outcomes: sets)
    let estimates = try engine(count).estimates(for: Mixture(problem))
    let ended = (0..<3).map {
      estimates[.absorptionProbability(set: $0)]?.sample?.eventCount ?? -1
    }
    let left = try #require(estimates[.unresolvedProbability]?.sample?.eventCount)
    #expect(ended.reduce(left, +) == count)
    #expect(ended[2] == 0)
    #expect(estimates[.reachProbability(set: 0)]?.value == 0)
    #expect(estimates[.firstPassageSteps(set: 0)] == nil)
  }

  /// Shares of a row are dealt without a remainder, the likeliest first, and zero is dealt to nobody.
  @Test func aRowIsDealtExactly() {
    var dealer = CountDealer()
    dealer.append([0.125, 0, 0.5, 0.375, 0])
    dealer.append([0, 1, 0])
    #expect(dealer.places == [2, 3, 0, 1])
    var draws = StreamAddress(seed: 1).generator(trajectory: 0)
    for count in [1, 2, 9, 1_000_000_000_000] {
      var dealt = 0
      dealer.deal(count, row: 0, &draws) { _, share in dealt += share }
      #expect(dealt == count)
      dealer.deal(count, row: 1, &draws) { entry, share in #expect((entry, share) == (0, count)) }
    }
  }

  /// Tiny probabilities behind a large one keep their ratio: one minus a prefix would have lost it.
  @Test func smallSharesKeepTheirDigits() {
    var dealer = CountDealer()
    dealer.append([1 - 3e-18, 1e-18, 2e-18])
    #expect(dealer.places == [0, 2, 1])
    #expect(relativeError(dealer.samplers[1].greater, 2.0 / 3) < 1e-15)
    #expect(relativeError(dealer.samplers[0].lesser, 3e-18) < 1e-15)
  }

  /// A mean is given of occupancy, and nothing is said of its error. By Hoeffding's bound a mean of 10^12
  /// values is this close; a bias of one step in a hundred thousand would be seen.
  @Test func occupancyHasAMeanAndNoError() throws {
    let reference = ReferenceChain.bounded
    let estimates = try engine(1_000_000_000_000).estimates(for: reference.mixture)
    let occupancy = try #require(estimates[.occupancySteps(set: 0)])
    let answer = try #require(reference.answers[.occupancySteps(set: 0)])
    let reach = 3 * (-Elementary.log(AlphaBudget.level / 2) / 2e12).squareRoot()
    #expect(abs(occupancy.value - answer) < reach)
    #expect(occupancy.sample?.standardError == nil)
    #expect(occupancy.sample?.interval == nil)
    #expect(estimates.remarks.contains { $0.contains("without a standard error") })
  }

  /// Counts start in states that rest, are hit at step 0, and are followed to the last step.
  @Test func theFirstAndTheLastStepCount() throws {
    let matrix = chain([[(1, 1)], [(2, 1)], [(2, 1)]])
    for (horizon, reached) in [(0, 0), (1, 0), (2, 1)] {
      let problem = ChainProblem(
        matrix: matrix, start: [1, 0, 0], horizon: horizon, targets: [marks(3, 0), marks(3, 2)],
        occupied: [marks(3, 0), marks(3, 2)], outcomes: [marks(3, 2)])
      let estimates = try engine(1_000).estimates(for: Mixture(problem))
      #expect(estimates[.reachProbability(set: 0)]?.value == 1)
      #expect(estimates[.firstPassageSteps(set: 0)]?.value == 0)
      #expect(estimates[.reachProbability(set: 1)]?.value == Double(reached))
      #expect(estimates[.absorptionProbability(set: 0)]?.value == Double(reached))
      #expect(estimates[.restrictedMeanSteps]?.value == Double(horizon))
      #expect(estimates[.occupancySteps(set: 0)]?.value == Double(min(horizon, 1)))
    }
    let resting = ChainProblem(
      matrix: matrix, start: [0, 0, 1], horizon: 7, targets: [marks(3, 2)],
      occupied: [marks(3, 2)], outcomes: [marks(3, 2)])
    let estimates = try engine(1_000).estimates(for: Mixture(resting))
    #expect(estimates[.occupancySteps(set: 0)]?.value == 7)
    #expect(estimates[.restrictedMeanSteps]?.value == 0)
    #expect(estimates[.firstPassageSteps(set: 0)]?.value == 0)
  }

  /// More targets than a word has bits, each an end of its own.
  @Test func manyTargetsAreToldApart() throws {
    let count = 150
    let rows: [[(Int, Double)]] =
      [(1...count).map { ($0, 1 / Double(count)) }] + (1...count).map { [($0, 1)] }
    let problem = ChainProblem(
      matrix: chain(rows), start: point(count + 1, 0), horizon: nil,
      targets: (1...count).map { marks(count + 1, $0) })
    let total = 1_000_000_000
    let estimates = try engine(total).estimates(for: Mixture(problem))
    let seen = (0..<count).map { estimates[.reachProbability(set: $0)]?.sample?.eventCount ?? 0 }
    #expect(seen.reduce(0, +) == total)
    #expect(seen.allSatisfy { $0 > 0 })
  }

  @Test func whatIsBeyondTheEngineIsRefused() throws {
    let mixture = ReferenceChain.ruin.mixture
    #expect(throws: EngineError.self) {
      try engine(PopulationEngine.trajectoryLimit + 1).estimates(for: mixture)
    }
    let said = PopulationEngine.obstacle(trajectoryCount: 1_000_000_000_001, horizon: nil)
    #expect(
      said?.description
        == "the population engine needs 1000000000001 trajectories; the limit is 1000000000000")
    #expect(PopulationEngine.obstacle(trajectoryCount: 1_000_000_000_000, horizon: nil) == nil)
    let long = mixture.bounded(by: PathEngine.horizonLimit + 1)
    #expect(throws: EngineError.self) { try engine(10).estimates(for: long) }
  }

  /// Targets visited in any order make a node of every subset: refused before memory is gone.
  @Test func tooManySubsetsOfTargetsAreRefused() {
    let count = 24
    let problem = ChainProblem(
      matrix: chain(
        (0..<count).map { _ in (0..<count).map { ($0, 1 / Double(count)) } }),
      start: point(count, 0), horizon: 10, targets: (0..<count).map { marks(count, $0) })
    #expect(throws: EngineError.self) {
      try PopulationChain(problem, stopsWhenDecided: true, memoryLimit: 16 << 20)
    }
  }

  @Test func aRunWithoutAHorizonEndsAtTheStepLimitAndSaysSo() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.5)], [(0, 1)], [(2, 1)]]), start: [1, 0, 0], horizon: nil,
      targets: [], outcomes: [marks(3, 2)])
    let estimates = try engine(1_000).estimates(for: Mixture(problem))
    #expect(estimates.wasCut)
    #expect(estimates[.unresolvedProbability]?.value == 1)
    #expect(estimates[.restrictedMeanSteps]?.value == Double(PathEngine.stepLimit))
    #expect(estimates.remarks == [PathEngine.cutRemark])
  }

  @Test func anInterruptionEndsIt() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.5)], [(0, 1)], [(2, 1)]]), start: [1, 0, 0], horizon: nil,
      targets: [], outcomes: [marks(3, 2)])
    let asked = Atomic<Int>(0)
    let control = RunControl(isInterrupted: {
      asked.wrappingAdd(1, ordering: .relaxed).oldValue >= 2
    })
    #expect(throws: EngineError.interrupted) {
      try engine(1_000).estimates(for: Mixture(problem), control: control)
    }
    #expect(asked.load(ordering: .relaxed) == 3)
  }

  @Test func rewardsAreNotAnsweredAndItSaysSo() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.5)], [(1, 1)]]), start: [1, 0], horizon: nil,
      targets: [marks(2, 1)], rewards: [1, 0], occupied: .none(stateCount: 2),
      finals: .none(stateCount: 2), outcomes: [])
    let estimates = try engine(1_000).estimates(for: Mixture(problem))
    #expect(estimates[.reachProbability(set: 0)]?.value == 1)
    #expect(estimates[.rewardToTarget(set: 0)] == nil)
    #expect(estimates.remarks.contains { $0.contains("rewards are answered by") })
  }
}
