extension Mixture {
  /// The same chains asked about some quantities and nothing else, which an engine answers so much the
  /// sooner: sets that none of them is about are left out.
  ///
  /// - Returns: The mixture, and what the quantities are called there, in their order. The exact engine
  ///   gives them the same bits as in the whole.
  public func asking(_ quantities: [Quantity]) -> (mixture: Mixture, quantities: [Quantity]) {
    let first = problems[0]
    var targets: Set<Int> = []
    var outcomes: Set<Int> = []
    var (asksOccupancy, asksFinals, asksRewards) = (false, false, false)
    for quantity in quantities {
      switch quantity {
      case .reachProbability(let set), .firstPassageSteps(let set): targets.insert(set)
      case .rewardToTarget(let set):
        targets.insert(set)
        asksRewards = true
      case .absorptionProbability(let set): outcomes.insert(set)
      // Both are about all outcomes together.
      case .unresolvedProbability, .restrictedMeanSteps: outcomes.formUnion(first.outcomes.indices)
      case .occupancySteps: asksOccupancy = true
      case .finalProbability: asksFinals = true
      }
    }
    let keptTargets = targets.sorted()
    let keptOutcomes = outcomes.sorted()
    func place(_ set: Int, _ kept: [Int]) -> Int {
      guard let place = kept.firstIndex(of: set) else {
        preconditionFailure("every set that is asked about is kept")
      }
      return place
    }
    let renamed = quantities.map { quantity -> Quantity in
      switch quantity {
      case .reachProbability(let set): .reachProbability(set: place(set, keptTargets))
      case .firstPassageSteps(let set): .firstPassageSteps(set: place(set, keptTargets))
      case .rewardToTarget(let set): .rewardToTarget(set: place(set, keptTargets))
      case .absorptionProbability(let set): .absorptionProbability(set: place(set, keptOutcomes))
      case .unresolvedProbability, .restrictedMeanSteps, .occupancySteps, .finalProbability:
        quantity
      }
    }
    let asked = zip(weights, problems).map { weight, problem in
      let none = StateGroups.none(stateCount: problem.matrix.stateCount)
      return (
        weight,
        ChainProblem(
          matrix: problem.matrix, start: problem.start, horizon: problem.horizon,
          targets: keptTargets.map { problem.targets[$0] },
          rewards: asksRewards ? problem.rewards : nil,
          occupied: asksOccupancy ? problem.occupied : none,
          finals: asksFinals ? problem.finals : none,
          outcomes: keptOutcomes.map { problem.outcomes[$0] })
      )
    }
    return (Mixture(asked), renamed)
  }
}
