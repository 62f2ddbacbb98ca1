import Foundation
import TestSupport
import Testing

@Suite struct EndToEndTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func aRunPrintsHeadlineTableAndCaption() throws {
    let outcome = try Binary.run(["run", "hainan-2001", "--format", "table"])
    #expect(outcome.status == 0)
    #expect(outcome.speech == "")
    #expect(outcome.lines[0].hasPrefix("Of 10,000 incidents like this, 430 would reach"))
    #expect(outcome.output.contains("exceedance_probability  limited_clash"))
    #expect(outcome.output.contains("Parameter uncertainty not included. Not a forecast."))
  }

  @Test func inAPipeResultsAreCSVAndSpeechIsApart() throws {
    let outcome = try Binary.run(["run", "major-powers"])
    #expect(outcome.status == 0)
    #expect(outcome.lines[0].hasPrefix("scenario,signal_clarity,"))
    #expect(outcome.speech.contains("incidents like this"))
    let quiet = try Binary.run(["run", "major-powers", "--quiet"])
    #expect(quiet.output == outcome.output)
    #expect(quiet.speech == "")
  }

  @Test func aCheckAgrees() throws {
    let outcome = try Binary.run([
      "run", "taiwan-strait-1996", "--trajectories", "2e5", "--check", "--seed", "3",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.speech.contains("check: simulation and exact solution agree"))
  }

  /// Bits may not depend on threads, nor on the kernel that BLAS picks for the processor.
  @Test func pathStudiesHaveTheSameBytesEverywhere() throws {
    try withFolder { folder in
      // Kernels of this processor only: one it does not have would stop the process.
      let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let cores =
        ["Prescott"] + (flags.contains(" avx2 ") ? ["Haswell", "Zen"] : [])
        + (flags.contains(" avx512f ") ? ["SkylakeX"] : [])
      var stored: [Data] = []
      for (index, threads) in ["1", "2", "7", "2", "1"].enumerated() {
        let core = cores[index % cores.count]
        let target = folder.appendingPathComponent("\(stored.count)")
        let outcome = try Binary.run(
          [
            "sweep", "korea-1950", "--vary", "signal_clarity=0:1:0.25", "--trajectories", "30000",
            "--seed", "0", "--threads", threads, "-o", target.path, "--quiet",
          ], environment: ["OPENBLAS_CORETYPE": core])
        #expect(outcome.status == 0, "\(outcome.speech)")
        stored.append(try Data(contentsOf: target.appendingPathComponent("estimates.csv")))
      }
      #expect(Set(stored).count == 1)
    }
  }

  /// What is not known of the parameters, apart from simulation noise, from the option to the columns.
  @Test func aRunWithDrawsOfParametersHasTheirRange() throws {
    try withFolder { folder in
      let arguments = ["hainan-2001", "--prior", "20", "--seed", "4", "--quiet"]
      let one = try Binary.run(["run"] + arguments + ["--threads", "1"])
      #expect(one.status == 0, "\(one.speech)")
      let header = one.lines[0].split(separator: ",", omittingEmptySubsequences: false)
      let low = try #require(header.firstIndex(of: "prior_low"))
      for line in one.lines.dropFirst() {
        // The start is quoted and holds a comma.
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        let ends = [low, low + 1].compactMap { Double(cells[$0 + 1]) }
        #expect(ends.count == 2 && ends[0] <= ends[1], "\(line)")
      }
      let target = folder.appendingPathComponent("study").path
      let two = try Binary.run(["run"] + arguments + ["--threads", "2", "-o", target])
      #expect(two.output == one.output)
      let manifest = try String(contentsOfFile: "\(target)/manifest.json", encoding: .utf8)
      #expect(manifest.contains("\"draws\" : 20"))
      let dry = try Binary.run(["run"] + arguments + ["--dry-run"])
      #expect(dry.output.contains("draws of parameters of each scenario: 20\n"))
      let said = try Binary.run(["run", "hainan-2001", "--prior", "20", "--seed", "4"])
      #expect(said.speech.contains("what is not known of the parameters, at confidence 0.95."))
    }
  }

  @Test func threadsDefaultToTheProcessorsAllowed() throws {
    guard FileManager.default.fileExists(atPath: "/usr/bin/taskset") else { return }
    try withFolder { folder in
      let target = folder.appendingPathComponent("study").path
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
      process.arguments = [
        "-c", "0", Binary.path, "run", "hainan-2001", "--trajectories", "1000", "--quiet", "-o",
        target,
      ]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let manifest = try String(contentsOfFile: "\(target)/manifest.json", encoding: .utf8)
      #expect(manifest.contains("\"threads\" : 1"))
    }
  }

  @Test func aStudyHasThreeFiles() throws {
    try withFolder { folder in
      let target = folder.appendingPathComponent("study")
      let arguments = [
        "sweep", "taiwan-strait-1996", "--vary", "signal-clarity=0:1:0.5", "-o", target.path,
      ]
      #expect(try Binary.run(arguments).status == 0)
      let files = try FileManager.default.contentsOfDirectory(atPath: target.path)
      #expect(files.sorted() == ["datapackage.json", "estimates.csv", "manifest.json"])
      let again = try Binary.run(arguments)
      #expect(again.status == 74)
      #expect(again.output == "")
      #expect(again.speech.contains("is not empty"))
    }
  }

  @Test func sourcesCanBeCopiedChangedAndRun() throws {
    try withFolder { folder in
      let source = try Binary.run(["show", "hainan-2001", "--source"])
      let file = folder.appendingPathComponent("my.yaml")
      try source.output.write(to: file, atomically: true, encoding: .utf8)
      #expect(try Binary.run(["validate", file.path]).status == 0)
      let mine = try Binary.run(["run", file.path, "--quiet"])
      let theirs = try Binary.run(["run", "hainan-2001", "--quiet"])
      #expect(mine.output == theirs.output)
    }
  }

  @Test func aDryRunRunsNothing() throws {
    try withFolder { folder in
      let target = folder.appendingPathComponent("study")
      let outcome = try Binary.run([
        "sweep", "hainan-2001", "--vary", "nationalism=0:1:0.1", "--trajectories", "1e12",
        "--dry-run", "-o", target.path,
      ])
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("scenarios: 11\n"))
      #expect(outcome.output.contains("nothing was run"))
      #expect(!FileManager.default.fileExists(atPath: target.path))
    }
  }

  @Test func anInterruptedRunStopsWith130AndNoManifest() throws {
    try withFolder { folder in
      let target = folder.appendingPathComponent("study")
      let outcome = try Binary.run(
        ["run", "china-us", "--trajectories", "1e11", "-o", target.path],
        afterStart: { process in
          Thread.sleep(forTimeInterval: 1)
          process.interrupt()
        })
      #expect(outcome.status == 130)
      #expect(outcome.output == "")
      #expect(outcome.speech.contains("interrupted after 0 of 1 scenarios"))
      #expect(
        !FileManager.default.fileExists(atPath: target.appendingPathComponent("manifest.json").path)
      )
    }
  }

  @Test func progressIsSpeechAndOnlyWhereAskedFor() throws {
    let arguments = ["run", "hainan-2001", "--trajectories", "1e6", "--seed", "1"]
    let plain = try Binary.run(arguments + ["--progress", "plain"])
    #expect(plain.speech.contains("100 % of 1000000 trajectories"))
    let silent = try Binary.run(arguments)
    #expect(!silent.speech.contains("%"))
    #expect(plain.output == silent.output)
  }

  @Test(arguments: [
    "--help", "run --help", "sweep --help", "show --help", "validate --help", "replay --help",
    "calibrate --help", "hindcast --help", "score --help", "threshold --help", "compare --help",
    "sensitivity --help", "models",
  ])
  func helpIsTheRecordedOne(_ command: String) throws {
    let outcome = try Binary.run(
      command.split(separator: " ").map(String.init), environment: ["COLUMNS": "80"])
    #expect(outcome.status == 0)
    let name = command.replacing("--", with: "").replacing(" ", with: "-")
    let difference = try TestFiles.snapshotDifference(
      outcome.output, "Tests/brinkTests/Snapshots/\(name).txt")
    #expect(difference == nil)
  }
}
