import Foundation

/// Reads the files of a chain from the disk.
struct ChainFolder {
  /// The main file, and those beside it that belong to it.
  private(set) var sources: [SourceText] = []
  /// A sentence for each file beside it that says something that is not read.
  private(set) var unread: [String] = []

  /// Reads a file, and with a `.tra` file its labels and rewards.
  init(file: String, limits: ChainFileLimits) throws(ChainFileError) {
    let name = ChainFileName(file)
    sources = [try Self.source(folder: name.folder, name.last, limits: limits)]
    guard name.kind == .transitions else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(
        atPath: name.folder.isEmpty ? "." : name.folder)
    } catch {
      throw .unreadable(file: file, reason: "the files beside it cannot be listed")
    }
    let present = Set(names)
    for other in names.sorted() {
      switch name.companion(other) {
      case .labels:
        sources.append(try Self.source(folder: name.folder, other, limits: limits))
      case .rewards(let title):
        // `a.b.srew` belongs to `a.b.tra` before it belongs to `a.tra`.
        guard title.isEmpty || !present.contains("\(name.stem).\(title).tra") else { continue }
        sources.append(try Self.source(folder: name.folder, other, limits: limits))
      case .transitionRewards:
        unread.append("\(other): transition rewards are not read")
      case .numberedRewards:
        guard !present.contains(other.replacing(".srew", with: ".tra")) else { continue }
        unread.append(
          "\(other): not read; rewards with a name stand in a file \(name.stem).NAME.srew")
      case nil:
        continue
      }
    }
  }

  private static func source(
    folder: String, _ name: String, limits: ChainFileLimits
  ) throws(ChainFileError) -> SourceText {
    let path = folder + name
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .unreadable(file: path, reason: "no such file")
    }
    guard !isDirectory.boolValue else {
      throw .unreadable(file: path, reason: "is a folder, not a file")
    }
    // The attributes of a link are its own, not those of the file behind it.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    let size = attributes?[.size] as? NSNumber
    // Opening a pipe would wait for somebody to write into it.
    if let kind = attributes?[.type] as? FileAttributeType, kind != .typeRegular {
      throw .unreadable(file: path, reason: "is no regular file; write the chain to one")
    }
    let tooLong = ModelError(
      file: path,
      problems: [
        .init(
          position: .init(line: 1, column: 1), path: "",
          message: "the file is longer than \(limits.bytes >> 20) MiB, the longest that is read")
      ])
    if let size, size.int64Value > Int64(limits.bytes) { throw .invalid([tooLong], omitted: 0) }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(file: path, reason: "cannot be read")
    }
    defer { try? handle.close() }
    do {
      // One byte past the limit tells a long file from a whole one, where no size was to be had.
      let bytes = try handle.read(upToCount: limits.bytes + 1) ?? Data()
      guard bytes.count <= limits.bytes else { throw ChainFileError.invalid([tooLong], omitted: 0) }
      return SourceText(file: name, bytes: bytes)
    } catch let error as ChainFileError {
      throw error
    } catch {
      throw .unreadable(file: path, reason: "cannot be read")
    }
  }
}
