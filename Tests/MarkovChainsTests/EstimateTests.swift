import SpecialFunctions
import TestSupport
import Testing

@testable import MarkovChains

@Suite struct BinomialIntervalTests {
  /// Against scipy 1.17, `binomtest(k, n).proportion_ci(0.95, "exact")`; the two of few successes in
  /// a million and a billion by root finding to 40 digits, since scipy has them to 8 and 4 only.
  @Test(arguments: [
    (0, 10, 0.0, 0.30849710781876294), (1, 10, 0.0025285785444625728, 0.44501611702819543),
    (5, 10, 0.1870860284474045, 0.8129139715525955), (10, 10, 0.6915028921812371, 1.0),
    (3, 1_000_000, 6.1867255019063986e-7, 8.7672477881452235e-6),
    (999_999, 1_000_000, 0.9999944283693444, 0.9999999746821948),
    (297_000, 10_000_000, 0.029594870760328157, 0.029805401649715884),
    (7, 1_000_000_000, 2.8143630560026356e-9, 1.4422675308174961e-8),
  ])
  func clopperPearsonMatches(successes: Int, trials: Int, low: Double, high: Double) {
    let interval = BinomialInterval.clopperPearson(
      successes: successes, trials: trials, confidence: 0.95)
    #expect(relativeError(interval.low, low) < 1e-9)
    #expect(relativeError(interval.high, high) < 1e-9)
  }

  /// Exact coverage by enumeration, for every probability on a grid that reaches np = 0.05.
  @Test(arguments: [10, 50, 200])
  func clopperPearsonCoversAtLeastAsStated(_ trials: Int) {
    let intervals = (0...trials).map {
      BinomialInterval.clopperPearson(successes: $0, trials: trials, confidence: 0.95)
    }
    let products = [0.05, 0.17, 0.5, 1, 2.5, 5]
    for probability in products.map({ $0 / Double(trials) }) + [0.3, 0.5, 0.8, 0.999] {
      var coverage = 0.0
      for successes in 0...trials {
        let interval = intervals[successes]
        guard interval.low <= probability, probability <= interval.high else { continue }
        let log =
          GammaFunction.logGamma(Double(trials + 1)) - GammaFunction.logGamma(Double(successes + 1))
          - GammaFunction.logGamma(Double(trials - successes + 1))
          + Double(successes) * Elementary.log(probability)
          + Double(trials - successes) * Elementary.log1p(-probability)
        coverage += Elementary.exp(log)
      }
      #expect(coverage >= 0.95 - 1e-9, "p \(probability)")
    }
  }

  @Test func tailsOfAFairCoin() {
    let tails = BinomialInterval.logTails(
      successes: 3, trials: 4, probability: 0.5, complement: 0.5)
    #expect(relativeError(Elementary.exp(tails.atLeast), 5.0 / 16) < 1e-14)
    #expect(relativeError(Elementary.exp(tails.atMost), 15.0 / 16) < 1e-14)
  }
}

@Suite struct CheckScoreTests {
  private func probability(_ events: Int, of trials: Int, exact: Double) -> CheckScore? {
    let value = Double(events) / Double(trials)
    let estimate = Estimate(
      value: value, complement: 1 - value,
      sample: .init(
        trajectoryCount: trials, eventCount: events, standardError: 0, interval: nil,
        skewness: nil))
    return CheckScore(of: estimate, against: Estimate(exact: exact, complement: 1 - exact))
  }

  @Test func signTellsTheSide() throws {
    #expect(try #require(probability(600, of: 1000, exact: 0.5)).z > 6)
    #expect(try #require(probability(400, of: 1000, exact: 0.5)).z < -6)
    #expect(abs(try #require(probability(500, of: 1000, exact: 0.5)).z) < 0.1)
  }

  /// Something that cannot happen and did, or must and did not, is an infinite score.
  @Test func impossibleEventsAreInfinitelyFar() throws {
    let score = try #require(probability(1, of: 1_000_000, exact: 0))
    #expect(score.z == .infinity)
    #expect(score.probability == 0)
    #expect(try #require(probability(999_999, of: 1_000_000, exact: 1)).z == -.infinity)
    #expect(try #require(probability(0, of: 1_000_000, exact: 0)).probability == 1)
    #expect(try #require(probability(1_000_000, of: 1_000_000, exact: 1)).probability == 1)
  }

  private func mean(
    _ value: Double, error: Double?, count: Int, skewness: Double?, exact: Double
  ) -> CheckScore? {
    let estimate = Estimate(
      value: value, complement: nil,
      sample: .init(
        trajectoryCount: count, eventCount: count, standardError: error, interval: nil,
        skewness: skewness))
    return CheckScore(of: estimate, against: Estimate(exact: exact))
  }

  @Test func meansAreScoredOnlyWhereStudentCanBeBelieved() throws {
    #expect(mean(1, error: 0.1, count: 399, skewness: 0, exact: 1.1) == nil)
    #expect(mean(1, error: 0.1, count: 100_000, skewness: 20, exact: 1.1) == nil)
    #expect(mean(1, error: nil, count: 1, skewness: nil, exact: 1.1) == nil)
    let score = try #require(mean(1, error: 0.1, count: 1_000_000, skewness: 0, exact: 1.2))
    #expect(abs(score.z + 2) < 1e-4)
    // A sample that fell short has a spread that is too small as well: the skewness gives that back.
    let skewed = try #require(mean(1, error: 0.1, count: 2_000, skewness: 2, exact: 1.5))
    #expect(skewed.z > -5 && skewed.z < -4.4)
    // However gross the error, it stays one.
    #expect(try #require(mean(1, error: 0.1, count: 2_000, skewness: 2, exact: 90)).z < -30)
    #expect(mean(0, error: 0, count: 100_000, skewness: 0, exact: 1e-9) == nil)
    #expect(mean(0, error: 0, count: 1_000, skewness: 0, exact: 0)?.z == 0)
  }
}

@Suite struct MomentsTests {
  @Test func summaryOfFourValues() {
    var moments = Moments()
    for value in [1, 2, 3, 10] { moments.add(value) }
    let (mean, error, skewness) = moments.summary(total: 4)
    // Deviations -3 -2 -1 6: squares 50, cubes 180.
    #expect(mean == 4)
    #expect(abs((error ?? 0) - (50.0 / 3 / 4).squareRoot()) < 1e-15)
    #expect(abs((skewness ?? 0) - 45 / (12.5 * 12.5.squareRoot())) < 1e-13)
  }

  @Test func zerosCountWithoutBeingAdded() {
    var some = Moments()
    var all = Moments()
    for value in [0, 0, 5, 7] {
      all.add(value)
      if value > 0 { some.add(value) }
    }
    #expect(some.summary(total: 4) == all.summary(total: 4))
  }

  /// Values a million apart from zero and one apart from each other: doubles would lose the spread.
  @Test func largeValuesKeepTheirSpread() {
    var moments = Moments()
    for index in 0..<1_000_000 { moments.add(999_999 + index % 2) }
    let (mean, error, _) = moments.summary(total: 1_000_000)
    #expect(mean == 999_999.5)
    #expect(relativeError(error ?? 0, (0.25 / 999_999).squareRoot()) < 1e-12)
  }

  @Test func aSingleValueHasNoError() {
    var moments = Moments()
    moments.add(3)
    #expect(moments.summary(total: 1).standardError == nil)
  }
}
