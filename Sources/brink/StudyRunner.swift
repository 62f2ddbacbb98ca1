import ArgumentParser
import Experiments
import Foundation
import MarkovChains
import Tables

/// Runs a study as the options say and tells what came of it.
struct StudyRunner<S: RunnableStudy> {
  let study: S
  let options: StudyOptions

  func run() throws {
    let plan = try plan()
    if options.dryRun {
      if let output = options.output { try checkFolder(output) }
      try ResultsStream.write(Self.text(of: plan))
      return
    }
    let folder = try options.output.map(StudyFolder.open)
    let started = Date()
    let result = try execute(plan, folder)
    let table = study.table(of: result)
    try store(result, table, folder, started: started)
    let report = study.report(on: result)
    if result.isInterrupted {
      let kept = folder.map {
        result.finishedScenarioCount > 0
          ? "; the finished ones are in \($0.path), which has no manifest" : ""
      }
      throw Speech.fail(
        "interrupted after \(result.finishedScenarioCount) of \(result.scenarioCount) scenarios"
          + (kept ?? ""), ExitStatus.interrupted)
    }
    try write(report, table)
    if let check = report.checkText, !options.quiet || result.check?.agrees != true {
      Speech.say(check)
    }
    if let folder, !options.quiet { Speech.say("stored in \(folder.path)") }
    // A check that scored nothing has checked nothing.
    if study.isChecked, result.check?.agrees != true { throw ExitStatus.checkFailed }
  }

  private func plan() throws -> StudyPlan {
    do throws(StudyError) {
      return try study.plan()
    } catch {
      throw Self.failure(error)
    }
  }

  private func execute(_ plan: StudyPlan, _ folder: ResultsFolder?) throws -> StudyResult {
    let scenarios = Double(plan.scenarioCount)
    let progress = Progress(
      options.quiet ? .none : options.progress,
      total: plan.trajectoryCount.map { scenarios * Double($0) } ?? scenarios,
      unit: plan.trajectoryCount == nil ? "scenarios" : "trajectories")
    Interruption.watch()
    defer { progress.finish() }
    do throws(StudyError) {
      return try study.run(
        threadCount: options.threadCount,
        control: RunControl(
          isInterrupted: { Interruption.happened }, advanced: { progress.advance($0) }))
    } catch {
      folder?.removeIfEmpty()
      throw Self.failure(error)
    }
  }

  /// What a study refuses is a usage error when an option named it, else a fault of the model.
  static func failure(_ error: StudyError) -> ExitCode {
    switch error {
    case .parameter, .tooLarge, .nothingAsked, .usage:
      Speech.fail(error.description, ExitStatus.usage)
    case .engine, .unanswerable: Speech.fail(error.description, ExitStatus.badData)
    }
  }

  private func checkFolder(_ path: String) throws {
    do {
      _ = try ResultsFolder(empty: path)
    } catch {
      throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    }
  }

  private func store(
    _ result: StudyResult, _ table: Table, _ folder: ResultsFolder?, started: Date
  ) throws {
    guard let folder else { return }
    guard result.finishedScenarioCount > 0 else {
      folder.removeIfEmpty()
      return
    }
    do {
      try folder.store(
        study, result, table: table,
        provenance: .current(started: started, threadCount: options.threadCount))
    } catch {
      folder.removeIfEmpty()
      throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    }
  }

  private func write(_ report: StudyReport, _ table: Table) throws {
    let format = options.format ?? (ResultsStream.isTerminal ? .table : .csv)
    let caption = report.caption.joined(separator: "\n")
    switch format {
    case .table:
      let headline = report.headline.isEmpty ? "" : report.headline + "\n\n"
      try ResultsStream.write(headline + report.table + "\n" + caption + "\n")
    case .csv, .json:
      try ResultsStream.write(format == .csv ? table.csv : table.json)
      let said = [report.headline, caption].filter { !$0.isEmpty }.joined(separator: "\n")
      if !options.quiet { Speech.say(said) }
    }
  }

  private static func text(of plan: StudyPlan) -> String {
    let trajectories =
      plan.trajectoryCount.map { "trajectories of each scenario: \($0)\n" } ?? ""
    let prior = plan.priorCount.map { "draws of parameters of each scenario: \($0)\n" } ?? ""
    return """
      scenarios: \(plan.scenarioCount)
      rows: \(plan.rowCount)
      engine: \(plan.engine.engine.rawValue) (\(plan.engine.why))
      states: \(plan.stateCount) in \(plan.classCount) classes
      \(trajectories)\(prior)nothing was run

      """
  }
}

extension Manifest.Provenance {
  /// Where and when this process runs.
  static func current(started: Date, threadCount: Int) -> Self {
    let process = ProcessInfo.processInfo
    return Self(
      brink: Brink.version, started: started.formatted(.iso8601),
      finished: Date().formatted(.iso8601), host: process.hostName,
      system: process.operatingSystemVersionString, blas: ExactEngine.libraryProvenance,
      kernel: "portable", threads: threadCount, command: CommandLine.arguments)
  }
}
