import Experiments
import Foundation
import Tables

/// The folder of a study: opened before the work begins.
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
}
