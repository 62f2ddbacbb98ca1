import RandomStreams
import SpecialFunctions
import TestSupport
import Testing

@testable import MarkovChains

/// Paths on chains of any shape.
@Suite struct ChainPathTests {
  /// 100 targets with probabilities from 1e-15 to one half, and a state that is long to come back from.
  static let longRow: TransitionMatrix = {
    var weights = (0..<99).map { 1.0 / Double(3 + $0 * $0) }
    weights[17] = 1e-15
    let sum = weights.reduce(0, +)
    var rows = [[(0, 0.25)] + (1...99).map { ($0, 0.75 * weights[$0 - 1] / sum) }]
    for state in 1...99 { rows.append([(0, 0.5), (state, 0.5)]) }
    return chain(rows)
  }()

  /// Every word goes to one target, and each target owns the words its probability says: the shares
  /// of an alias table are integers that add up exactly.
  @Test func aliasesDealEveryWord() {
    let row = Self.longRow.row(0)
    let partition = WordPartition(Self.longRow.probabilities[row])
    let table = AliasTable(partition)
    let count = UInt128(partition.indices.count)
    let full = UInt128(1) << 64
    var shares = [UInt128](repeating: 0, count: partition.indices.count)
    for index in partition.indices.indices {
      guard table.others[index] != index else {
        shares[index] += full
        continue
      }
      shares[index] += UInt128(table.cutoffs[index])
      shares[table.others[index]] += full - UInt128(table.cutoffs[index])
    }
    var first: UInt64 = 0
    for (index, last) in partition.lastWords.enumerated() {
      #expect(shares[index] == (UInt128(last - first) + 1) * count)
      first = last &+ 1
    }
    #expect(shares.reduce(0, +) == full * count)
  }

  /// Long rows, rewards and passages against the exact answers: a bias of 0.3 % in a probability of
  /// one half would be seen.
  @Test func longRowsAgreeWithTheExactAnswers() throws {
    let n = 100
    let rewards = (0..<n).map { Double($0 % 5) + 0.1 }
    let problem = ChainProblem(
      matrix: Self.longRow, start: point(n, 0), horizon: nil,
      targets: [marks(n, 40), marks(n, 7, 9)], rewards: rewards,
      occupied: .none(stateCount: n), finals: .none(stateCount: n), outcomes: [])
    let engine = PathEngine(
      trajectoryCount: isFullEffort ? 1 << 22 : 1 << 17,
      address: StreamAddress(seed: testSeed(71)), threadCount: 2)
    let estimates = try engine.estimates(for: Mixture(problem))
    let solver = ChainSolver(Self.longRow)
    for (set, target) in problem.targets.enumerated() {
      let exact = try solver.passage(
        to: target, asking: .init(wantsSteps: true, rewards: rewards))
      #expect(estimates[.reachProbability(set: set)]?.value == 1)
      for (quantity, value) in [
        (Quantity.firstPassageSteps(set: set), exact.steps?.values[0]),
        (.rewardToTarget(set: set), exact.reward?.values[0]),
      ] {
        let estimate = try #require(estimates[quantity])
        let score = try #require(
          CheckScore(of: estimate, against: Estimate(exact: value ?? .nan)))
        #expect(
          score.logProbability > Elementary.log(AlphaBudget.level), "\(quantity) z \(score.z)")
      }
    }
    #expect(!estimates.wasCut)
  }

  /// Chains without a guide take the same path as with one: same words, same rows.
  @Test func guideAndRowsGiveTheSamePaths() throws {
    let walk = ruinMatrix(top: 30, up: 0.4)
    /// The walk with states behind it that nobody visits.
    func padded(to n: Int) -> TransitionMatrix {
      var rows = (0...30).map { state in
        walk.row(state).map { (walk.targets[$0], walk.probabilities[$0]) }
      }
      for state in 31..<n { rows.append([(state, 1)]) }
      return chain(rows)
    }
    let few = TwoByteChain.stateLimit + 10
    let n = CompiledChain.guideStateLimit + 10
    let small = padded(to: few)
    let large = padded(to: n)
    #expect(!CompiledChain(small).guide.isEmpty && CompiledChain(large).guide.isEmpty)
    let address = StreamAddress(seed: 3)
    let a = try PathEngine.Replay(
      Mixture(ChainProblem(matrix: small, start: point(few, 15), horizon: nil)), address: address)
    let b = try PathEngine.Replay(
      Mixture(ChainProblem(matrix: large, start: point(n, 15), horizon: nil)), address: address)
    for number in [0, 1, 2, 1000, 1 << 40] { #expect(a.path(number) == b.path(number)) }
  }

  /// What is told of a trajectory is what was counted of it.
  @Test func replayedTrajectoriesAreTheCountedOnes() throws {
    let n = 100
    let problem = ChainProblem(
      matrix: Self.longRow, start: point(n, 0), horizon: 40, targets: [marks(n, 3)],
      rewards: (0..<n).map { Double($0) },
      occupied: StateGroups(lists: [[0], [1, 2]], stateCount: n),
      finals: StateGroups(lists: [[0]], stateCount: n), outcomes: [])
    let mixture = Mixture([(0.25, problem), (0.75, problem)])
    let address = StreamAddress(seed: 8, scenarioKey: 2)
    let count = 3000
    let engine = PathEngine(trajectoryCount: count, address: address, threadCount: 2)
    let estimates = try engine.estimates(for: mixture)
    let replay = try PathEngine.Replay(mixture, address: address)
    var (reached, stepSum, rewardSum, spent, final) = (0, 0, 0, [0, 0], 0)
    for number in 0..<count {
      let path = replay.path(number)
      #expect(path.end == 40 && !path.isAbsorbed)
      var arrived = false
      var earned = 0
      for (index, stay) in path.stays.enumerated() {
        let next = index + 1 < path.stays.count ? path.stays[index + 1].first : path.end
        if stay.state == 3, !arrived {
          arrived = true
          reached += 1
          stepSum += stay.first
          rewardSum += earned
        }
        earned += (next - stay.first) * stay.state
        if stay.state == 0 { spent[0] += next - stay.first }
        if stay.state == 1 || stay.state == 2 { spent[1] += next - stay.first }
      }
      if path.stays.last?.state == 0 { final += 1 }
    }
    func whole(_ quantity: Quantity) -> Double {
      let estimate = estimates[quantity]
      return (estimate?.value ?? .nan) * Double(estimate?.sample?.eventCount ?? 0)
    }
    #expect(estimates[.reachProbability(set: 0)]?.sample?.eventCount == reached)
    #expect(abs(whole(.firstPassageSteps(set: 0)) - Double(stepSum)) < 1e-6)
    #expect(abs(whole(.rewardToTarget(set: 0)) - Double(rewardSum)) < 1e-6)
    #expect(abs(whole(.occupancySteps(set: 0)) - Double(spent[0])) < 1e-6)
    #expect(abs(whole(.occupancySteps(set: 1)) - Double(spent[1])) < 1e-6)
    #expect(estimates[.finalProbability(set: 0)]?.sample?.eventCount == final)
  }

  @Test(arguments: [2, 3, 8])
  func threadsChangeNoBitOfRewards(_ threads: Int) throws {
    let n = 100
    let problem = ChainProblem(
      matrix: Self.longRow, start: point(n, 0), horizon: 100, targets: [marks(n, 3)],
      rewards: (0..<n).map { 0.1 * Double($0) + 1e-9 }, occupied: .none(stateCount: n),
      finals: .none(stateCount: n), outcomes: [])
    func run(_ threads: Int) throws -> Estimates {
      try PathEngine(
        trajectoryCount: 40_000, address: StreamAddress(seed: 1), threadCount: threads
      ).estimates(for: Mixture(problem))
    }
    #expect(try run(threads) == run(1))
  }

  /// Where every target is decided, nothing more is drawn: a walk that may never end is not followed.
  @Test func trajectoriesStopWhenTheirTargetsAreDecided() throws {
    let matrix = chain([[(1, 0.5), (2, 0.5)], [(1, 1)], [(3, 1)], [(2, 1)]])
    let problem = ChainProblem(
      matrix: matrix, start: point(4, 0), horizon: nil, targets: [marks(4, 1)])
    let estimates = try PathEngine(
      trajectoryCount: 100_000, address: StreamAddress(seed: 2), threadCount: 1
    ).estimates(for: Mixture(problem))
    #expect(!estimates.wasCut)
    #expect(abs((estimates[.reachProbability(set: 0)]?.value ?? 0) - 0.5) < 0.01)
    // Ends were not followed, so nothing is said of them.
    #expect(estimates[.unresolvedProbability] == nil)
    #expect(estimates[.restrictedMeanSteps] == nil)
  }
}

