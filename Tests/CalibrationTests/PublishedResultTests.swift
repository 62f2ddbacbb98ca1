import Escalation
import TestSupport
import Testing

@testable import Calibration

/// Associations that others published, from counts. `Documentation/published-results.md` tells of each
/// where the printed number was seen.
@Suite struct PublishedResultTests {
  /// A number as it is printed, to half a unit of its last digit.
  private func agrees(_ value: Double, _ printed: Double, digits: Int) -> Bool {
    let unit = (0..<digits).reduce(1.0) { unit, _ in unit / 10 }
    return abs(value - printed) <= unit / 2 * (1 + 1e-9)
  }

  /// A table of the counts of mediation and agreement.
  static func mediation(period: String, violence: String) throws -> TwoByTwoTable {
    let table = try RecordTable(
      path: TestFiles.root.appendingPathComponent("Models/Evidence/icb-mediation.csv").path)
    let columns = try table.columns(required: [
      "period", "violence", "mediated_agreement", "mediated_other", "unmediated_agreement",
      "unmediated_other",
    ])
    let record = try #require(
      table.records.first {
        $0.cells[columns[0]] == period && $0.cells[columns[1]] == violence
      })
    let counts = try columns[2...].map { try #require(Int(record.cells[$0])) }
    return TwoByTwoTable(
      exposedYes: counts[0], exposedNo: counts[1], unexposedYes: counts[2], unexposedNo: counts[3])
  }

  static let violence = ["none", "minor clashes", "serious clashes", "full-scale war"]

  /// Wilkenfeld, Young, Asal and Quinn (2003) find mediated crises more likely to end in agreement. The
  /// counts are those of the ICB data, not of the article: its cells were not obtained.
  @Test func mediatedCrisesEndInAgreementMoreOften() throws {
    let table = try Self.mediation(period: "1946-2017", violence: "all")
    #expect(table.exposedYes + table.exposedNo == 135)
    #expect(table.unexposedYes + table.unexposedNo == 238)
    #expect(agrees(table.riskDifference.estimate, 0.412138, digits: 6))
    #expect(table.riskDifference.low > 0.3 && table.riskDifference.high < 0.51)
    #expect(agrees(table.oddsRatio.estimate, 6.19, digits: 2))
    #expect(agrees(table.oddsRatio.low, 3.88, digits: 2))
    #expect(agrees(table.oddsRatio.high, 9.88, digits: 2))
    #expect(agrees(table.chiSquare, 63.562735, digits: 6))
    let longer = try Self.mediation(period: "1918-2017", violence: "all").oddsRatio
    #expect(agrees(longer.estimate, 5.95, digits: 2))
    #expect(agrees(longer.low, 3.91, digits: 2) && agrees(longer.high, 9.05, digits: 2))
  }

  /// The association is no artefact of mediators coming to violent crises.
  @Test func theAssociationHoldsAtEveryLevelOfViolence() throws {
    let strata = try Self.violence.map { try Self.mediation(period: "1946-2017", violence: $0) }
    #expect(agrees(TwoByTwoTable.commonOddsRatio(strata), 6.28, digits: 2))
    #expect(strata.allSatisfy { $0.oddsRatio.estimate > 1 })
    let all = try Self.mediation(period: "1946-2017", violence: "all")
    #expect(strata.reduce(0) { $0 + $1.exposedYes } == all.exposedYes)
    #expect(strata.reduce(0) { $0 + $1.unexposedNo } == all.unexposedNo)
    // Violence 1, 2, 3, 4 with the odds ratios of the evidence tables.
    for (table, printed) in zip(strata, [1.86, 17.09, 7.33, 6.35]) {
      #expect(agrees(table.oddsRatio.estimate, printed, digits: 2))
    }
  }
}
