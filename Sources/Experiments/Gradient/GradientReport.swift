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
      let moving = rows.filter(\.isNoticeable)
      let figure = Figures.significant(first.estimate.value, digits: digits)
      guard !moving.isEmpty else {
        sure.append("\(name): \(figure)")
        continue
      }
      blocks.append(
        "\(name)\(Self.when(horizon)): \(figure)\(Self.suffix(first.question.unit))\n"
          + table(moving.prefix(top), digits) + rest(moving.count - top))
    }
    if !sure.isEmpty {
      blocks.append("no number changes these:\n" + sure.map { "  \($0)\n" }.joined())
    }
    return blocks.joined(separator: "\n")
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
