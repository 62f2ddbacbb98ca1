import Tables

extension LadderCalibration {
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
      Row(parameter: $0.element, error: errors?.values[$0.offset], levels: levels)
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
          description: "by bootstrap of clusters or by the clustered formula, as the report says"
        ) { .optional($0.error) },
        Column(name: "count", kind: .integer, unit: "moves", description: "how often it was seen") {
          row in .optional(row.move?.count)
        },
        Column(name: "held", kind: .integer, unit: "moves", description: "how often the row held") {
          row in .optional(row.move?.held)
        },
      ], rows)
  }

  /// Reach of every part, seen and fitted.
  public var reachTable: Table {
    Self.reachTable(
      name: "reach",
      splits.flatMap { split in split.reach.map { (split.name, split.way.rawValue, $0) } },
      levels: fit.levels)
  }

  /// Reach of what was kept from the fit, foretold by it.
  public var holdoutReachTable: Table {
    Self.reachTable(
      name: "holdout_reach",
      holdout.flatMap { score in score.reach.map { (score.specification.name, "held out", $0) } },
      levels: fit.levels)
  }

  private static func reachTable(
    name: String, _ rows: [(String, String, SplitCalibration.Reach)], levels: [String]
  ) -> Table {
    struct Row: Sendable {
      let split: String
      let way: String
      let reach: SplitCalibration.Reach
    }
    return Table(
      name: name, key: ["split", "start", "target"],
      [
        Column(
          name: "split", kind: .string, unit: nil,
          description: "part of the data; of what was held out, the specification"
        ) { .text($0.split) },
        Column(
          name: "way", kind: .string, unit: nil,
          description: "alone, offsets, reported (too small to test anything), or held out"
        ) { .text($0.way) },
        Column(name: "start", kind: .string, unit: nil, description: "first rung") {
          .text(levels[$0.reach.start])
        },
        Column(
          name: "target", kind: .string, unit: nil, description: "rung that is reached or passed"
        ) { .text(levels[$0.reach.target]) },
        Column(name: "sequences", kind: .integer, unit: nil, description: "that begin there") {
          .integer($0.reach.sequenceCount)
        },
        Column(name: "reached", kind: .integer, unit: nil, description: "that got there") {
          .integer($0.reach.reachedCount)
        },
        Column(
          name: "low", kind: .number, unit: "probability",
          description: "lower end of the exact 95 % interval of the share that got there"
        ) { .number($0.reach.interval.lowerBound) },
        Column(
          name: "high", kind: .number, unit: "probability", description: "its upper end"
        ) { .number($0.reach.interval.upperBound) },
        Column(name: "fitted", kind: .number, unit: "probability", description: "by the fit") {
          .number($0.reach.fitted)
        },
        Column(
          name: "inside", kind: .integer, unit: nil, description: "1 if it lies in the interval"
        ) { .integer($0.reach.isInside ? 1 : 0) },
        Column(
          name: "crossvalidated", kind: .number, unit: "probability",
          description: "by fits that had not seen the sequences"
        ) { .optional($0.reach.crossValidated) },
        Column(
          name: "crossvalidated_inside", kind: .integer, unit: nil,
          description: "1 if it lies in the interval"
        ) { .optional($0.reach.isInsideHeldOut.map { $0 ? 1 : 0 }) },
      ], rows.map { Row(split: $0.0, way: $0.1, reach: $0.2) })
  }

  /// How every specification scores on every part when held out.
  public var scoreTable: Table {
    struct Row: Sendable {
      let split: SplitCalibration
      let score: SplitCalibration.Score
    }
    let rows = splits.flatMap { split in split.scores.map { Row(split: split, score: $0) } }
    var columns: [Column<Row>] = [
      Column(name: "split", kind: .string, unit: nil, description: "part of the data") {
        .text($0.split.name)
      },
      Column(
        name: "way", kind: .string, unit: nil,
        description: "alone, offsets, or reported: too small to test anything"
      ) { .text($0.split.way.rawValue) },
      Column(name: "specification", kind: .string, unit: nil, description: "what is fitted") {
        .text($0.score.specification.name)
      },
      Column(
        name: "parameters", kind: .integer, unit: nil, description: "of its own on this part"
      ) { .integer($0.score.parameterCount) },
      Column(
        name: "log_likelihood", kind: .number, unit: "nats",
        description: "fitted with all of the part"
      ) { .number($0.score.logLikelihood) },
      Column(
        name: "bic", kind: .number, unit: nil, description: "criterion of Schwarz, moves counted"
      ) { .optional($0.score.bic) },
      Column(
        name: "held_out", kind: .number, unit: "nats per move", description: "log score held out"
      ) { .number($0.score.heldOut) },
    ]
    columns += Self.gainColumns("gain_over_first_order") { $0.score.gainOverFirstOrder }
    columns += Self.gainColumns("gain_over_base_rate") { $0.score.gainOverBaseRate }
    columns += Self.gainColumns("gain_below_over_first_order") { $0.score.gainBelowOverFirstOrder }
    columns += Self.gainColumns("gain_below_over_base_rate") { $0.score.gainBelowOverBaseRate }
    return Table(name: "scores", key: ["split", "specification"], columns, rows)
  }

  /// How every specification scores on what was kept from the fit.
  public var holdoutTable: Table {
    var columns: [Column<HoldoutScore>] = [
      Column(name: "specification", kind: .string, unit: nil, description: "what was fitted") {
        .text($0.specification.name)
      },
      Column(name: "sequences", kind: .integer, unit: nil, description: "that were scored") {
        .integer($0.sequenceCount)
      },
      Column(name: "moves", kind: .integer, unit: nil, description: "that were scored") {
        .integer($0.moveCount)
      },
      Column(name: "score", kind: .number, unit: "nats per move", description: "log score") {
        .number($0.score)
      },
    ]
    columns += Self.gainColumns("gain_over_first_order") { $0.gainOverFirstOrder }
    columns += Self.gainColumns("gain_over_base_rate") { $0.gainOverBaseRate }
    columns += Self.gainColumns("gain_below_over_first_order") { $0.gainBelowOverFirstOrder }
    columns += Self.gainColumns("gain_below_over_base_rate") { $0.gainBelowOverBaseRate }
    return Table(name: "holdout", key: ["specification"], columns, holdout)
  }

  private static func gainColumns<Row: Sendable>(
    _ name: String, _ gain: @escaping @Sendable (Row) -> PairedGain?
  ) -> [Column<Row>] {
    [
      Column(
        name: name, kind: .number, unit: "nats per move",
        description:
          "mean difference of log scores on the same moves\(name.contains("below") ? ", those from below the highest level" : "")"
      ) { .optional(gain($0)?.mean) },
      Column(
        name: "\(name)_error", kind: .number, unit: "nats per move",
        description: "standard error, clustered"
      ) { .optional(gain($0)?.standardError) },
    ]
  }

  /// The three offsets of each part that has them.
  public var offsetTable: Table {
    struct Row: Sendable {
      let split: SplitCalibration
      let direction: Int
    }
    let rows = splits.filter { $0.offsets != nil }.flatMap { split in
      (0..<3).map { Row(split: split, direction: $0) }
    }
    return Table(
      name: "offsets", key: ["split", "direction"],
      [
        Column(name: "split", kind: .string, unit: nil, description: "part of the data") {
          .text($0.split.name)
        },
        Column(
          name: "way", kind: .string, unit: nil,
          description: "offsets, or reported: too small to test anything"
        ) { .text($0.split.way.rawValue) },
        Column(name: "sequences", kind: .integer, unit: nil, description: "in the part") {
          .integer($0.split.sequences.sequences.count)
        },
        Column(name: "direction", kind: .string, unit: nil, description: "up, down or end") {
          .text(LadderFit.directionNames[$0.direction])
        },
        Column(
          name: "value", kind: .number, unit: "logit", description: "added to the logits"
        ) { .optional($0.split.offsets?.offsets[$0.direction]) },
        Column(
          name: "standard_error", kind: .number, unit: "logit",
          description: "clustered by formula, the fit they stand on held fixed"
        ) { .optional($0.split.offsets?.standardErrors?[$0.direction]) },
      ], rows)
  }

  /// How many events sequences have, by first rung, seen and fitted.
  public func eventCountTable(_ counts: [Int] = [2, 3, 5, 10, 20, 50]) -> Table {
    struct Row: Sendable {
      let start: String
      let count: Int
      let seen: Double
      let fitted: Double
    }
    var rows: [Row] = []
    for start in fit.levels.indices where fit.specification.attributes.isEmpty && !splits.isEmpty {
      let seen = sequences.eventCounts(from: start, atLeast: counts)
      let fitted = fit.eventCounts(from: start, atLeast: counts)
      for (place, count) in counts.enumerated() {
        rows.append(
          Row(start: fit.levels[start], count: count, seen: seen[place], fitted: fitted[place]))
      }
    }
    return Table(
      name: "event_counts", key: ["start", "at_least"],
      [
        Column(name: "start", kind: .string, unit: nil, description: "first rung") {
          .text($0.start)
        },
        Column(name: "at_least", kind: .integer, unit: "events", description: "number of events") {
          .integer($0.count)
        },
        Column(
          name: "observed", kind: .number, unit: "share", description: "of sequences with so many"
        ) { .number($0.seen) },
        Column(name: "fitted", kind: .number, unit: "probability", description: "by the fit") {
          .number($0.fitted)
        },
      ], rows)
  }

  /// Reach by day, seen and fitted with two-phase gaps; without rows where days are not known.
  ///
  /// - Throws: `CalibrationError.unfit`.
  public func timedReachTable(
    _ days: [Int] = [7, 30, 90, 180, 365, 1095]
  ) throws(CalibrationError) -> Table {
    struct Row: Sendable {
      let start: String
      let target: String
      let day: Int
      let seen: Double?
      let fitted: Double
    }
    var rows: [Row] = []
    let known = gaps.compactMap { $0 }
    if known.count == gaps.count, fit.specification.attributes.isEmpty, !splits.isEmpty {
      for target in 2..<max(fit.levels.count, 2) {
        for start in 1..<target {
          let fitted = try fit.reach(target, from: start, gaps: known, by: days)
          let seen = sequences.reach(target, from: start, by: days)
          for (place, day) in days.enumerated() {
            rows.append(
              Row(
                start: fit.levels[start], target: fit.levels[target], day: day,
                seen: seen?[place], fitted: fitted[place]))
          }
        }
      }
    }
    return Table(
      name: "timed_reach", key: ["start", "target", "day"],
      [
        Column(name: "start", kind: .string, unit: nil, description: "first rung") {
          .text($0.start)
        },
        Column(
          name: "target", kind: .string, unit: nil, description: "rung that is reached or passed"
        ) { .text($0.target) },
        Column(name: "day", kind: .integer, unit: "days", description: "after the first event") {
          .integer($0.day)
        },
        Column(
          name: "observed", kind: .number, unit: "share", description: "of the sequences by then"
        ) { .optional($0.seen) },
        Column(name: "fitted", kind: .number, unit: "probability", description: "by the fit") {
          .number($0.fitted)
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

extension FactorEffect {
  /// Effects as a table.
  public static func table(_ effects: [FactorEffect]) -> Table {
    Table(
      name: "effects", key: ["contrast", "event"],
      [
        Column(name: "contrast", kind: .string, unit: nil, description: "what is compared") {
          .text($0.contrast.name)
        },
        Column(
          name: "factor", kind: .string, unit: nil,
          description: "whose coefficient it gives; empty where it is only reported"
        ) { .optional($0.contrast.factor) },
        Column(
          name: "event", kind: .string, unit: nil, description: "up, force, war, down or end"
        ) { .text($0.contrast.event) },
        Column(name: "events_exposed", kind: .integer, unit: nil, description: "with the factor") {
          .integer($0.ratio.exposedEvents)
        },
        Column(name: "events_unexposed", kind: .integer, unit: nil, description: "without it") {
          .integer($0.ratio.unexposedEvents)
        },
        Column(
          name: "rate_ratio", kind: .number, unit: nil, description: "Mantel-Haenszel over strata"
        ) { .number($0.ratio.ratio) },
        Column(
          name: "rate_ratio_low", kind: .number, unit: nil,
          description: "95 %, days taken for independent"
        ) { .number($0.ratio.interval().lowerBound) },
        Column(name: "rate_ratio_high", kind: .number, unit: nil, description: "its upper end") {
          .number($0.ratio.interval().upperBound)
        },
        Column(
          name: "coefficient", kind: .number, unit: "logit",
          description: "change of the logit against holding from absent to present"
        ) { .number($0.coefficient) },
        Column(name: "low", kind: .number, unit: "logit", description: "lower end, 95 %") {
          .number($0.interval.lowerBound)
        },
        Column(name: "high", kind: .number, unit: "logit", description: "upper end, 95 %") {
          .number($0.interval.upperBound)
        },
      ], effects)
  }
}
