import Foundation
import SpecialFunctions
import TestSupport
import Testing

@testable import Calibration

/// Whether fits find what simulated sequences were made with.
@Suite struct RecoveryTests {
  /// Two levels, rows by level, a frailty of known loadings.
  private static func truth() throws -> LadderFit {
    let seed = SequenceSet(
      levels: ["low", "high"],
      sequences: (0..<40).map {
        .init(
          name: "\($0)", cluster: $0, attributes: [:],
          levels: [[0, 0, 1], [0], [1, 0], [1, 1, 0, 0], [0, 1]][$0 % 5], levelCount: 2)
      }, clusters: (0..<40).map { "\($0)" }, isOrdered: true)
    let start = try LadderFit(Specification("frailty", hidden: .frailty), to: seed)
    let likelihood = try #require(start.likelihood)
    return fit(start, likelihood, [-1.0, -0.3, -0.8, -0.2, -0.6, -0.3, -1.1])
  }

  /// A fit at given parameters: rows low (to high, end) and high (to low, end), loadings up, down, end.
  private static func fit(
    _ start: LadderFit, _ likelihood: LadderLikelihood, _ parameters: [Double]
  ) -> LadderFit {
    LadderFit(
      specification: start.specification, levels: start.levels, logLikelihood: 0,
      parameterCount: parameters.count, moveCount: 0,
      summit: .init(
        parameters: parameters, value: 0, iterationCount: 1, remainingGain: 0, isConverged: true),
      logProbabilities: likelihood.logProbabilities(parameters), logWeights: start.logWeights,
      likelihood: likelihood, space: start.space)
  }

  /// 200 samples of 600 sequences. Binomial tails at the level of the suite, around a true coverage of 0.95 less
  /// what the weak prior and 600 sequences bend: coverage below 0.86 is noticed.
  @Test func intervalsCoverTheTruth() throws {
    let truth = try Self.truth()
    let samples = 200
    let starts = (0..<600).map { $0 % 2 }
    var covered = [Int](repeating: 0, count: truth.parameters.count)
    var sums = [Double](repeating: 0, count: truth.parameters.count)
    let seed = testSeed(31)
    for sample in 0..<samples {
      let set = Counts.simulated(truth, starts: starts, seed: seed, number: sample)
      let fit = try LadderFit(truth.specification, to: set)
      let errors = try #require(fit.clusteredErrors).standardErrors
      for index in truth.parameters.indices {
        let off = fit.parameters[index] - truth.parameters[index]
        sums[index] += off / errors[index] / Double(samples)
        if abs(off) <= 1.96 * errors[index] { covered[index] += 1 }
      }
    }
    for index in covered.indices {
      let tails = IncompleteBeta.logTails(
        a: Double(covered[index]) + 1, b: Double(samples - covered[index]), x: 0.93,
        complement: 0.07)
      #expect(
        covered[index] == samples || tails.upper > log(AlphaBudget.level),
        "parameter \(index): \(covered[index]) of \(samples)")
      #expect(abs(sums[index]) < 6 / Double(samples).squareRoot() + 0.15, "bias \(sums[index])")
    }
  }

  /// Reach of the truth is found from 4,000 sequences.
  @Test func reachIsRecovered() throws {
    let truth = try Self.truth()
    let set = Counts.simulated(
      truth, starts: [Int](repeating: 0, count: 4000), seed: 77, number: 0)
    let fit = try LadderFit(truth.specification, to: set)
    #expect(abs(try fit.reach(1)[0] - truth.reach(1)[0]) < 0.03)
    // And the simulation itself agrees with the exact chain: 4,000 sequences, z below 6.
    let seen = set.reach(from: 0, to: 1)
    let expected = try truth.reach(1)[0]
    let spread = (expected * (1 - expected) / 4000).squareRoot()
    #expect(abs(Double(seen.reached) / 4000 - expected) < 6 * spread)
  }

  /// Simulation-based calibration: parameters drawn from the prior, sequences from them, and the rank of the truth
  /// among draws from the posterior. Ranks are uniform if fit, information and draws are right.
  ///
  /// 200 samples, ranks in 10 classes, chi-square at the level of the suite: a class of 20 that holds 50 is
  /// noticed.
  ///
  /// - Source: Talts, Betancourt, Simpson, Vehtari and Gelman, Validating Bayesian inference algorithms with
  ///   simulation-based calibration (2018).
  @Test func ranksOfTheTruthAreUniform() throws {
    let truth = try Self.truth()
    let likelihood = try #require(truth.likelihood)
    var prior = WeakPrior()
    prior.rowTransitions = 12
    prior.rowSpread = .even
    prior.loadingPrecision = 4
    let samples = isFullEffort ? 1000 : 200
    let drawCount = 99
    let classes = 10
    // Signs of the frailty are free, so loadings enter by products that do not change with them.
    let quantities: [([Double]) -> Double] = [
      { $0[0] }, { $0[1] }, { $0[2] }, { $0[3] }, { $0[4] * $0[6] }, { $0[5] * $0[6] },
      { $0[6] * $0[6] },
    ]
    var ranks = [[Int]](repeating: [Int](repeating: 0, count: classes), count: quantities.count)
    let seed = testSeed(2026)
    var chainCount = 0
    for sample in 0..<samples {
      var draws = NormalDraws(seed: seed, number: sample)
      var parameters: [Double] = []
      for _ in 0..<2 {
        let gammas = (0..<3).map { _ in draws.gamma(shape: prior.rowTransitions / 3) }
        // Hold is the first of the three.
        parameters += [log(gammas[1] / gammas[0]), log(gammas[2] / gammas[0])]
      }
      for _ in 0..<3 { parameters.append(draws.next() / prior.loadingPrecision.squareRoot()) }
      let model = Self.fit(truth, likelihood, parameters)
      let set = Counts.simulated(
        model, starts: (0..<80).map { $0 % 2 }, seed: seed ^ 0xABCD, number: sample)
      let fit = try LadderFit(truth.specification, to: set, prior: prior)
      let posterior = try PosteriorDraws(fit, count: drawCount, seed: seed ^ 0x1234, number: sample)
      if case .chains = posterior.method { chainCount += 1 }
      for (index, quantity) in quantities.enumerated() {
        let mine = quantity(parameters)
        var below = 0
        for draw in 0..<drawCount {
          let row = (0..<7).map { posterior.parameters[draw, $0] }
          if quantity(row) < mine { below += 1 }
        }
        ranks[index][below * classes / (drawCount + 1)] += 1
      }
    }
    let expected = Double(samples) / Double(classes)
    for (index, counts) in ranks.enumerated() {
      let statistic = counts.reduce(0.0) {
        $0 + (Double($1) - expected) * (Double($1) - expected) / expected
      }
      let tail = IncompleteGamma.logChiSquareTail(statistic, degreesOfFreedom: Double(classes - 1))
      #expect(
        tail > log(AlphaBudget.level), "quantity \(index): \(counts), chi-square \(statistic)")
    }
    #expect(chainCount < samples / 10)
  }
}
