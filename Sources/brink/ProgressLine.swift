import Foundation
import Synchronization

/// Where a long fit stands, said on standard error: on a terminal one line that is written over, else a line
/// every few seconds.
final class ProgressLine: Sendable {
  private let rewritesLine: Bool
  private let isSilent: Bool
  private let lastSaid: Mutex<Date>
  private static let quietSeconds = 5.0

  init(_ style: Progress.Style) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    isSilent = style == .none || (style == .auto && !isTerminal)
    rewritesLine = style == .auto && isTerminal
    lastSaid = Mutex(Date())
  }

  func say(_ text: String) {
    guard !isSilent else { return }
    let isDue = lastSaid.withLock { last -> Bool in
      guard Date().timeIntervalSince(last) > (rewritesLine ? 0.1 : Self.quietSeconds) else {
        return false
      }
      last = Date()
      return true
    }
    guard isDue else { return }
    _ = writeAll(rewritesLine ? "\r\u{1B}[K\(text)" : "\(text)\n", to: STDERR_FILENO)
  }

  /// Clears the line, so that results do not begin behind it.
  func finish() {
    guard !isSilent, rewritesLine else { return }
    _ = writeAll("\r\u{1B}[K", to: STDERR_FILENO)
  }
}
