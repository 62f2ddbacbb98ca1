import Escalation
import Foundation
import ShippedModels
import Testing

@testable import Experiments

@Suite struct CountedBaselinesTests {
  private func total(_ evidence: ShippedEvidence) throws -> Int {
    let table = try shipped(evidence)
    let column = try table.columns(required: ["count"])[0]
    return table.records.reduce(0) { $0 + (Int($1.cells[column]) ?? 0) }
  }

  @Test func countsAreThoseOfTheFit() throws {
    #expect(try total(.moveCounts) == 11_451)
    #expect(try total(.peakCounts) == 1_931)
  }

  @Test func sharesSumToOne() throws {
    let baselines = try shippedBaselines()
    let outcomes: [Int?] = [0, 1, 2, 3, nil]
    #expect(abs(outcomes.reduce(0) { $0 + baselines.baseRate(to: $1) } - 1) < 1e-12)
    for from in 0..<4 {
      let row = outcomes.reduce(0) { $0 + baselines.firstOrder(from: from, to: $1) }
      #expect(abs(row - 1) < 1e-12)
      let peaks = (0..<4).reduce(0.0) { $0 + baselines.peakShare(first: from, peak: $1) }
      #expect(abs(peaks - 1) < 1e-12)
      let chain = try (0..<4).reduce(0.0) {
        $0 + (try #require(baselines.firstOrderPeak(first: from, peak: $1)))
      }
      #expect(abs(chain - 1) < 1e-12)
    }
    #expect(abs(baselines.baseRate(to: nil) - 1931.0 / 11451) < 1e-15)
  }

  /// From a display of force 276 of 934 reached force; the chain says 0.484, and 0.064 for war.
  @Test func theChainIsTheOneThatMissesTheCounts() throws {
    let baselines = try shippedBaselines()
    #expect(abs(1 - (try #require(baselines.firstOrderPeak(first: 1, peak: 1))) - 0.484) < 1e-3)
    #expect(abs((try #require(baselines.firstOrderPeak(first: 1, peak: 3))) - 0.064) < 1e-3)
    #expect(abs(1 - baselines.peakShare(first: 1, peak: 1) - 276.0 / 934) < 1e-15)
  }

  @Test func bothRungsOfWarAreOneLevel() throws {
    let baselines = try shippedBaselines()
    #expect(baselines.level("limited_war") == 3)
    #expect(baselines.level("major_war") == 3)
    #expect(baselines.level("protest") == nil)
  }
}
