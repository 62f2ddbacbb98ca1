import Foundation
import TestSupport
import Testing

/// Chains at the command line: the answers, and one clear error for everything that is no chain or no
/// question.
@Suite struct ChainCommandTests {
  /// Runs a body beside a chain file.
  private func with(
    _ text: String, as name: String = "x.csv", beside: [String: String] = [:],
    _ body: (String, URL) throws -> Void
  ) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (file, content) in beside.merging([name: text], uniquingKeysWith: { $1 }) {
      try Data(content.utf8).write(to: folder.appendingPathComponent(file))
    }
    try body(folder.appendingPathComponent(name).path, folder)
  }

  static let ruin = """
    ,broke,poor,fair,rich
    broke,1,0,0,0
    poor,0.6,0,0.4,0
    fair,0,0.6,0,0.4
    rich,0,0,0,1
    """

  @Test func aChainIsRunShownValidatedAndStored() throws {
    try with(Self.ruin) { path, folder in
      let run = try Binary.run(["run", path, "--start", "poor", "--format", "table"])
      #expect(run.status == 0)
      #expect(
        run.lines[0]
          == "From 'poor' the chain reaches 'broke' with probability 0.7894736842, 'rich' with "
          + "probability 0.2105263158.")
      #expect(run.output.contains("Note: target 'rich' can be missed from 'poor'"))
      #expect(try Binary.run(["show", path]).output.contains("closed: broke\n"))
      #expect(try Binary.run(["show", path, "--source"]).output == Self.ruin)
      #expect(try Binary.run(["validate", path]).speech.contains("valid; 4 states, 6 transitions"))
      let target = folder.appendingPathComponent("study")
      let stored = try Binary.run([
        "run", path, "--start", "*", "--target", "end=broke,rich", "-o", target.path,
      ])
      #expect(stored.status == 0)
      let files = try FileManager.default.contentsOfDirectory(atPath: target.path)
      #expect(files.sorted() == ["datapackage.json", "estimates.csv", "manifest.json"])
      let manifest = try TestFiles.text(at: target.appendingPathComponent("manifest.json"))
      #expect(manifest.contains("broke,1,0,0,0"))
      #expect(manifest.contains("\"start\" : \"*\""))
    }
  }

  @Test func labelsRewardsAndStartsComeFromTheFilesBeside() throws {
    let beside = [
      "x.lab": "0=\"init\" 1=\"done\"\n1: 0\n3: 1\n", "x.coins.srew": "0 0\n1 0.5\n2 4\n",
    ]
    try with("0 1 1\n1 2 0.5\n1 3 0.5\n2 1 1\n3 3 1\n", as: "x.tra", beside: beside) { path, _ in
      let outcome = try Binary.run(["run", path, "--target", "done", "--quantile", "0.7"])
      #expect(outcome.status == 0, "\(outcome.speech)")
      // From state 1: one, three, five ... steps with halves; a coin and a half more each time round.
      for row in [
        "0,,,,,,1,steps_to_target,done,3,,,steps,3.0,",
        ",steps_variance,done,3,,,steps squared,8.0,",
        ",steps_quantile,done,3,0.7,,steps,3.0,", ",reward_to_target,done,3,,,reward,5.0,",
      ] {
        #expect(outcome.output.contains(row), "\(outcome.output)")
      }
      let refused = try Binary.run(["run", path, "--target", "done", "--reward", "coin"])
      #expect(refused.status == 64)
      #expect(refused.speech.contains("there is no 'coin' (did you mean 'coins'?)"))
    }
  }

  @Test func aCheckOfAChainAgreesAndAReplayIsAnIllustration() throws {
    try with(Self.ruin) { path, _ in
      let check = try Binary.run([
        "run", path, "--start", "poor,fair", "--check", "--trajectories", "2e5", "--seed", "1",
      ])
      #expect(check.status == 0)
      #expect(check.speech.contains("check: simulation and exact solution agree over 12 rows"))
      let replay = try Binary.run([
        "replay", path, "--start", "poor", "--reaching", "rich", "--seed", "2", "--format", "table",
      ])
      #expect(replay.status == 0)
      #expect(replay.lines[0].hasPrefix("illustration, one of many: trajectory"))
      #expect(replay.output.contains("It reached 'rich' at step"))
    }
    let incident = try Binary.run([
      "replay", "hainan-2001", "--seed", "20010401", "--trajectory", "150", "--format", "table",
    ])
    #expect(incident.output.contains("limited_war (6 days)"))
    #expect(incident.output.contains("highest rung major_war"))
  }

  @Test(arguments: [
    ("", "x.csv", ":1:1: error: the file is empty"),
    ("a,b\n0.5,0.4\n0,1\n", "x.csv", ":2:1: error: the probabilities out of state 'a' sum to 0.9,"),
    ("a,b\n1.5,-0.5\n0,1\n", "x.csv", ":2:1: error: the probability '1.5' is above 1"),
    ("a,b\nnan,1\n0,1\n", "x.csv", ":2:1: error: 'nan' is no finite decimal number"),
    ("a,b\n1e400,0\n0,1\n", "x.csv", ":2:1: error: "),
    ("a,b\n0x1p-3,0.875\n0,1\n", "x.csv", ":2:1: error: "),
    ("a,b\n0,1\n0,1,0\n", "x.csv", ":3:1: error: the line has 3 cells, the header 2"),
    ("a,a\n0,1\n0,1\n", "x.csv", "the name 'a' stands twice"),
    ("a,b\n\"0,1\n0,1\n", "x.csv", "the quotes opened here are never closed"),
    ("3 4\n0 1 1\n1 0 1\n2 2 1\n", "x.tra", "the header says 4 transitions, the file has 3"),
    ("0 1 1\n0 1 1\n1 1 1\n", "x.tra", ":2:"), ("\u{0}\u{1}\u{2}", "x.tra", "x.tra:1:1: error: "),
  ])
  func whatIsNoChainIsRefused(text: String, name: String, says: String) throws {
    try with(text, as: name) { path, folder in
      for command in ["run", "show", "validate", "replay"] {
        let outcome = try Binary.run([command, path])
        #expect(outcome.status == 65, "\(command): \(outcome.speech)")
        #expect(outcome.output == "")
        #expect(outcome.speech.contains(says), "\(outcome.speech)")
      }
      let target = folder.appendingPathComponent("study").path
      #expect(try Binary.run(["run", path, "-o", target]).status == 65)
      #expect(!FileManager.default.fileExists(atPath: target))
    }
  }

  @Test(arguments: [
    (["--target", "ric"], 65, "no state or label is called 'ric' (did you mean 'rich'?)"),
    (["--start", "nowhere"], 65, "no state or label is called 'nowhere'"),
    (["--target", "rich", "--target", "rich"], 64, "'rich' is named twice"),
    (["--horizon", "30d"], 64, "a chain counts steps, not days: write 30"),
    (["--horizon", "-1"], 64, "--horizon"), (["--horizon", "1.5"], 64, "is no number of steps"),
    (["--quantile", "1.5"], 64, "'1.5' is no level"), (["--quantile", "nan"], 64, "is no level"),
    (["--set", "nationalism=1"], 64, "a chain has no parameters"),
    (["--quantity", "reach"], 64, "there is no 'reach'"),
    (["--quantity", "state-probability"], 64, "state_probability is that at a horizon"),
    (["--quantity", "reward_to_target"], 64, "the chain has no rewards"),
    (["--quantity", "stationary_probability"], 65, "2 closed classes"),
    (["--quantile", "0.5", "--quantile", "0.50"], 64, "0.50 is named twice"),
    (
      ["--start", "rich", "--quantity", "occupancy_steps", "--rung", "rich", "--check"], 64,
      "paths do not answer occupancy in states that are never left"
    ),
    (["--quantity", "steps_variance", "--check"], 64, "paths do not answer steps_variance"),
    (["--rung", "middle"], 64, "no row is of 'middle'"),
    (["--first-passage", "-o", "study"], 64, "a chain has --quantile"),
    (["--prior", "20"], 64, "--prior: a chain has no parameters to draw"),
  ])
  func questionsThatAreNoneAreRefused(arguments: [String], status: Int32, says: String) throws {
    try with(Self.ruin) { path, folder in
      let outcome = try Binary.run(["run", path] + arguments, in: folder)
      #expect(outcome.status == status, "\(outcome.speech)")
      #expect(outcome.output == "")
      #expect(outcome.speech.contains(says), "\(outcome.speech)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("study").path))
    }
  }

  @Test func chainsThatNeverEndNeedATargetOrAHorizon() throws {
    try with("from,to,probability\na,b,1\nb,a,1\n") { path, _ in
      let run = try Binary.run(["run", path])
      #expect(run.status == 65)
      #expect(run.output == "")
      #expect(run.speech.contains("the chain has no absorbing state"))
      let replay = try Binary.run(["replay", path])
      #expect(replay.status == 65)
      let stationary = try Binary.run(["run", path, "--quantity", "stationary_probability"])
      #expect(stationary.status == 0)
      #expect(stationary.speech.contains("period 2"))
      #expect(try Binary.run(["run", path, "--target", "b"]).status == 0)
      #expect(try Binary.run(["run", path, "--horizon", "3"]).status == 0)
    }
  }

  @Test func optionsOfChainsAreRefusedOnLaddersAndSweepsOnChains() throws {
    let target = try Binary.run(["run", "hainan-2001", "--target", "war"])
    #expect(target.status == 64)
    #expect(target.speech.contains("--target is asked of chain files"))
    let replay = try Binary.run(["replay", "hainan-2001", "--target", "war"])
    #expect(replay.status == 64)
    try with(Self.ruin) { path, _ in
      let sweep = try Binary.run(["sweep", path, "--vary", "x=0,1"])
      #expect(sweep.status == 64)
      #expect(sweep.speech.contains("a chain has no parameters to vary"))
    }
  }

  /// Two gigabytes of nothing are refused by their size, not read.
  @Test func aFileOfTwoGigabytesIsRefusedUnread() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("huge.tra")
    #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
    try FileHandle(forWritingTo: file).truncate(atOffset: 2 << 30)
    let outcome = try Binary.run(["run", file.path])
    #expect(outcome.status == 65)
    #expect(outcome.speech.contains("512 MiB"), "\(outcome.speech)")
  }

  @Test func bytesDoNotDependOnThreadsOrKernels() throws {
    try with(Self.ruin) { path, folder in
      var stored: [Data] = []
      for threads in ["1", "2", "5"] {
        let target = folder.appendingPathComponent(threads)
        let outcome = try Binary.run([
          "run", path, "--start", "*", "--trajectories", "50000", "--seed", "7", "--threads",
          threads, "-o", target.path, "--quiet",
        ])
        #expect(outcome.status == 0)
        stored.append(try Data(contentsOf: target.appendingPathComponent("estimates.csv")))
      }
      #expect(Set(stored).count == 1)
    }
  }

  /// Once a search through a hundred million trajectories, and a wait for somebody to write.
  @Test func whatCannotComeIsNotWaitedFor() throws {
    try with(Self.ruin) { path, folder in
      let replay = try Binary.run(["replay", path, "--start", "broke", "--reaching", "rich"])
      #expect(replay.status == 65)
      #expect(replay.speech.contains("the probability is exactly 0"))
      let pipe = folder.appendingPathComponent("pipe.csv").path
      #expect(mkfifo(pipe, 0o600) == 0)
      let outcome = try Binary.run(["run", pipe])
      #expect(outcome.status == 74)
      #expect(outcome.speech.contains("is no regular file"))
    }
  }
}
