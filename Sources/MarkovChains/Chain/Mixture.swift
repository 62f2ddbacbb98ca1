/// Chains among which each trajectory draws one, for itself and for good, by weight.
///
/// All chains of a mixture have the same horizon and are asked about the same sets.
public struct Mixture: Sendable {
  /// Shape `[chain]`: the share of trajectories that follow it.
  public let weights: [Double]
  /// Shape `[chain]`.
  public let problems: [ChainProblem]

  /// A mixture.
  ///
  /// - Precondition: Positive weights that sum to one; problems that agree in horizon and in the
  ///   number of sets.
  public init(_ components: [(weight: Double, problem: ChainProblem)]) {
    precondition(!components.isEmpty, "a mixture has at least one chain")
    precondition(
      components.allSatisfy { $0.weight > 0 }
        && abs(components.reduce(0) { $0 + $1.weight } - 1) < 1e-12,
      "weights are positive and sum to one")
    let first = components[0].problem
    precondition(
      components.allSatisfy {
        $0.problem.horizon == first.horizon && $0.problem.targets.count == first.targets.count
          && $0.problem.occupied.count == first.occupied.count
          && $0.problem.finals.count == first.finals.count
          && ($0.problem.rewards == nil) == (first.rewards == nil)
          && $0.problem.outcomes.count == first.outcomes.count
      }, "all chains of a mixture answer the same question")
    weights = components.map(\.weight)
    problems = components.map(\.problem)
  }

  /// A single chain.
  public init(_ problem: ChainProblem) {
    self.init([(1, problem)])
  }

  /// The largest number of steps followed; nil follows for ever.
  public var horizon: Int? { problems[0].horizon }

  /// The same question up to a horizon.
  public func bounded(by horizon: Int) -> Mixture {
    Mixture(
      zip(weights, problems).map { ($0, $1.with(horizon: horizon, targets: $1.targets)) })
  }

  /// The same question about some of the target sets only.
  func asking(targets range: Range<Int>) -> Mixture {
    Mixture(zip(weights, problems).map { ($0, $1.asking(targets: range)) })
  }
}
