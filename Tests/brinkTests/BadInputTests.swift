import Foundation
import TestSupport
import Testing

/// One clear error, the right exit code, no number, nothing written.
@Suite struct BadInputTests {
  private func refused(
    _ arguments: [String], status: Int32, says: String, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appendingPathComponent("study")
    let outcome = try Binary.run(arguments + ["-o", target.path])
    #expect(outcome.status == status, "\(outcome.speech)", sourceLocation: place)
    #expect(outcome.output == "", sourceLocation: place)
    #expect(outcome.speech.contains(says), "\(outcome.speech)", sourceLocation: place)
    #expect(!FileManager.default.fileExists(atPath: target.path), sourceLocation: place)
  }

  private func withModel(
    replacing old: String, with new: String, _ body: (String) throws -> Void
  ) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try TestFiles.text("Models/hainan-2001.yaml")
    #expect(text.contains(old))
    let file = folder.appendingPathComponent("bad.yaml")
    try text.replacing(old, with: new, maxReplacements: 1)
      .write(to: file, atomically: true, encoding: .utf8)
    try body(file.path)
  }

  @Test(arguments: [
    (
      "{value: 0.5, low: 0.3, high: 0.7", "{value: 1.5, low: 0.3, high: 0.7",
      ":30:13: error: factors.signal_clarity.value: 1.5 must lie between 0 and 1"
    ),
    (
      "{value: 0.5, low: 0.3, high: 0.7", "{value: inf, low: 0.3, high: 0.7",
      ":30:13: error: factors.signal_clarity.value: 'inf' is no finite decimal number"
    ),
    (
      "{value: 0.5, low: 0.3, high: 0.7", "{value: 0.5, low: 0.7, high: 0.3",
      ":30:23: error: factors.signal_clarity.low: low 0.7 is above high 0.3: the range is inverted"
    ),
    (
      "closing: last_event", "closing: last_event\ncolor: red",
      ":27:1: error: color: unknown key 'color'"
    ),
    (
      "    war: {value: 1.06", "    #war: {value: 1.06",
      "error: coefficients.nationalism: the key 'war' is missing; zero must be written"
    ),
  ])
  func brokenModelFiles(old: String, new: String, says: String) throws {
    try withModel(replacing: old, with: new) { path in
      try refused(["run", path], status: 65, says: says)
      let validated = try Binary.run(["validate", path])
      #expect(validated.status == 65)
      #expect(validated.speech.contains(path + (says.hasPrefix(":") ? says : "")))
    }
  }

  @Test func filesThatCannotBeModels() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ bytes: [UInt8]) throws -> String {
      let file = folder.appendingPathComponent("model.yaml")
      try Data(bytes).write(to: file)
      return file.path
    }
    try refused(["run", try file([])], status: 65, says: ":1:1: error: the file is empty")
    try refused(["run", folder.path], status: 74, says: "is a directory")
    try refused(["run", "no/such.yaml"], status: 74, says: "no/such.yaml: no such file")
    try refused(["run", "hainan-2011"], status: 74, says: "did you mean 'hainan-2001'?")
    try refused(
      ["run", try file(Array("brink: 1\nname: \u{e9}\n".utf8) + [0xff, 0x0a])], status: 65,
      says: ":3:1: error: the file is not UTF-8 text")
    try refused(["run", "no/chain.tra"], status: 74, says: "no/chain.tra: ")
  }

  @Test(arguments: [
    (["--set", "nationalism=1.5"], "nationalism = 1.5 must lie between 0 and 1"),
    (["--set", "nationalism=inf"], "'inf' is no decimal number"),
    (["--set", "natonalism=0.5"], "no parameter 'natonalism' (did you mean 'nationalism'?)"),
    (["--set", "nationalism"], "'nationalism' is no variation"),
    (["--horizon", "0"], "'0' is no horizon"), (["--horizon", "-5d"], "--horizon"),
    (["--start", "rung=calm"], "nothing moves from 'calm'"),
    (["--start", "rung=protest,channel=closed"], "a ladder has no 'channel'"),
    (["--start", "rung=protst"], "did you mean 'protest'?"),
    (["--rung", "9"], "the ladder has no rung '9'"), (["--quantity", "risk"], "--quantity"),
    (["--trajectories", "0"], "--trajectories"),
    (["--trajectories", "1e13"], "--trajectories lies between 1 and 1000000000000"),
    (["--engine", "population", "--trajectories", "1e13"], "which sums of steps have room for"),
    (["--threads", "0"], "--threads lies between 1 and 4096"),
    (["--confidence", "1"], "--confidence lies between 0.01 and 0.999999999"),
    (["--engine", "exact", "--check"], "--engine exact simulates nothing"),
    (["--prior", "9"], "--prior lies between 10 and 1000000"), (["--prior", "0"], "--prior"),
    (["--prior", "2e6"], "--prior lies between 10 and 1000000"), (["--prior", "many"], "--prior"),
    (["--engine", "rare"], "--engine"), (["--seed", "18446744073709551616"], "--seed"),
    (["--colour"], "--colour"), (["--first-passage", "--horizon", "none"], "up to a horizon"),
    (["--set", "nationalism=0.1", "--set", "nationalism=0.2"], "set twice"),
    (["--start", "rung=incident,rung=protest"], "given twice"),
    (["--set", "nationalism=1e-9223372036854775808"], "is no decimal number"),
    (["--quantity", "days_to_end", "--rung", "3"], "no row is of the chosen"),
    (["--set", "gaps.show_of_force.long_days=1"], "the short phase of gaps.show_of_force"),
  ])
  func brokenOptions(arguments: [String], says: String) throws {
    try refused(["run", "hainan-2001"] + arguments, status: 64, says: says)
  }

  @Test(arguments: [
    ([], "a sweep varies something"), (["--vary", "nationalism=0:1"], "is no range"),
    (["--vary", "nationalism=0:2:0.5"], "nationalism = 1.5 must lie between 0 and 1"),
    (["--vary", "nationalism=0,1", "--set", "nationalism=0.5"], "varied or set twice"),
    (
      ["--vary", "nationalism=0:1:0.0001", "--vary", "signal_clarity=0:1:0.0001"],
      "the limit is 10000000"
    ),
  ])
  func brokenSweeps(arguments: [String], says: String) throws {
    try refused(["sweep", "hainan-2001"] + arguments, status: 64, says: says)
  }

  /// Once a trap: output that cannot be written.
  @Test func outputThatCannotBeWrittenIsToldByTheExitCode() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    func shell(_ command: String) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "\"$0\" \(command)", Binary.path]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    #expect(try shell("run hainan-2001 >/dev/full") == 74)
    #expect(try shell("models >/dev/full") == 74)
    #expect(try shell("run hainan-2001 >/dev/null 2>/dev/full") == 0)
    #expect(try shell("run nothing >/dev/null 2>&-") == 74)
  }

  @Test func aCheckThatScoresNothingFails() throws {
    let outcome = try Binary.run([
      "run", "hainan-2001", "--check", "--trajectories", "3", "--quantity", "days_to_end", "--seed",
      "1",
    ])
    #expect(outcome.status == 1)
    #expect(outcome.speech.contains("nothing was checked"))
  }

  @Test func foldersThatCannotBeWritten() throws {
    let outcome = try Binary.run(["run", "hainan-2001", "-o", "/dev/null/study"])
    #expect(outcome.status == 74)
    #expect(outcome.output == "")
  }
}
