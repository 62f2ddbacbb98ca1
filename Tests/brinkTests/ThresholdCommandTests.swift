import Foundation
import TestSupport
import Testing

@Suite struct ThresholdCommandTests {
  private static let asked = [
    "threshold", "hainan-2001", "--vary", "signal-clarity", "--quantity", "exceedance-probability",
    "--rung", "limited-clash",
  ]

  @Test func aThresholdIsSaidTabledAndStored() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appendingPathComponent("study")
    let arguments = Self.asked + ["--reach", "half", "--prior", "12", "--seed", "1"]
    let table = try Binary.run(arguments + ["--format", "table"])
    #expect(table.status == 0, "\(table.speech)")
    #expect(table.speech == "")
    #expect(table.lines[0].hasPrefix("signal_clarity must rise from 0.5 to 0.96 ("))
    #expect(
      table.lines[0].contains(" to halve the probability of limited clash or worse within 365 days")
    )
    #expect(table.output.contains("12 draws of 89 of the model's numbers, seed 1"))
    let csv = try Binary.run(arguments + ["--threads", "1", "-o", target.path])
    #expect(csv.status == 0)
    #expect(csv.lines.count == 2)
    #expect(csv.lines[0].hasPrefix("structure,parameter,stated,range_low"))
    #expect(csv.speech.contains("signal_clarity must rise"))
    let files = try FileManager.default.contentsOfDirectory(atPath: target.path)
    #expect(files.sorted() == ["datapackage.json", "manifest.json", "threshold.csv"])
    let stored = try String(
      contentsOfFile: target.appendingPathComponent("threshold.csv").path, encoding: .utf8)
    #expect(stored == csv.output)
    let manifest = try String(
      contentsOfFile: target.appendingPathComponent("manifest.json").path, encoding: .utf8)
    #expect(
      manifest.contains("\"reach\" : \"half\"") && manifest.contains("\"rule\" : \"threshold\""))
    #expect(try Binary.run(arguments + ["-o", target.path]).status == 74)
    let quiet = try Binary.run(arguments + ["--quiet", "--threads", "2"])
    #expect(quiet.output == csv.output && quiet.speech == "")
    let json = try Binary.run(arguments + ["--format", "json", "--quiet"])
    let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect(rows?.count == 1)
  }

  @Test func whereThereIsNoThresholdThatIsSaidAndNoError() throws {
    let outcome = try Binary.run([
      "threshold", "hainan-2001", "--vary", "channel_availability", "--quantity",
      "exceedance_probability", "--rung", "5", "--reach", "half", "--prior", "0",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.speech.contains("cannot be halved, from 0.043: over 0 to 1 it runs from"))
    #expect(outcome.lines.count == 2)
    #expect(outcome.lines[1].contains(",half,"))
    #expect(outcome.lines[1].contains(",above all over the range,"))
  }

  @Test(arguments: [
    (["--reach", "2"], "lies between 0 and 1"), (["--reach", "0"], "is no value to reach"),
    (["--reach", "hlaf"], "is no value to reach"),
    (["--reach", "30x"], "more than a probability can be"),
    ([], "--reach is missing"),
    (["--reach", "half", "--reach", "0.1"], "--reach is given 2 times"),
    (["--reach", "half", "--vary", "nationalism"], "--vary is given 2 times"),
    (["--reach", "half", "--prior", "3"], "--prior lies between 10 and 1000000"),
    (["--reach", "half", "--prior", "-3"], "--prior"),
    (["--reach", "half", "--set", "signal_clarity=0.2"], "is varied and set"),
    (["--reach", "half", "--independent"], "--independent is of scenarios"),
    (["--reach", "half", "--confidence", "1"], "--confidence lies between"),
    (["--reach", "half", "--threads", "0"], "--threads lies between"),
  ])
  func brokenOptions(arguments: [String], says: String) throws {
    try refused(Self.asked + arguments, 64, says)
  }

  @Test func brokenQuestions() throws {
    let rest = ["--quantity", "exceedance_probability", "--rung", "5", "--reach", "half"]
    try refused(["threshold", "hainan-2001"] + rest, 64, "--vary is missing")
    try refused(
      ["threshold", "hainan-2001", "--vary", "natonalism"] + rest, 64, "did you mean 'nationalism'?"
    )
    try refused(
      ["threshold", "hainan-2001", "--vary", "nationalism=1:0"] + rest, 64, "is not below")
    try refused(
      ["threshold", "hainan-2001", "--vary", "nationalism=0:2"] + rest, 64,
      "nationalism = 2.0 must lie between 0 and 1")
    try refused(["threshold", "hainan-2011", "--vary", "nationalism"] + rest, 74, "hainan-2001")
    try refused(
      ["threshold", "chain.csv", "--vary", "nationalism"] + rest, 64, "a chain has no parameters")
    let model = ["threshold", "hainan-2001", "--vary", "nationalism", "--reach", "half"]
    try refused(model + ["--rung", "5"], 64, "--quantity is missing")
    try refused(model + ["--quantity", "exceedance_probability"], 64, "is of a rung")
    try refused(
      model + ["--quantity", "exceedance_probability", "--rung", "limited_clahs"], 64,
      "did you mean 'limited_clash'?")
    try refused(model + ["--quantity", "risk"], 64, "--quantity: there is no 'risk'")
  }

  private func refused(_ arguments: [String], _ status: Int32, _ says: String) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appendingPathComponent("study")
    let outcome = try Binary.run(arguments + ["-o", target.path])
    #expect(outcome.status == status, "\(arguments): \(outcome.speech)")
    #expect(outcome.output == "")
    #expect(outcome.speech.contains(says), "\(arguments): \(outcome.speech)")
    #expect(!FileManager.default.fileExists(atPath: target.path), "\(arguments)")
  }
}
