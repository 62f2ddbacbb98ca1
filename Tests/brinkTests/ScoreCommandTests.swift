import Foundation
import TestSupport
import Testing

/// `brink score` as a user runs it.
@Suite struct ScoreCommandTests {
  static let good = """
    question,text,definition,window_start,window_end,forecaster,forecast,forecast_date,outcome,resolved_on,model,start,rung,horizon,incidents,incidents_source,difference,source,status
    strait,"Force in the strait, or a blockade?",Shots.,2021-01-01,2021-12-31,crowd,0.1,2020-12-01,0,2022-01-01,china-us,show_of_force,limited_clash,365d,0.5,counts,No ships.,a page,seen
    strait,"Force in the strait, or a blockade?",Shots.,2021-01-01,2021-12-31,experts,0.3,2020-11-01,0,2022-01-01,china-us,show_of_force,limited_clash,365d,0.5,counts,No ships.,a book,recalled
    sea,Force at sea?,Shots.,2022-01-01,2030-12-31,crowd,0.2,2021-12-01,,,china-us,"rung=show_of_force,peak=limited_clash",limited_war,none,,,,a page,seen

    """

  private func run(
    _ text: String, _ arguments: [String] = []
  ) throws -> (outcome: Binary.Outcome, path: String) {
    try run(bytes: Data(text.utf8), arguments)
  }

  private func run(
    bytes: Data, _ arguments: [String] = []
  ) throws -> (outcome: Binary.Outcome, path: String) {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("q.csv")
    try bytes.write(to: file)
    return (try Binary.run(["score", file.path] + arguments), file.path)
  }

  private func refused(
    _ text: String, _ says: String, _ arguments: [String] = [],
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let (outcome, path) = try run(text, arguments)
    #expect(outcome.status == 65, "\(outcome.speech)", sourceLocation: place)
    #expect(outcome.output == "", sourceLocation: place)
    #expect(outcome.speech.contains(path + says), "\(outcome.speech)", sourceLocation: place)
  }

