import Foundation
import Tables

extension ResultsFolder {
  /// Stores a comparison: `comparison.csv`, its schema and the record.
  public func store(
    _ comparison: Comparison, _ result: ComparisonAnswers, provenance: Manifest.Provenance
  ) throws(FolderError) {
    let record: Data
    do { record = try Manifest(comparison, provenance: provenance).json() } catch {
      throw FolderError(description: "\(path): the record of the study cannot be encoded")
    }
    try store(
      name: comparison.name, tables: [Table(comparison, result)],
      files: [("manifest.json", record)])
  }
}
