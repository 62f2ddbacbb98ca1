import Foundation
import TestSupport
import Testing

@Suite struct SensitivityCommandTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func inAPipeEveryDerivativeIsARow() throws {
    let outcome = try Binary.run(["sensitivity", "hainan-2001"])
    #expect(outcome.status == 0)
    #expect(outcome.lines[0].hasPrefix("start,quantity,rung,"))
    // 96 numbers, and the rows of `run`.
    let rows = try Binary.run(["run", "hainan-2001"]).lines.count - 1
    #expect(outcome.lines.count == 96 * rows + 1)
    #expect(outcome.speech.contains("elasticity: percent of the answer per percent"))
    let quiet = try Binary.run(["sensitivity", "hainan-2001", "--method", "gradient", "--quiet"])
    #expect(quiet.output == outcome.output)
    #expect(quiet.speech == "")
  }

  /// What the derivative says of a small step is what `run` finds there.
  @Test func derivativesPredictWhatRunFinds() throws {
    let path = "coefficients.nationalism.war"
    func estimate(_ value: String) throws -> Double {
      let run = try Binary.run([
        "run", "hainan-2001", "--set", "\(path)=\(value)", "--quantity", "exceedance_probability",
        "--rung", "limited_war", "--format", "json", "--quiet",
      ])
      let rows =
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
      return try #require(rows?.first?["estimate"] as? Double)
    }
    let outcome = try Binary.run([
      "sensitivity", "hainan-2001", "--quantity", "exceedance-probability", "--rung", "6",
      "--format", "json", "--quiet",
    ])
    let rows =
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]]
    let row = try #require(rows?.first { $0["parameter"] as? String == path })
    let derivative = try #require(row["derivative"] as? Double)
    let slope = (try estimate("1.061") - estimate("1.059")) / 0.002
    #expect(relativeError(derivative, slope) < 1e-5)
    #expect(relativeError(try #require(row["estimate"] as? Double), try estimate("1.06")) < 1e-12)
  }

  @Test func aTableShowsTheLargestOfEachRung() throws {
    let outcome = try Binary.run([
      "sensitivity", "hainan-2001", "--format", "table", "--top", "3",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.speech == "")
    #expect(
      outcome.lines[0] == "exceedance_probability of protest, within 365 days: 0.96")
    #expect(outcome.lines.count { $0.hasPrefix("exceedance_probability of ") } == 6)
    #expect(!outcome.output.contains("occupancy_days"))
    #expect(
      outcome.output.contains("no number changes these:\n  exceedance_probability of incident"))
    #expect(outcome.output.contains("Not a forecast."))
    let days = try Binary.run([
      "sensitivity", "hainan-2001", "--format", "table", "--quantity", "days_to_end",
      "--horizon", "none", "--start", "rung=limited_clash", "--set", "nationalism=1",
    ])
    #expect(days.lines[0].hasPrefix("days_to_end, sooner or later: "))
    #expect(days.lines[0].hasSuffix(" days"))
    #expect(days.output.contains("rung=limited_clash,peak=limited_clash, no horizon"))
  }

  @Test func aStudyHasThreeFiles() throws {
    try withFolder { folder in
      let target = folder.appendingPathComponent("study")
      let arguments = ["sensitivity", "china-us", "--set", "nationalism=0.7", "-o", target.path]
      let outcome = try Binary.run(arguments)
      #expect(outcome.status == 0)
      let files = try FileManager.default.contentsOfDirectory(atPath: target.path)
      #expect(files.sorted() == ["datapackage.json", "manifest.json", "sensitivity.csv"])
      #expect(
        try TestFiles.text(at: target.appendingPathComponent("sensitivity.csv")) == outcome.output)
      let manifest = try TestFiles.text(at: target.appendingPathComponent("manifest.json"))
      #expect(manifest.contains("\"sensitivity\" : \"gradient\""))
      #expect(manifest.contains("nationalism=0.7"))
      let package = try TestFiles.text(at: target.appendingPathComponent("datapackage.json"))
      #expect(package.contains("\"logit_swing\""))
      let again = try Binary.run(arguments)
      #expect(again.status == 74)
      #expect(again.output == "")
    }
  }

  @Test(arguments: [
    (["hainan-2001", "--method", "sobol"], 64, "--method sobol is not there yet"),
    (["hainan-2001", "--method", "lucky"], 64, "--method: there is no 'lucky'; there is gradient"),
    (["chain.csv"], 64, "a chain has no numbers with names"),
    (["hainan-2001", "--top", "0"], 64, "--top lies between 1 and 1000000, not 0"),
    (["hainan-2001", "--set", "nationalism=2"], 64, "must lie between 0 and 1"),
    (["hainan-2001", "--set", "nationalism=1", "--set", "nationalism=0"], 64, "set twice"),
    (["hainan-2001", "--set", "natonalism=1"], 64, "did you mean 'nationalism'?"),
    (["hainan-2001", "--quantity", "exceedance"], 64, "there is no 'exceedance'"),
    (["hainan-2001", "--quantity", "days_to_end", "--rung", "5"], 64, "no row is of the chosen"),
    (["hainan-2001", "--rung", "peace"], 64, "the ladder has no rung 'peace'"),
    (["hainan-2001", "--start", "rung=calm"], 64, "nothing moves from 'calm'"),
    (["hainan-2001", "--horizon", "soon"], 64, "is no horizon"),
    (["hainan-2002"], 74, "did you mean 'hainan-2001'?"),
  ])
  func badInput(_ arguments: [String], status: Int32, says: String) throws {
    try withFolder { folder in
      let target = folder.appendingPathComponent("study")
      let outcome = try Binary.run(["sensitivity"] + arguments + ["-o", target.path])
      #expect(outcome.status == status, "\(outcome.speech)")
      #expect(outcome.output == "")
      #expect(outcome.speech.contains(says), "\(outcome.speech)")
      #expect(!FileManager.default.fileExists(atPath: target.path))
    }
  }

  @Test func progressIsSpeechAndOnlyWhereAskedFor() throws {
    let plain = try Binary.run(["sensitivity", "hainan-2001", "--progress", "plain"])
    #expect(plain.speech.contains("100 % of"))
    #expect(try !Binary.run(["sensitivity", "hainan-2001"]).speech.contains("%"))
  }
}
