import Foundation
import MarkovChains
import Tables
import TestSupport
import Testing

@testable import Experiments

extension Manifest.Provenance {
  /// Of a run that nobody asks about.
  static let blank = Self(
    brink: "", started: "", finished: "", host: "", system: "", blas: "", kernel: "", threads: 1,
    command: [])
}

@Suite struct OutputTests {
  /// The columns that scripts and notebooks rely on. Changing one is a change of the interface.
  @Test func columnsAreThePromisedOnes() throws {
    let plain = try study()
    let header = Table(plain, try plain.run(threadCount: 1)).csv.prefix { $0 != "\n" }
    #expect(
      header == "scenario,signal_clarity,channel_availability,nationalism,third_party_mediation,"
        + "measures,start,quantity,rung,rung_number,quantile,day,unit,estimate,low,high,confidence,"
        + "interval,guarantee,standard_error,prior_low,prior_high,trajectories,events,engine,exact,z,"
        + "structure"
    )
  }

  @Test func variedCoefficientsGetAColumnAndFactorsKeepTheirs() throws {
    let varied = try study(
      vary: ["nationalism=0,1", "coefficients.nationalism.war=1,2"],
      quantities: [.exceedanceProbability], rungs: [7])
    let table = Table(varied, try varied.run(threadCount: 1))
    let names = table.columns.map(\.name)
    #expect(names.count { $0 == "nationalism" } == 1)
    #expect(names[5] == "coefficients.nationalism.war")
    #expect(table.rows.map { $0[3].text } == ["0.0", "0.0", "1.0", "1.0"])
    #expect(table.rows.map { $0[5].text } == ["1.0", "2.0", "1.0", "2.0"])
  }

  /// What pandas, R and the rest will meet: keys unique, cells of the declared kind, no NaN.
  @Test func cellsKeepWhatTheSchemaSays() throws {
    let checked = try study(
      vary: ["signal_clarity=0:1:0.1"], trajectories: 2_000, check: true)
    let table = Table(checked, try checked.run(threadCount: 2))
    let lines = table.csv.split(separator: "\n")
    #expect(lines.count == table.rows.count + 1)
    #expect(!table.csv.lowercased().contains("nan"))
    var keys: Set<String> = []
    let keyColumns = ["scenario", "quantity", "rung"].compactMap { name in
      table.columns.firstIndex { $0.name == name }
    }
    for row in table.rows {
      keys.insert(keyColumns.map { row[$0].text }.joined(separator: "|"))
      for (column, cell) in zip(table.columns, row) {
        switch cell {
        case .absent: break
        case .integer: #expect(column.kind == .integer, "\(column.name)")
        case .number, .scaled: #expect(column.kind == .number, "\(column.name)")
        case .text: #expect(column.kind == .string, "\(column.name)")
        }
      }
    }
    #expect(keys.count == table.rows.count)
  }

  @Test func cellsAreTheShortestTextThatReadsBack() {
    #expect(Cell.number(0.1 + 0.2).text == "0.30000000000000004")
    #expect(Cell.number(0.3).text == "0.3")
    #expect(Cell.number(-0.0).text == "0.0")
    #expect(Cell.number(1e-7).text == "1e-07")
    #expect(Cell.number(.infinity).text == "inf")
    #expect(Cell.absent.text == "")
  }

  @Test func textIsEscapedAsCSVAndJSONWant() throws {
    let start = try study()
    let table = Table(start, try start.run(threadCount: 1))
    #expect(table.csv.contains(",\"rung=incident,peak=incident\","))
    #expect(JSONText.string("a\"b\\c\n\u{1}") == "\"a\\\"b\\\\c\\n\\u0001\"")
    let rows = try JSONSerialization.jsonObject(with: Data(table.json.utf8)) as? [[String: Any]]
    #expect(rows?.count == table.rows.count)
    #expect(rows?.first?["low"] is NSNull)
  }

  /// Large tables go out piece by piece: together the pieces are the text, rows beyond a piece's room among them, and whoever
  /// takes no more is asked no more.
  @Test func tablesAreHandedOnInPieces() {
    let texts = (0..<60_000).map { row in
      row == 31_000 ? String(repeating: "é,\"", count: 400_000) : "row \(row)"
    }
    let table = Table(
      name: "long", key: [],
      [
        Column(name: "text", kind: .string, unit: nil, description: "A text.") { .text($0) },
        Column(name: "size", kind: .integer, unit: nil, description: "Its bytes.") {
          .integer($0.utf8.count)
        },
      ], texts)
    let expected =
      "text,size\n"
      + texts.map { text in
        let cell = text.contains(",") ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
        return "\(cell),\(text.utf8.count)\n"
      }.joined()
    var pieces: [[UInt8]] = []
    let isWhole = table.writeCSV {
      pieces.append(Array($0))
      return true
    }
    #expect(isWhole && pieces.count > 3)
    #expect(pieces.flatMap { $0 } == Array(expected.utf8))
    #expect(table.csv == expected)
    var taken = 0
    let isCutShort = !table.writeCSV { _ in
      taken += 1
      return taken < 2
    }
    #expect(isCutShort && taken == 2)
    // More threads than pieces, and fewer, write the same; and stop when told.
    for threads in [2, 3, 4_096] {
      var bytes: [UInt8] = []
      let isWhole = table.writeCSV(threadCount: threads) {
        bytes += $0
        return true
      }
      #expect(isWhole && bytes == Array(expected.utf8), "\(threads) threads")
      var calls = 0
      let isCutShort = !table.writeCSV(threadCount: threads) { _ in
        calls += 1
        return calls < 3
      }
      #expect(isCutShort && calls == 3, "\(threads) threads")
    }
  }

  @Test func aStudyIsStoredWholeWithItsManifestLast() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appendingPathComponent("a/b").path
    let small = try study(vary: ["nationalism=0,0.5"], trajectories: 1_000)
    let result = try small.run(threadCount: 1)
    let table = Table(small, result)
    let results = try ResultsFolder(empty: target)
    try results.create()
    let provenance = Manifest.Provenance.blank
    try results.store(small, result, table: table, provenance: provenance)
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: target).appendingPathComponent(name))
    }
    #expect(String(decoding: try data("estimates.csv"), as: UTF8.self) == table.csv)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let manifest = try decoder.decode(Manifest.self, from: data("manifest.json"))
    #expect(manifest == Manifest(small, result, provenance: provenance))
    #expect(manifest.model.text == small.model.text)
    #expect(manifest.engine.seed == "11")
    let package = try JSONSerialization.jsonObject(with: data("datapackage.json")) as? [String: Any]
    let resource = (package?["resources"] as? [[String: Any]])?.first
    let fields = (resource?["schema"] as? [String: Any])?["fields"] as? [[String: Any]]
    #expect(fields?.compactMap { $0["name"] as? String } == table.columns.map(\.name))
    #expect(fields?.allSatisfy { ($0["description"] as? String)?.isEmpty == false } == true)
    #expect(throws: ResultsFolder.FolderError.self) { try ResultsFolder(empty: target) }
  }

  /// Day by day and exact: the last day is the estimate, and no day is below the one before.
  @Test func firstPassageIsStoredDayByDayWhereAskedFor() throws {
    let model = try shipped("hainan-2001")
    let asked = Study(
      model: model, variations: [try Variation("nationalism=0,1")], trajectoryCount: 1_000,
      horizon: 90, start: model.start, rungs: [4, 5], wantsFirstPassage: true)
    let result = try asked.run(threadCount: 2)
    let table = try #require(Table(firstPassage: asked, result))
    #expect(table.rows.count == 2 * 2 * 91)
    let exact = Study(
      model: model, variations: asked.variations, horizon: 90, start: model.start, rungs: [4, 5])
    for row in try exact.run(threadCount: 1).rows
    where row.question.quantity == "exceedance_probability" {
      let days = result.passages.filter {
        $0.scenario == row.scenario.number && $0.rung == row.question.rungNumber
      }
      #expect(days.map(\.day) == Array(0...90))
      #expect(days.map(\.probability) == days.map(\.probability).sorted())
      #expect(days.allSatisfy { abs($0.probability + $0.complement - 1) < 1e-13 })
      #expect(relativeError(days[90].probability, row.estimate.value) < 1e-12)
    }
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let results = try ResultsFolder(empty: folder.path)
    try results.create()
    try results.store(
      asked, result, table: Table(asked, result),
      provenance: .blank)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(
      files.sorted() == [
        "datapackage.json", "estimates.csv", "first_passage.csv", "manifest.json",
      ])
    let package = try TestFiles.text(at: folder.appendingPathComponent("datapackage.json"))
    #expect(package.contains("first_passage.csv"))
  }

  @Test func ofTwoRunsIntoOneFolderTheSecondIsRefused() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try ResultsFolder(empty: folder.path)
    let second = try ResultsFolder(empty: folder.path)
    try first.create()
    #expect(throws: ResultsFolder.FolderError.self) { try second.create() }
    #expect(throws: ResultsFolder.FolderError.self) { try ResultsFolder(empty: folder.path) }
    first.removeIfEmpty()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func interruptedStudiesGetNoManifest() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let small = try study(vary: ["nationalism=0,0.5"], trajectories: 1_000)
    let whole = try small.run(threadCount: 1)
    let part = StudyResult(
      engine: whole.engine, rows: Array(whole.rows.prefix(3)), passages: [], scenarioCount: 2,
      finishedScenarioCount: 1, stateCount: whole.stateCount, classCount: whole.classCount,
      trajectoryCount: whole.trajectoryCount, remarks: [])
    let results = try ResultsFolder(empty: folder.path)
    try results.store(
      small, part, table: Table(small, part),
      provenance: .blank)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == ["datapackage.json", "estimates.csv"])
  }
}

