/// The question put to an engine: a chain, where it starts, how long it is followed, and which sets
/// of states are asked about.
public struct ChainProblem: Sendable {
  /// The chain.
  public let matrix: TransitionMatrix
  /// Shape `[stateCount]`: the probability of each state at step 0.
  public let start: [Double]
  /// The largest number of steps followed; nil follows for ever.
  public let horizon: Int?
  /// Sets whose first passage is asked for: shape `[set][state]`.
  public let targets: [[Bool]]
  /// Disjoint sets whose occupancy is asked for: shape `[set][state]`.
  public let occupied: [[Bool]]
  /// Disjoint sets of absorbing states, each an outcome: shape `[set][state]`.
  public let outcomes: [[Bool]]

  /// A question about a chain.
  ///
  /// - Precondition: The start sums to one; sets have one entry a state; occupied sets do not
  ///   overlap; outcomes hold absorbing states only and do not overlap.
  public init(
    matrix: TransitionMatrix, start: [Double], horizon: Int?,
    targets: [[Bool]] = [], occupied: [[Bool]] = [], outcomes: [[Bool]] = []
  ) {
    let n = matrix.stateCount
    precondition(start.count == n, "one start probability for each state")
    precondition(
      start.allSatisfy { $0 >= 0 } && abs(start.reduce(0, +) - 1) < 1e-12,
      "the start is a distribution")
    precondition(horizon.map { $0 >= 0 } ?? true, "a horizon is not negative")
    for sets in [targets, occupied, outcomes] {
      precondition(sets.allSatisfy { $0.count == n }, "one mark for each state in every set")
    }
    for sets in [occupied, outcomes] {
      precondition(
        (0..<n).allSatisfy { state in sets.count { $0[state] } <= 1 }, "sets do not overlap")
    }
    precondition(
      outcomes.allSatisfy { set in (0..<n).allSatisfy { !set[$0] || matrix.isAbsorbing($0) } },
      "outcomes hold absorbing states")
    self.matrix = matrix
    self.start = start
    self.horizon = horizon
    self.targets = targets
    self.occupied = occupied
    self.outcomes = outcomes
  }

  /// The same question about some of the target sets only, and about nothing else of that kind.
  func asking(targets range: Range<Int>) -> ChainProblem {
    ChainProblem(
      matrix: matrix, start: start, horizon: horizon, targets: Array(targets[range]),
      occupied: occupied, outcomes: outcomes)
  }
}
