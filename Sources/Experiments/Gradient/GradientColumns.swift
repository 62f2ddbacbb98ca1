import MarkovChains
import Tables

/// The columns of `sensitivity.csv` by gradients: fixed, in this order; new ones only at the end.
enum GradientColumns {
  static func columns(start: String) -> [Column<GradientRow>] {
    question(start) + parameter + answer + [structure]
  }

  private static func question(_ start: String) -> [Column<GradientRow>] {
    [
      text("start", "where the incident is taken up") { _ in start },
      text("quantity", "what is differentiated") { $0.question.quantity },
      text("rung", "the rung it is about; empty for the whole") { $0.question.rung },
      Column(
        name: "rung_number", kind: .integer, unit: nil,
        description: "the rung's place on the ladder, from 0 at the bottom"
      ) { .optional($0.question.rungNumber) },
      Column(
        name: "day", kind: .integer, unit: "days",
        description: "the horizon by which it is counted; empty for ever"
      ) { .optional($0.question.day) },
      text("unit", "unit of the estimate") { $0.question.unit },
      number("estimate", "as in column unit", "the exact answer") { $0.estimate.value },
    ]
  }

  private static var parameter: [Column<GradientRow>] {
    [
      text("parameter", "the number of the model, as --set names it") { $0.parameter.path },
      number("value", nil, "what it is set to") { $0.value },
      number("value_low", nil, "lower end of what the model says it may be") {
        $0.parameter.number.low
      },
      number("value_high", nil, "upper end of what the model says it may be") {
        $0.parameter.number.high
      },
      text("basis", "what the number rests on") { $0.parameter.number.basis?.rawValue },
    ]
  }

  private static var answer: [Column<GradientRow>] {
    [
      text("method", "how it was found") { _ in "gradient" },
      number(
        "derivative", "unit of the estimate per unit of the number",
        "of the estimate by the number, all others as they are, but that rows of probabilities make "
          + "room; at a corner the mean of both sides; below some 1e-10 of the estimate it is rounding; "
          + "empty where there is none"
      ) { $0.derivative },
      number(
        "elasticity", "percent per percent",
        "derivative times value over estimate; empty where either is 0"
      ) { $0.elasticity },
      number(
        "swing", "as in column unit", "derivative times the range from value_low to value_high"
      ) { $0.swing },
      number("logit_swing", "logits", "the same of the logit of a probability") { $0.logitSwing },
    ]
  }

  private static var structure: Column<GradientRow> {
    text("structure", "how the case is taken to work; empty where the model has one way only") {
      $0.structure
    }
  }

  private static func text(
    _ name: String, _ description: String,
    _ value: @escaping @Sendable (GradientRow) -> String?
  ) -> Column<GradientRow> {
    Column(name: name, kind: .string, unit: nil, description: description) { .optional(value($0)) }
  }

  private static func number(
    _ name: String, _ unit: String?, _ description: String,
    _ value: @escaping @Sendable (GradientRow) -> Double?
  ) -> Column<GradientRow> {
    Column(name: name, kind: .number, unit: unit, description: description) {
      .optional(value($0))
    }
  }
}

extension Table {
  /// The derivatives of a study's answers: `sensitivity.csv`.
  public init(_ study: Study, _ result: GradientResult) {
    self.init(
      name: "sensitivity", key: ["quantity", "rung", "parameter", "structure"],
      GradientColumns.columns(start: study.startText), result.rows)
  }
}
