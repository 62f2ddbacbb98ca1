import Foundation
import Workloads

/// The built command, as a process of its own.
enum Command {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let path = Workload.root.appendingPathComponent(".build/release/brink")

  /// Runs the command to its end, or until it has written a row under the header.
  static func run(_ arguments: [String], firstRowOnly: Bool) throws {
    guard FileManager.default.isExecutableFile(atPath: path.path) else {
      throw Failure(description: "\(path.path) is missing: make build")
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = path
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let reader = pipe.fileHandleForReading
    var lineCount = 0
    while true {
      let bytes = reader.availableData
      if bytes.isEmpty { break }
      lineCount += bytes.count { $0 == UInt8(ascii: "\n") }
      if firstRowOnly, lineCount >= 2 { break }
    }
    let hasRows = lineCount >= 2
    if firstRowOnly {
      try reader.close()
      process.terminate()
    }
    process.waitUntilExit()
    guard hasRows, firstRowOnly || process.terminationStatus == 0 else {
      throw Failure(description: "brink \(arguments.joined(separator: " ")) gave no rows")
    }
  }
}
