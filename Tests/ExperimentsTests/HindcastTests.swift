import Escalation
import Foundation
import MarkovChains
import ShippedModels
import Tables
import TestSupport
import Testing

@testable import Experiments

@Suite struct HindcastTests {
  private func row(
    _ rows: [HindcastRow], _ levels: HindcastVariant.Levels, _ reading: String = "main"
  ) throws -> HindcastRow {
    try #require(rows.first { $0.levels == levels && $0.reading == reading })
  }

  /// The fits the ladder comes from, at the reference and without a last day: case, model, start,
  /// reading, the peak exactly and worse.
  static let fits: [(String, String, String, String, peak: Double, worse: Double)] = [
    ("taiwan-strait-1996", "pooled-1946-2014", "show_of_force", "main", 0.7094, 0.2906),
    ("taiwan-strait-1996", "major-powers", "show_of_force", "main", 0.8098, 0.1902),
    ("taiwan-strait-1996", "china-us", "show_of_force", "main", 0.7158, 0.2842),
    ("belgrade-1999", "pooled-1946-2014", "coercive_signalling", "main", 0.4991, 0.5009),
    ("belgrade-1999", "major-powers", "coercive_signalling", "main", 0.6305, 0.3695),
    ("belgrade-1999", "china-us", "coercive_signalling", "main", 0.5041, 0.4959),
    ("hainan-2001", "pooled-1946-2014", "show_of_force", "step 2", 0.2531, 0.0375),
    ("hainan-2001", "major-powers", "show_of_force", "step 2", 0.1694, 0.0208),
    ("hainan-2001", "china-us", "show_of_force", "step 2", 0.2468, 0.0374),
  ]

  @Test(arguments: fits.indices)
  func peaksAreThoseOfTheFits(_ index: Int) throws {
    let (name, model, start, reading, peak, worse) = Self.fits[index]
    let rows = try hindcast(shipped(model), shippedCase(name), start: start)
    let found = try row(rows, .reference, reading)
    #expect(abs(found.exactlyEver - peak) < 1e-3, "\(name) \(model): \(found.exactlyEver)")
    #expect(abs(found.worseEver - worse) < 1e-3, "\(name) \(model): \(found.worseEver)")
  }

  /// War-level fighting is one level of the fits and two rungs here; its score merges them.
  @Test(arguments: [("pooled-1946-2014", 0.0375), ("major-powers", 0.0208), ("china-us", 0.0374)])
  func warInKoreaIsThatOfTheFits(_ model: String, _ expected: Double) throws {
    let rows = try hindcast(shipped(model), shippedCase("korea-1950"))
    let found = try row(rows, .reference)
    let score = try #require(found.peaks.model)
    #expect(found.peak == "major_war")
    #expect(abs(exp(score) - expected) < 1e-3, "\(exp(score))")
    #expect(found.exactlyEver < exp(score))
  }

