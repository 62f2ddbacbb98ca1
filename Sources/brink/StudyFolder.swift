import Experiments
import Foundation
import Tables

/// The folder of a study: opened before the work begins, filled when it is done.
enum StudyFolder {
  /// An empty folder, claimed for this run.
  static func open(_ path: String) throws -> ResultsFolder {
    do throws(ResultsFolder.FolderError) {
      let folder = try ResultsFolder(empty: path)
      try folder.create()
      return folder
    } catch {
      throw Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    }
  }

  /// Stores tables, and the manifest last.
  static func store(
    _ folder: ResultsFolder, name: String, tables: [Table], manifest: Manifest
  ) throws {
    do {
      try folder.store(
        name: name, tables: tables, files: [(name: "manifest.json", content: manifest.json())])
    } catch {
      folder.removeIfEmpty()
      throw Speech.fail("\(error)", ExitStatus.cannotReadOrWrite)
    }
  }
}
