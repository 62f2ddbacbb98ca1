import Escalation
import Tables

/// The columns of `threshold.csv`: a row for each crossing, nearest first, or one without a threshold.
enum ThresholdColumns {
  struct Row: Sendable {
    let result: ThresholdResult
    /// From 1; nil where there is none.
    let number: Int?
    let crossing: ThresholdResult.Crossing?
    /// Why there is no threshold.
    let note: String?

    /// What is not known is told of the nearest crossing, or of there being none.
    var prior: ThresholdResult.Prior? { (number ?? 1) == 1 ? result.prior : nil }
  }

  static func rows(_ results: [ThresholdResult]) -> [Row] {
    results.flatMap { result -> [Row] in
      guard !result.crossings.isEmpty else {
        let note =
          result.nearest.answer > result.target
          ? "above all over the range" : "below all over the range"
        return [Row(result: result, number: nil, crossing: nil, note: note)]
      }
      return result.crossings.enumerated().map {
        Row(result: result, number: $0 + 1, crossing: $1, note: nil)
      }
    }
  }

  static func columns(_ asked: ThresholdStudy) -> [Column<Row>] {
    let study = asked.study
    let ladder = study.model.ladder
    let path = study.model.parameters[asked.parameter].path
    let measures = study.measures.map(\.name).joined(separator: "+")
    let start = study.startText
    let unit = asked.question.quantity.unit
    let rung = asked.question.rung
    let goal = asked.goal.text
    return [
      Column(
        name: "structure", kind: .string, unit: nil,
        description: "the structure of the model; empty where it has one only"
      ) { .optional($0.result.structure) },
      Column(
        name: "parameter", kind: .string, unit: nil, description: "the parameter that moves"
      ) { _ in .text(path) },
      number("stated", nil, "where it is now; empty where it stands for sides that differ") {
        $0.result.stated
      },
      number("range_low", nil, "lower end of what was searched") { $0.result.range.lowerBound },
      number("range_high", nil, "upper end of what was searched") { $0.result.range.upperBound },
      Column(
        name: "measures", kind: .string, unit: nil,
        description: "measures in force, joined by +; empty for the baseline"
      ) { _ in measures.isEmpty ? .absent : .text(measures) },
      Column(
        name: "start", kind: .string, unit: nil, description: "where the incident is taken up"
      ) { _ in .text(start) },
      Column(
        name: "quantity", kind: .string, unit: nil, description: "what is to cross a value"
      ) { _ in .text(asked.question.quantity.rawValue) },
      Column(
        name: "rung", kind: .string, unit: nil,
        description: "the rung it is about; empty for the whole"
      ) { _ in .optional(rung.map { ladder.rungs[$0] }) },
      Column(
        name: "rung_number", kind: .integer, unit: nil,
        description: "the rung's place on the ladder, from 0 at the bottom"
      ) { _ in .optional(rung) },
      Column(
        name: "day", kind: .integer, unit: "days",
        description: "the horizon by which it is counted; empty for ever"
      ) { _ in .optional(study.horizon) },
      Column(name: "unit", kind: .string, unit: nil, description: "unit of the quantity") { _ in
        .text(unit)
      },
      number("baseline", "as in column unit", "the quantity as the model stands") {
        $0.result.baseline
      },
      Column(
        name: "goal", kind: .string, unit: nil,
        description: "the value to cross as asked: a number, half, double, or a factor"
      ) { _ in .text(goal) },
      number("reach", "as in column unit", "the value to cross") { $0.result.target },
      Column(
        name: "crossing", kind: .integer, unit: nil,
        description: "number of the crossing, from 1, nearest to where the parameter is now first; "
          + "empty: there is none"
      ) { .optional($0.number) },
      number("threshold", nil, "the parameter where the quantity crosses the value; empty: nowhere")
      {
        $0.crossing?.value
      },
      Column(
        name: "direction", kind: .string, unit: nil,
        description: "rising or falling: how the quantity crosses as the parameter grows"
      ) { row in .optional(row.crossing.map { $0.isRising ? "rising" : "falling" }) },
      Column(
        name: "note", kind: .string, unit: nil,
        description: "why there is no threshold: above or below all over the range"
      ) { .optional($0.note) },
      number("nearest", "as in column unit", "the quantity where it comes closest to the value") {
        $0.result.nearest.answer
      },
      number("nearest_at", nil, "the parameter there") { $0.result.nearest.value },
      number("confidence", "probability", "share of draws in the range of the threshold") {
        $0.prior.map { _ in study.confidence }
      },
      number(
        "prior_low", nil,
        "lower end of the nearest threshold over draws of all other parameters; -inf: below the range"
      ) { $0.prior?.range?.lowerBound },
      number(
        "prior_high", nil,
        "upper end of the nearest threshold over draws of all other parameters; inf: above the range"
      ) { $0.prior?.range?.upperBound },
      number("share_above", "share of draws", "draws in which the quantity stays above the value") {
        $0.prior?.shareAbove
      },
      number("share_below", "share of draws", "draws in which the quantity stays below the value") {
        $0.prior?.shareBelow
      },
      Column(
        name: "draws", kind: .integer, unit: nil, description: "draws of all other parameters"
      ) { .optional($0.prior?.draws.draws) },
    ]
  }

  private static func number(
    _ name: String, _ unit: String?, _ description: String,
    _ value: @escaping @Sendable (Row) -> Double?
  ) -> Column<Row> {
    Column(name: name, kind: .number, unit: unit, description: description) {
      .optional(value($0))
    }
  }
}

extension Table {
  /// The thresholds of a study.
  public init(_ study: ThresholdStudy, _ results: [ThresholdResult]) {
    self.init(
      name: "threshold", key: ["structure", "crossing"], ThresholdColumns.columns(study),
      ThresholdColumns.rows(results))
  }
}