@Suite struct SpeechTests {
  @Test func frequenciesAreWholeNumbersOfIncidents() {
    #expect(Figures.frequency(0.00787, of: 10_000, digits: 2) == "79")
    #expect(Figures.frequency(0.2075, of: 1_000, digits: 2) == "210")
    #expect(Figures.frequency(0.2075, of: 1_000, digits: 1) == "200")
    #expect(Figures.frequency(0, of: 1_000, digits: 2) == "0")
    #expect(Figures.frequencyBase(0.2, digits: 2) == 1_000)
    #expect(Figures.frequencyBase(0.003, digits: 2) == 10_000)
    #expect(Figures.frequencyBase(0.003, digits: 1) == 1_000)
    #expect(Figures.frequencyBase(0, digits: 2) == 1_000)
    #expect(Figures.grouped(1_234_567) == "1,234,567")
    #expect(Figures.grouped(999) == "999")
  }

  @Test func significantDigits() {
    #expect(Figures.significant(153.05, digits: 2) == "150")
    #expect(Figures.significant(0.0009994, digits: 2) == "0.0010")
    #expect(Figures.significant(1e-9, digits: 2) == "1.0e-09")
    #expect(Figures.significant(0, digits: 2) == "0")
    #expect(Figures.significant(.infinity, digits: 2) == "inf")
    #expect(Figures.significant(0.0426, digits: 2, .down) == "0.042")
    #expect(Figures.significant(0.0421, digits: 2, .up) == "0.043")
    #expect(Figures.significant(0.042, digits: 2, .up) == "0.042")
    #expect(Figures.significant(0.3, digits: 2, .down) == "0.30")
    #expect(Figures.significant(999.6, digits: 3) == "1000")
    #expect(Figures.significant(2.3e-309, digits: 2) == "2.3e-309")
    #expect(Figures.frequency(2.3e-309, of: 1e12, digits: 2) == "2.3e-297")
    #expect(Figures.frequency(0.0426, of: 10_000, digits: 2, .down) == "420")
  }

