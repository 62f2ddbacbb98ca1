import Escalation
import MarkovChains

/// The finished part of a study.
public struct StudyResult: Sendable {
  let engine: EngineChoice.Resolved
  let rows: [EstimateRow]
  /// Scenario by scenario, rung by rung, day by day; empty when not asked for.
  let passages: [FirstPassageRow]
  /// Points of the design.
  public let scenarioCount: Int
  /// Those that were finished.
  public let finishedScenarioCount: Int
  /// States of one chain, and chains in its mixture.
  let stateCount: Int
  let classCount: Int
  /// Trajectories of each scenario; nil when none were simulated.
  let trajectoryCount: Int?
  /// What the reader of the numbers ought to know, in whole sentences.
  let remarks: [String]
  /// What was drawn of the parameters; nil when nothing was.
  var prior: PriorRecord?

  /// Whether the run stopped before its end.
  public var isInterrupted: Bool { finishedScenarioCount < scenarioCount }

  /// The verdict of a check over all rows.
  public var check: CheckVerdict? {
    let scores = rows.compactMap { row in row.score.map { (row, $0) } }
    guard let worst = scores.min(by: { $0.1.logProbability < $1.1.logProbability }) else {
      return nil
    }
    return CheckVerdict(rowCount: scores.count, worst: worst.0, score: worst.1)
  }
}

/// Whether simulation and exact solution agree.
public struct CheckVerdict: Sendable {
  /// The chance of a false alarm, over all rows of a study.
  static let falseAlarmRate = 1e-6

  let rowCount: Int
  /// The row with the smallest p-value.
  let worst: EstimateRow
  let score: CheckScore

  /// False when the rows times the smallest p-value fall below the false-alarm rate, which an exact 0
  /// or 1 that is contradicted always does.
  public var agrees: Bool {
    Double(rowCount) * score.probability >= Self.falseAlarmRate
  }
}
