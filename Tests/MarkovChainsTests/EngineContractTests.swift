import RandomStreams
import SpecialFunctions
import TestSupport
import Testing

@testable import MarkovChains

/// What every engine must do with every chain solved on paper.
@Suite struct EngineContractTests {
  @Test(arguments: ReferenceChain.all.indices)
  func exactEngineGivesTheAnswersOnPaper(_ index: Int) throws {
    let reference = ReferenceChain.all[index]
    let estimates = try ExactEngine().estimates(for: reference.mixture)
    for (quantity, answer) in reference.answers {
      let value = try #require(estimates[quantity], "\(reference.name) \(quantity)").value
      #expect(relativeError(value, answer) < 1e-13, "\(reference.name) \(quantity): \(value)")
      if answer == 0 || answer == 1, estimates[quantity]?.complement != nil,
        reference.mixture.horizon == nil
      {
        #expect(value == answer, "\(reference.name) \(quantity) is exact")
      }
    }
  }

  /// 2^20 trajectories (2^24 with full effort): a bias of 0.3 % in a probability of one half would be seen.
  @Test(arguments: ReferenceChain.all.indices)
  func pathEngineAgreesWithTheAnswersOnPaper(_ index: Int) throws {
    try agrees(
      PathEngine(
        trajectoryCount: isFullEffort ? 1 << 24 : 1 << 20,
        address: StreamAddress(seed: testSeed(UInt64(index))), threadCount: 2),
      with: ReferenceChain.all[index])
  }

  /// As many trajectories as path by path, and 10^12: a bias of three in a million in a probability of one
  /// half would be seen.
  @Test(arguments: ReferenceChain.all.indices, [1 << 20, 1_000_000_000_000])
  func populationEngineAgreesWithTheAnswersOnPaper(_ index: Int, _ count: Int) throws {
    try agrees(
      PopulationEngine(
        trajectoryCount: count, address: StreamAddress(seed: testSeed(UInt64(100 + index)))),
      with: ReferenceChain.all[index])
  }

  private func agrees(_ engine: some Engine, with reference: ReferenceChain) throws {
    let estimates = try engine.estimates(for: reference.mixture, control: RunControl())
    let exact = try ExactEngine().estimates(for: reference.mixture)
    var (scored, withoutError) = (0, 0)
    for (quantity, answer) in reference.answers {
      guard let estimate = estimates[quantity] else {
        // Only what never happened has no mean.
        #expect(quantity == .firstPassageSteps(set: 1) || answer == 0)
        continue
      }
      let truth = Estimate(
        exact: answer, complement: exact[quantity]?.complement)
      guard let score = CheckScore(of: estimate, against: truth) else {
        if estimate.complement == nil, estimate.sample?.standardError == nil { withoutError += 1 }
        continue
      }
      scored += 1
      #expect(
        score.logProbability > Elementary.log(AlphaBudget.level),
        "\(reference.name) \(quantity): z \(score.z)")
    }
    // Only a mean of what never varies, such as a first passage at step 0 or 1, goes without.
    #expect(scored + withoutError >= reference.answers.count - 2)
  }

  /// Complements are sums of their own, and still add up.
  @Test(arguments: ReferenceChain.all.indices)
  func complementsAddUpToOne(_ index: Int) throws {
    let mixture = ReferenceChain.all[index].mixture
    let engines: [any Engine] = [
      ExactEngine(),
      PathEngine(trajectoryCount: 1000, address: StreamAddress(seed: 1), threadCount: 1),
      PopulationEngine(trajectoryCount: 1000, address: StreamAddress(seed: 1)),
    ]
    for engine in engines {
      let estimates = try engine.estimates(for: mixture, control: RunControl())
      for (quantity, estimate) in estimates.values {
        guard let complement = estimate.complement else { continue }
        #expect(abs(estimate.value + complement - 1) < 1e-12, "\(quantity)")
      }
    }
  }

  /// Relabelling the states changes no answer.
  @Test func orderOfStatesDoesNotMatter() throws {
    let matrix = ruinMatrix(top: 6, up: 0.25)
    let order = [4, 0, 6, 2, 1, 5, 3]  // new state i is old state order[i]
    let place = (0..<7).map { old in order.firstIndex(of: old) ?? -1 }
    let permuted = chain(
      order.map { old in
        matrix.row(old).map { (place[matrix.targets[$0]], matrix.probabilities[$0]) }
      })
    for horizon in [nil, 9] {
      let plain = ChainProblem(
        matrix: matrix, start: point(7, 3), horizon: horizon, targets: [marks(7, 6)],
        outcomes: [marks(7, 0), marks(7, 6)])
      let other = ChainProblem(
        matrix: permuted, start: point(7, place[3]), horizon: horizon,
        targets: [marks(7, place[6])], outcomes: [marks(7, place[0]), marks(7, place[6])])
      let a = try ExactEngine().estimates(for: Mixture(plain))
      let b = try ExactEngine().estimates(for: Mixture(other))
      for (quantity, estimate) in a.values {
        #expect(relativeError(b[quantity]?.value ?? .nan, estimate.value) < 1e-14)
      }
    }
  }
}
