import Foundation

/// Reads the files of a chain from the disk.
struct ChainFolder {
  /// The main file, and those beside it that belong to it.
  private(set) var sources: [SourceText] = []
  /// A sentence for each file beside it that says something that is not read.
  private(set) var unread: [String] = []

  /// Reads a file, and with a `.tra` file its labels and rewards.
  init(file: String, limits: ChainFileLimits) throws(TextFileError) {
    let name = ChainFileName(file)
    sources = [try SourceText(path: name.folder + name.last, byteLimit: limits.bytes)]
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
        sources.append(try SourceText(path: name.folder + other, byteLimit: limits.bytes))
      case .rewards(let title):
        // `a.b.srew` belongs to `a.b.tra` before it belongs to `a.tra`.
        guard title.isEmpty || !present.contains("\(name.stem).\(title).tra") else { continue }
        sources.append(try SourceText(path: name.folder + other, byteLimit: limits.bytes))
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
}
