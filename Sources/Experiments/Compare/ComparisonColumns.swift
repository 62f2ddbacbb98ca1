import Escalation
import Tables

/// The columns of `comparison.csv`: fixed, in this order; new ones only at the end.
enum ComparisonColumns {
  static func columns(_ comparison: Comparison) -> [Column<ComparisonRow>] {
    let rungs = comparison.model.ladder.rungs
    return [
      Column(
        name: "combination", kind: .integer, unit: nil,
        description:
          "number of the combination: bit i is measure i of those compared, in file order"
      ) { .integer($0.combination.bits) },
      Column(
        name: "measures", kind: .string, unit: nil,
        description: "measures in force, joined by +; empty for the baseline"
      ) { row in
        row.measures.isEmpty ? .absent : .text(row.measures.map(\.name).joined(separator: "+"))
      },
      Column(
        name: "actors", kind: .string, unit: nil, description: "who must act, joined by +"
      ) { row in
        let actors = row.measures.flatMap(\.actors)
        return actors.isEmpty
          ? .absent : .text(Set(actors).sorted().joined(separator: "+"))
      },
      Column(
        name: "acts_on", kind: .string, unit: nil,
        description: "what they are meant to act on: onset, escalation, exit, joined by +"
      ) { row in
        let parts = Measure.Part.allCases.filter { part in
          row.measures.contains { $0.actsOn.contains(part) }
        }
        return parts.isEmpty ? .absent : .text(parts.map(\.rawValue).joined(separator: "+"))
      },
      Column(
        name: "structure", kind: .string, unit: nil,
        description: "how the case is taken to work; empty where the model has one way only"
      ) { .optional($0.structure) },
      Column(name: "quantity", kind: .string, unit: nil, description: "what is compared") { _ in
        .text(comparison.quantity.rawValue)
      },
      Column(name: "rung", kind: .string, unit: nil, description: "this rung or one above") {
        .text(rungs[$0.rung])
      },
      Column(
        name: "rung_number", kind: .integer, unit: nil,
        description: "the rung's place on the ladder, from 0 at the bottom"
      ) { .integer($0.rung) },
      Column(
        name: "day", kind: .integer, unit: "days",
        description: "the horizon by which it is counted; empty for ever"
      ) { _ in .optional(comparison.horizon) },
      number("baseline", "probability", "the risk without any measure") { $0.baseline },
      number("estimate", "probability", "the risk with these measures") { $0.risk },
      number("difference", "probability", "estimate minus baseline") { $0.difference },
      number("ratio", nil, "estimate over baseline") { $0.ratio },
      number(
        "number_needed", "incidents, or years of annual risk",
        "how many it takes for one fewer to reach the rung; negative: for one more"
      ) { $0.numberNeeded },
      number("difference_low", "probability", "lower end of the difference over the draws") {
        $0.range?.difference.lowerBound
      },
      number("difference_high", "probability", "upper end of the difference over the draws") {
        $0.range?.difference.upperBound
      },
      number("ratio_low", nil, "lower end of the ratio over the draws") {
        $0.range?.ratio.lowerBound
      },
      number("ratio_high", nil, "upper end of the ratio over the draws") {
        $0.range?.ratio.upperBound
      },
      Column(
        name: "confidence", kind: .number, unit: "probability",
        description: "share of the draws inside the ranges"
      ) { $0.range == nil ? .absent : .number(comparison.confidence) },
      number(
        "probability_harm", "probability", "share of the draws in which the risk rises"
      ) { $0.range?.harm },
      number(
        "shapley_share", nil,
        "share of what all measures do together, over all orders of adding them"
      ) { $0.shapleyShare },
      number("ratio_onset", nil, "part of the ratio of expected incidents a year: fewer begin") {
        $0.mechanisms?.onset
      },
      number("ratio_escalation", nil, "part of it: fewer steps up") { $0.mechanisms?.escalation },
      number("ratio_exit", nil, "part of it: more steps down and endings") {
        $0.mechanisms?.exit
      },
      Column(
        name: "tier", kind: .integer, unit: nil,
        description:
          "1 for measures that none is known to beat; the order inside a tier is not established"
      ) { .optional($0.tier) },
      Column(
        name: "draws", kind: .integer, unit: nil, description: "draws of what is not known"
      ) { $0.range == nil ? .absent : .integer(comparison.drawCount) },
      number(
        "effective_draws", nil, "independent draws that would tell as much"
      ) { $0.range?.worth },
    ]
  }

  private static func number(
    _ name: String, _ unit: String?, _ description: String,
    _ value: @escaping @Sendable (ComparisonRow) -> Double?
  ) -> Column<ComparisonRow> {
    Column(name: name, kind: .number, unit: unit, description: description) { .optional(value($0)) }
  }
}

extension Table {
  /// The rows of a comparison.
  public init(_ comparison: Comparison, _ result: ComparisonAnswers) {
    self.init(
      name: "comparison", key: ["structure", "rung", "combination"],
      ComparisonColumns.columns(comparison), comparison.rows(result))
  }
}
