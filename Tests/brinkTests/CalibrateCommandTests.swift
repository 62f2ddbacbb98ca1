import Foundation
import TestSupport
import Testing

/// `brink calibrate` as its users meet it.
@Suite struct CalibrateCommandTests {
  private static func evidence(_ name: String) -> String {
    TestFiles.root.appendingPathComponent("Models/Evidence/\(name).csv").path
  }

  private static func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Events of one's own: crises of two sides that talk, show and shoot.
  private static func events(_ count: Int) -> String {
    var lines = ["crisis,left,right,when,what,region"]
    let acts = ["talk", "show", "shot"]
    for crisis in 0..<count {
      for event in 0...(crisis % 5) {
        lines.append(
          "\(crisis),A,B,2001-0\(1 + event)-1\(crisis % 9),\(acts[(crisis * 7 + event * event) % 3]),"
            + "\(crisis % 2 == 0 ? "sea" : "land")")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let columns = [
    "--cluster", "crisis", "--side", "left", "--side", "right", "--date", "when", "--level", "what",
    "--levels", "talk=coercive_signalling,show=show_of_force,shot=limited_clash", "--attribute",
    "region",
  ]

  @Test func countsBecomeAModelAndAFolder() throws {
    try Self.withFolder { folder in
      let out = folder.appendingPathComponent("fit").path
      let model = folder.appendingPathComponent("mine.yaml").path
      let outcome = try Binary.run([
        "calibrate", Self.evidence("mie-transitions"), "--gaps", Self.evidence("mie-gaps"),
        "--effects", Self.evidence("crisis-rates"), "--split", "powers=major_major",
        "--base", "major-powers", "--model", model, "--model-split", "powers=major_major",
        "--folds", "0", "-o", out,
      ])
      #expect(outcome.status == 0, "\(outcome.speech)")
      #expect(
        outcome.lines[0] == "parameter,rung,peak,move,value,standard_error,count,held")
      #expect(outcome.lines.count == 44)
      let files = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(
        files == [
          "coefficients.csv", "datapackage.json", "effects.csv", "event_counts.csv",
          "gap_phases.csv", "model.yaml", "offsets.csv", "reach.csv", "report.md",
          "timed_reach.csv",
        ])
      // Its numbers refer to the fit, and not to what the base was fitted to.
      let text = try String(contentsOfFile: model, encoding: .utf8)
      #expect(text.contains("cite: \"brink calibrate "))
      #expect(text.contains("basis: fitted, source: calibration"))
      #expect(!text.contains("basis: fitted, source: ladder_fit"))
      #expect(outcome.speech.contains("about and incident_base are still those of 'major-powers'"))
      // What it writes runs, and says what the shipped model says.
      let mine = try Binary.run(["run", model, "--quantity", "exceedance_probability"])
      let shipped = try Binary.run(["run", "major-powers", "--quantity", "exceedance_probability"])
      #expect(mine.status == 0)
      #expect(mine.lines.count == shipped.lines.count)
    }
  }

  @Test func eventsOfOnesOwnAreFitted() throws {
    try Self.withFolder { folder in
      let file = folder.appendingPathComponent("events.csv")
      try Data(Self.events(120).utf8).write(to: file)
      let outcome = try Binary.run(
        ["calibrate", file.path] + Self.columns + [
          "--covariate", "region", "--test", "region", "--test-draws", "19", "--format", "table",
        ])
      #expect(outcome.status == 0, "\(outcome.speech)")
      for part in [
        "120 sequences, 360 moves, 120 clusters", "No line was left out.",
        "region=sea on end", "rows by region against one row for all",
        "Standard errors: the larger of the clustered",
      ] { #expect(outcome.output.contains(part), "\(part)") }
    }
  }

  @Test func flawedLinesAreListedOrRefused() throws {
    try Self.withFolder { folder in
      let file = folder.appendingPathComponent("events.csv")
      let text =
        Self.events(60) + "77,A,B,2001-13-01,talk,sea\n78,A,B,2001-01-01,shout,sea\n"
      try Data(text.utf8).write(to: file)
      let lines = text.split(separator: "\n").count
      let refused = try Binary.run(["calibrate", file.path] + Self.columns)
      #expect(refused.status == 65 && refused.output.isEmpty)
      #expect(refused.speech.contains("events.csv:\(lines - 1):8: error: '2001-13-01' is no day"))
      #expect(refused.speech.contains("events.csv:\(lines):19: error: 'shout' is no level"))
      let kept = try Binary.run(
        ["calibrate", file.path] + Self.columns + [
          "--drop-flawed", "--format", "table", "--folds", "0",
        ])
      #expect(kept.status == 0, "\(kept.speech)")
      #expect(kept.output.contains("2 lines were left out"))
      #expect(kept.output.contains("'shout' is no level"))
    }
  }

  @Test(arguments: [
    (["--specification", "peek"], 64, "(did you mean 'peak'?)"),
    (["--specification", "order 2"], 65, "counted moves do not keep"),
    (["--split", "powers"], 64, "is no selection"),
    (["--split", "powers=minor"], 65, "the split powers=minor is empty"),
    (["--where", "moon=1"], 65, "no attribute 'moon'"),
    (["--covariate", "moon"], 65, "no attribute 'moon'"),
    (["--test", "moon"], 65, "no attribute 'moon'"),
    (["--years", "2014-1946"], 64, "is no range"),
    (["--years", "1946-2014"], 65, "which these data do not have"),
    (["--folds", "1"], 64, "--folds is 0, or lies between"),
    (["--bootstrap", "1"], 64, "--bootstrap is 0, or"),
    (["--pseudo-transitions", "0"], 64, "--pseudo-transitions lies between"),
    (["--base", "nowhere"], 74, "no shipped model"),
    (["--gaps", "no.csv"], 74, "no.csv: no such file"),
    (["--model-split", "a=b"], 64, "name one of them"),
    (["--keep", "era"], 64, "--keep belongs to --write-counts"),
    (["--update", "no.yaml", "--folds", "0"], 74, "no.yaml: no such file"),
    (["--outcome", "next"], 64, "--outcome needs at least one --covariate"),
    (["--count", "count"], 64, "belong to --outcome"),
    (["--holdout", "era=1946-1969,1970-1992,1993-2014"], 65, "takes every sequence"),
    (["--years", "1946--2014"], 64, "is no range"),
    (["--outcome", "next", "--covariate", "rung", "--model", "x.yaml"], 64, "--model belongs to"),
    (["--update", "hainan-2001", "--folds", "0"], 74, "hainan-2001: no such file"),
    (["--model", "/dev/null", "--folds", "0"], 74, "/dev/null is no regular file"),
    (["--base", "major-powers", "--model", "x.yaml", "--folds", "0"], 65, "has offsets"),
    (["--cluster", "cluster"], 64, "need all of --cluster"),
  ])
  func badQuestionsAreRefused(options: [String], status: Int32, says: String) throws {
    let outcome = try Binary.run(["calibrate", Self.evidence("mie-transitions")] + options)
    #expect(outcome.status == status, "\(outcome.speech)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.speech.contains(says), "\(outcome.speech)")
  }

  @Test(arguments: [
    ("", "the file is empty"), ("a,b\n1,2\n", "the header is neither that of counted moves"),
    ("rung,next,count\n", "the table has no moves"),
    ("rung,next,count\nshow_of_force,end,1\n", "1 move of 1 sequence"),
    ("rung,next,count\nshow_of_force,end,\u{0}\n", "NUL byte"),
    ("rung,next,count\n\"show_of_force,end,1\n", "never closed"),
  ])
  func badFilesAreRefused(text: String, says: String) throws {
    try Self.withFolder { folder in
      let file = folder.appendingPathComponent("data.csv")
      try Data(text.utf8).write(to: file)
      let outcome = try Binary.run(
        ["calibrate", file.path, "--specification", "first order", "--folds", "0"])
      #expect(outcome.status == 65, "\(outcome.speech)")
      #expect(outcome.output.isEmpty)
      #expect(outcome.speech.contains(says), "\(outcome.speech)")
    }
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    try Self.withFolder { folder in
      let file = folder.appendingPathComponent("data.csv")
      try Data([0x72, 0x75, 0x6e, 0x67, 0x0a, 0xff, 0xfe, 0x0a]).write(to: file)
      let outcome = try Binary.run(["calibrate", file.path])
      #expect(outcome.status == 65)
      #expect(outcome.speech.contains("data.csv:2:1: error: the file is not UTF-8 text"))
    }
  }

  /// Counts without sequences carry no frailty, but rows of their own.
  @Test func plainCountsAreFittedByFormula() throws {
    try Self.withFolder { folder in
      let file = folder.appendingPathComponent("counts.csv")
      try Data(
        "rung,next,count\nshow_of_force,show_of_force,20\nshow_of_force,end,10\nlimited_clash,end,5\n"
          .utf8
      ).write(to: file)
      let refused = try Binary.run(["calibrate", file.path])
      #expect(refused.status == 65)
      #expect(refused.speech.contains("needs a column 'peak'"), "\(refused.speech)")
      let hidden = try Binary.run(["calibrate", file.path, "--specification", "frailty"])
      #expect(hidden.status == 65)
      #expect(hidden.speech.contains("a column 'sequence'"), "\(hidden.speech)")
      let plain = try Binary.run(
        ["calibrate", file.path, "--specification", "first order", "--format", "table"])
      #expect(plain.status == 0, "\(plain.speech)")
      #expect(plain.output.contains("35 moves"))
      let rows = try Binary.run(["calibrate", file.path, "--specification", "first order"])
      #expect(
        rows.lines[0]
          == "row,move,count,moves,probability,share,standard_error,low,high")
      // 20 of 30 held: the share, its error, and Jeffreys' interval.
      let hold = rows.lines[1].split(separator: ",").map(String.init)
      #expect(Array(hold.prefix(4)) == ["show_of_force", "show_of_force", "20", "30"])
      let numbers = hold.dropFirst(5).map { Double($0) ?? 0 }
      let expected = [0.6666667, 0.0860663, 0.488851851, 0.814021250]
      for (number, value) in zip(numbers, expected) { #expect(abs(number - value) < 1e-6) }
    }
  }

  @Test func aLogitOfATableIsPrinted() throws {
    let file = TestFiles.root.appendingPathComponent(
      "Tests/CalibrationTests/Vectors/icb-endings.csv"
    ).path
    let outcome = try Binary.run([
      "calibrate", file, "--outcome", "ending", "--baseline", "unilateral", "--covariate",
      "mediated", "--count", "count",
    ])
    #expect(outcome.status == 0)
    #expect(outcome.lines[0] == "category,covariate,value,standard_error")
    #expect(outcome.lines.count == 11)
    #expect(outcome.lines[2].hasPrefix("agreement,mediated,1.8852"))
  }

  @Test func aFactorTheBaseLacksIsBlamedOnTheRates() throws {
    try Self.withFolder { folder in
      let file = folder.appendingPathComponent("rates.csv")
      try Data(
        "factor,contrast,event,stratum,exposed,events,days\nnationalsm,a,up,0,1,3,10\nnationalsm,a,up,0,0,3,10\n"
          .utf8
      ).write(to: file)
      let outcome = try Binary.run([
        "calibrate", Self.evidence("mie-transitions"), "--effects", file.path, "--folds", "0",
      ])
      #expect(outcome.status == 65 && outcome.output.isEmpty)
      #expect(
        outcome.speech.contains("rates.csv: the base 'pooled-1946-2014' has no factor 'nationalsm'")
      )
      #expect(outcome.speech.contains("did you mean 'nationalism'"))
    }
  }

  /// The model that `--update` names is written whole or not at all.
  @Test func updatesKeepEverythingElse() throws {
    try Self.withFolder { folder in
      let file = folder.appendingPathComponent("mine.yaml")
      let source = try Binary.run(["show", "pooled-1946-2014", "--source"]).output
      let text = source.replacing(
        "limited_war: {value: -3.1267,", with: "limited_war: {value: -1.0,")
      #expect(text != source)
      try Data(text.utf8).write(to: file)
      let arguments = [
        "calibrate", Self.evidence("mie-transitions"), "--gaps", Self.evidence("mie-gaps"),
        "--effects", Self.evidence("crisis-rates"), "--folds", "0", "--update", file.path,
      ]
      #expect(try Binary.run(arguments).status == 0)
      let updated = try String(contentsOf: file, encoding: .utf8)
      let errors = #/se: [0-9.]+, /#
      #expect(updated.replacing(errors, with: "") == source.replacing(errors, with: ""))
      // Numbers in block style are left alone, with their place.
      let block = source.replacing(
        "limited_war: {value: -3.1267,",
        with: "limited_war:\n        value: -3.1267\n        note: was {value: 1,")
      if block != source {
        try Data(block.utf8).write(to: file)
        #expect(try Binary.run(arguments).status == 65)
        #expect(try String(contentsOf: file, encoding: .utf8) == block)
      }
      // A model without the rows is left alone.
      let bare = text.replacing(
        "- rung: limited_war",
        with: "- rung: protest  # was war\n    peak: any\n  - rung: limited_war")
      try Data(bare.utf8).write(to: file)
      let refused = try Binary.run(arguments)
      #expect(refused.status == 65)
      #expect(try String(contentsOf: file, encoding: .utf8) == bare)
    }
  }
}
