import Escalation
import MarkovChains
import Tables

/// The columns of `estimates.csv`: fixed, in this order; new ones only at the end.
public enum EstimateColumns {
  /// The columns of a study.
  ///
  /// - Parameter varied: The names of the varied parameters, in the order of their values in a row.
  static func columns(varied: [String], engine: EngineChoice) -> [Column<EstimateRow>] {
    identity + self.varied(varied) + question + answer(engine) + [structure]
  }

  private static var identity: [Column<EstimateRow>] {
    let theory = Factor.theory.enumerated().map { index, factor in
      Column<EstimateRow>(
        name: factor.name, kind: .number, unit: "level, 0 to 1",
        description: "level of \(factor.name); empty where it is not a level"
      ) { row in .optional(row.levels[index]) }
    }
    return [
      Column(
        name: "scenario", kind: .integer, unit: nil,
        description: "number of the point of the design, from 0, last variation fastest"
      ) { .integer($0.scenario.number) }
    ] + theory
  }

  /// What is varied and has no column of its own.
  private static func varied(_ names: [String]) -> [Column<EstimateRow>] {
    let own = Set(Factor.theory.map(\.name))
    return names.enumerated().filter { !own.contains($0.element) }.map { index, name in
      Column<EstimateRow>(
        name: name, kind: .number, unit: nil, description: "value of the varied parameter \(name)"
      ) { .number($0.varied[index]) }
    }
  }

  private static var question: [Column<EstimateRow>] {
    [
      Column(
        name: "measures", kind: .string, unit: nil,
        description: "measures in force, joined by +; empty for the baseline"
      ) { .optional($0.measures) },
      Column(
        name: "start", kind: .string, unit: nil,
        description: "where the incident is taken up, or the state a chain starts from"
      ) { .optional($0.start) },
      Column(name: "quantity", kind: .string, unit: nil, description: "what is estimated") {
        .text($0.question.quantity)
      },
      Column(
        name: "rung", kind: .string, unit: nil,
        description: "the rung it is about, the target or state of a chain; empty for the whole"
      ) { .optional($0.question.rung) },
      Column(
        name: "rung_number", kind: .integer, unit: nil,
        description: "the rung's place on the ladder, from 0 at the bottom, or the state's number"
      ) { .optional($0.question.rungNumber) },
      Column(
        name: "quantile", kind: .number, unit: "probability", description: "level of a quantile"
      ) { .optional($0.question.quantile) },
      Column(
        name: "day", kind: .integer, unit: "steps of the model: days on a ladder",
        description: "the horizon by which it is counted; empty for ever"
      ) { .optional($0.question.day) },
      Column(name: "unit", kind: .string, unit: nil, description: "unit of the estimate") {
        .text($0.question.unit)
      },
    ]
  }

  private static func answer(_ engine: EngineChoice) -> [Column<EstimateRow>] {
    [
      Column(
        name: "estimate", kind: .number, unit: "as in column unit", description: "the answer"
      ) { row in
        row.estimate.outOfRange.map(Cell.scaled) ?? .number(row.estimate.value)
      },
      number("low", "lower end of the interval for simulation noise, or of a proven enclosure") {
        $0.estimate.sample?.interval?.low ?? $0.estimate.enclosure?.lowerBound
      },
      number("high", "upper end of the interval for simulation noise, or of a proven enclosure") {
        $0.estimate.sample?.interval?.high ?? $0.estimate.enclosure?.upperBound
      },
      Column(
        name: "confidence", kind: .number, unit: "probability",
        description: "stated coverage of the interval"
      ) { .optional($0.estimate.sample?.interval?.confidence) },
      Column(
        name: "interval", kind: .string, unit: nil, description: "method of the interval"
      ) { row in
        if row.estimate.enclosure != nil { return .text("interval-iteration") }
        return row.estimate.sample?.interval.map { .text($0.method.rawValue) } ?? .absent
      },
      Column(
        name: "guarantee", kind: .string, unit: nil,
        description: "exact; sound: covers at every sample size; asymptotic: for large samples"
      ) { row in
        let guarantee =
          row.estimate.sample == nil
          ? Estimate.Interval.Guarantee.exact : row.estimate.sample?.interval?.method.guarantee
        return guarantee.map { .text($0.rawValue) } ?? .absent
      },
      number("standard_error", "standard error of the estimate by simulation") {
        $0.estimate.sample?.standardError
      },
      number("prior_low", "lower end of what is not known of the parameters; empty: not included") {
        $0.prior?.lowerBound
      },
      number("prior_high", "upper end of what is not known of the parameters; empty: not included")
      { $0.prior?.upperBound },
      Column(
        name: "trajectories", kind: .integer, unit: nil, description: "trajectories simulated"
      ) { .optional($0.estimate.sample?.trajectoryCount) },
      Column(
        name: "events", kind: .integer, unit: nil,
        description: "trajectories that count: successes of a probability, values of a mean"
      ) { .optional($0.estimate.sample?.eventCount) },
      Column(name: "engine", kind: .string, unit: nil, description: "the method") { _ in
        .text(engine.rawValue)
      },
      number("exact", "the exact answer, where the estimate was checked against it") { $0.exact },
      Column(
        name: "z", kind: .number, unit: "standard normal score",
        description: "signed score of the exact tail; empty where none can be given"
      ) { .optional($0.score?.z) },
    ]
  }

  private static var structure: Column<EstimateRow> {
    Column(
      name: "structure", kind: .string, unit: nil,
      description: "how the case is taken to work; empty where the model has one way only"
    ) { .optional($0.structure) }
  }

  private static func number(
    _ name: String, _ description: String, _ value: @escaping @Sendable (EstimateRow) -> Double?
  ) -> Column<EstimateRow> {
    Column(name: name, kind: .number, unit: "as in column unit", description: description) {
      .optional(value($0))
    }
  }
}

extension Study {
  /// The start as the option `--start` takes it.
  public var startText: String {
    model.startText(start)
  }
}
