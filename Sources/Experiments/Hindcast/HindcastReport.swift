import Escalation
import Tables

/// Hindcasts as they are said to people: tables of peaks, sequences and scores, and what they are worth.
public struct HindcastReport: Sendable {
  /// Where the cases come from, which decides what has to be said of them.
  public enum Origin: Sendable, CaseIterable {
    /// The four cases of the theory.
    case fourCases
    /// Incidents after the counts end.
    case outOfTime
    /// Somebody's own.
    case own
  }

  let rows: [HindcastRow]
  let origins: [Origin]
  let codedOn: CalendarDay?
  private static let digits = 2

  /// The report on some hindcasts.
  ///
  /// - Parameter codedOn: The latest day on which a case of them was coded, if known.
  public init(_ rows: [HindcastRow], origins: Set<Origin>, codedOn: CalendarDay? = nil) {
    self.rows = rows
    self.origins = Origin.allCases.filter(origins.contains)
    self.codedOn = codedOn
  }

  /// All readings, for machines.
  public var table: Table {
    Table(
      name: "hindcast", key: ["case", "model", "factors", "measures", "reading"],
      HindcastColumns.all, rows)
  }

  /// The tables: cases, peaks, sequences, scores, and what something set changes.
  public var text: String {
    [cases, peaks, sequences, scores, changes].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The rows of the main readings.
  var main: [HindcastRow] { rows.filter(\.isMain) }

  /// The main readings, and of the baseline those that have another start or peak.
  private var shown: [HindcastRow] {
    rows.filter { row in
      if row.isMain { return true }
      guard isBaseline(row), let main = main.first(where: { $0.isBeside(row) }) else {
        return false
      }
      return row.start != main.start || row.peak != main.peak
    }
  }

  /// Whether nothing is set and factors are as coded.
  func isBaseline(_ row: HindcastRow) -> Bool {
    row.levels != .reference && row.measures.isEmpty
  }

  /// The cases as they are read.
  private var cases: String {
    table(
      shown.filter(isBaseline), "reading",
      ["from", "start", "to", "peak reached", "moves", "left out"], wordCount: 4
    ) { row in
      [row.begin.description, row.start, row.last.description, row.peak].map(ModelError.printable)
        + [String(row.sequence.moveCount), String(row.sequence.leftOutCount)]
    }
  }

  private var peaks: String {
    table(
      shown, "factors",
      [
        "p_peak", "low", "high", "p_worse", "low", "high", "p_at_least", "ever: p_peak", "p_worse",
      ]
    ) { row in
      cells(row.exactly) + cells(row.worse)
        + [figure(row.atLeast.value), figure(row.exactlyEver), figure(row.worseEver)]
    }
  }

  private var sequences: String {
    table(main, "factors", ["p_sequence", "lowest", "highest", "log score"]) { row in
      let ends = comparable(to: row).compactMap(\.sequence.probability)
      let sequence = row.sequence
      return [sequence.probability, ends.min(), ends.max()].map(optional)
        + [optional(SequenceScore.perMove(sequence.logarithm, sequence.moveCount))]
    }
  }

  private var scores: String {
    table(
      main, "factors",
      [
        "compared", "model", "first order", "base rate", "peak: model", "first order", "base rate",
      ]
    ) { row in
      let sequence = row.sequence
      let moves = [sequence.compared, sequence.firstOrder, sequence.baseRate].map {
        SequenceScore.perMove($0, sequence.comparedCount)
      }
      let peaks = [row.peaks.model, row.peaks.firstOrder, row.peaks.baseRate]
      return ["\(sequence.comparedCount) of \(sequence.moveCount)"] + (moves + peaks).map(optional)
    }
  }

  /// What something set changes; empty when nothing is set.
  private var changes: String {
    let changed = main.filter { $0.difference != nil }
    guard !changed.isEmpty else { return "" }
    return table(
      changed, "factors",
      ["p_peak", "difference", "p_worse", "difference", "p_at_least", "difference"]
    ) { row in
      [
        figure(row.exactly.value), signed(row.difference?.peak ?? 0), figure(row.worse.value),
        signed(row.difference?.worse ?? 0), figure(row.atLeast.value),
        signed(row.difference?.atLeast ?? 0),
      ]
    }
  }

  /// A table with the case in front, the model where it is not the case's own, and the reading or the
  /// levels of factors.
  private func table(
    _ rows: [HindcastRow], _ what: String, _ header: [String], wordCount: Int = 0,
    cells: (HindcastRow) -> [String]
  ) -> String {
    let namesModel = self.rows.contains { $0.model != $0.name }
    let front = ["case"] + (namesModel ? ["model"] : []) + [what]
    return TextTable.text(
      header: front + header,
      rows: rows.map { row in
        ([row.name] + (namesModel ? [row.model] : []) + [
          what == "reading" ? row.reading : label(row)
        ]).map(ModelError.printable)
          + cells(row)
      }, leftAligned: front.count + wordCount)
  }

  /// The readings that ask for a sequence from the same start as the main one.
  private func comparable(to main: HindcastRow) -> [HindcastRow] {
    rows.filter { $0.isBeside(main) && $0.start == main.start }
  }

  private func label(_ row: HindcastRow) -> String {
    ([row.levels.rawValue] + [row.measures, row.isMain ? "" : row.reading])
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private func figure(_ value: Double) -> String {
    Figures.significant(value, digits: Self.digits)
  }

  private func optional(_ value: Double?) -> String { value.map(figure) ?? "" }

  private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + figure(value) }

  private func cells(_ value: PeakLaw.Value) -> [String] {
    [
      figure(value.value),
      value.low.map { Figures.significant($0, digits: Self.digits, .down) } ?? "",
      value.high.map { Figures.significant($0, digits: Self.digits, .up) } ?? "",
    ]
  }
}
