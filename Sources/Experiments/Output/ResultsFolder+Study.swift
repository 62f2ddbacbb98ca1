import Foundation
import Tables

extension ResultsFolder {
  /// Stores a result. An interrupted one gets no manifest.
  public func store(
    _ study: some RunnableStudy, _ result: StudyResult, table: Table,
    provenance: Manifest.Provenance
  ) throws(FolderError) {
    var files: [(name: String, content: Data)] = []
    if !result.isInterrupted {
      do {
        let manifest = try study.manifest(of: result, provenance: provenance).json()
        files.append(("manifest.json", manifest))
      } catch {
        throw FolderError(description: "\(path): the record of the study cannot be encoded")
      }
    }
    try store(name: study.name, tables: [table] + study.sideTables(of: result), files: files)
  }
}
