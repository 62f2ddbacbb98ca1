import Escalation
import TestSupport
import Testing

@testable import Calibration

/// The page says what the fits say.
@Suite(.serialized) struct CalibrationPageTests {
  /// Of the counts alone: offsets, reach of the parts, days, numbers of events.
  @Test func partsAndDays() throws {
    var request = CalibrationRequest()
    request.splits = try [
      "powers=major_minor", "powers=minor_minor", "powers=major_major",
      "china=with_usa,with_others", "china=with_usa",
    ].map { try #require(AttributeFilter($0)) }
    let result = try LadderCalibration(
      Counts.pooled(), request, gapCounts: Counts.gaps())
    let levels = result.fit.levels
    let reach = result.splits.flatMap { split in
      split.reach.map { row in
        [
          split.name, split.way.rawValue, levels[row.start], levels[row.target],
          "\(row.reachedCount) of \(row.sequenceCount)",
          CalibrationPage.number(row.interval.lowerBound, 3) + " to "
            + CalibrationPage.number(row.interval.upperBound, 3),
          CalibrationPage.number(row.fitted, 3),
          (row.crossValidated.map { CalibrationPage.number($0, 3) } ?? "")
            + (row.isInsideHeldOut == false ? " outside" : ""),
        ]
      }
    }
    #expect(
      try CalibrationPage.difference(
        "reach",
        header: ["part", "fitted", "from", "to", "seen", "95 %", "fit", "held out"], rows: reach)
        == nil)
    let offsets = result.splits.compactMap { split -> [String]? in
      guard let offsets = split.offsets else { return nil }
      return [split.name, split.way.rawValue, "\(split.sequences.sequences.count)"]
        + offsets.offsets.indices.map {
          CalibrationPage.number(offsets.offsets[$0], 2) + " ("
            + CalibrationPage.number(offsets.standardErrors?[$0] ?? 0, 2) + ")"
        } + [CalibrationPage.gain(split.scores.last?.gainOverFirstOrder)]
    }
    #expect(
      try CalibrationPage.difference(
        "offsets",
        header: ["part", "way", "pairs", "up", "down", "end", "held out, over first order"],
        rows: offsets) == nil)
    let counts = [2, 3, 5, 10, 20, 50]
    let events = levels.indices.flatMap { start in
      [
        [levels[start], "seen"]
          + result.sequences.eventCounts(from: start, atLeast: counts).map {
            CalibrationPage.number($0, 3)
          },
        ["", "fit"]
          + result.fit.eventCounts(from: start, atLeast: counts).map {
            CalibrationPage.number($0, 3)
          },
      ]
    }
    #expect(
      try CalibrationPage.difference(
        "events", header: ["first rung", ""] + counts.map { "\($0)+" }, rows: events) == nil)
  }

  /// Era as a covariate: changes of the logits against 1946-1969.
  @Test func eras() throws {
    let set = try Counts.pooled()
    let fit = try LadderFit(Specification.peakAndFrailty.adding(attributes: ["era"]), to: set)
    let errors = try #require(fit.clusteredErrors).standardErrors
    let pooled = try LadderFit(.peakAndFrailty, to: set)
    var rows: [[String]] = []
    for era in ["1946-1969", "1970-1992", "1993-2014"] {
      let part = set.filter { $0.attributes["era"] == era }
      let seen = part.reach(from: 1, to: 2)
      var row = [era, "\(seen.reached) of \(seen.sequences)"]
      let own = try fit.reach(2, attributes: [era])[1]
      row.append(CalibrationPage.number(own, 3))
      for direction in 0..<3 {
        let index = fit.fittedParameters.firstIndex {
          $0.meaning == .term("era=\(era)", direction: direction)
        }
        row.append(
          index.map {
            CalibrationPage.number(fit.parameters[$0], 2) + " ("
              + CalibrationPage.number(errors[$0], 2) + ")"
          } ?? "0")
      }
      rows.append(row)
    }
    rows.append(
      ["all", "276 of 934", CalibrationPage.number(try pooled.reach(2)[1], 3), "", "", ""])
    #expect(
      try CalibrationPage.difference(
        "era", header: ["era", "force reached from a display", "fit", "up", "down", "end"],
        rows: rows) == nil)
    // More likely by far, whichever of the 19 numbers one counts.
    #expect(fit.logLikelihood > pooled.logLikelihood + 50)
  }

  @Test func effects() throws {
    let effects = FactorEffect.effects(
      try RateTable(Counts.table("crisis-rates")), shares: EventShares(try Counts.pooled()))
    let rows = effects.map { effect -> [String] in
      let (rate, logit) = (effect.ratio.interval, effect.coefficient)
      func range(_ value: EffectInterval) -> String {
        "\(CalibrationPage.number(value.estimate, 2)) (\(CalibrationPage.number(value.low, 2)) to "
          + "\(CalibrationPage.number(value.high, 2)))"
      }
      let bound = ConfounderBound(rate)
      return [
        effect.contrast.name, effect.contrast.event,
        "\(effect.ratio.exposedEvents) / \(effect.ratio.unexposedEvents)", range(rate),
        range(logit),
        CalibrationPage.number(bound.eValue, 1) + ", "
          + CalibrationPage.number(bound.eValueOfLimit, 1),
        effect.contrast.factor == nil ? "" : "shipped",
      ]
    }
    #expect(
      try CalibrationPage.difference(
        "effects",
        header: [
          "contrast", "event", "events with / without", "rate ratio", "logit",
          "E-value, of the interval", "",
        ],
        rows: rows) == nil)
  }
}

