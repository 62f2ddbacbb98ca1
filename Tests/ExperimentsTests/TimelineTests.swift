import Escalation
import Foundation
import ShippedModels
import Testing

@testable import Experiments

@Suite struct TimelineTests {
  private static let header = "case,step,date,rung,source\n"
  private static let good = header + "x,1,2001-05-01,protest,s\nx,2,2001-05-02,calm,s\n"

  @Test func theShippedCasesAreRead() throws {
    let ladder = try shipped("major-powers").ladder
    let four = try TimelineFile(shipped(.caseTimelines), ladder: ladder).timelines
    #expect(
      four.map(\.name) == ["korea-1950", "taiwan-strait-1996", "belgrade-1999", "hainan-2001"])
    #expect(four.map(\.steps.count) == [12, 10, 8, 10])
    let later = try TimelineFile(shipped(.laterTimelines), ladder: ladder).timelines
    #expect(
      later.map(\.name) == [
        "glider-2016", "passage-2018", "visit-2022", "balloon-2023", "strait-2023",
      ])
    for timeline in later {
      #expect(timeline.codedOn != nil, "\(timeline.name)")
      #expect(timeline.steps.allSatisfy { $0.day > CalendarDay("2014-12-31") ?? $0.day })
    }
    let factors = try shipped("china-us").factors
    let levels = try CaseFactors(shipped(.laterFactors), factors: factors).levels
    #expect(Set(levels.keys) == Set(later.map(\.name)))
    #expect(levels.values.allSatisfy { $0.count == 4 })
  }

  static let bad: [(old: String, new: String, says: String)] = [
    ("2001-05-02", "2001-02-30", "t.csv:3:5: error: '2001-02-30' is no day: write YYYY-MM-DD"),
    (
      "2001-05-02", "2001-04-30",
      "t.csv:3:5: error: the day is out of order: 2001-04-30 stands after 2001-05-01"
    ),
    ("protest", "protst", "t.csv:2:16: error: the ladder has no rung 'protst' (did you mean"),
    ("x,2,", "x,1,", "t.csv:3:3: error: step 1 stands after step 1"),
    ("x,2,", "x,two,", "t.csv:3:3: error: 'two' is no whole number"),
    ("2001-05-02", "2001-05-01", "t.csv:2:5: error: 'x' has one day only"),
    ("protest,s", "calm,s", "t.csv:3:16: error: nothing comes after 'calm', where incidents end"),
    ("protest,s", "protest,", "t.csv:2:24: error: the step has no source"),
    ("x,1,", ",1,", "t.csv:2:1: error: the step is of no case"),
    (",rung,", ",rungs,", "t.csv:1:1: error: the column 'rung' is missing"),
    (",source", ",source,rung_alternatve", "t.csv:"),
    ("x,1,2001", "x,1,2,2001", "t.csv:2:1: error: the line has 6 cells, the header 5"),
  ]

  @Test(arguments: bad.indices)
  func whatIsWrongIsToldWithItsPlace(_ index: Int) throws {
    let (old, new, says) = Self.bad[index]
    let text = Self.good.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.good)
    let error = #expect(throws: TextFileError.self) { try timelines(text) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test func everythingWrongIsToldAtOnce() throws {
    let text = Self.good.replacing("protest", with: "protst").replacing("05-02", with: "13-02")
    let error = #expect(throws: TextFileError.self) { try timelines(text) }
    #expect(error?.description.split(separator: "\n").count == 2)
  }

  @Test func aColumnAlmostRightIsNotIgnored() throws {
    let text = """
      case,step,date,rung,source,rung_alternatve
      x,1,2001-05-01,protest,s,incident
      x,2,2001-05-02,calm,s,
      """
    let error = #expect(throws: TextFileError.self) { try timelines(text) }
    #expect(error?.description.contains("did you mean 'rung_alternative'?") == true)
    #expect(try timelines(Self.good).count == 1)
    // Columns for people are nobody's business.
    #expect(try timelines(text.replacing("rung_alternatve", with: "notes")).count == 1)
  }

  @Test func emptyTablesAndOtherBytesAreRefused() throws {
    let error = #expect(throws: TextFileError.self) { try timelines(Self.header) }
    #expect(error?.description.contains("no steps") == true)
    let bytes = Data(Self.good.utf8) + [0xff, 0x0a]
    let other = #expect(throws: TextFileError.self) {
      try RecordTable(SourceText(file: "t.csv", bytes: bytes), file: "t.csv")
    }
    #expect(other?.description == "t.csv:4:1: error: the file is not UTF-8 text")
  }

  @Test(arguments: [
    ("x,nationalism,1.5\n", "t.csv:2:15: error: '1.5' is no level between 0 and 1"),
    ("x,nationalsm,0.5\n", "t.csv:2:3: error: the model has no factor 'nationalsm' (did you"),
    ("x,nationalism,\n", "t.csv:2:15: error: the factor has no level"),
    (
      "x,nationalism,0.5\nx,nationalism,0.6\n",
      "t.csv:3:3: error: 'nationalism' stands twice for 'x'"
    ),
  ])
  func badFactorsAreToldWithTheirPlace(lines: String, says: String) throws {
    let table = try RecordTable(
      SourceText(file: "t.csv", text: "case,factor,level\n" + lines), file: "t.csv")
    let error = #expect(throws: TextFileError.self) {
      try CaseFactors(table, factors: Factor.theory)
    }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test func aLevelLiesInItsRange() throws {
    let table = try RecordTable(
      SourceText(file: "t.csv", text: "case,factor,level,low,high\nx,nationalism,0.5,0.6,0.9\n"),
      file: "t.csv")
    let error = #expect(throws: TextFileError.self) {
      try CaseFactors(table, factors: Factor.theory)
    }
    #expect(error?.description == "t.csv:2:15: error: 0.5 lies outside 0.6 to 0.9")
  }
}
