import Foundation
import TestSupport
import Testing

/// A dyad at the command line: structures, taken up inside a crisis, told day by day, matched to moments.
@Suite struct DyadCommandTests {
  @Test func theHeadlineIsTheRangeOverStructures() throws {
    let outcome = try Binary.run(["run", "korea-1950-dyad", "--format", "table"])
    #expect(outcome.status == 0)
    #expect(
      outcome.lines[0].contains(", over the structures spiral, deterrence, mixed;"),
      "\(outcome.lines[0])")
    let one = try Binary.run([
      "run", "korea-1950-dyad", "--structures", "deterrence", "--format", "table",
    ])
    #expect(one.output.contains("structure: deterrence; not compared: spiral, mixed"))
    let csv = try Binary.run(["run", "korea-1950-dyad", "--quiet"])
    #expect(csv.lines[0].hasSuffix(",z,structure,theatre") || csv.lines[0].hasSuffix(",structure"))
  }

  @Test func aCrisisIsTakenUpInItsMiddle() throws {
    func risk(_ start: String) throws -> (start: String, value: Double) {
      let outcome = try Binary.run([
        "run", "china-us-dyad", "--structures", "mixed", "--rung", "limited_war", "--quantity",
        "exceedance_probability", "--format", "json", "--quiet", "--start", start,
      ])
      let rows = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let row = try #require((rows as? [[String: Any]])?.first, "\(outcome.speech)")
      return (
        try #require(row["start"] as? String), try #require(row["estimate"] as? Double)
      )
    }
    let closed = try risk("rung=4,peak=4,day=12,channel=closed")
    #expect(
      closed.start.hasPrefix("china=show_of_force,usa=coercive_signalling,peak=show_of_force"))
    #expect(closed.start.contains("day=12") && closed.start.contains("channel=closed"))
    let open = try risk("rung=4,peak=4,channel=open")
    #expect(closed.value > open.value)
  }

  @Test(arguments: [
    ("china=limited_clash,peak=protest", "'protest', is not possible on 'limited_clash'"),
    ("chnina=protest", "did you mean 'china'?"),
    ("channel=ajar", "'channel' has no state 'ajar'"), ("rung=9", "no rung '9'"),
  ])
  func startsThatAreNone(start: String, says: String) throws {
    let outcome = try Binary.run(["run", "china-us-dyad", "--start", start])
    #expect(outcome.status == 64 && outcome.output == "")
    #expect(outcome.speech.contains(says), "\(outcome.speech)")
  }

  @Test func aTrajectoryNamesBothSidesAndTheConditions() throws {
    let outcome = try Binary.run([
      "replay", "china-us-dyad", "--structures", "mixed", "--seed", "3", "--reaching",
      "limited_clash", "--format", "table",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.lines[0].hasPrefix("illustration, one of many: trajectory "))
    #expect(outcome.lines[1].contains("china show_of_force, usa coercive_signalling, channel open"))
  }

  /// What never happens is not looked for, and a trajectory is of one structure, which is named.
  @Test func searchesThatWouldNotEndAreRefused() throws {
    let never = try Binary.run([
      "replay", "china-us-dyad", "--structures", "mixed", "--set", "tempo.daily=0", "--seed", "1",
      "--reaching", "limited_war",
    ])
    #expect(never.status == 65 && never.output == "")
    #expect(never.speech.contains("the probability is exactly 0"))
    let rare = try Binary.run([
      "replay", "china-us-dyad", "--structures", "mixed", "--set", "response.inertia=60", "--set",
      "third_party_mediation=0", "--horizon", "365d", "--seed", "1", "--reaching", "limited_war",
    ])
    #expect(rare.status == 65 && rare.speech.contains("too little for a search of 100,000,000"))
    let several = try Binary.run([
      "replay", "china-us-dyad", "--structures", "spiral,mixed", "--seed", "1",
    ])
    #expect(several.status == 64 && several.speech.contains("is of one structure"))
    let named = try Binary.run(["replay", "china-us-dyad", "--seed", "1"])
    #expect(named.speech.contains("china-us-dyad, structure spiral"))
  }

  /// A case's own dyad begins on the day it says.
  @Test func hindcastTakesADyadUpOnItsDay() throws {
    let hindcast = try Binary.run(["hindcast", "korea-1950-dyad", "--format", "json", "--quiet"])
    let rows = try JSONSerialization.jsonObject(with: Data(hindcast.output.utf8))
    let run = try Binary.run([
      "run", "korea-1950-dyad", "--horizon", "53d", "--structures", "mixed", "--rung",
      "major_war", "--quantity", "exceedance_probability", "--format", "json", "--quiet",
    ])
    let answers = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let answer = try #require((answers as? [[String: Any]])?.first?["estimate"] as? Double)
    let row = try #require(
      (rows as? [[String: Any]])?.first {
        ($0["model"] as? String)?.hasSuffix("mixed") == true && $0["reading"] as? String == "main"
      })
    #expect(row["start_date"] as? String == "1950-10-03")
    #expect(relativeError(try #require(row["p_peak"] as? Double), answer) < 1e-12)
  }

  @Test func sweptValuesStandInTheirColumns() throws {
    let outcome = try Binary.run([
      "sweep", "china-us-dyad", "--structures", "mixed", "--vary",
      "channels.leaders_line.answer=0.1,0.5", "--measure", "modern_hotline", "--rung", "6",
      "--quantity", "exceedance_probability", "--format", "json", "--quiet",
    ])
    let rows = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let values = (rows as? [[String: Any]])?.compactMap {
      $0["channels.leaders_line.answer"] as? Double
    }
    #expect(values == [0.1, 0.5])
  }

  @Test(arguments: [
    (
      [
        "threshold", "china-us-dyad", "--vary", "processes.nationalism.rise.show_of_force=0:1",
        "--quantity", "exceedance_probability", "--rung", "5", "--reach", "half", "--prior", "0",
      ], "may run over processes.nationalism.rise.show_of_force=0:0.98"
    ),
    (
      [
        "threshold", "china-us-dyad", "--vary", "channels.leaders_line.answer", "--measure",
        "modern_hotline", "--quantity", "exceedance_probability", "--rung", "5", "--reach", "half",
      ], "cannot be varied while the measure 'modern_hotline' sets it"
    ),
    (
      ["calibrate", "china-us-dyad", "--match", "nationalism"],
      "'nationalism' is set by the moments of china-us-dyad"
    ),
    (
      ["calibrate", "china-us-dyad", "--match", "silence", "--set", "silence=0.1"],
      "'silence' is matched and set"
    ),
    (["run", "china-us-dyad", "--quantity", "annual_risk"], "give --horizon 365d"),
    (["sensitivity", "china-us-dyad", "--quantity", "annual_risk"], "give --horizon 365d"),
  ])
  func questionsThatHaveNoAnswerSayWhy(arguments: [String], says: String) throws {
    let outcome = try Binary.run(arguments)
    #expect(outcome.status == 64 && outcome.output == "", "\(outcome.speech)")
    #expect(outcome.speech.contains(says), "\(outcome.speech)")
  }

  @Test func numbersAreMatchedToMoments() throws {
    let outcome = try Binary.run([
      "calibrate", "china-us-dyad", "--match", "resolve.common", "--structures", "spiral",
      "--format", "table",
    ])
    #expect(outcome.status == 0, "\(outcome.speech)")
    // The shipped number is already where the moments meet best.
    #expect(
      outcome.lines[1].split(separator: " ") == [
        "spiral", "resolve.common", "-0.8218", "-0.8218", "0.040",
      ])
    #expect(outcome.output.contains("sum of squared misfits 1.86 as stated, 1.86 matched"))
  }
}
