import Foundation

extension SourceText {
  /// Reads a regular file from the disk.
  ///
  /// - Throws: `TextFileError.unreadable`, or `.invalid` for a file past the limit, unread.
  public init(path: String, byteLimit: Int = 512 << 20) throws(TextFileError) {
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
      throw .unreadable(file: path, reason: "is no regular file; write its text to one")
    }
    let tooLong = ModelError(
      file: path,
      problems: [
        .init(
          position: .init(line: 1, column: 1), path: "",
          message: "the file is longer than \(byteLimit >> 20) MiB, the longest that is read")
      ])
    if let size, size.int64Value > Int64(byteLimit) { throw .invalid([tooLong], omitted: 0) }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(file: path, reason: "cannot be read")
    }
    defer { try? handle.close() }
    do {
      // One byte past the limit tells a long file from a whole one, where no size was to be had.
      let bytes = try handle.read(upToCount: byteLimit + 1) ?? Data()
      guard bytes.count <= byteLimit else { throw TextFileError.invalid([tooLong], omitted: 0) }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      self.init(file: name, bytes: bytes)
    } catch let error as TextFileError {
      throw error
    } catch {
      throw .unreadable(file: path, reason: "cannot be read")
    }
  }
}