/// The tables that need the events themselves.
@Suite(
  .serialized,
  .enabled(
    if: Counts.rawPath != nil, "BRINK_MIE names no file of Militarized Interstate Events 1.0"))
struct CalibrationPageRawTests {
  private static func postwar() throws -> SequenceSet {
    try #require(try Counts.raw()).filter {
      ($0.attributes["year"].flatMap { Int($0) } ?? 0) >= 1946
    }
  }

  @Test func comparison() throws {
    var request = CalibrationRequest()
    request.comparisons = Specification.all
    let result = try LadderCalibration(Self.postwar(), request)
    let rows = result.splits[0].scores.map { score -> [String] in
      let held = score.reach.count { $0.isInsideHeldOut == true }
      let fitted = score.reach.count { $0.isInside }
      return [
        score.specification.name, "\(score.parameterCount)",
        CalibrationPage.grouped(score.logLikelihood, 1), CalibrationPage.grouped(score.bic ?? 0, 0),
        CalibrationPage.gain(score.gainOverFirstOrder),
        CalibrationPage.gain(score.gainBelowOverFirstOrder),
        CalibrationPage.gain(score.gainOverBaseRate), "\(fitted)", "\(held)",
      ]
    }
    #expect(
      try CalibrationPage.difference(
        "comparison",
        header: [
          "specification", "parameters", "log-likelihood", "BIC", "over first order",
          "the same from below war", "over base rate", "reach, of 6", "held out",
        ], rows: rows) == nil)
  }

  /// Fitted to 1946-1992, scored on 1993-2014.
  @Test func outOfTime() throws {
    var request = CalibrationRequest()
    request.holdout = AttributeFilter("era=1993-2014")
    request.foldCount = 0
    let result = try LadderCalibration(Self.postwar(), request)
    let rows = result.holdout.map { score in
      [
        score.specification.name, CalibrationPage.number(score.score, 3),
        CalibrationPage.gain(score.gainOverFirstOrder),
        CalibrationPage.gain(score.gainOverBaseRate),
        CalibrationPage.gain(score.gainBelowOverFirstOrder),
        CalibrationPage.gain(score.gainBelowOverBaseRate),
      ]
    }
    #expect(
      try CalibrationPage.difference(
        "out-of-time",
        header: [
          "specification", "nats a move", "over first order", "over base rate",
          "first order, from below war", "base rate, from below war",
        ], rows: rows) == nil)
    let reach = try #require(result.holdout.last).reach.map { row in
      [
        result.fit.levels[row.start], result.fit.levels[row.target],
        "\(row.reachedCount) of \(row.sequenceCount)",
        CalibrationPage.number(row.interval.lowerBound, 3) + " to "
          + CalibrationPage.number(row.interval.upperBound, 3),
        CalibrationPage.number(row.fitted, 3) + (row.isInside ? "" : " outside"),
      ]
    }
    #expect(
      try CalibrationPage.difference(
        "out-of-time-reach", header: ["from", "to", "seen 1993-2014", "95 %", "foretold"],
        rows: reach) == nil)
  }

  @Test func days() throws {
    var request = CalibrationRequest()
    request.foldCount = 0
    let result = try LadderCalibration(Self.postwar(), request)
    let gaps = result.gaps.compactMap { $0 }
    let days = [7, 30, 90, 180, 365, 1095]
    var rows: [[String]] = []
    for (start, target) in [(1, 2), (1, 3), (2, 3)] {
      let seen = try #require(result.sequences.reach(target, from: start, by: days))
      let fitted = try result.fit.reach(target, from: start, gaps: gaps, by: days)
      rows.append(
        ["\(result.fit.levels[start]) to \(result.fit.levels[target])", "seen"]
          + seen.map { CalibrationPage.number($0, 3) })
      rows.append(["", "fit"] + fitted.map { CalibrationPage.number($0, 3) })
    }
    #expect(
      try CalibrationPage.difference(
        "days", header: ["reach by day", ""] + days.map { "\($0)" }, rows: rows) == nil)
  }
}