  /// A dyad is asked for the peak alone, under each structure, from where its own start is reached; the answers are those
  /// of the chain itself.
  @Test func dyadsAreAskedForTheirPeaks() throws {
    let timeline = try shippedCase("belgrade-1999")
    for model in try shipped("belgrade-1999-dyad").structured {
      let rows = try hindcast(model, timeline)
      #expect(Set(rows.map(\.reading)).count > 1)
      let found = try #require(rows.first { $0.isMain })
      #expect(found.model == "belgrade-1999-dyad, \(model.structure ?? "")")
      #expect(found.start == "coercive_signalling" && found.peak == "coercive_signalling")
      #expect(
        found.sequence.moveCount == 0 && found.sequence.probability == nil
          && found.peaks.model != nil)
      #expect(found.begin.description == "1999-05-10")
      let point = try model.values(setting: [])
      for (horizon, own, worse) in [
        (found.days, found.exactly.value, found.worse.value),
        (nil, found.exactlyEver, found.worseEver),
      ] {
        let mixture = model.compile([point], horizon: horizon, start: model.start)[0].mixture
        let reached = try ExactEngine().reachProbabilities(of: [3], in: mixture).map(\.value)
        #expect(relativeError(own, 1 - reached[0]) < 1e-12)
        #expect(relativeError(worse, reached[0]) < 1e-12)
      }
    }
  }

  @Test func casesAreTakenUpWhereTheirModelsSay() throws {
    for (name, day, rung) in [
      ("korea-1950", "1950-06-27", "show_of_force"),
      ("taiwan-strait-1996", "1995-07-21", "show_of_force"),
      ("belgrade-1999", "1999-05-07", "incident"), ("hainan-2001", "2001-04-01", "incident"),
    ] {
      let own = try hindcast(shipped(name), shippedCase(name))[0]
      #expect(own.begin.description == day)
      #expect(own.start == rung)
      #expect(own.levels == .coded)
    }
    // Any other model starts with the first day it has a row for.
    let other = try hindcast(shipped("major-powers"), shippedCase("hainan-2001"))[0]
    #expect(other.begin.description == "2001-03-23")
    #expect(other.levels == .stated)
  }

  /// Along the same path the score is the sum over nodes of weight times product of moves.
  @Test func sequencesAreMixedOverTheFrailtyAndNotMoveByMove() throws {
    let model = try shipped("major-powers")
    let history = try timeline("show_of_force", "show_of_force", "limited_clash", "calm")
    let nodes = model.eventRowsByNode(
      model.statedValues, start: StartPoint(rung: 4, peak: 4))
    #expect(abs(nodes.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
    let expected = try nodes.reduce(0.0) { sum, node in
      for row in node.rows { #expect(abs(row.next.reduce(row.end, +) - 1) < 1e-12) }
      let calm = try #require(node.rows.first { $0.rung == 4 && $0.peak == 4 })
      let clash = try #require(node.rows.first { $0.rung == 5 && $0.peak == 5 })
      return sum + node.weight * calm.next[4] * calm.next[5] * clash.end
    }
    let found = try row(hindcast(model, history), .stated)
    #expect(abs((found.sequence.probability ?? 0) / expected - 1) < 1e-12)
    #expect(found.sequence.moveCount == 3)
    #expect(found.sequence.comparedCount == 3)
    // Holds and steps apart, a move-by-move mixture would give another number.
    let plain = nodes.reduce(0.0) { $0 + $1.weight * ($1.rows.first?.end ?? 0) }
    #expect(plain != expected)
    // All three moves are compared, and no rung of war was merged: the scores are one.
    #expect(abs(found.sequence.compared - found.sequence.logarithm) < 1e-12)
  }

  /// Every first move and the end: what was given to them sums to one.
  @Test func movesFromAStartShareOne() throws {
    let model = try shipped("china-us")
    let rungs = ["coercive_signalling", "show_of_force", "limited_clash", "limited_war", "calm"]
    let sum = try rungs.reduce(0.0) { sum, rung in
      let found = try row(hindcast(model, timeline("show_of_force", rung)), .stated)
      return sum + (found.sequence.probability ?? 0)
    }
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test func aForbiddenMoveHasProbabilityZeroAndIsNotClipped() throws {
    // Four rungs at once, then on from there.
    let found = try row(
      hindcast(shipped("major-powers"), timeline("incident", "limited_clash", "limited_clash")),
      .stated)
    #expect(found.sequence.probability == 0)
    #expect(found.sequence.logarithm == -.infinity)
    #expect(found.forbidden == "incident to limited_clash on 2001-05-02")
    #expect(found.sequence.compared.isFinite)
    let table = HindcastReport([found], origins: [.own]).table
    #expect(table.csv.contains(",-inf,"))
    #expect(table.json.contains("\"log_score\": \"-inf\""))
  }

  @Test func daysTheModelHasNoEventForAreLeftOutAndCounted() throws {
    let long = try row(
      hindcast(
        shipped("major-powers"),
        timeline("show_of_force", "protest", "show_of_force", "incident", "calm")), .stated)
    let short = try row(
      hindcast(shipped("major-powers"), timeline("show_of_force", "show_of_force", "calm")), .stated
    )
    #expect(long.sequence.leftOutCount == 2)
    #expect(long.sequence.probability == short.sequence.probability)
    #expect(HindcastReport([long], origins: [.own]).caption.contains { $0.contains("(case 2)") })
    // With nothing left, nothing was asked.
    let empty = try row(
      hindcast(shipped("major-powers"), timeline("show_of_force", "protest")), .stated)
    #expect(empty.sequence.probability == nil)
    // What comes after the terminal rung is left out too.
    let war = try row(
      hindcast(shipped("major-powers"), timeline("limited_war", "major_war", "limited_war")),
      .stated)
    #expect(war.sequence.moveCount == 1)
    #expect(war.sequence.leftOutCount == 1)
  }

  @Test func aDayIsOneEventOnItsHighestRung() throws {
    let text = """
      case,step,date,rung,source
      x,1,2001-05-01,protest,s
      x,2,2001-05-01,show_of_force,s
      x,3,2001-05-02,calm,s
      """
    let events = try timelines(text)[0].readings(from: #require(CalendarDay("2001-05-01")))[0]
      .events
    #expect(events.map(\.rung) == [4, 0])
  }

  @Test func readingsAreEachAlternativeAloneAndThoseAfterTheStartTogether() throws {
    let history = try timeline(
      "show_of_force", "protest", "show_of_force", "calm",
      alternatives: [1: "limited_clash", 2: "coercive_signalling", 3: "limited_clash"])
    let rows = try hindcast(shipped("major-powers"), history).filter { $0.levels == .stated }
    #expect(rows.map(\.reading) == ["main", "step 1", "step 2", "step 3", "all"])
    #expect(
      rows.map(\.start) == [
        "show_of_force", "limited_clash", "show_of_force", "show_of_force", "show_of_force",
      ])
    #expect(rows.map(\.peak).last == "limited_clash")
    #expect(rows.map(\.sequence.moveCount) == [2, 2, 3, 2, 3])
  }

  @Test func aLevelSetToWhatItIsChangesNothing() throws {
    let rows = try hindcast(
      shipped("korea-1950"), shippedCase("korea-1950"), set: ["channel_availability=0.1"])
    let changed = try #require(rows.first { !$0.measures.isEmpty })
    #expect(changed.difference == .init(peak: 0, worse: 0, atLeast: 0))
    #expect(changed.measures == "channel_availability=0.1")
    let open = try hindcast(
      shipped("korea-1950"), shippedCase("korea-1950"), set: ["channel_availability=0.9"])
    let better = try #require(open.first { !$0.measures.isEmpty })
    #expect((better.difference?.peak ?? 0) < 0)
    #expect(better.exactly.value == rows[0].exactly.value + (better.difference?.peak ?? 0))
    // The range of what was set is closed; those of the others stand.
    #expect(try #require(better.exactly.high) < (try #require(rows[0].exactly.high)))
  }

  @Test func rangesHoldTheStatedValue() throws {
    for name in ["korea-1950", "taiwan-strait-1996", "belgrade-1999", "hainan-2001"] {
      let found = try hindcast(shipped(name), shippedCase(name))[0]
      for value in [found.worse, found.atLeast] {
        #expect(try #require(value.low) <= value.value)
        #expect(value.value <= (try #require(value.high)))
      }
      #expect(abs(found.exactly.value + found.worse.value - found.atLeast.value) < 1e-15)
      #expect(found.exactlyEver + found.worseEver >= found.atLeast.value)
    }
  }

  @Test func levelsOfTheCaseAreThoseOfItsModel() throws {
    let model = try shipped("major-powers")
    let levels = try CaseFactors(shipped(.caseFactors), factors: model.factors).levels
    for name in ["korea-1950", "taiwan-strait-1996"] {
      let own = try hindcast(shipped(name), shippedCase(name))[0]
      let coded = try hindcast(model, shippedCase(name), start: own.start, factors: levels[name])[0]
      #expect(coded.levels == .coded)
      #expect(abs(coded.exactly.value - own.exactly.value) < 1e-12)
      #expect(
        abs((coded.exactly.high ?? 0) - (try #require(own.exactly.high))) < 1e-12, "\(name)")
    }
  }

  @Test func aCaseOfMoreThanACenturyIsRefused() throws {
    let text = """
      case,step,date,rung,source
      x,1,1800-01-01,show_of_force,s
      x,2,1900-01-02,calm,s
      """
    #expect(try hindcast(shipped("major-powers"), timelines(text)[0]).count == 2)
    let longer = try timelines(text.replacing("1900-01-02", with: "1900-01-03"))[0]
    #expect(throws: StudyError.self) { try hindcast(shipped("major-powers"), longer) }
  }

  @Test func startsInsideACrisisSaySo() throws {
    let model = try shipped("major-powers")
    let rows = try Hindcast(
      model: model, timeline: timeline("show_of_force", "calm"), factors: nil,
      start: StartPoint(rung: 4, peak: 6), baselines: shippedBaselines()
    ).run()
    #expect(rows[0].peak == "limited_war")
    #expect(rows[0].peaks.model == nil)
    let caption = HindcastReport(rows, origins: [.own]).caption
    #expect(caption.contains { $0.contains("Not for warning or targeting") })
  }

  @Test func nothingAfterTheStartIsAnError() throws {
    let model = try shipped("major-powers")
    let history = try timeline("protest", "show_of_force")
    #expect(throws: StudyError.self) { try hindcast(model, history, start: "show_of_force") }
    #expect(throws: StudyError.self) { try hindcast(model, history, start: "limited_war") }
    #expect(throws: StudyError.self) { try hindcast(model, history, set: ["nationalism=2"]) }
  }
}
