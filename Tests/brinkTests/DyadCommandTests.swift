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
