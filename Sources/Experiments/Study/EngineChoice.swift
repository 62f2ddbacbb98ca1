import MarkovChains
import RandomStreams

/// The engine a user asks for.
public enum EngineChoice: String, Sendable, CaseIterable {
  /// Exact unless paths are asked for or the chain is beyond exact solution.
  case auto
  case exact
  case path
  /// Counts of trajectories by state; never chosen unless asked for.
  case population

  /// Whether its answers are estimates of trajectories that were drawn.
  var simulates: Bool { self == .path || self == .population }

  /// What it is called in a sentence: `paths do not answer`.
  var inWords: String { self == .population ? "populations" : "paths" }

  /// The engine that draws.
  ///
  /// - Precondition: It does draw, and no more trajectories than it can.
  func simulation(
    trajectoryCount: Int, address: StreamAddress, threadCount: Int, confidence: Double
  ) -> any Engine {
    switch self {
    case .population:
      PopulationEngine(
        trajectoryCount: trajectoryCount, address: address, confidence: confidence)
    case .path:
      PathEngine(
        trajectoryCount: trajectoryCount, address: address, threadCount: threadCount,
        confidence: confidence)
    case .auto, .exact: preconditionFailure("only paths and populations are drawn")
    }
  }

  /// Why the engine cannot draw as many trajectories for as many steps; nil when it can.
  func obstacle(trajectoryCount: Int?, horizon: Int?) -> EngineError? {
    guard self == .population, let trajectoryCount else { return nil }
    return PopulationEngine.obstacle(trajectoryCount: trajectoryCount, horizon: horizon)
  }

  /// The engine that serves, and why.
  public struct Resolved: Sendable, Equatable {
    /// `exact`, `path` or `population`.
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
    case .path, .population: return Resolved(engine: self, why: "asked for")
    case .auto:
      if asksForPaths { return Resolved(engine: .path, why: "trajectories were asked for") }
      if let obstacle = ExactEngine.obstacle(to: mixture) {
        return Resolved(engine: .path, why: "beyond the exact engine: \(obstacle)")
      }
      return Resolved(engine: .exact, why: "the chain is small enough to solve")
    }
  }
}
