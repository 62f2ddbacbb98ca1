import Foundation
import TestSupport
import Testing

/// Campaigns at the command line: the answers, and one clear error for whatever does not go with them.
@Suite struct CampaignCommandTests {
  static let text = """
    brink: 1
    name: two-seas
    about: Two seas.
    form: campaign
    years: 10
    theatres:
      - {name: east, model: hainan-2001, per_year: 0.5}
      - {name: west, model: west.yaml}
    residue:
      states: [cool, middle, hot]
      start: middle
      fade: 0.2
      effects: {nationalism: 0.1}
      arrivals: 0.2
      after: {any: {heat: 0.2, cool: 0.1}}
    """

  /// Runs a body beside a campaign and the model of one of its theatres.
  private func with(
    replacing old: String = "", with new: String = "", _ body: (String, URL) throws -> Void
  ) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = old.isEmpty ? Self.text : Self.text.replacing(old, with: new)
    #expect(old.isEmpty || text != Self.text)
    let model = try TestFiles.text("Models/taiwan-strait-1996.yaml").replacing(
      "incident_base:", with: "incident_base:\n  per_year: 0.3")
    let path = folder.appendingPathComponent("campaign.yaml")
    try text.write(to: path, atomically: true, encoding: .utf8)
    try model.write(
      to: folder.appendingPathComponent("west.yaml"), atomically: true, encoding: .utf8)
    try body(path.path, folder)
  }

  @Test func aCampaignIsRunShownValidatedAndStored() throws {
    try with { path, folder in
      let run = try Binary.run(["run", path, "--format", "table"])
      #expect(run.status == 0, "\(run.speech)")
      #expect(run.lines[0].hasPrefix("Of 1,000 such decades, "), "\(run.lines[0])")
      #expect(run.lines[0].hasSuffix("parameter uncertainty not included."))
      #expect(run.output.contains("share of limited_clash"))
      #expect(run.output.contains("Not a forecast."))
      #expect(try Binary.run(["show", path]).output.contains("chain of days"))
      #expect(try Binary.run(["show", path, "--source"]).output == Self.text)
      #expect(
        try Binary.run(["validate", path]).speech.contains("valid; a campaign of 2 theatres"))
      let target = folder.appendingPathComponent("study")
      let stored = try Binary.run(["run", path, "-o", target.path, "--quiet"])
      #expect(stored.status == 0)
      #expect(stored.lines[0].hasSuffix(",structure,theatre"))
      let files = try FileManager.default.contentsOfDirectory(atPath: target.path)
      #expect(files.sorted() == ["datapackage.json", "estimates.csv", "manifest.json"])
      let manifest = try TestFiles.text(at: target.appendingPathComponent("manifest.json"))
      #expect(manifest.contains("name: two-seas"))
      #expect(manifest.contains("name: taiwan-strait-1996"))
    }
  }

  @Test func aCheckOfACampaignAgrees() throws {
    try with(replacing: "years: 10", with: "years: 2") { path, _ in
      let outcome = try Binary.run([
        "run", path, "--trajectories", "2e4", "--check", "--seed", "5", "--rung", "limited_clash",
      ])
      #expect(outcome.status == 0, "\(outcome.speech)")
      #expect(outcome.speech.contains("check: simulation and exact solution agree"))
    }
  }

  @Test(arguments: [
    ["--set", "nationalism=1"], ["--horizon", "30d"], ["--start", "rung=protest"],
    ["--independent"], ["--prior", "20"], ["--measure", "hotline"], ["--target", "war"],
    ["--structures", "spiral"], ["--quantity", "days_to_end"], ["--rung", "heaven"],
    ["--engine", "path", "--quantity", "mean_residue"],
  ])
  func optionsThatDoNotBelongAreRefused(_ options: [String]) throws {
    try with { path, _ in
      let outcome = try Binary.run(["run", path] + options)
      #expect(outcome.status == 64, "\(outcome.speech)")
      #expect(outcome.output == "")
    }
  }

  @Test func otherCommandsRefuseACampaignInWords() throws {
    try with { path, _ in
      for arguments in [
        ["sweep", path, "--vary", "nationalism=0,1"], ["replay", path], ["compare", path],
      ] {
        let outcome = try Binary.run(arguments)
        #expect(outcome.status == 64, "\(arguments): \(outcome.speech)")
        #expect(outcome.speech.contains("is a campaign"), "\(arguments): \(outcome.speech)")
      }
      let shown = try Binary.run(["show", path, "--set", "nationalism=1"])
      #expect(shown.status == 64)
    }
  }

  @Test(arguments: [
    ("years: 10\n", "", "the key 'years' is missing; a yearly risk is that of a horizon"),
    (
      ", per_year: 0.5", "", ":7:5: error: theatres[0]: 'east' needs an incident base with per_year"
    ),
    ("hainan-2001", "hainan-2002", "is called 'hainan-2002' (did you mean 'hainan-2001'?)"),
    ("west.yaml", "campaign.yaml", "a campaign is no model of one incident"),
    ("west.yaml", "..", "is a directory; a model is a file"),
  ])
  func aCampaignWithoutBaseHorizonOrModelIsRefused(
    _ old: String, _ new: String, _ says: String
  ) throws {
    try with(replacing: old, with: new) { path, folder in
      for command in ["run", "validate", "show"] {
        let outcome = try Binary.run([command, path])
        #expect(outcome.status == 65, "\(outcome.speech)")
        #expect(outcome.speech.contains(says), "\(outcome.speech)")
        #expect(outcome.output == "")
      }
    }
  }
}
