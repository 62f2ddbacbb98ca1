import Foundation
import TestSupport
import Testing

/// The population engine at the command line.
@Suite struct PopulationCommandTests {
  @Test func aCheckOfATrillionIncidentsAgrees() throws {
    let outcome = try Binary.run([
      "run", "hainan-2001", "--engine", "population", "--trajectories", "1e12", "--check", "--seed",
      "20010401",
    ])
    #expect(outcome.status == 0, "\(outcome.speech)")
    #expect(outcome.speech.contains("check: simulation and exact solution agree"))
    #expect(outcome.speech.contains("Engine: population (asked for), "))
    #expect(outcome.speech.contains("1,000,000,000,000 trajectories, seed 20010401."))
  }

  @Test func aSweepIsStoredTheSameEveryTime() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var stored: [String] = []
    for threads in ["1", "2", "5"] {
      let target = folder.appendingPathComponent(threads)
      let outcome = try Binary.run([
        "sweep", "korea-1950", "--vary", "signal_clarity=0:1:0.25", "--engine", "population",
        "--trajectories", "1e9", "--seed", "4", "--threads", threads, "-o", target.path, "--quiet",
      ])
      #expect(outcome.status == 0, "\(outcome.speech)")
      stored.append(try TestFiles.text(at: target.appendingPathComponent("estimates.csv")))
      let manifest = try TestFiles.text(at: target.appendingPathComponent("manifest.json"))
      #expect(manifest.contains("\"population\""))
      #expect(manifest.contains("1000000000"))
    }
    #expect(Set(stored).count == 1)
  }

  @Test func aReplayOfItIsRefusedInWords() throws {
    let outcome = try Binary.run(["replay", "hainan-2001", "--engine", "population"])
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.speech.contains("follows none; a replay is of a path"))
    #expect(try Binary.run(["replay", "hainan-2001", "--engine", "path"]).status == 0)
  }

  @Test func aDryRunSaysWhatItWouldDo() throws {
    let outcome = try Binary.run([
      "run", "hainan-2001", "--engine", "population", "--dry-run",
    ])
    #expect(outcome.status == 0)
    #expect((outcome.output + outcome.speech).contains("engine: population (asked for)"))
    #expect((outcome.output + outcome.speech).contains("trajectories of each scenario: 1000000"))
  }
}
