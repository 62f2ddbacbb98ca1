import ArgumentParser
import Escalation
import Experiments
import Foundation
import Tables

/// The exit codes of every command.
enum ExitStatus {
  static let checkFailed = ExitCode(1)
  static let usage = ExitCode(64)
  static let badData = ExitCode(65)
  static let cannotReadOrWrite = ExitCode(74)
  static let interrupted = ExitCode(130)
}

/// Writes a whole text, or returns false.
func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var text = text
  return text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: descriptor) }
}

/// Writes all bytes, as far as the descriptor takes them.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let open = UnsafeRawBufferPointer(rebasing: rest)
    let count = Foundation.write(descriptor, open.baseAddress, open.count)
    if count < 0 {
      if errno == EINTR { continue }
      return false
    }
    rest = rest.dropFirst(count)
  }
  return true
}

/// Speech: everything that is said beside the results goes to standard error.
enum Speech {
  static func say(_ text: String) {
    // Whoever closed standard error does not want to hear; the exit code still tells.
    _ = writeAll(text + "\n", to: STDERR_FILENO)
  }

  /// Says what went wrong and ends the command.
  static func fail(_ text: String, _ code: ExitCode) -> ExitCode {
    // A name from a file or an option may not steer the terminal.
    let safe = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { ModelError.printable(String($0)) }.joined(separator: "\n")
    say(safe.contains(": error: ") ? safe : "error: \(safe)")
    return code
  }

  /// Ends the command with what a study refuses: a usage error when an option named it, else a fault of the model.
  static func fail(_ error: StudyError) -> ExitCode {
    switch error {
    case .parameter, .tooLarge, .nothingAsked, .usage: fail(error.description, ExitStatus.usage)
    case .engine, .unanswerable: fail(error.description, ExitStatus.badData)
    }
  }
}

/// Results: everything on standard output.
enum ResultsStream {
  /// - Throws: The exit code for what cannot be written.
  static func write(_ text: String) throws {
    try check(writeAll(text, to: STDOUT_FILENO))
  }

  /// Writes a table as CSV, whatever its size.
  static func writeCSV(_ table: Table, threadCount: Int) throws {
    try check(table.writeCSV(threadCount: threadCount) { writeAll($0, to: STDOUT_FILENO) })
  }

  private static func check(_ isWritten: Bool) throws {
    guard isWritten else {
      throw Speech.fail(
        "standard output cannot be written: \(String(cString: strerror(errno)))",
        ExitStatus.cannotReadOrWrite)
    }
  }

  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
