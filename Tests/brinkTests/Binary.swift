import Foundation
import TestSupport

/// The binary, run as a user runs it.
enum Binary {
  struct Outcome {
    let status: Int32
    let output: String
    let speech: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The binary that was built beside the tests.
  static let path: String = {
    let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return products.appendingPathComponent("brink").path
  }()

  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil,
    afterStart: ((Process) -> Void)? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = folder }
    // Files and not pipes: a full pipe would stop the binary while nobody reads.
    let place = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: place) }
    let (out, error) = (place.appendingPathComponent("out"), place.appendingPathComponent("err"))
    for file in [out, error] { FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: error)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    afterStart?(process)
    // A binary that hangs fails its test instead of hanging the suite.
    let deadline = Date().addingTimeInterval(120)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.005) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: String(decoding: try Data(contentsOf: out), as: UTF8.self),
      speech: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}
