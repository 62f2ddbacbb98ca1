import MarkovChains

/// The engine a user asks for.
public enum EngineChoice: String, Sendable, CaseIterable {
  /// Exact unless paths are asked for or the chain is beyond exact solution.
  case auto
  case exact
  case path

  /// The engine that serves, and why.
  public struct Resolved: Sendable, Equatable {
    /// `exact` or `path`.
    public let engine: EngineChoice
    /// Why this one, for the reader.
    public let why: String
  }

  /// Decides, by fixed numbers that do not depend on the machine.
  ///
  /// - Parameter asksForPaths: Whether trajectories were asked for, by number or by a check.
  func resolved(asksForPaths: Bool, mixture: Mixture) -> Resolved {
    switch self {
    case .exact: return Resolved(engine: .exact, why: "asked for")
    case .path: return Resolved(engine: .path, why: "asked for")
    case .auto:
      if asksForPaths { return Resolved(engine: .path, why: "trajectories were asked for") }
      if let obstacle = ExactEngine.obstacle(to: mixture) {
        return Resolved(engine: .path, why: "beyond the exact engine: \(obstacle)")
      }
      return Resolved(engine: .exact, why: "the chain is small enough to solve")
    }
  }
}
