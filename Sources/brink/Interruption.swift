import Foundation
import Synchronization

/// Whether the user pressed control-C. The first time asks the engines to stop at the next block; the
/// second ends the process.
enum Interruption {
  private static let isAsked = Atomic<Bool>(false)

  static func watch() {
    signal(SIGINT) { _ in
      Interruption.isAsked.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
    // Whoever starts brink may have blocked the signal; a blocked one would never arrive.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  static var happened: Bool { isAsked.load(ordering: .relaxed) }
}