@Suite struct RewardScaleTests {
  @Test func wholeRewardsAreExact() {
    let scale = RewardScale([0, 1, 2.5, 1000], limit: 1_000_000)
    #expect(scale.units.map { scale.reward(Double($0)) } == [0, 1, 2.5, 1000])
    #expect(scale.lostCount == 0)
  }

  @Test(arguments: [1e-300, 1e-9, 1, 1e15, 1e300, 1.7e308])
  func rewardsOfAnySizeKeepTheirDigits(_ size: Double) {
    let rewards = [size, size / 3, size / 1000, 0]
    let scale = RewardScale(rewards, limit: 1_000_000)
    for (reward, units) in zip(rewards, scale.units) {
      #expect(abs(scale.reward(Double(units)) - reward) <= 1e-12 * size)
      // The longest path still fits.
      #expect(!units.multipliedReportingOverflow(by: 1_000_000).overflow)
    }
  }

  @Test func rewardsTooSmallToCountAreToldOf() {
    #expect(RewardScale([1e300, 1], limit: 10).lostCount == 1)
  }

  /// 256 bits against two-digit arithmetic on a case whose sums pass 128 bits.
  @Test func momentsOfLargeTotalsAreRight() {
    var moments = WideMoments()
    var other = WideMoments()
    let base = UInt64(1) << 61
    for k in 0..<1000 {
      if k % 2 == 0 { moments.add(base + UInt64(k)) } else { other.add(base + UInt64(k)) }
    }
    moments.merge(other)
    let (mean, error, _) = moments.summary
    #expect(relativeError(mean, Double(base) + 499.5) < 1e-15)
    // The variance of 0...999 is 83,416.67; of doubles that large nothing would be left.
    let variance = 999.0 * 1000 * 1001 / 12 / 999
    #expect(relativeError((error ?? 0) * (error ?? 0) * 1000, variance) < 1e-12)
  }
}
