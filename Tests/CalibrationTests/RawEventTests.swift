import Escalation
import TestSupport
import Testing

@testable import Calibration

/// The raw events of Militarized Interstate Events 1.0, which nobody may pass on: `BRINK_MIE` names the file
/// (internationalconflict.ua.edu has it), without it these tests are skipped.
@Suite(
  .enabled(
    if: Counts.rawPath != nil, "BRINK_MIE names no file of Militarized Interstate Events 1.0"))
struct RawEventTests {
  private static func postwar() throws -> SequenceSet {
    let set = try #require(try Counts.raw())
    return set.filter { ($0.attributes["year"].flatMap { Int($0) } ?? 0) >= 1946 }
  }

  /// The counts in the project are those of the events.
  @Test func countsAreThoseOfTheEvents() throws {
    let set = try Self.postwar()
    let table = TransitionCounts.table(set, attributes: ["era", "powers", "china"])
    #expect(try table.csv == TestFiles.text("Models/Evidence/mie-transitions.csv"))
    #expect(
      try GapCounts(set).table(ladder: Counts.ladder).csv
        == TestFiles.text("Models/Evidence/mie-gaps.csv"))
  }

  /// Every specification by its log-likelihood, to 0.1 where it has one summit.
  @Test(arguments: [
    ("age", 59, -10_776.5), ("peak x age", 105, -10_404.9), ("order 2", 66, -10_665.1),
    ("order 2 x peak", 103, -10_417.4), ("below peak + age", 28, -10_707.3),
    ("peak + age", 46, -10_533.8), ("peak + log age", 40, -10_563.1),
    ("order 2 + age", 75, -10_350.4), ("peak + age + previous", 52, -10_284.5),
  ])
  func logLikelihoodsAgree(name: String, parameters: Int, logLikelihood: Double) throws {
    let specification = try #require(Specification.all.first { $0.name == name })
    let fit = try LadderFit(specification, to: Self.postwar())
    #expect(abs(fit.logLikelihood - logLikelihood) < 0.1, "\(fit.logLikelihood)")
    #expect(fit.parameterCount == parameters)
  }

  /// Scored from below the highest level, as one war with many battles would drown the rest.
  @Test func theFrailtyBeatsFirstOrderFromBelow() throws {
    var request = CalibrationRequest()
    request.splits = try [
      "powers=major_major", "china=with_usa,with_others", "china=with_usa", "powers=major_minor",
      "powers=minor_minor",
    ].map { try #require(AttributeFilter($0)) }
    let result = try LadderCalibration(Self.postwar(), request)
    for split in result.splits where split.way != .reported {
      let score = try #require(split.scores.last)
      for gain in [score.gainBelowOverFirstOrder, score.gainBelowOverBaseRate] {
        let gain = try #require(gain)
        #expect(gain.mean > 2 * (gain.standardError ?? .infinity), "\(split.name) \(gain)")
      }
      let misses = split.reach.filter { $0.isInsideHeldOut == false }
      // War from a display, China with anyone: 9 of 91, seven of them pairs of one war.
      let explained = split.name.hasPrefix("china") ? 1 : 0
      #expect(misses.count <= explained, "\(split.name) \(misses)")
    }
  }

  /// Without the world wars, 1816-2014.
  @Test func theLongRecordAgrees() throws {
    let set = try #require(try Counts.raw()).filter { $0.attributes["world_war"] == "no" }
    #expect(set.sequences.count == 2729)
    #expect(set.moveCount == 15_084)
    let fit = try LadderFit(.peakAndFrailty, to: set)
    // The climb before had stopped 5 nats below.
    #expect(fit.logLikelihood > -14_236.3)
    for target in 2..<4 {
      for (start, value) in try fit.reach(target).enumerated() {
        let seen = set.reach(from: start, to: target)
        let share = Double(seen.reached) / Double(seen.sequences)
        #expect(abs(value - share) < 0.05)
      }
    }
  }

  @Test func theOrderOfEventsMatters() throws {
    let test = try #require(try CountTest(orderOf: Self.postwar(), replicates: 19, seed: 1))
    #expect(abs(test.statistic - 1048.6) < 0.1)
    #expect(test.degreesOfFreedom == 48)
    #expect(test.bootstrapProbability == 0.05)
  }
}
