import MarkovChains
import RandomStreams

/// The engines that can be timed.
public enum EngineName: String, Sendable, CaseIterable {
  case path, exact

  /// The kernel that follows paths, chosen when the process starts.
  public static var pathKernel: String { "portable" }

  /// The engine as the command line makes it.
  public func engine(trajectories: Int, threads: Int, seed: UInt64) -> any Engine {
    switch self {
    case .path:
      // The one place, with `pathKernel` above, where a kernel is injected.
      PathEngine(
        trajectoryCount: trajectories, address: StreamAddress(seed: seed), threadCount: threads)
    case .exact: ExactEngine()
    }
  }
}
