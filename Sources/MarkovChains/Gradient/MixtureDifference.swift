/// How fast a mixture changes along one direction: each of its chains, and their weights.
public struct MixtureDifference: Sendable {
  /// Shape `[chain]`.
  let chains: [ChainDifference]
  /// Shape `[chain]`: they sum to zero.
  let weightRates: [Double]

  /// Σ weight (mixture - base) / step.
  ///
  /// - Returns: nil when the mixtures differ in the number of chains, or their chains in states: along
  ///   such a direction there is nothing to differentiate.
  /// - Complexity: O(entries of all chains).
  public init?(
    from base: Mixture, to others: [(weight: Double, mixture: Mixture)], over step: Double
  ) {
    let count = base.problems.count
    guard others.allSatisfy({ $0.mixture.problems.count == count }) else { return nil }
    var chains: [ChainDifference] = []
    for chain in 0..<count {
      guard
        let difference = ChainDifference(
          from: base.problems[chain],
          to: others.map { ($0.weight, $0.mixture.problems[chain]) }, over: step)
      else { return nil }
      chains.append(difference)
    }
    self.chains = chains
    weightRates = (0..<count).map { chain in
      others.reduce(0.0) {
        $0 + $1.weight * ($1.mixture.weights[chain] - base.weights[chain]) / step
      }
    }
  }
}
