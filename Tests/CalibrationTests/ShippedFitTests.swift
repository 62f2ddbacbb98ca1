import Escalation
import Foundation
import ShippedModels
import TestSupport
import Testing

@testable import Calibration

/// The numbers of the shipped models are those that `make calibrate` writes.
@Suite struct ShippedFitTests {
  private static let fits = Result {
    var fits: [String: LadderCalibration] = [:]
    for split in ["powers=major_major", "china=with_usa"] {
      var request = CalibrationRequest()
      request.foldCount = 0
      request.replicateCount = isFullEffort ? 400 : 0
      request.splits = [try #require(AttributeFilter(split))]
      fits[split] = try LadderCalibration(
        Counts.pooled(), request, gapCounts: Counts.gaps())
    }
    return fits
  }

  /// Values, counts, ranges and bases to the last digit; standard errors of rows and loadings with full effort,
  /// since they take 400 fits.
  @Test(arguments: ShippedModels.names.filter(isLadder))
  func everyFittedDigitIsRepeated(_ name: String) throws {
    let text = try #require(ShippedModels.text(name))
    let model = try EscalationModel(ModelDocument(text: text, file: name))
    let split = name == "china-us" ? "china=with_usa" : "powers=major_major"
    let result = try #require(try Self.fits.get()[split])
    let effects = FactorEffect.effects(
      try RateTable(Counts.table("crisis-rates")), shares: EventShares(result.sequences))
    let restated = try result.restated(model, split: result.splits[1], effects: effects)
    let repeated = try EscalationModel(ModelDocument(text: restated, file: name))
    #expect(repeated.parameters.count == model.parameters.count)
    var fitted = 0
    for (mine, theirs) in zip(repeated.parameters, model.parameters) {
      let (a, b) = (mine.number, theirs.number)
      #expect(a.value == b.value, "\(mine.path)")
      #expect(a.low == b.low && a.high == b.high, "\(mine.path)")
      #expect(a.count == b.count && a.basis == b.basis && a.note == b.note, "\(mine.path)")
      if isFullEffort || theirs.path.hasPrefix("offsets.") || theirs.path.hasPrefix("gaps.") {
        #expect(a.standardError == b.standardError, "\(mine.path)")
      }
      if b.basis == .fitted { fitted += 1 }
    }
    #expect(fitted > 50)
    if isFullEffort { #expect(restated == text) }
  }

  /// How the numbers of the shipped models divide, as Models/README.md tells.
  @Test func basesAreCounted() throws {
    var lines: [String] = []
    for name in ShippedModels.names {
      let model = try EscalationModel(
        ModelDocument(text: #require(ShippedModels.text(name)), file: name))
      let counts = [Basis.fitted, .published, .elicited, .judgement].map { basis in
        model.parameters.count { $0.isStated && $0.number.basis == basis }
      }
      #expect(counts.reduce(0, +) == model.parameters.count(where: \.isStated))
      lines.append("| `\(name)` | " + counts.map(String.init).joined(separator: " | ") + " |")
    }
    let page = try TestFiles.text("Models/README.md")
    for line in lines { #expect(page.contains(line), "\(line)") }
  }
}

/// `make calibrate` writes ladders; dyads are matched to moments.
private func isLadder(_ name: String) -> Bool {
  ShippedModels.text(name)?.contains("\nform: ladder\n") ?? false
}
