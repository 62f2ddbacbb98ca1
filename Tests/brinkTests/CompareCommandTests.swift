import Foundation
import TestSupport
import Testing

@Suite struct CompareCommandTests {
  @Test func aComparisonIsReadTabledAndStored() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appendingPathComponent("study")
    let asked = ["compare", "korea-1950-dyad", "--prior", "5", "--seed", "1"]
    let table = try Binary.run(asked + ["--format", "table"])
    #expect(table.status == 0 && table.speech == "", "\(table.speech)")
    #expect(table.lines[0].hasPrefix("Of 1,000 incidents like this, "))
    #expect(table.lines[0].contains("(over the structures spiral, deterrence, mixed); with all "))
    #expect(table.output.contains("both sides under the same draw, seed 1"))
    #expect(table.output.contains(" numbers rest on judgement. Of the measures' "))
    let csv = try Binary.run(asked + ["--threads", "1", "-o", target.path])
    #expect(csv.status == 0)
    #expect(csv.lines[0].hasPrefix("combination,measures,actors,acts_on,structure,quantity,rung,"))
    #expect(csv.speech.contains("Together they leave "))
    let files = try FileManager.default.contentsOfDirectory(atPath: target.path)
    #expect(files.sorted() == ["comparison.csv", "datapackage.json", "manifest.json"])
    let stored = try String(
      contentsOfFile: target.appendingPathComponent("comparison.csv").path, encoding: .utf8)
    #expect(stored == csv.output)
    #expect(try Binary.run(asked + ["-o", target.path]).status == 74)
    let quiet = try Binary.run(asked + ["--quiet", "--threads", "2"])
    #expect(quiet.output == csv.output && quiet.speech == "")
    let json = try Binary.run(asked + ["--format", "json", "--quiet"])
    let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect(rows?.count == csv.lines.count - 1)
  }

  /// All combinations are in the CSV, the best in the table; shares sum to what all do together.
  @Test func allCombinationsAreCountedAndTheBestAreShown() throws {
    let asked = [
      "compare", "hainan-2001-dyad", "--all-combinations", "--prior", "0", "--structures", "mixed",
      "--rung", "limited_clash", "--horizon", "none", "--quiet",
    ]
    let csv = try Binary.run(asked)
    #expect(csv.status == 0, "\(csv.speech)")
    let header = csv.lines[0].split(separator: ",", omittingEmptySubsequences: false)
    func column(_ name: String) throws -> [Double?] {
      let place = try #require(header.firstIndex(of: Substring(name)))
      return csv.lines.dropFirst().map {
        Double($0.split(separator: ",", omittingEmptySubsequences: false)[place])
      }
    }
    let count = csv.lines.count - 1
    #expect(count > 32 && count.nonzeroBitCount == 1)
    let shares = try column("shapley_share").compactMap { $0 }
    #expect(1 << shares.count == count)
    let together = try #require(try column("ratio").last ?? nil)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9 && together < 1)
    let table = try Binary.run(asked + ["--format", "table"])
    #expect(table.output.contains("(all together)"))
    #expect(table.output.contains("Table: of the \(count) combinations the 20 best"))
    #expect(table.lines.count < 60)
  }

  /// Measures that overlap leave more than the product of what each leaves; those that take away what is there are
  /// not among those that help.
  @Test func theReadingSaysWhatTheTableSays() throws {
    let outcome = try Binary.run([
      "compare", "china-us-dyad", "--measure", "hotline_levels", "--measure", "modern_hotline",
      "--structures", "mixed", "--rung", "5", "--prior", "0", "--quiet",
    ])
    let header = outcome.lines[0].split(separator: ",", omittingEmptySubsequences: false)
    let place = try #require(header.firstIndex(of: "ratio"))
    let ratios = outcome.lines.dropFirst().compactMap {
      Double($0.split(separator: ",", omittingEmptySubsequences: false)[place])
    }
    try #require(ratios.count == 4 && ratios[3] > 1.05 * ratios[1] * ratios[2])
    let table = try Binary.run([
      "compare", "china-us-dyad", "--measure", "hotline_levels", "--measure", "modern_hotline",
      "--structures", "mixed", "--rung", "5", "--prior", "0", "--format", "table",
    ])
    #expect(table.lines[1].contains(" of the risk, more than the "), "\(table.lines[1])")
    #expect(
      table.lines[1].hasSuffix("that is the product of what each leaves alone: they overlap."))
    let refused = try Binary.run([
      "compare", "china-us-dyad", "--measure", "hotline_levels", "--set", "refusal=0.9",
      "--structures", "mixed", "--rung", "5", "--prior", "0", "--format", "table",
    ])
    #expect(
      refused.lines[0].contains("250 would reach limited clash")
        && refused.lines[0].hasSuffix("with hotline_levels, 250."), "\(refused.lines[0])")
    let theatre = try Binary.run([
      "compare", "south-china-sea", "--structures", "mixed", "--rung", "5", "--prior", "0",
    ])
    #expect(!theatre.output.contains("without_mmca_1998"))
    #expect(theatre.speech.contains("they take away what is in force: without_mmca_1998"))
  }

  @Test func actorsTakeWhatTheyCanTakeAlone() throws {
    let asked = [
      "compare", "taiwan-theatre", "--prior", "0", "--structures", "mixed", "--rung", "5",
    ]
    let all = try Binary.run(asked)
    let own = try Binary.run(asked + ["--actor", "USA"])
    #expect(own.status == 0)
    #expect(own.lines.count < all.lines.count && own.lines.count > 1)
    let none = try Binary.run(["compare", "china-us-dyad", "--actor", "usa"])
    #expect(
      none.status == 64 && none.speech.contains("together act china and usa; un and asean and eu"))
    for line in own.lines.dropFirst(2) {
      #expect(line.split(separator: ",", omittingEmptySubsequences: false)[2] == "usa")
    }
  }

  @Test(arguments: [
    (["hainan-2001"], 64, "has no measures to compare; the shipped dyads have"),
    (
      ["hainan-2001-dyad", "--measure", "early_relaese"], 64, "did you mean 'early_release'?"
    ),
    (
      ["belgrade-1999-dyad", "--measure", "account_believed"], 64,
      "changes nothing without 'account_given'; add --measure account_given"
    ),
    (["hainan-2001-dyad", "--actor", "uas"], 64, "did you mean 'usa'?"),
    (
      ["hainan-2001-dyad", "--quantity", "days_to_end"], 64, "exceedance_probability or annual_risk"
    ),
    (["hainan-2001-dyad", "--prior", "-1"], 64, "--prior"),
    (["hainan-2001-dyad", "--independent"], 64, "share their draws"),
    (["hainan-2001-dyad", "--confidence", "1"], 64, "--confidence lies between"),
    (["hainan-2001-dyad", "--structures", "mxied"], 64, "did you mean 'mixed'?"),
    (["hainan-2001-dyad", "--rung", "8"], 64, "no rung '8'"),
    (["china-us-campaign"], 64, "is a campaign"),
    (["chain.csv"], 64, "a chain has no measures"),
    (["hainan-2011-dyad"], 74, "did you mean 'hainan-2001-dyad'?"),
  ])
  func brokenQuestions(arguments: [String], status: Int32, says: String) throws {
    let outcome = try Binary.run(["compare"] + arguments)
    #expect(outcome.status == status, "\(outcome.speech)")
    #expect(outcome.speech.contains(says), "\(outcome.speech)")
    #expect(outcome.output == "")
  }
}
