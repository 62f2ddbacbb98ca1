import Tables

extension LadderCalibration {
  /// The fit in one table: its parameters, or its rows where it is a formula.
  public var mainTable: Table {
    fit.fittedParameters.isEmpty ? rowTable : coefficientTable
  }

  /// The fitted parameters.
  public var coefficientTable: Table {
    struct Row: Sendable {
      let parameter: LadderFit.Parameter
      let error: Double?
      let levels: [String]

      var move: (from: History, to: Int, count: Int, held: Int)? {
        guard case .move(let from, let to, let count, let held) = parameter.meaning else {
          return nil
        }
        return (from, to, count, held)
      }
    }
    let levels = fit.levels
    let rows = fit.fittedParameters.enumerated().map {
      Row(parameter: $0.element, error: errors?.values[$0.offset] ?? nil, levels: levels)
    }
    let knowsPeak = fit.specification.rows.contains(.peak)
    return Table(
      name: "coefficients", key: ["parameter"],
      [
        Column(name: "parameter", kind: .string, unit: nil, description: "what is fitted") {
          .text($0.parameter.name)
        },
        Column(name: "rung", kind: .string, unit: nil, description: "rung of the event") {
          row in .optional(row.move.map { row.levels[$0.from.level] })
        },
        Column(name: "peak", kind: .string, unit: nil, description: "highest rung so far") {
          row in
          .optional(knowsPeak ? row.move.map { row.levels[$0.from.peak] } : nil)
        },
        Column(name: "move", kind: .string, unit: nil, description: "where the move leads, or end")
        { row in
          .optional(row.move.map { $0.to == row.levels.count ? "end" : row.levels[$0.to] })
        },
        Column(
          name: "value", kind: .number, unit: "logit",
          description: "log odds against holding, or coefficient on them"
        ) { .number($0.parameter.value) },
        Column(
          name: "standard_error", kind: .number, unit: "logit",
          description: "as the report says; empty for moves never seen, which only the prior holds"
        ) { .optional($0.error) },
        Column(name: "count", kind: .integer, unit: "moves", description: "how often it was seen") {
          row in .optional(row.move?.count)
        },
        Column(name: "held", kind: .integer, unit: "moves", description: "how often the row held") {
          row in .optional(row.move?.held)
        },
      ], rows)
  }

  /// Draws of the parameters, one row a draw and parameter; without rows where none were asked for.
  public var drawTable: Table {
    struct Row: Sendable {
      let draw: Int
      let parameter: String
      let value: Double
    }
    var rows: [Row] = []
    if let draws {
      let names = fit.fittedParameters.map(\.name)
      for draw in 0..<draws.parameters.rowCount {
        for (index, name) in names.enumerated() {
          rows.append(Row(draw: draw, parameter: name, value: draws.parameters[draw, index]))
        }
      }
    }
    return Table(
      name: "draws", key: ["draw", "parameter"],
      [
        Column(name: "draw", kind: .integer, unit: nil, description: "number, from 0") {
          .integer($0.draw)
        },
        Column(
          name: "parameter", kind: .string, unit: nil, description: "as in coefficients.csv"
        ) { .text($0.parameter) },
        Column(name: "value", kind: .number, unit: "logit", description: "drawn value") {
          .number($0.value)
        },
      ], rows)
  }

  /// The phases of the gaps of each rung.
  public var gapTable: Table {
    struct Row: Sendable {
      let rung: String
      let gap: GapFit
    }
    let rows = zip(fit.levels, gaps).compactMap { level, gap in
      gap.map { Row(rung: level, gap: $0) }
    }
    return Table(
      name: "gap_phases", key: ["rung"],
      [
        Column(name: "rung", kind: .string, unit: nil, description: "rung of the earlier event") {
          .text($0.rung)
        },
        Column(name: "gaps", kind: .integer, unit: nil, description: "how many were seen") {
          .integer($0.gap.count)
        },
        Column(
          name: "short_weight", kind: .number, unit: "probability",
          description: "weight of the short phase"
        ) { .number($0.gap.weights[0]) },
        Column(
          name: "short_weight_error", kind: .number, unit: "probability",
          description: "standard error, gaps taken for independent"
        ) { .optional($0.gap.standardErrors?.shortWeight) },
        Column(name: "short_days", kind: .number, unit: "days", description: "its mean") {
          .number($0.gap.meanDays[0])
        },
        Column(
          name: "short_days_error", kind: .number, unit: "days",
          description: "standard error, gaps taken for independent"
        ) { .optional($0.gap.standardErrors?.meanDays[0]) },
        Column(
          name: "long_days", kind: .number, unit: "days", description: "mean of the long phase"
        ) { .number($0.gap.meanDays[1]) },
        Column(
          name: "long_days_error", kind: .number, unit: "days",
          description: "standard error, gaps taken for independent"
        ) { .optional($0.gap.standardErrors?.meanDays[1]) },
        Column(
          name: "log_likelihood", kind: .number, unit: "nats", description: "of the two phases"
        ) { .number($0.gap.logLikelihood) },
        Column(
          name: "distance", kind: .number, unit: "probability",
          description: "largest distance of the fitted from the observed distribution function"
        ) { .number($0.gap.distance) },
      ], rows)
  }

  /// The tests on counts.
  public var testTable: Table {
    struct Row: Sendable {
      let question: String
      let test: CountTest
    }
    return Table(
      name: "tests", key: ["question"],
      [
        Column(name: "question", kind: .string, unit: nil, description: "what is tested") {
          .text($0.question)
        },
        Column(
          name: "statistic", kind: .number, unit: nil, description: "twice the log likelihood ratio"
        ) { .number($0.test.statistic) },
        Column(name: "degrees_of_freedom", kind: .integer, unit: nil, description: "of chi-square")
        {
          .integer($0.test.degreesOfFreedom)
        },
        Column(
          name: "chi_square_probability", kind: .number, unit: "probability",
          description: "tail of chi-square; moves taken for independent"
        ) { .number($0.test.chiSquareProbability) },
        Column(
          name: "bootstrap_probability", kind: .number, unit: "probability",
          description: "share of draws from the simpler model that are as far off"
        ) { .optional($0.test.bootstrapProbability) },
        Column(
          name: "smallest_expected", kind: .number, unit: "moves",
          description: "smallest expected count; below 5 chi-square is not to be trusted"
        ) { .optional($0.test.smallestExpected.isFinite ? $0.test.smallestExpected : nil) },
      ], tests.map { Row(question: $0.question, test: $0.test) })
  }
}
