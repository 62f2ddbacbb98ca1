import LinearAlgebra

/// A chain that stops in a set, or is followed until nothing more can happen: visits to its states from
/// the start, and what a state is worth, for one elimination.
struct StoppedVisits: Sendable {
  private let matrix: TransitionMatrix
  private let reverse: ReverseTransitions
  private let isTransient: [Bool]
  private let system: VisitSystem
  /// Shape `[state]`: the mean number of visits, zero in the set, infinite in closed classes outside it
  /// that are entered.
  let visits: [Double]

  /// - Parameter stop: The set; nil for none.
  init(_ problem: ChainProblem, at stop: [Bool]?) throws(EngineError) {
    let matrix = stop.map { problem.matrix.absorbing(in: $0) } ?? problem.matrix
    let isRecurrent = matrix.recurrentStates
    isTransient = isRecurrent.map { !$0 }
    self.matrix = matrix
    reverse = ReverseTransitions(matrix)
    system = try VisitSystem(matrix, among: isTransient)
    var visits = try system.doubles(problem.start, isTransposed: true)
    let isEntered = matrix.statesReachable(from: problem.start.map { $0 > 0 })
    for state in visits.indices where isRecurrent[state] && isEntered[state] {
      visits[state] = stop?[state] == true ? 0 : .infinity
    }
    self.visits = visits
  }

  /// The probability of coming to a set of closed classes, and of not coming to it, from every state.
  struct Arrival {
    let probability: [Double]
    let complement: [Double]

    /// What a state is worth to a probability: the probability from there, or less the complement where
    /// that is the smaller from the start. The two differ by one everywhere.
    func worth(of answer: ExactEngine.Answer) -> [Double] {
      answer.value <= answer.complement ?? 1 ? probability : complement.map { -$0 }
    }
  }

  /// - Parameter set: Shape `[state]`; no state of it is left.
  func arrival(in set: [Bool]) throws(EngineError) -> Arrival {
    let graph = PassageGraph(reverse, target: set)
    var probability = try system.doubles(matrix.stepInto(set), isTransposed: false)
    let missing = zip(set, isTransient).map { !$0 && !$1 }
    var complement = try system.doubles(matrix.stepInto(missing), isTransposed: false)
    for state in set.indices {
      if graph.isSure[state] { (probability[state], complement[state]) = (1, 0) }
      if !graph.isPossible[state] { (probability[state], complement[state]) = (0, 1) }
    }
    return Arrival(probability: probability, complement: complement)
  }

  /// The mean number of steps spent in a set from every state: infinite where a closed class that meets
  /// it can be entered.
  func steps(in set: [Bool]) throws(EngineError) -> [Double] {
    let everywhere = [Bool](repeating: true, count: set.count)
    let endless = reverse.statesReaching(
      zip(set, isTransient).map { $0 && !$1 }, through: everywhere)
    let steps = try system.doubles(set.map { $0 ? 1 : 0 }, isTransposed: false)
    return zip(steps, endless).map { $1 ? .infinity : $0 }
  }

  /// x = b + Q x over the states that are left for ever: shape `[state]`, zero at the others.
  func solve(_ side: [Double]) throws(EngineError) -> [Double] {
    try system.doubles(side, isTransposed: false)
  }

  /// Each visit weighted with the visits before and with it: z (I - Q)^-1; infinite where those are.
  func visitsAfterVisits() throws(EngineError) -> [Double] {
    let finite = visits.map { $0.isFinite ? $0 : 0 }
    let later = try system.doubles(finite, isTransposed: true)
    return zip(later, visits).map { $1.isFinite ? $0 : $1 }
  }
}

extension VisitSystem {
  /// The solution in doubles, whatever numbers it took.
  func doubles(_ side: [Double], isTransposed: Bool) throws(EngineError) -> [Double] {
    let solution = try solve(
      side, positive: [Bool](repeating: false, count: side.count), isTransposed: isTransposed)
    return solution.scaled?.map(\.double) ?? solution.doubles
  }
}
