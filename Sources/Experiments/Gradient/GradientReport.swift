import Escalation
import MarkovChains
import Tables

/// Derivatives as they are said to people: of each answer the numbers it depends on most.
public struct GradientReport: Sendable {
  /// The answers, each with its largest elasticities.
  public let text: String
  /// What the numbers are conditional on and mean, a sentence a line.
  public let caption: [String]

  /// - Parameter top: The most numbers of each answer.
  public init(_ study: Study, _ result: GradientResult, top: Int) {
    let speech = LadderSpeech(study: study, result: result.record)
    text = Self.blocks(result, study.horizon, top: top, digits: speech.digits)
    caption = speech.caption + Self.notes(result)
  }

  /// Each answer in a line, and under it the numbers it depends on.
  static func blocks(_ result: GradientResult, _ horizon: Int?, top: Int, digits: Int) -> String {
    var sure: [String] = []
    var blocks: [String] = []
    for rows in result.questions {
      guard let first = rows.first else { continue }
      let name = first.question.quantity + (first.question.rung.map { " of \($0)" } ?? "")
      let structures = byStructure(rows)
      let figure = answers(structures, digits)
      let moving = Set(rows.filter(\.isNoticeable).map(\.parameter.path))
      guard !moving.isEmpty else {
        sure.append("\(name): \(figure)")
        continue
      }
      blocks.append(
        "\(name)\(Self.when(horizon)): \(figure)\(Self.suffix(first.question.unit))\n"
          + (structures.count > 1
            ? table(structures, moving, top: top, digits)
            : table(rows.filter(\.isNoticeable).prefix(top), digits)) + rest(moving.count - top))
    }
    if !sure.isEmpty {
      blocks.append("no number changes these:\n" + sure.map { "  \($0)\n" }.joined())
    }
    return blocks.joined(separator: "\n")
  }

  /// The rows of one question, cut by structure.
  private static func byStructure(_ rows: ArraySlice<GradientRow>) -> [[GradientRow]] {
    var structures: [[GradientRow]] = []
    for row in rows {
      if structures.last?.first?.structure == row.structure, !structures.isEmpty {
        structures[structures.count - 1].append(row)
      } else {
        structures.append([row])
      }
    }
    return structures
  }

  /// The answer, or each structure's.
  private static func answers(_ structures: [[GradientRow]], _ digits: Int) -> String {
    structures.compactMap(\.first).map { row in
      Figures.significant(row.estimate.value, digits: digits)
        + (structures.count > 1 ? row.structure.map { " (\($0))" } ?? "" : "")
    }.joined(separator: ", ")
  }

  /// Elasticities under several structures side by side: first the number that moves the answer most under any.
  private static func table(
    _ structures: [[GradientRow]], _ moving: Set<String>, top: Int, _ digits: Int
  ) -> String {
    let found = structures.map { rows in
      Dictionary(uniqueKeysWithValues: rows.map { ($0.parameter.path, $0) })
    }
    func size(_ path: String) -> Double {
      found.compactMap { $0[path]?.elasticity.map(abs) }.max() ?? -1
    }
    // What cannot be told apart keeps the order of the first structure.
    let paths = structures[0].map(\.parameter.path).filter(moving.contains).enumerated().sorted {
      (-size($0.element), $0.offset) < (-size($1.element), $1.offset)
    }.map(\.element).prefix(top)
    func span(_ values: [Double?], _ text: (Double) -> String) -> String {
      let known = values.compactMap { $0 }
      guard let low = known.min(), let high = known.max() else { return "" }
      let (a, b) = (text(low), text(high))
      return a == b ? a : "\(a) to \(b)"
    }
    func figure(_ value: Double) -> String { Figures.significant(value, digits: digits) }
    let lines = paths.map { path -> [String] in
      let rows = found.compactMap { $0[path] }
      let bases = rows.map { $0.parameter.number.basis?.rawValue ?? "not stated" }
      return ["  " + path, span(rows.map(\.value)) { Figures.significant($0, digits: 2) }]
        + found.map { $0[path]?.elasticity.map(figure) ?? "" }
        + [
          span(rows.map(\.swing), figure),
          Set(bases).count == 1 ? bases[0] : "by structure",
        ]
    }
    return TextTable.text(
      header: ["  parameter", "value"]
        + structures.map { "elasticity, \($0.first?.structure ?? "")" } + ["swing", "basis"],
      rows: lines, leftAligned: 1)
  }

  private static func when(_ horizon: Int?) -> String {
    horizon.map { ", within \($0) days" } ?? ", sooner or later"
  }

  private static func suffix(_ unit: String) -> String { unit == "probability" ? "" : " \(unit)" }

  private static func rest(_ count: Int) -> String {
    count > 0 ? "  and \(count) more\n" : ""
  }

  private static func table(_ rows: some Sequence<GradientRow>, _ digits: Int) -> String {
    func figure(_ value: Double?) -> String {
      value.map { Figures.significant($0, digits: digits) } ?? ""
    }
    let rows = Array(rows)
    let shown =
      [true, true, true, true]
      + [rows.contains { $0.swing != nil }, rows.contains { $0.logitSwing != nil }, true]
    let header = [
      "parameter", "value", "elasticity", "derivative", "swing", "logit_swing", "basis",
    ]
    func kept(_ cells: [String]) -> [String] { zip(cells, shown).filter(\.1).map(\.0) }
    let lines = rows.map { row in
      kept([
        "  " + row.parameter.path, "\(row.value)", figure(row.elasticity), figure(row.derivative),
        figure(row.swing), figure(row.logitSwing),
        row.parameter.number.basis?.rawValue ?? "not stated",
      ])
    }
    return TextTable.text(
      header: kept(["  " + header[0]] + header.dropFirst()), rows: lines, leftAligned: 1)
  }

  private static func notes(_ result: GradientResult) -> [String] {
    var lines = [
      "Of one number at a time, near its value; in a row of probabilities the others make room. "
        + "elasticity: percent of the answer per percent of the number, none where it is 0; that of a "
        + "logit depends on where its zero lies.",
      "swing: derivative times the range that the model states, a straight line where the answer may "
        + "bend; logit_swing: the same of the logit.",
    ]
    if !result.fixed.isEmpty {
      lines.append("Without derivative: \(result.fixed.joined(separator: ", ")).")
    }
    return lines
  }
}
