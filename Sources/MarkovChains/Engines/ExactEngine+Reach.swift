extension ExactEngine {
  /// The probability of visiting some of the target sets, by the horizon or ever, and nothing else: for
  /// questions that are asked of many chains.
  ///
  /// - Parameter sets: Indices of target sets of the problems.
  /// - Returns: Shape `[set]`, in the order asked, each with its complement.
  /// - Throws: `EngineError.tooLarge` beyond the limits, `EngineError.interrupted`.
  /// - Complexity: One elimination, or one propagation to the horizon, for each chain and set.
  public func reachProbabilities(
    of sets: [Int], in mixture: Mixture, control: RunControl = RunControl()
  ) throws(EngineError) -> [Estimate] {
    var sums = [WeightedSum](repeating: WeightedSum(), count: sets.count)
    for (weight, problem) in zip(mixture.weights, mixture.problems) {
      let propagation: Propagation<Double>? =
        if let horizon = problem.horizon {
          try Propagation(problem, horizon: horizon, sets: sets)
        } else {
          nil
        }
      let solver = propagation == nil ? ChainSolver(problem.matrix) : nil
      for (index, set) in sets.enumerated() {
        if control.isInterrupted() { throw .interrupted }
        if let propagation {
          sums[index].add(try propagation.reach(index, control), weight: weight)
        } else if let solver {
          sums[index].add(
            Answer(try solver.passage(to: problem.targets[set]), problem.start), weight: weight)
        }
      }
    }
    return sums.map { Estimate(exact: $0.value, complement: $0.complement) }
  }

  /// The mean number of steps until any outcome is reached, and nothing else: infinite where one may never be.
  ///
  /// - Throws: As for reach.
  /// - Precondition: The mixture is followed for ever.
  /// - Complexity: One elimination for each chain.
  public func meanStepsToEnd(
    in mixture: Mixture, control: RunControl = RunControl()
  ) throws(EngineError) -> Double {
    precondition(mixture.horizon == nil, "a mean up to a horizon is an answer of its own")
    var sum = WeightedSum()
    for (weight, problem) in zip(mixture.weights, mixture.problems) {
      if control.isInterrupted() { throw .interrupted }
      let resolved = (0..<problem.matrix.stateCount).map { state in
        problem.outcomes.contains { $0[state] }
      }
      let end = try ChainSolver(problem.matrix).passage(
        to: resolved, asking: .init(wantsSteps: true))
      let missed = Self.mean(end.complement.values, problem.start)
      sum.add(
        Answer(
          value: missed > 0 ? .infinity : Self.mean(end.steps?.values ?? [], problem.start)),
        weight: weight)
    }
    return sum.value
  }
}
