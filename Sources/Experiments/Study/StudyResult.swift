import Escalation
import MarkovChains

/// One number of a result, with everything that is known about it.
public struct EstimateRow: Sendable {
  public let scenario: Scenario
  /// The levels of the model's factors, in its order.
  public let levels: [Double]
  /// The values of the varied parameters, in their order.
  public let varied: [Double]
  public let question: RiskQuestion
  public let estimate: Estimate
  /// The exact answer, where the estimate was checked against one.
  public let exact: Double?
  public let score: CheckScore?
}

/// The finished part of a study.
public struct StudyResult: Sendable {
  public let engine: EngineChoice.Resolved
  public let rows: [EstimateRow]
  public let scenarioCount: Int
  public let finishedScenarioCount: Int
  /// States of one chain, and chains in its mixture.
  public let stateCount: Int
  public let classCount: Int
  /// Trajectories of each scenario; nil when none were simulated.
  public let trajectoryCount: Int?
  /// What the reader of the numbers ought to know, in whole sentences.
  public let remarks: [String]

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
  public static let falseAlarmRate = 1e-6

  public let rowCount: Int
  /// The row with the smallest p-value.
  public let worst: EstimateRow
  public let score: CheckScore

  /// False when the rows times the smallest p-value fall below the false-alarm rate, which an exact 0
  /// or 1 that is contradicted always does.
  public var agrees: Bool {
    Double(rowCount) * score.probability >= Self.falseAlarmRate
  }
}
