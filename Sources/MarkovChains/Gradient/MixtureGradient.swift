/// Exact answers of a mixture of chains and their derivatives along any number of directions.
///
/// The work of solving is done once; a direction costs a product with its entries. Conditional means are
/// taken after mixing: with N and R summed over the chains, (N / R)' = (N' - (N / R) R') / R.
///
/// - Stability: approximate: answers to 1e-12, derivatives to 1e-12 of the sum of their terms' sizes,
///   besides the error of the direction itself.
public struct MixtureGradient: Sendable {
  /// The most numbers that gradients by entry may take, over all chains and quantities.
  public static let entryLimit = 60_000_000

  /// What is asked.
  public let quantities: [Quantity]
  /// Shape `[quantity]`: nil for the mean of what never happens, and for what the engine does not answer.
  public let answers: [Estimate?]
  private let weights: [Double]
  private let chains: [ChainGradient]
  /// What is asked of the chains, each once.
  private let parts: [Quantity]
  /// Shape `[part]`: means over all chains.
  private let means: [Double]

  /// Solves.
  ///
  /// - Throws: `EngineError.tooLarge` beyond the limits of the exact engine, `EngineError.interrupted`.
  /// - Complexity: per chain without a horizon an elimination and a few solves for each set asked about,
  ///   with one O(horizon · entries) for each quantity.
  public init(
    _ mixture: Mixture, asking quantities: [Quantity], control: RunControl = RunControl()
  ) throws(EngineError) {
    let parts = Self.parts(quantities)
    var chains: [ChainGradient] = []
    for problem in mixture.problems {
      chains.append(try ChainGradient(problem, parts, control))
    }
    let weights = mixture.weights
    let mixed = parts.indices.map { part in
      Self.mixed(chains.map { $0.answers[part] }, weights)
    }
    answers = quantities.map { quantity -> Estimate? in
      guard let place = parts.firstIndex(of: quantity) else { return nil }
      guard case .firstPassageSteps(let set) = quantity else {
        return Estimate(exact: mixed[place].value, complement: mixed[place].complement)
      }
      guard let reach = parts.firstIndex(of: .reachProbability(set: set)), mixed[reach].value > 0
      else { return nil }
      return Estimate(exact: mixed[place].value / mixed[reach].value)
    }
    means = mixed.map(\.value)
    self.quantities = quantities
    self.weights = weights
    self.chains = chains
    self.parts = parts
  }

  /// The derivatives along a direction.
  ///
  /// - Returns: Shape `[quantity]`; nil where there is no answer, where it is infinite, or where it jumps:
  ///   a class that could not be left gets a way out.
  /// - Precondition: The difference is of mixtures like this one.
  /// - Complexity: O(entries that change · quantities); with a horizon as much again as solving where
  ///   entries change from or to zero.
  public func derivatives(
    along difference: MixtureDifference, control: RunControl = RunControl()
  ) throws(EngineError) -> [Double?] {
    precondition(difference.chains.count == chains.count, "one difference for each chain")
    var rates = [Double?](repeating: 0, count: parts.count)
    for (chain, gradient) in chains.enumerated() {
      if control.isInterrupted() { throw .interrupted }
      let own = try gradient.derivatives(along: difference.chains[chain], control)
      for part in parts.indices {
        // Weights sum to one, so the mean may be taken from what they weigh.
        let weighed =
          difference.weightRates[chain] == 0
          ? 0 : difference.weightRates[chain] * (gradient.answers[part].value - means[part])
        rates[part] = rates[part].flatMap { sum in
          own[part].map { sum + weights[chain] * $0 + weighed }
        }
      }
    }
    return quantities.indices.map { index in
      guard let answer = answers[index], let place = parts.firstIndex(of: quantities[index]),
        let rate = rates[place]
      else { return nil }
      guard case .firstPassageSteps(let set) = quantities[index] else { return rate }
      guard let reach = parts.firstIndex(of: .reachProbability(set: set)),
        let reachRate = rates[reach]
      else { return nil }
      return (rate - answer.value * reachRate) / means[reach]
    }
  }

  /// Quantities in groups, in their order, whose gradients by entry fit a limit together; one that does
  /// not fit it stands alone.
  public static func batches(
    _ quantities: [Quantity], of mixture: Mixture, limit: Int = Self.entryLimit
  ) -> [[Quantity]] {
    guard mixture.horizon != nil else { return [quantities] }
    let entries = mixture.problems.reduce(0) { $0 + $1.matrix.targets.count }
    var batches: [[Quantity]] = []
    for quantity in quantities {
      let longer = (batches.last ?? []) + [quantity]
      if !batches.isEmpty, parts(longer).count * entries <= limit {
        batches[batches.count - 1] = longer
      } else {
        batches.append([quantity])
      }
    }
    return batches
  }

  /// What the chains are asked: a mean given arrival needs the probability of arrival too.
  private static func parts(_ quantities: [Quantity]) -> [Quantity] {
    var parts: [Quantity] = []
    for quantity in quantities where ChainGradient.answers(quantity) {
      if !parts.contains(quantity) { parts.append(quantity) }
      if case .firstPassageSteps(let set) = quantity,
        !parts.contains(.reachProbability(set: set))
      {
        parts.append(.reachProbability(set: set))
      }
    }
    return parts
  }

  /// A mean over the chains; what is the same for all stays what it is.
  private static func mixed(
    _ answers: [ExactEngine.Answer], _ weights: [Double]
  ) -> ExactEngine.Answer {
    let first = answers[0]
    if answers.allSatisfy({ $0.value == first.value && $0.complement == first.complement }) {
      return first
    }
    let value = zip(weights, answers).reduce(0.0) { $0 + $1.0 * $1.1.value }
    let complements = zip(weights, answers).map { $0 * ($1.complement ?? 0) }
    return .init(
      value: value, complement: first.complement == nil ? nil : complements.reduce(0, +))
  }
}
