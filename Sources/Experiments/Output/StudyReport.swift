import Escalation
import MarkovChains
import Tables

/// A result as it is said to people: headline, caption, table.
public struct StudyReport: Sendable {
  /// The answer in one sentence; empty where there is none to give.
  public let headline: String
  /// What the numbers are conditional on and rest on, a sentence a line.
  public let caption: [String]
  private let result: StudyResult
  private let layout: Layout
  /// The table where it is not that of the rows.
  private let ownTable: String?

  /// How the table of a result is laid out.
  struct Layout: Sendable {
    /// The names of the varied parameters.
    var varied: [String] = []
    /// Significant digits of the numbers.
    var digits: Int
    /// Whether zeros at the end of a number are left out: what is computed has no noise to show.
    var isShort = false
    /// The head of the column of rungs.
    var rungs = "rung"
    var isChecked: Bool
    /// Whether scenarios are told apart by where they start.
    var startsDiffer = false
    /// The structures that are told apart; empty where there is one.
    var structures: [String] = []
  }

  /// The report of a result.
  public init(_ study: Study, _ result: StudyResult) {
    let speech = LadderSpeech(study: study, result: result)
    self.init(
      headline: speech.headline, caption: speech.caption, result,
      Layout(
        varied: study.variations.map(\.name), digits: speech.digits, isChecked: study.isChecked,
        structures: study.models.count > 1 ? study.models.compactMap(\.structure) : []))
  }

  init(
    headline: String, caption: [String], _ result: StudyResult, _ layout: Layout,
    table: String? = nil
  ) {
    ownTable = table
    self.headline = headline
    self.caption = caption
    self.result = result
    self.layout = layout
  }

  /// The table of one scenario, or of many with what tells them apart in front. Ends of intervals are
  /// rounded outward.
  public var table: String {
    if let ownTable { return ownTable }
    let hasRanges = result.rows.contains {
      $0.estimate.sample != nil || $0.estimate.enclosure != nil
    }
    let hasLevels = result.rows.contains { $0.question.quantile != nil }
    let hasPriors = result.rows.contains { $0.prior != nil }
    if !layout.structures.isEmpty, result.scenarioCount == 1, !hasRanges, !hasPriors,
      !layout.isChecked
    {
      return tableByStructure
    }
    let tellsStructures = !layout.structures.isEmpty
    var header = ["quantity", layout.rungs]
    if hasLevels { header.append("quantile") }
    let words = header.count
    header.append("estimate")
    if hasRanges { header += ["low", "high"] }
    if hasPriors { header += ["prior_low", "prior_high"] }
    if layout.isChecked { header += ["exact", "z"] }
    header.append("unit")
    let prefix =
      (result.scenarioCount > 1 ? scenarioHeader : []) + (tellsStructures ? ["structure"] : [])
    let rows = result.rows.map { row -> [String] in
      var cells = [row.question.quantity, row.question.rung ?? ""].map(ModelError.printable)
      if hasLevels { cells.append(row.question.quantile.map { "\($0)" } ?? "") }
      cells.append(figure(row.estimate))
      if hasRanges { cells += ends(row.estimate) }
      if hasPriors { cells += ends(row.prior?.lowerBound, row.prior?.upperBound) }
      if layout.isChecked {
        cells.append(row.exact.map { Figures.significant($0, digits: layout.digits) } ?? "")
        cells.append(row.score.map { Figures.significant($0.z, digits: 3) } ?? "")
      }
      cells.append(row.question.unit)
      if tellsStructures { cells.insert(row.structure ?? "", at: 0) }
      guard result.scenarioCount > 1 else { return cells }
      let start = layout.startsDiffer ? [ModelError.printable(row.start ?? "")] : []
      return [String(row.scenario.number)] + start + row.varied.map { "\($0)" } + cells
    }
    return TextTable.text(
      header: prefix + header, rows: rows, leftAligned: prefix.count + words)
  }

  /// One line a quantity and rung, and a column a structure.
  private var tableByStructure: String {
    var lines: [(question: RowQuestion, cells: [String])] = []
    for row in result.rows {
      let column = layout.structures.firstIndex { $0 == row.structure } ?? 0
      let line = lines.firstIndex { $0.question == row.question }
      if line == nil {
        lines.append((row.question, layout.structures.map { _ in "" }))
      }
      lines[line ?? lines.count - 1].cells[column] = figure(row.estimate)
    }
    return TextTable.text(
      header: ["quantity", layout.rungs] + layout.structures + ["unit"],
      rows: lines.map {
        [$0.question.quantity, $0.question.rung ?? ""] + $0.cells + [$0.question.unit]
      },
      leftAligned: 2)
  }

  private var scenarioHeader: [String] {
    ["scenario"] + (layout.startsDiffer ? ["start"] : []) + layout.varied
  }

  private func figure(_ estimate: Estimate) -> String {
    if let value = estimate.outOfRange { return Figures.decimal(value, digits: layout.digits) }
    return layout.isShort
      ? Figures.short(estimate.value, digits: layout.digits)
      : Figures.significant(estimate.value, digits: layout.digits)
  }

  private func ends(_ estimate: Estimate) -> [String] {
    let low = estimate.sample?.interval?.low ?? estimate.enclosure?.lowerBound
    let high = estimate.sample?.interval?.high ?? estimate.enclosure?.upperBound
    return ends(low, high)
  }

  private func ends(_ low: Double?, _ high: Double?) -> [String] {
    [
      low.map { Figures.significant($0, digits: layout.digits, .down) } ?? "",
      high.map { Figures.significant($0, digits: layout.digits, .up) } ?? "",
    ]
  }

  /// What a check found, in one sentence; nil when none was made.
  public var checkText: String? {
    guard layout.isChecked else { return nil }
    guard let verdict = result.check else {
      return "check: no row could be scored, so nothing was checked; means need more trajectories"
    }
    let row = verdict.worst
    let rung = row.question.rung.map { " of \($0)" } ?? ""
    let place = result.scenarioCount > 1 ? " in scenario \(row.scenario.number)" : ""
    let z = Figures.significant(verdict.score.z, digits: 3)
    return "check: simulation and exact solution \(verdict.agrees ? "agree" : "DISAGREE") over "
      + "\(verdict.rowCount) rows; the farthest is \(row.question.quantity)\(rung)\(place), "
      + "z \(z) (false-alarm rate \(CheckVerdict.falseAlarmRate))"
  }
}
