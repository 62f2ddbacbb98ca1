import Foundation

/// The value of an environment variable.
public func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

/// Places of the project that tests look at.
public enum TestFiles {
  /// The folder that holds `Package.swift`.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A fresh folder that the caller removes.
  public static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("brink-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The text of a file anywhere.
  public static func text(at file: URL) throws -> String {
    try String(contentsOf: file, encoding: .utf8)
  }

  /// The text of a file below the root.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Compares with a stored text, or stores it when `RECORD_SNAPSHOTS` is 1.
  ///
  /// - Returns: What differs, or nil.
  public static func snapshotDifference(_ text: String, _ path: String) throws -> String? {
    let file = root.appendingPathComponent(path)
    if environment("RECORD_SNAPSHOTS") == "1" {
      try Data(text.utf8).write(to: file)
      return nil
    }
    guard let stored = try? String(contentsOf: file, encoding: .utf8) else {
      return "no snapshot \(path); record it with RECORD_SNAPSHOTS=1"
    }
    guard stored != text else { return nil }
    let lines = zip(
      stored.split(separator: "\n", omittingEmptySubsequences: false),
      text.split(separator: "\n", omittingEmptySubsequences: false))
    let first = lines.enumerated().first { $0.element.0 != $0.element.1 }
    return first.map { "\(path):\($0.offset + 1): '\($0.element.0)' became '\($0.element.1)'" }
      ?? "\(path): the number of lines changed"
  }
}