  @Test func headlineSaysFrequenciesNoiseAndWhatIsMissing() throws {
    let exact = try study()
    let report = StudyReport(exact, try exact.run(threadCount: 1))
    #expect(
      report.headline.hasPrefix("Of 10,000 incidents like this, 430 would reach limited clash"))
    #expect(report.headline.hasSuffix("within 365 days; parameter uncertainty not included."))
    #expect(!report.headline.contains("noise"))
    let caption = report.caption.joined(separator: " ")
    #expect(caption.contains("Conditional on: grave incident"))
    #expect(caption.contains("rest on judgement"))
    #expect(caption.contains("Not a forecast"))

    let paths = try study(trajectories: 10_000)
    let simulated = StudyReport(paths, try paths.run(threadCount: 1))
    #expect(simulated.headline.contains("simulation noise"))

    let swept = try study(vary: ["nationalism=0,1"])
    let range = StudyReport(swept, try swept.run(threadCount: 1))
    #expect(range.headline.hasPrefix("Over 2 scenarios: of 10,000 incidents like this, "))
    #expect(range.headline.contains(" to "))
  }

  @Test func midCrisisStartsCarryTheirWarning() throws {
    let model = try shipped("pooled-1946-2014")
    let middle = Study(model: model, horizon: nil, start: .init(rung: 3, peak: 5))
    let report = StudyReport(middle, try middle.run(threadCount: 1))
    #expect(report.caption.joined().contains("Not for warning or targeting"))
    #expect(report.caption.joined().contains("not conditioned"))
    #expect(report.headline.contains("limited war"))
    #expect(!report.headline.contains("limited clash"))
  }

  @Test func modelsAreDescribedWithMatrixClassesAndSpectrum() throws {
    let text = try ModelDescription(shipped("hainan-2001"), settings: []).text
    for piece in [
      "coefficients.nationalism.war", "event by event", "communicating classes", "monotone",
      "half-life", "7 nodes against 14", "36 of the model's 96 numbers rest on judgement",
    ] {
      #expect(text.contains(piece), "\(piece)")
    }
    #expect(throws: StudyError.self) {
      try ModelDescription(shipped("hainan-2001"), settings: [Setting("nationalism=2")])
    }
  }
}
