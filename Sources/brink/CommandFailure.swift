import ArgumentParser
import Experiments
import Foundation

/// The exit codes of every command.
enum ExitStatus {
  static let checkFailed = ExitCode(1)
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let cannotReadOrWrite = ExitCode(74)
  static let interrupted = ExitCode(130)
}

/// Speech: everything that is said beside the results goes to standard error.
enum Speech {
  static func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Says what went wrong and ends the command.
  static func fail(_ text: String, _ code: ExitCode) -> ExitCode {
    say(text.contains(": error: ") ? text : "error: \(text)")
    return code
  }
}

/// Results: everything on standard output.
enum ResultsStream {
  static func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
