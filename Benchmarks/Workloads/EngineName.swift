import FastKernels
import Foundation
import MarkovChains
import RandomStreams

/// The engines that can be timed.
public enum EngineName: String, Sendable, CaseIterable {
  case path, population, exact

  /// The loop that advances paths, chosen when the process starts, as the command line chooses it.
  public static let kernel: LaneKernel = {
    let name = ProcessInfo.processInfo.environment[FastKernels.variable].flatMap {
      $0.isEmpty ? nil : $0
    }
    guard let kernel = FastKernels.kernel(named: name) else {
      FileHandle.standardError.write(
        Data("error: \(FastKernels.variable) names no kernel of this processor\n".utf8))
      exit(64)
    }
    return kernel
  }()

  /// What its name is.
  public static var pathKernel: String { kernel.name }

  /// How an engine is to run.
  public static var control: RunControl { RunControl(kernel: kernel) }

  /// The engine as the command line makes it.
  public func engine(trajectories: Int, threads: Int, seed: UInt64) -> any Engine {
    let address = StreamAddress(seed: seed)
    switch self {
    case .path:
      return PathEngine(trajectoryCount: trajectories, address: address, threadCount: threads)
    case .population: return PopulationEngine(trajectoryCount: trajectories, address: address)
    case .exact: return ExactEngine()
    }
  }
}
