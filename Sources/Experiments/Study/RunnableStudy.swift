import MarkovChains
import Tables

/// A study that can be planned, run, told and stored: of a model's incidents, or of a chain.
public protocol RunnableStudy: Sendable {
  /// What the study is of.
  var name: String { get }

  /// The engine that was asked for.
  var engineChoice: EngineChoice { get }

  /// The root of all draws.
  var seed: UInt64 { get }

  /// Whether scenarios draw apart.
  var isIndependent: Bool { get }

  /// Whether every simulated number is held against the exact one.
  var isChecked: Bool { get }

  /// The stated coverage of intervals.
  var confidence: Double { get }

  /// What a run would do, after checking everything that can be checked beforehand.
  func plan() throws(StudyError) -> StudyPlan

  /// The answers; an interrupted run returns the scenarios it finished.
  func run(threadCount: Int, control: RunControl) throws(StudyError) -> StudyResult

  /// What is said of a result.
  func report(on result: StudyResult) -> StudyReport

  /// The estimates of a result.
  func table(of result: StudyResult) -> Table

  /// The tables stored beside the estimates.
  func sideTables(of result: StudyResult) -> [Table]

  /// The record of a result.
  func manifest(of result: StudyResult, provenance: Manifest.Provenance) -> Manifest
}

/// What a run would do.
public struct StudyPlan: Sendable {
  /// Points of the design.
  public let scenarioCount: Int
  /// Rows of the table, at most.
  public let rowCount: Int
  /// The engine, and why it was chosen.
  public let engine: EngineChoice.Resolved
  /// States of one chain.
  public let stateCount: Int
  /// Chains of one scenario.
  public let classCount: Int
  /// Trajectories of each scenario; nil when none are simulated.
  public let trajectoryCount: Int?
  /// Draws of the parameters of each scenario; nil when none were asked for.
  public var priorCount: Int?
  /// Structures under which each scenario is answered.
  public var structureCount = 1
}

extension Study: RunnableStudy {
  /// The model's name.
  public var name: String { model.name }

  /// Headline in natural frequencies, caption, table.
  public func report(on result: StudyResult) -> StudyReport { StudyReport(self, result) }

  /// One row per scenario, quantity and rung.
  public func table(of result: StudyResult) -> Table { Table(self, result) }

  /// First passage by day, where it was asked for.
  public func sideTables(of result: StudyResult) -> [Table] {
    [Table(firstPassage: self, result)].compactMap { $0 }
  }

  /// All that fixes the numbers.
  public func manifest(
    of result: StudyResult, provenance: Manifest.Provenance
  ) -> Manifest {
    Manifest(self, result, provenance: provenance)
  }
}

extension ChainStudy {
  /// One sentence a target, caption, table.
  public func report(on result: StudyResult) -> StudyReport { StudyReport(self, result) }

  /// One row per start state, quantity and target or state.
  public func table(of result: StudyResult) -> Table { Table(estimates: result, varied: []) }

  /// None.
  public func sideTables(of result: StudyResult) -> [Table] { [] }

  /// All that fixes the numbers.
  public func manifest(
    of result: StudyResult, provenance: Manifest.Provenance
  ) -> Manifest {
    Manifest(self, result, provenance: provenance)
  }
}
