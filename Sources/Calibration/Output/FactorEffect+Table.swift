import Tables

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
        ) { .number($0.ratio.interval.low) },
        Column(name: "rate_ratio_high", kind: .number, unit: nil, description: "its upper end") {
          .number($0.ratio.interval.high)
        },
        Column(
          name: "coefficient", kind: .number, unit: "logit",
          description: "change of the logit against holding from absent to present"
        ) { .number($0.coefficient.estimate) },
        Column(name: "low", kind: .number, unit: "logit", description: "lower end, 95 %") {
          .number($0.coefficient.low)
        },
        Column(name: "high", kind: .number, unit: "logit", description: "upper end, 95 %") {
          .number($0.coefficient.high)
        },
        Column(
          name: "e_value", kind: .number, unit: "risk ratio",
          description:
            "strength that a hidden confounder needs, both ways, to explain the ratio away"
        ) { .number(ConfounderBound($0.ratio.interval).eValue) },
        Column(
          name: "e_value_of_interval", kind: .number, unit: "risk ratio",
          description: "the same for the end of the interval next to 1; 1 where it holds 1"
        ) { .number(ConfounderBound($0.ratio.interval).eValueOfLimit) },
      ], effects)
  }
}
