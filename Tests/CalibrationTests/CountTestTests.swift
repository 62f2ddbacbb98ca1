import Foundation
import SpecialFunctions
import TestSupport
import Testing

@testable import Calibration

@Suite struct CountTestTests {
  /// Tails of chi-square to the digits of published tables and of closed forms.
  @Test(arguments: [
    (3.841458820694124, 1.0, 0.05), (9.487729036781154, 4, 0.05), (23.20925115895436, 10, 0.01),
    (63.69073975156446, 40, 0.01), (1.386294361119891, 2, 0.5), (92.10340371976183, 2, 1e-20),
    (0.02, 2, 0.9900498337491681), (1380, 2, 2.171738281389827e-300),
  ])
  func chiSquareTails(value: Double, freedom: Double, tail: Double) {
    let log = IncompleteGamma.logChiSquareTail(value, degreesOfFreedom: freedom)
    #expect(abs(log - Foundation.log(tail)) < 1e-9 * max(1, abs(log)), "\(exp(log))")
  }

  /// A textbook table: G² of (10, 20) against (30, 25) is 2 sum n log(n N / (row column)).
  @Test func theStatisticIsTheLikelihoodRatio() throws {
    let test = try CountTest(
      [.init(group: 0, counts: [10, 20]), .init(group: 0, counts: [30, 25])], replicates: 0, seed: 1
    )
    var expected = 0.0
    for (count, row, column) in [(10.0, 30.0, 40.0), (20, 30, 45), (30, 55, 40), (25, 55, 45)] {
      expected += 2 * count * log(count * 85 / (row * column))
    }
    #expect(abs(test.statistic - expected) < 1e-12)
    #expect(test.degreesOfFreedom == 1)
    #expect(abs(test.smallestExpected - 30 * 40 / 85.0) < 1e-12)
    #expect(test.bootstrapProbability == nil)
  }

  /// Under the simpler model bootstrap probabilities are spread evenly: 200 tables, those below 0.1 counted.
  @Test func bootstrapProbabilitiesAreEven() throws {
    var low = 0
    let seed = testSeed(8)
    for table in 0..<200 {
      var draws = NormalDraws(seed: seed, number: table)
      let rows = (0..<3).map { _ -> CountTest.Row in
        var counts = [0.0, 0, 0]
        for _ in 0..<12 { counts[draws.uniform() < 0.7 ? 0 : draws.uniform() < 0.8 ? 1 : 2] += 1 }
        return CountTest.Row(group: 0, counts: counts)
      }
      let test = try CountTest(rows, replicates: 99, seed: seed &+ UInt64(table))
      if (test.bootstrapProbability ?? 1) <= 0.1 { low += 1 }
    }
    // 20 are expected, give or take 4.2; six of these are 45.
    #expect(low < 46, "\(low)")
  }

  @Test func rowsWithoutDataTestNothing() throws {
    let test = try CountTest([.init(group: 0, counts: [0, 0])], replicates: 9, seed: 1)
    #expect(test.statistic == 0 && test.degreesOfFreedom == 0)
    #expect(test.chiSquareProbability == 1)
  }
}
