import Tables

extension LadderCalibration {
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

  /// Reach by day, seen and fitted with two-phase gaps; without rows where the gaps of any level are not known.
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
      for target in 1..<fit.levels.count {
        for start in 0..<target {
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
}
