import Escalation
import Tables

/// Thresholds as they are said to people: a sentence a structure, caption, table.
public struct ThresholdReport: Sendable {
  /// The answers, a sentence or two a line.
  public let headline: [String]
  /// What the numbers are conditional on and rest on, a sentence a line.
  public let caption: [String]
  /// The crossings, for a terminal.
  public let table: String

  /// The report of thresholds.
  public init(_ study: ThresholdStudy, _ results: [ThresholdResult]) {
    let sentences = ThresholdSpeech(study: study)
    headline = results.map(sentences.sentence)
    caption = sentences.caption(results)
    table = Self.table(study, results)
  }

  private static func table(_ study: ThresholdStudy, _ results: [ThresholdResult]) -> String {
    let hasStructures = results.contains { $0.structure != nil }
    let hasPriors = results.contains { $0.prior?.range != nil }
    var header = ["parameter", "direction", "now", "threshold"]
    if hasStructures { header.insert("structure", at: 0) }
    if hasPriors { header += ["prior_low", "prior_high"] }
    header += ["answer_now", "reach", "range", "answer_over_range"]
    let path = study.study.model.parameters[study.parameter].path
    func short(_ value: Double?) -> String { value.map { Figures.short($0, digits: 3) } ?? "" }
    let rows = ThresholdColumns.rows(results).map { row -> [String] in
      let result = row.result
      var cells = [path, row.crossing.map { $0.isRising ? "rising" : "falling" } ?? "none"]
      if hasStructures { cells.insert(result.structure ?? "", at: 0) }
      cells += [short(result.stated), short(row.crossing?.value)]
      if hasPriors {
        cells += [short(row.prior?.range?.lowerBound), short(row.prior?.range?.upperBound)]
      }
      return cells + [
        short(result.baseline), short(result.target),
        "\(short(result.range.lowerBound)) to \(short(result.range.upperBound))",
        "\(short(result.ends.low)) to \(short(result.ends.high))",
      ]
    }
    return TextTable.text(header: header, rows: rows, leftAligned: hasStructures ? 3 : 2)
  }
}
