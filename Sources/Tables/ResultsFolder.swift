import Foundation

/// The folder of one study. Files appear whole or not at all, and the manifest last.
public struct ResultsFolder: Sendable {
  /// The folder as the user named it.
  public let path: String

  /// Why a folder cannot take or keep a study.
  public struct FolderError: Error, CustomStringConvertible {
    /// What is wrong, as a sentence.
    public let description: String

    /// An error with a sentence.
    public init(description: String) { self.description = description }
  }

  /// A folder that is empty or does not exist; nothing is created yet.
  public init(empty path: String) throws(FolderError) {
    self.path = path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else {
      throw FolderError(description: "\(path) is a file; -o names a folder")
    }
    let contents: [String]
    do {
      contents = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw FolderError(description: "\(path) cannot be read")
    }
    guard contents.isEmpty else {
      let isUnfinished = contents.contains(Self.claim) && !contents.contains("manifest.json")
      throw FolderError(
        description: isUnfinished
          ? "\(path) is being written by another run, or was left unfinished by one; name another "
            + "folder, or remove it first"
          : "\(path) is not empty; name another folder, or remove it first")
    }
  }

  /// Creates the folder, so that a run does not find out at its end that it cannot write.
  public func create() throws(FolderError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FolderError(description: "\(path) cannot be created")
    }
    // Made exclusively, so that of two runs into one folder the second is refused.
    let descriptor = open("\(path)/\(Self.claim)", O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else {
      throw FolderError(
        description: errno == EEXIST
          ? "\(path) is being written by another run" : "\(path) cannot be written to")
    }
    close(descriptor)
  }

  /// Marks a folder that a run is writing.
  static let claim = ".unfinished"

  private func release() {
    try? FileManager.default.removeItem(atPath: "\(path)/\(Self.claim)")
  }

  /// Stores tables, the package that describes them, and further files; the last of those is written
  /// last.
  ///
  /// - Parameters:
  ///   - name: The name of the package.
  ///   - files: Whole files beside the tables, by name, in the order of writing.
  public func store(
    name: String, tables: [Table], files: [(name: String, content: Data)]
  ) throws(FolderError) {
    defer { release() }
    for table in tables { try write(table.csvData, to: "\(table.name).csv") }
    do {
      try write(DataPackage(name: name, tables).json(), to: "datapackage.json")
    } catch let error as FolderError {
      throw error
    } catch {
      throw FolderError(description: "\(path): the record of the study cannot be encoded")
    }
    for file in files { try write(file.content, to: file.name) }
  }

  /// Removes the folder if nothing was stored in it.
  public func removeIfEmpty() {
    release()
    let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
    if contents?.isEmpty ?? false { try? FileManager.default.removeItem(atPath: path) }
  }

  private func write(_ data: Data, to name: String) throws(FolderError) {
    do {
      try data.write(to: URL(fileURLWithPath: path).appendingPathComponent(name), options: .atomic)
    } catch {
      throw FolderError(description: "\(path)/\(name) cannot be written")
    }
  }
}
