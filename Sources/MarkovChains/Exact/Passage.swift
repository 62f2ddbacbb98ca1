import LinearAlgebra

/// First passage to a set from every state of a chain at once.
///
/// The graph decides first where the probability is exactly zero or one; the rest is solved without
/// subtraction. Means are first sums over the trajectories that arrive, and divided by their
/// probability at the end.
struct Passage<Number: NonnegativeNumber> {
  let graph: PassageGraph
  /// Shape `[state]`; exactly 0 or 1 where the graph says so.
  let probability: [Number]
  /// The probability of never visiting the set, a sum of its own.
  let complement: [Number]
  private let matrix: TransitionMatrix
  /// Over the states that may still arrive; nil when no mean was asked for.
  private let system: TransientSystem<Number>?
  let hasLostRange: Bool

  /// - Parameter wantsMeans: Whether ``sum(of:)`` and ``variance(means:)`` will be asked for.
  /// - Complexity: One elimination, for all start states.
  init(
    _ matrix: TransitionMatrix, _ graph: PassageGraph, wantsMeans: Bool,
    factors: ClassFactors<Number>?
  ) throws(SystemFailure) {
    self.matrix = matrix
    self.graph = graph
    let n = matrix.stateCount
    let moving = (0..<n).map { graph.isPossible[$0] && !graph.target[$0] }
    let hasOpen = graph.isOpen.contains(true)
    let system =
      wantsMeans || hasOpen
      ? try TransientSystem<Number>(
        matrix, among: wantsMeans ? moving : graph.isOpen, factors: factors) : nil
    let zeros = [Number](repeating: .zero, count: n)
    var probability = zeros
    var complement = zeros
    if hasOpen, let system {
      // States that are sure to arrive never lead back to open ones, so their zeros stay zeros.
      let arriving = matrix.stepInto(graph.isSure)
      let missing = matrix.stepInto(graph.isPossible.map { !$0 })
      probability = system.solve((0..<n).map { graph.isOpen[$0] ? Number(arriving[$0]) : .zero })
      complement = system.solve((0..<n).map { graph.isOpen[$0] ? Number(missing[$0]) : .zero })
    }
    for state in 0..<n where graph.isSure[state] { probability[state] = Number(1) }
    for state in 0..<n where !graph.isPossible[state] { complement[state] = Number(1) }
    hasLostRange =
      (system?.hasLostRange ?? false)
      || (0..<n).contains {
        graph.isOpen[$0]
          && (probability[$0].isZero || complement[$0].isZero || probability[$0].isOutOfRange
            || complement[$0].isOutOfRange)
      }
    self.probability = probability
    self.complement = complement
    self.system = wantsMeans ? system : nil
  }

  /// E[Σ f(X_k) over the steps before arrival; arrives]: y = f h + Q y.
  ///
  /// - Parameter rewards: Shape `[state]`: what each step spent in a state adds.
  /// - Returns: Shape `[state]`, zero on the target and where it cannot be reached.
  func sum(of rewards: [Double]) -> [Number] {
    guard let system else { preconditionFailure("means were not asked for") }
    return system.solve(
      rewards.indices.map { state in
        // Probabilities that a double cannot hold are kept scaled, so this never loses them.
        rewards[state] == 0 ? .zero : Number(rewards[state]) * probability[state]
      })
  }

  /// The variance of the step of arrival, given arrival, from its means given arrival:
  /// w = Σ p h (1 + mean' - mean)² + Q w, divided by h.
  ///
  /// - Returns: Shape `[state]`; nil when a mean is beyond doubles.
  /// - Stability: relative error about 1e-16 times mean over standard deviation: nothing as large as a
  ///   squared mean is ever subtracted.
  func variance(means: [Number]) -> [Number]? {
    guard let system else { preconditionFailure("means were not asked for") }
    let mean = means.map(\.double)
    guard mean.allSatisfy(\.isFinite) else { return nil }
    var sides = [Number](repeating: .zero, count: mean.count)
    for state in mean.indices where graph.isPossible[state] && !graph.target[state] {
      var sum = Number.zero
      for entry in matrix.row(state) {
        let target = matrix.targets[entry]
        guard graph.isPossible[target] else { continue }
        // The mean of a target is zero.
        let difference = abs(1 + mean[target] - mean[state])
        // Below the rounding of the means, a difference is none: sure steps have variance zero.
        let distance = difference < 16 * mean[state].ulp ? .zero : Number(difference)
        sum =
          sum + Number(matrix.probabilities[entry]) * probability[target] * distance * distance
      }
      sides[state] = sum
    }
    let sums = system.solve(sides)
    return sums.indices.map { givenArrival(sums[$0], at: $0) }
  }

  /// A sum over the trajectories that arrive, as a mean given arrival; zero where none arrives.
  func givenArrival(_ sum: Number, at state: Int) -> Number {
    sum.isZero ? .zero : sum / probability[state]
  }
}

/// What the graph of a chain alone says about first passage to a set.
struct PassageGraph {
  /// Shape `[state]`: the set.
  let target: [Bool]
  /// Whether it can be reached.
  let isPossible: [Bool]
  /// Whether it is reached with certainty.
  let isSure: [Bool]
  /// Neither sure nor impossible.
  let isOpen: [Bool]

  /// - Complexity: O(states + entries).
  init(_ reverse: ReverseTransitions, target: [Bool]) {
    self.target = target
    let outside = target.map { !$0 }
    let isPossible = reverse.statesReaching(target, through: outside)
    // Whoever can get to a state without hope without touching the target may miss the target.
    let avoidable = reverse.statesReaching(isPossible.map { !$0 }, through: outside)
    self.isPossible = isPossible
    isSure = target.indices.map { target[$0] || !avoidable[$0] }
    isOpen = target.indices.map { isPossible[$0] && avoidable[$0] && !target[$0] }
  }
}
