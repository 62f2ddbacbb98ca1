import Escalation
import Testing

@testable import Calibration

/// Rates of crises with and without a factor, against the table computed from the same cells before.
@Suite struct RateTests {
  @Test(arguments: [
    ("mediation, all linked crises", "up", 211, 705, 0.85, 0.73, 1.0),
    ("mediation, all linked crises", "force", 132, 387, 1.1, 0.89, 1.35),
    ("mediation, all linked crises", "war", 24, 74, 1.12, 0.7, 1.79),
    ("mediation, all linked crises", "end", 102, 155, 1.69, 1.31, 2.19),
    ("mediation, crises seen before and after its start", "up", 165, 250, 0.72, 0.58, 0.88),
    ("mediation, crises seen before and after its start", "force", 102, 132, 0.92, 0.69, 1.22),
    ("mediation, crises seen before and after its start", "war", 20, 27, 1.03, 0.56, 1.9),
    ("unrest, crises of two coded actors", "force", 158, 176, 1.34, 1.08, 1.67),
    ("unrest, crises of two coded actors", "war", 30, 15, 2.72, 1.46, 5.08),
    ("unrest, crises of two coded actors", "end", 87, 105, 1.1, 0.83, 1.47),
    ("communication by heads, crises of two coded actors", "war", 38, 7, 1.29, 0.57, 2.89),
  ])
  func ratiosAgree(
    name: String, event: String, exposed: Int, unexposed: Int, ratio: Double, low: Double,
    high: Double
  ) throws {
    let table = try RateTable(Counts.table("crisis-rates"))
    let contrast = try #require(
      table.contrasts.first { $0.name == name && $0.event == event })
    let found = try #require(RateRatio(contrast.strata))
    #expect(found.exposedEvents == exposed && found.unexposedEvents == unexposed)
    for (value, before) in [
      (found.ratio, ratio), (found.interval.low, low), (found.interval.high, high),
    ] { #expect(abs(value - before) < 0.0051, "\(value)") }
  }

  /// With shares of 0.61, 0.11, 0.11 and 0.17, an ending rate of 1.69 is 0.68 on the logit.
  @Test func ratesBecomeLogits() throws {
    let shares = EventShares(try Counts.pooled())
    #expect(abs(shares.hold - 0.611) < 1e-3 && abs(shares.end - 0.169) < 1e-3)
    #expect(abs(shares.logit(ratio: 1.69, endRatio: 1.69) - 0.68) < 0.01)
    #expect(abs(shares.logit(ratio: 0.85, endRatio: 1.69)) < 0.02)
    // A rate that nothing changes moves no logit.
    #expect(shares.logit(ratio: 1, endRatio: 1) == 0)
  }

  @Test func badCellsAreToldWithTheirPlace() throws {
    let text = """
      contrast,event,stratum,exposed,events,days
      a,up,0,2,1,10
      a,sideways,0,1,-1,10
      a,up,0,1,1,0

      """
    #expect(throws: TextFileError.self) { try RateTable(Counts.table(text: text)) }
    do {
      _ = try RateTable(Counts.table(text: text))
    } catch {
      for part in [
        "data.csv:2:8: error: '2' is neither 0 nor 1",
        "data.csv:3:3: error: 'sideways' is no event",
        "data.csv:3:16: error: '-1' is no count", "data.csv:4:12: error: '0' is no number of days",
      ] { #expect("\(error)".contains(part), "\(error)") }
    }
  }

  /// Counts near the largest integer overflowed their sum.
  @Test func countsPastReasonAreRefused() {
    for text in ["9223372036854775807", "1e3", "0x10", "-0"] {
      #expect(throws: TextFileError.self) {
        try RateTable(
          Counts.table(
            text: "contrast,event,stratum,exposed,events,days\na,up,0,1,\(text),10\na,up,0,0,1,10\n"
          ))
      }
    }
  }

  @Test func oneContrastGivesACoefficient() {
    let text = """
      factor,contrast,event,stratum,exposed,events,days
      nationalism,a,up,0,1,1,10
      nationalism,b,up,0,1,1,10

      """
    do {
      _ = try RateTable(Counts.table(text: text))
      Issue.record("it was read")
    } catch { #expect("\(error)".contains("two contrasts give the coefficient"), "\(error)") }
  }
}
