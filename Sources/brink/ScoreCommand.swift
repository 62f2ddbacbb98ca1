import ArgumentParser
import Escalation
import Experiments
import Foundation
import ShippedModels
import Tables

/// `brink score`: models beside forecasters on the same questions.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Hold models against forecasters on the same questions.",
    discussion: """
      QUESTIONS is a CSV file with a row for each question and forecaster; without it the shipped \
      questions are scored, those whose figures are public. Models/README.md has the columns.

      brink score
      brink score --source > my.csv
      brink score my.csv --model major-powers --format json
      brink score --summary --format csv
      """)

  @Argument(help: "A .csv file of questions; default: the shipped ones.")
  var questions: String?

  @Option(help: ArgumentHelp("Answer every question by this model.", valueName: "name"))
  var model: String?

  @Option(help: "table, csv or json; default: table on a terminal, csv in a pipe.")
  var format: OutputFormat?

  @Flag(help: "One row a forecaster in place of one a forecast.")
  var summary = false

  @Flag(help: "Print the file of questions, and score nothing.")
  var source = false

  @Flag(help: "No speech on standard error.")
  var quiet = false

  func run() throws {
    let table = try table()
    if source {
      try ResultsStream.write(table.source.text)
      return
    }
    let result: ScoreResult
    do {
      result = try ScoreStudy(file: QuestionFile(table), override: model).scored(find: find)
    } catch let error as TextFileError {
      throw Self.failure(error)
    }
    try write(
      ScoreReport(result, isShipped: questions == nil), Table(forecasts: result),
      Table(forecasters: result))
  }

  private func table() throws -> RecordTable {
    do throws(TextFileError) {
      if let questions { return try RecordTable(path: questions) }
      return try RecordTable(
        SourceText(
          file: "questions.csv",
          text: String(decoding: ShippedEvidence.questions.bytes, as: UTF8.self)),
        file: "questions.csv")
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: TextFileError) -> ExitCode {
    switch error {
    case .unreadable: Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    case .invalid: Speech.fail(error.description, ExitStatus.badData)
    }
  }

  /// A model by its name, or why there is none; what is wrong inside a file is told in that file.
  private func find(_ name: String) throws -> ScoreStudy.Finding {
    let isFile = FileManager.default.fileExists(atPath: name)
    if ModelSource.isChain(name), isFile {
      let why = "'\(name)' is a chain: it has no rungs to ask for"
      if model != nil { throw Speech.fail("--model: \(why)", ExitStatus.usage) }
      return .missing(why)
    }
    // What --model names is told as an option is, and not in the file.
    guard model != nil || ShippedModels.text(name) != nil || isFile else {
      let hint = Spelling.suggestion(for: name, among: ShippedModels.names)
      return .missing("no shipped model and no file is called '\(name)'\(hint)")
    }
    return .model(try ModelSource.model(name))
  }

  private func write(_ report: ScoreReport, _ forecasts: Table, _ forecasters: Table) throws {
    let caption = report.caption.joined(separator: "\n")
    switch format ?? (ResultsStream.isTerminal ? .table : .csv) {
    case .table:
      let parts = [
        report.headline + "\n", summary ? "" : report.table, report.summaryTable,
        summary ? "" : report.notes.joined(separator: "\n") + "\n", caption + "\n",
      ]
      try ResultsStream.write(parts.filter { !$0.isEmpty }.joined(separator: "\n"))
    case .csv:
      try ResultsStream.write((summary ? forecasters : forecasts).csv)
      if !quiet { Speech.say("\(report.headline)\n\(caption)") }
    case .json:
      try ResultsStream.write((summary ? forecasters : forecasts).json)
      if !quiet { Speech.say("\(report.headline)\n\(caption)") }
    }
  }
}
