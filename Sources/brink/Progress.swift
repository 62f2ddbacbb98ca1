import ArgumentParser
import Foundation
import Synchronization

/// How far a run has come, said on standard error.
final class Progress: Sendable {
  enum Style: String, ExpressibleByArgument, CaseIterable {
    case auto, plain, none
  }

  private let total: Double
  private let unit: String
  private let rewritesLine: Bool
  private let isSilent: Bool
  private let state: Mutex<(done: Int, saidTenths: Int)>

  /// - Parameter total: What has to be done, in units.
  init(_ style: Style, total: Double, unit: String) {
    let isTerminal = isatty(STDERR_FILENO) == 1
    self.total = total
    self.unit = unit
    isSilent = style == .none || (style == .auto && !isTerminal)
    rewritesLine = style == .auto && isTerminal
    state = Mutex((0, 0))
  }

  func advance(_ count: Int) {
    guard !isSilent else { return }
    // Written under the lock, or a later line might stand before an earlier one.
    state.withLock { state in
      state.done += count
      // A line of plain text each tenth; on a terminal the same line each hundredth.
      let tenths = Int(Double(state.done) / total * (rewritesLine ? 100 : 10))
      guard tenths > state.saidTenths else { return }
      state.saidTenths = tenths
      let line =
        "\(rewritesLine ? tenths : tenths * 10) % of \(String(format: "%.0f", total)) \(unit)"
      _ = writeAll(rewritesLine ? "\r\(line)" : "\(line)\n", to: STDERR_FILENO)
    }
  }

  /// Clears the line, so that results do not begin behind it.
  func finish() {
    guard !isSilent, rewritesLine else { return }
    _ = writeAll("\r\u{1B}[K", to: STDERR_FILENO)
  }
}
