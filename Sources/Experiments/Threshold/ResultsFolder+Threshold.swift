import Escalation
import Foundation
import Tables

/// What a study of a threshold asked, in its manifest.
struct ThresholdRecord: Codable, Sendable, Equatable {
  /// As typed: `name` or `name=low:high`.
  var vary: String
  var quantity: String
  var rung: String?
  /// As typed: a number, `half`, `double` or a factor.
  var reach: String
}

extension Manifest {
  /// The record of thresholds.
  init(
    _ asked: ThresholdStudy, _ results: [ThresholdResult], provenance: Provenance
  ) throws(StudyError) {
    let study = asked.study
    let values: ParameterValues
    do {
      values = try study.values(at: Scenario(number: 0, overrides: []))
    } catch {
      throw .parameter(error)
    }
    let scenario = study.models[0].compile([values], horizon: study.horizon, start: study.start)[0]
    let result = StudyResult(
      engine: .init(engine: .exact, why: "thresholds are solved for"), rows: [], passages: [],
      scenarioCount: results.count, finishedScenarioCount: results.count,
      stateCount: scenario.stateCount, classCount: scenario.mixture.problems.count,
      trajectoryCount: nil, remarks: [], prior: results.first?.prior?.draws)
    self.init(study, result, provenance: provenance)
    design.rule = "threshold"
    threshold = ThresholdRecord(
      vary: asked.variation.text, quantity: asked.question.quantity.rawValue,
      rung: asked.question.rung.map { study.model.ladder.rungs[$0] }, reach: asked.goal.text)
  }
}

extension ResultsFolder {
  /// Stores thresholds.
  public func store(
    _ study: ThresholdStudy, _ results: [ThresholdResult], provenance: Manifest.Provenance
  ) throws(FolderError) {
    let manifest: Data
    do {
      manifest = try Manifest(study, results, provenance: provenance).json()
    } catch {
      throw FolderError(description: "\(path): the record of the study cannot be encoded")
    }
    try store(
      name: study.study.model.name, tables: [Table(study, results)],
      files: [("manifest.json", manifest)])
  }
}
