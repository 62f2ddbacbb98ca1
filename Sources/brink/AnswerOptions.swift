import ArgumentParser
import Experiments
import Foundation
import MarkovChains
import Tables

/// How a command answers: in which form, into which folder, and what it says meanwhile.
struct AnswerOptions: ParsableArguments {
  @Option(help: "table, csv or json; default: table on a terminal, csv in a pipe.")
  var format: OutputFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Store the answers in this folder.", valueName: "folder"))
  var output: String?

  @Option(help: "auto, plain or none.")
  var progress: Progress.Style = .auto

  @Flag(help: "No speech on standard error.")
  var quiet = false

  var chosenFormat: OutputFormat { format ?? (ResultsStream.isTerminal ? .table : .csv) }

  /// The folder that the answers go to, claimed for this run.
  func folder() throws -> ResultsFolder? { try output.map(StudyFolder.open) }

  /// Work whose progress is said and that an interrupt stops; without an answer the folder goes again.
  ///
  /// - Throws: The exit code, after saying what went wrong.
  func watching<Answer>(
    _ total: Double, _ unit: String, _ folder: ResultsFolder?,
    _ work: (RunControl) throws(StudyError) -> Answer
  ) throws -> Answer {
    let kernel = try KernelChoice.kernel()
    let progress = Progress(quiet ? .none : progress, total: total, unit: unit)
    Interruption.watch()
    defer { progress.finish() }
    do throws(StudyError) {
      return try work(
        RunControl(
          isInterrupted: { Interruption.happened }, advanced: { progress.advance($0) },
          kernel: kernel))
    } catch {
      folder?.removeIfEmpty()
      if case .engine(.interrupted) = error {
        throw Speech.fail("interrupted; nothing was kept", ExitStatus.interrupted)
      }
      throw Speech.fail(error)
    }
  }

  /// Stores answers, whole or not at all.
  func store(
    in folder: ResultsFolder?, _ work: (ResultsFolder) throws(ResultsFolder.FolderError) -> Void
  ) throws {
    guard let folder else { return }
    do throws(ResultsFolder.FolderError) {
      try work(folder)
    } catch {
      folder.removeIfEmpty()
      throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    }
  }

  /// The answers on standard output: for people with what is said above and below them, or as data, which is
  /// then said apart.
  func write(
    above: [String], _ text: @autoclosure () -> String, below: [String], _ table: Table,
    threadCount: Int = 1
  ) throws {
    let said = (above + below).filter { !$0.isEmpty }.joined(separator: "\n")
    switch chosenFormat {
    case .table:
      let heading = above.filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
      try ResultsStream.write(
        (heading.isEmpty ? "" : heading + "\n") + text() + "\n"
          + below.joined(separator: "\n") + "\n")
    case .csv, .json:
      if chosenFormat == .csv {
        try ResultsStream.writeCSV(table, threadCount: threadCount)
      } else {
        try ResultsStream.write(table.json)
      }
      if !quiet { Speech.say(said) }
    }
  }

  func sayStored(_ folder: ResultsFolder?) {
    if let folder, !quiet { Speech.say("stored in \(folder.path)") }
  }
}
