import Testing

@testable import Calibration

@Suite struct GapTests {
  /// Phases that are one had errors of 1e13.
  @Test func phasesThatAreOneHaveNoErrors() {
    for gaps in [[(5, 4), (6, 3), (7, 3)], [(1, 8), (2, 4), (3, 2), (4, 1)]] {
      let fit = GapFit(gaps.map { (days: $0.0, count: $0.1) })
      #expect(fit.standardErrors == nil)
      #expect(fit.meanDays.allSatisfy { $0 >= 1 && $0.isFinite })
    }
  }

  /// Two geometric phases of 4 and 60 days, 0.4 of the former, drawn 20,000 times: found within 6 errors.
  @Test func twoPhasesAreRecovered() throws {
    var draws = NormalDraws(seed: 6, number: 0)
    var counts: [Int: Int] = [:]
    for _ in 0..<20_000 {
      let leaving = draws.uniform() < 0.4 ? 1 / 4.0 : 1 / 60.0
      var days = 1
      while draws.uniform() > leaving { days += 1 }
      counts[days, default: 0] += 1
    }
    let fit = GapFit(counts.sorted { $0.key < $1.key }.map { (days: $0.key, count: $0.value) })
    let errors = try #require(fit.standardErrors)
    #expect(abs(fit.weights[0] - 0.4) < 6 * errors.shortWeight)
    #expect(abs(fit.meanDays[0] - 4) < 6 * errors.meanDays[0])
    #expect(abs(fit.meanDays[1] - 60) < 6 * errors.meanDays[1])
    #expect(errors.shortWeight < 0.01 && fit.distance < 0.02)
  }
}
