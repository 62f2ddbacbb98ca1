import RandomStreams

/// One trajectory, stay by stay.
public struct Path: Sendable, Equatable {
  /// Its number, from 0.
  public let trajectory: Int
  /// The chain of the mixture that it drew.
  public let component: Int
  /// The states in order; each is left when the next begins.
  public let stays: [Stay]
  /// The step at which nothing more can happen, or the limit was reached.
  public let end: Int
  /// Whether it came to rest; otherwise it was cut at the limit.
  public let isAbsorbed: Bool

  /// A run of steps in one state.
  public struct Stay: Sendable, Equatable {
    /// The state.
    public let state: Int
    /// The first step spent there.
    public let first: Int
  }
}

extension PathEngine {
  /// Trajectories by number, one after another, ready to be told.
  public struct Replay: Sendable {
    private let kernel: PathKernel
    /// What the reader ought to know.
    public var remarks: [String] { kernel.remarks }

    /// - Throws: `EngineError.tooLarge` beyond the engine's limits.
    public init(_ mixture: Mixture, address: StreamAddress) throws(EngineError) {
      try PathEngine.checkSize(mixture)
      kernel = PathKernel(mixture, address: address)
    }

    /// The trajectory that an engine at the same address counts under a number.
    ///
    /// - Complexity: O(its steps).
    public func path(_ trajectory: Int) -> Path { kernel.path(trajectory) }
  }
}
