import Foundation

/// A band of states as a file of PRISM's explicit format, removed with the value.
final class BandFile: @unchecked Sendable {
  let path: String
  private let folder: URL

  init(stateCount: Int) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("brink-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("band.tra")
    path = file.path
    var lines = ["\(stateCount) \(3 * stateCount - 2)"]
    for state in 0..<stateCount {
      if state == 0 {
        lines += ["0 0 0.875", "0 1 0.125"]
      } else if state == stateCount - 1 {
        lines += ["\(state) \(state - 1) 0.25", "\(state) \(state) 0.75"]
      } else {
        lines += [
          "\(state) \(state - 1) 0.25", "\(state) \(state) 0.625", "\(state) \(state + 1) 0.125",
        ]
      }
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
