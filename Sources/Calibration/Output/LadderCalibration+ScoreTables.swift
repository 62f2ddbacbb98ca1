import Tables

extension LadderCalibration {
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
    columns += [
      Column(
        name: "reach_rows", kind: .integer, unit: nil,
        description: "pairs of first and later rung whose reach was seen"
      ) { .optional($0.score.reach.isEmpty ? nil : $0.score.reach.count) },
      Column(
        name: "reach_inside", kind: .integer, unit: nil,
        description: "of them, those whose fitted reach lies in the exact 95 % interval"
      ) { .optional($0.score.reach.isEmpty ? nil : $0.score.reach.count { $0.isInside }) },
      Column(
        name: "reach_inside_held_out", kind: .integer, unit: nil,
        description: "of them, those whose reach by fits that had not seen them does"
      ) {
        .optional(
          $0.score.reach.isEmpty ? nil : $0.score.reach.count { $0.isInsideHeldOut == true })
      },
    ]
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
}
