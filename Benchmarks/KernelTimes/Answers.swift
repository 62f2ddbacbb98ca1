import MarkovChains

/// What a contender counted, or solved, for whoever checks it.
struct Answers: Encodable {
  /// Trajectories that reached each target set, or the probabilities of that.
  var reached: [Double] = []
  /// Trajectories that ended in each final set.
  var finals: [Double] = []
  /// Trajectories absorbed in each outcome.
  var absorbed: [Double] = []
  /// Trajectories absorbed in none; nil where it was not asked.
  var unresolved: Double?
  /// Mean steps in each occupied set.
  var occupancy: [Double] = []
  /// The mean step of first passage to each target set.
  var passage: [Double?] = []

  init(_ estimates: Estimates, of problem: ChainProblem) {
    let count = { (quantity: Quantity) -> Double? in
      estimates[quantity].map { $0.sample.map { Double($0.eventCount) } ?? $0.value }
    }
    reached = problem.targets.indices.map { count(.reachProbability(set: $0)) ?? .nan }
    finals = (0..<problem.finals.count).map { count(.finalProbability(set: $0)) ?? .nan }
    absorbed = problem.outcomes.indices.map { count(.absorptionProbability(set: $0)) ?? .nan }
    unresolved = count(.unresolvedProbability)
    occupancy = (0..<problem.occupied.count).map {
      estimates[.occupancySteps(set: $0)]?.value ?? .nan
    }
    passage = problem.targets.indices.map { estimates[.firstPassageSteps(set: $0)]?.value }
  }
}
