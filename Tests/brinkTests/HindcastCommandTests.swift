import Foundation
import TestSupport
import Testing

@Suite struct HindcastCommandTests {
  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("steps.csv")
    try Data(text.utf8).write(to: file)
    try body(file.path)
  }

  @Test func theFourCasesAreAskedOfTheirOwnModels() throws {
    let outcome = try Binary.run(["hindcast", "--format", "table"])
    #expect(outcome.status == 0)
    #expect(outcome.speech == "")
    for name in ["korea-1950", "taiwan-strait-1996", "belgrade-1999", "hainan-2001"] {
      #expect(outcome.lines.contains { $0.hasPrefix("\(name) ") && $0.contains(" case ") })
    }
    #expect(outcome.output.contains("knowing the outcome: a check of form, not a forecast."))
    #expect(outcome.output.hasSuffix("Four cases test nothing by themselves.\n"))
  }

  @Test func inAPipeEveryReadingIsARowAndSpeechIsApart() throws {
    let outcome = try Binary.run(["hindcast", "hainan-2001"])
    #expect(outcome.status == 0)
    #expect(outcome.lines[0].hasPrefix("case,model,factors,measures,reading,start_date,start,"))
    #expect(outcome.lines.count == 1 + 2 * 7)
    #expect(outcome.speech.contains("One case tests nothing by itself."))
    let quiet = try Binary.run(["hindcast", "hainan-2001", "--quiet"])
    #expect(quiet.output == outcome.output)
    #expect(quiet.speech == "")
    let json = try Binary.run(["hindcast", "hainan-2001", "--quiet", "--format", "json"])
    let objects = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    #expect((objects as? [[String: Any]])?.count == 14)
  }

  @Test func laterIncidentsAreMarkedAsCodedAfterTheFact() throws {
    let outcome = try Binary.run(["hindcast", "--post-2014", "--format", "table"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Steps and factors were coded after the fact (on 20"))
    #expect(outcome.lines.count { $0.contains("china-us  reference ") } == 3 * 5)
    let one = try Binary.run(["hindcast", "--case", "balloon-2023", "--format", "table"])
    #expect(one.output.contains("after the fact"))
    #expect(one.output.contains("china-us forbids incident to coercive_signalling"))
  }

  @Test func historyIsRunAgainBesideTheBaseline() throws {
    let outcome = try Binary.run([
      "hindcast", "korea-1950", "--set", "channel-availability=0.9", "--format", "table",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("case, channel_availability=0.9"))
    #expect(outcome.output.contains("difference"))
  }

  @Test func aTimelineOfOnesOwnIsAskedOfAModel() throws {
    let text = """
      case,step,date,rung,source
      mine,1,2001-05-01,show_of_force,here
      mine,2,2001-05-09,calm,there

      """
    try withFile(text) { path in
      let outcome = try Binary.run(["hindcast", "major-powers", "--timeline", path])
      #expect(outcome.status == 0)
      #expect(outcome.lines[1].hasPrefix("mine,major-powers,model,,main,2001-05-01,show_of_force,"))
      #expect(outcome.speech.contains("A timeline coded knowing its outcome"))
    }
  }

  @Test(arguments: [
    (["hindcast", "china-us"], 64, "there is no case 'china-us'"),
    (["hindcast", "--case", "korea-1951"], 64, "(did you mean 'korea-1950'?)"),
    (["hindcast", "korea-1950", "--case", "balon-2023"], 64, "(did you mean 'balloon-2023'?)"),
    (["hindcast", "korea-1951"], 74, "(did you mean 'korea-1950'?)"),
    (["hindcast", "korea-1950", "--measure", "hotline"], 65, "has no measures"),
    (["hindcast", "korea-1950", "--set", "hotline=1"], 64, "no parameter 'hotline'"),
    (["hindcast", "korea-1950", "--set", "nationalism=2"], 64, "must lie between 0 and 1"),
    (["hindcast", "korea-1950", "--start", "rung=calm"], 64, "nothing moves from 'calm'"),
    (["hindcast", "korea-1950", "--start", "rung=protest"], 65, "has no day on 'protest'"),
    (["hindcast", "korea-1950", "korea-1950"], 64, "is asked twice of 'korea-1950'"),
    (["hindcast", "chain.csv", "--case", "korea-1950"], 64, "chain.csv is a chain"),
    (["hindcast", "--timeline", "x.csv"], 64, "name the MODEL"),
    (["hindcast", "korea-1950", "--timeline", "no.csv"], 74, "no.csv: no such file"),
    (["hindcast", "m", "--timeline", "x.csv", "--post-2014"], 64, "choose one"),
  ])
  func badQuestionsAreRefused(arguments: [String], status: Int32, says: String) throws {
    let outcome = try Binary.run(arguments)
    #expect(outcome.status == status, "\(outcome.speech)")
    #expect(outcome.output == "")
    #expect(outcome.speech.contains(says), "\(outcome.speech)")
  }

  /// Pages show what the command prints: four tables of each set, and history run again.
  @Test(arguments: [
    ([], 0..<4), (["--post-2014"], 0..<4),
    (["korea-1950", "--set", "channel_availability=0.9"], 1..<2),
    (["korea-1950", "--set", "channel_availability=0.9"], 4..<5),
  ])
  func pagesHaveTheTables(arguments: [String], tables: Range<Int>) throws {
    let outcome = try Binary.run(["hindcast", "--format", "table"] + arguments)
    let page = try TestFiles.text("Documentation/hindcast.md")
    let parts = outcome.output.components(separatedBy: "\n\n")
    for table in parts[tables] { #expect(page.contains(table), "\(table)") }
    if let total = outcome.lines.first(where: { $0.hasPrefix("Over all ") }) {
      #expect(page.contains(total))
    }
    if arguments.isEmpty { #expect(try TestFiles.text("README.md").contains(parts[1])) }
  }

  @Test func badTimelinesAreToldWithTheirPlace() throws {
    let text = """
      case,step,date,rung,source
      mine,1,2001-02-29,show_of_force,here
      mine,2,2001-05-09,clam,there

      """
    try withFile(text) { path in
      let outcome = try Binary.run(["hindcast", "major-powers", "--timeline", path])
      #expect(outcome.status == 65)
      #expect(outcome.output == "")
      #expect(outcome.speech.contains("\(path):2:8: error: '2001-02-29' is no day"))
      #expect(outcome.speech.contains("\(path):3:19: error: the ladder has no rung 'clam'"))
    }
  }
}
