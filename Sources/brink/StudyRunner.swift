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
      if let output = options.answer.output { try checkFolder(output) }
      try ResultsStream.write(Self.text(of: plan))
      return
    }
    let folder = try options.answer.folder()
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
    try options.answer.write(
      above: [report.headline], report.table, below: report.caption, table,
      threadCount: options.threadCount)
    if let check = report.checkText, !options.answer.quiet || result.check?.agrees != true {
      Speech.say(check)
    }
    options.answer.sayStored(folder)
    // A check that scored nothing has checked nothing.
    if study.isChecked, result.check?.agrees != true { throw ExitStatus.checkFailed }
  }

  private func plan() throws -> StudyPlan {
    do throws(StudyError) {
      return try study.plan()
    } catch {
      throw Speech.fail(error)
    }
  }

  private func execute(_ plan: StudyPlan, _ folder: ResultsFolder?) throws -> StudyResult {
    let scenarios = Double(plan.scenarioCount * plan.structureCount)
    return try options.answer.watching(
      plan.trajectoryCount.map { scenarios * Double($0) } ?? scenarios,
      plan.trajectoryCount == nil ? "scenarios" : "trajectories", folder
    ) { control throws(StudyError) in
      try study.run(threadCount: options.threadCount, control: control)
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
    guard result.finishedScenarioCount > 0 else {
      folder?.removeIfEmpty()
      return
    }
    try options.answer.store(in: folder) { folder throws(ResultsFolder.FolderError) in
      try folder.store(
        study, result, table: table,
        provenance: .current(started: started, threadCount: options.threadCount))
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
      kernel: KernelChoice.chosen?.name ?? "", threads: threadCount, command: CommandLine.arguments)
  }
}