  @Test func theTableHasScoresDefinitionsDifferencesAndSources() throws {
    let outcome = try run(Self.good, ["--format", "table"]).outcome
    #expect(outcome.status == 0, "\(outcome.speech)")
    #expect(outcome.speech == "")
    #expect(
      outcome.lines[0].hasPrefix("3 forecasts on 2 questions; 1 settled, 0 of them with yes;"))
    for text in [
      "strait: Force in the strait, or a blockade?", "Yes is: Shots. (2021-01-01 to 2021-12-31)",
      "Differs: No ships.", "experts, 2020-11-01: a book [recalled]", "one incident is given.",
      "too few to tell", "Questions out of sample", "fitted through 2014",
      "incidents arrive as a Poisson process", "Not a forecast.",
    ] {
      #expect(outcome.output.contains(text), "\(text)")
    }
  }

  @Test func inAPipeScoresAreCSVAndSpeechIsApart() throws {
    let outcome = try run(Self.good).outcome
    #expect(outcome.lines[0].hasPrefix("question,forecaster,forecast,forecast_date,window_start"))
    #expect(outcome.lines.count == 4)
    #expect(
      outcome.lines[1].hasPrefix("strait,crowd,0.1,2020-12-01,2021-01-01,2021-12-31,china-us,"))
    #expect(outcome.speech.contains("Poisson"))
    let quiet = try run(Self.good, ["--quiet"]).outcome
    #expect(quiet.speech == "" && quiet.output == outcome.output)
    let summary = try run(Self.good, ["--summary"]).outcome
    #expect(
      summary.lines.map { $0.prefix { $0 != "," } } == ["forecaster", "crowd", "experts", "(all)"])
    let json = try run(Self.good, ["--format", "json", "--quiet"]).outcome
    let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect(rows?.count == 3)
    #expect(rows?[0]["outcome"] as? Int == 0 && rows?[2]["outcome"] is NSNull)
  }

  /// The model's probability is that of `brink run`, thinned.
  @Test func theModelSaysWhatARunSays() throws {
    let run = try Binary.run([
      "run", "china-us", "--start", "rung=show_of_force", "--horizon", "365d", "--quantity",
      "exceedance_probability", "--rung", "limited_clash", "--quiet", "--format", "json",
    ])
    let rows = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
    let reach = try #require(rows?[0]["estimate"] as? Double)
    let scored = try self.run(Self.good, ["--format", "json", "--quiet"]).outcome
    let forecasts =
      try JSONSerialization.jsonObject(with: Data(scored.output.utf8)) as? [[String: Any]]
    #expect(forecasts?[0]["model_per_incident"] as? Double == reach)
    let probability = try #require(forecasts?[0]["model_probability"] as? Double)
    #expect(abs(probability - (1 - exp(-0.5 * reach))) < 1e-15)
  }

  @Test func theShippedQuestionsAreScored() throws {
    let outcome = try Binary.run(["score", "--format", "table"])
    #expect(outcome.status == 0, "\(outcome.speech)")
    #expect(outcome.output.contains("was settled knowing the outcomes"))
    let source = try Binary.run(["score", "--source"])
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("mine.csv")
    try source.output.write(to: file, atomically: true, encoding: .utf8)
    let mine = try Binary.run(["score", file.path, "--quiet"])
    let theirs = try Binary.run(["score", "--quiet"])
    #expect(mine.output == theirs.output && mine.status == 0)
  }

  @Test func anotherModelAnswersAll() throws {
    let outcome = try run(Self.good, ["--model", "major-powers", "--quiet"]).outcome
    #expect(outcome.status == 0)
    #expect(!outcome.output.contains("china-us"))
    let settings = Self.good.replacing(",status\n", with: ",status,settings\n")
      .replacing(",seen\n", with: ",seen,nationalism=0.9; signal_clarity=0.2\n")
      .replacing(",recalled\n", with: ",recalled,nationalism=0.9; signal_clarity=0.2\n")
    let set = try run(settings, ["--quiet"]).outcome
    #expect(set.status == 0, "\(set.speech)")
    #expect(set.output != (try run(Self.good, ["--quiet"]).outcome.output))
  }

  @Test func openQuestionsAloneAreShownAndNotScored() throws {
    let open = Self.good.replacing(",0,2022-01-01,", with: ",,,")
    let outcome = try run(open, ["--format", "table"]).outcome
    #expect(outcome.status == 0)
    #expect(
      outcome.lines[0] == "3 forecasts on 2 questions, none of them settled: nothing was scored.")
    #expect(outcome.output.contains("open"))
    #expect(!outcome.output.contains("difference  SE"))
  }

  @Test(arguments: [
    (
      ",status", ",statuss", ":1:1: error: the column 'status' is missing (did you mean 'statuss'?)"
    ),
    (
      ",0.1,", ",1.1,", ":2:81: error: 1.1 must lie between 0 and 1; a percentage is divided by 100"
    ),
    (",0.1,", ",-0.1,", ":2:81: error: -0.1 must lie between 0 and 1"),
    (",0.1,", ",nan,", ":2:81: error: 'nan' is no decimal number"),
    (",0.1,", ",,", ":2:81: error: '' is no decimal number"),
    ("2020-12-01", "2020-13-01", ":2:85: error: '2020-13-01' is no day: write 2024-01-31"),
    ("2020-12-01", "2022-06-01", ":2:85: error: given on 2022-06-01, after the window ended"),
    ("2022-01-01,2030", "2022-01-01,2021", "the window ends on 2021-12-31, not after it begins"),
    (",0,2022-01-01,", ",2,2022-01-01,", ":2:96: error: '2' is no outcome"),
    (",0,2022-01-01,", ",1,2022-01-01,", ":3:98: error: outcome is '0', but was '1', in line 2"),
    (",0,2022-01-01,", ",0,2021-06-01,", ":2:98: error: a no is settled when the window ends"),
    (",0,2022-01-01,", ",,2022-01-01,", "resolved on 2022-01-01, but outcome is empty"),
    (
      "limited_war,none", "limited_wra,none",
      ":4:120: error: the ladder has no rung 'limited_wra' (did you mean"
    ),
    (
      ",,,china-us", ",,,chinaus",
      ":4:71: error: no shipped model and no file is called 'chinaus' (did you mean"
    ),
    (
      "\"rung=show_of_force,peak=limited_clash\"", "calm", ":4:80: error: nothing moves from 'calm'"
    ),
    ("limited_war,none", "limited_war,0", "'0' is no horizon"),
    ("limited_war,none", "protest,none", "so 'protest' or worse is no question"),
    (",experts,", ",crowd,", ":3:75: error: 'crowd' has answered 'strait' before, in line 2"),
    (",0.5,counts,", ",-1,counts,", "'-1' is no number of incidents"),
    (",0.5,counts,", ",0.5,,", "0.5 incidents are expected, and no source says why"),
    (",a page,", ",,", "source is empty"), ("sea,Force", ",Force", "question is empty"),
    ("0.2,2021", "0.2;2021", ":4:1: error: the line has 18 cells, the header 19"),
  ])
  func brokenQuestions(old: String, new: String, says: String) throws {
    #expect(Self.good.contains(old))
    let (outcome, path) = try run(Self.good.replacing(old, with: new, maxReplacements: 1))
    #expect(outcome.status == 65, "\(outcome.speech)")
    #expect(outcome.output == "")
    let isPlaced = says.hasPrefix(":")
    #expect(outcome.speech.contains(isPlaced ? path + says : says), "\(outcome.speech)")
    #expect(outcome.speech.hasPrefix("\(path):"))
  }

  @Test func everyFlawIsToldAtOnce() throws {
    let text = Self.good.replacing(",0.1,", with: ",7,").replacing(",0.3,", with: ",x,")
      .replacing("2021-12-01", with: "soon")
    let outcome = try run(text).outcome
    #expect(outcome.status == 65)
    #expect(outcome.speech.split(separator: "\n").count == 3)
  }

  @Test func filesThatCannotBeQuestions() throws {
    try refused("", ":1:1: error: the file is empty")
    let header = String(Self.good.prefix { $0 != "\n" })
    try refused(header + "\n", ":1:1: error: the file has a header and no questions under it")
    try refused(
      Self.good + "x\n", ":5:1: error: the line has 1 cell, the header 19")
    let bytes = Data(Self.good.utf8) + Data([0xff, 0x0a])
    let (outcome, path) = try run(bytes: bytes)
    #expect(outcome.status == 65)
    #expect(outcome.speech.contains("\(path):5:1: error: the file is not UTF-8 text"))
    #expect(try Binary.run(["score", "no/such.csv"]).status == 74)
    #expect(try Binary.run(["score", "/"]).status == 74)
    // A model of an option is told as one, and not in the file.
    let model = try run(Self.good, ["--model", "hainan-2011"]).outcome
    #expect(model.status == 74 && model.speech.contains("did you mean 'hainan-2001'?"))
    let chain = TestFiles.root.appendingPathComponent("Documentation/chains/drunkard.csv").path
    let refused = try run(Self.good, ["--model", chain]).outcome
    #expect(refused.status == 64 && refused.speech.contains("is a chain"))
  }
}
