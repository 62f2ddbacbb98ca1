import ArgumentParser
import Foundation

/// Files that are written whole or not at all, several together.
enum WholeFile {
  /// Refuses what is there and is no regular file, or cannot be written.
  static func check(_ path: String) throws {
    let target = resolved(path)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: target, isDirectory: &isDirectory) else { return }
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    guard !isDirectory.boolValue, attributes?[.type] as? FileAttributeType == .typeRegular else {
      throw Speech.fail("\(path) is no regular file", ExitStatus.cannotReadOrWrite)
    }
    let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0o644
    // Asked of the mode, since root may write anything.
    guard mode & 0o222 != 0, FileManager.default.isWritableFile(atPath: target) else {
      throw Speech.fail("\(path) is read-only", ExitStatus.cannotReadOrWrite)
    }
  }

  /// Writes all of them aside, and then puts all in place.
  static func write(_ texts: [(path: String, text: String)]) throws {
    var moves: [(aside: String, target: String, path: String)] = []
    defer { for move in moves { try? FileManager.default.removeItem(atPath: move.aside) } }
    for (path, text) in texts {
      try check(path)
      let target = resolved(path)
      let aside = "\(target).\(ProcessInfo.processInfo.processIdentifier).unfinished"
      moves.append((aside, target, path))
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: aside))
      } catch {
        throw Speech.fail("\(path) cannot be written", ExitStatus.cannotReadOrWrite)
      }
    }
    for move in moves where rename(move.aside, move.target) != 0 {
      throw Speech.fail("\(move.path) cannot be written", ExitStatus.cannotReadOrWrite)
    }
  }

  /// The file behind a link.
  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}
