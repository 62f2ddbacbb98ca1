import Escalation
import Foundation
import Tables

extension ResultsFolder {
  /// Stores the derivatives of a study: `sensitivity.csv`, its schema and the record.
  public func store(
    _ study: Study, _ result: GradientResult, provenance: Manifest.Provenance
  ) throws(FolderError) {
    var manifest = Manifest(study, result.record, provenance: provenance)
    manifest.design.rule = "baseline"
    manifest.question.sensitivity = "gradient"
    let record: Data
    do { record = try manifest.json() } catch {
      throw FolderError(description: "\(path): the record of the study cannot be encoded")
    }
    try store(
      name: study.name, tables: [Table(study, result)], files: [("manifest.json", record)])
  }
}
