/// The question put to an engine: a chain, where it starts, how long it is followed, and which sets
/// of states are asked about.
public struct ChainProblem: Sendable {
  /// One reference, whatever is asked: sweeps pass many problems on.
  private let contents: Contents

  private final class Contents: Sendable {
    let matrix: TransitionMatrix
    let start: [Double]
    let horizon: Int?
    let targets: [[Bool]]
    let rewards: [Double]?
    let occupied: StateGroups
    let finals: StateGroups
    let outcomes: [[Bool]]

    init(
      matrix: TransitionMatrix, start: [Double], horizon: Int?, targets: [[Bool]],
      rewards: [Double]?, occupied: StateGroups, finals: StateGroups, outcomes: [[Bool]]
    ) {
      self.matrix = matrix
      self.start = start
      self.horizon = horizon
      self.targets = targets
      self.rewards = rewards
      self.occupied = occupied
      self.finals = finals
      self.outcomes = outcomes
    }
  }

  /// The chain.
  public var matrix: TransitionMatrix { contents.matrix }
  /// Shape `[stateCount]`: the probability of each state at step 0.
  public var start: [Double] { contents.start }
  /// The largest number of steps followed; nil follows for ever.
  public var horizon: Int? { contents.horizon }
  /// Sets whose first passage is asked for: shape `[set][state]`.
  public var targets: [[Bool]] { contents.targets }
  /// Shape `[state]`: what each step spent in a state earns until first passage; nil when no reward
  /// is asked for.
  public var rewards: [Double]? { contents.rewards }
  /// Sets whose occupancy is asked for.
  public var occupied: StateGroups { contents.occupied }
  /// Sets that the last state is looked for in.
  public var finals: StateGroups { contents.finals }
  /// Disjoint sets of absorbing states, each an outcome: shape `[set][state]`.
  public var outcomes: [[Bool]] { contents.outcomes }

  /// A question about a chain.
  ///
  /// - Precondition: The start sums to one; sets have one entry a state; occupied sets do not
  ///   overlap; outcomes hold absorbing states only and do not overlap.
  public init(
    matrix: TransitionMatrix, start: [Double], horizon: Int?,
    targets: [[Bool]] = [], occupied: [[Bool]] = [], outcomes: [[Bool]] = []
  ) {
    precondition(
      occupied.allSatisfy { $0.count == matrix.stateCount }, "one mark for each state in every set")
    self.init(
      matrix: matrix, start: start, horizon: horizon, targets: targets, rewards: nil,
      occupied: StateGroups(sets: occupied, stateCount: matrix.stateCount),
      finals: .none(stateCount: matrix.stateCount), outcomes: outcomes)
  }

  /// A question about a chain, with rewards and with sets by group.
  ///
  /// - Precondition: As above; rewards are finite and not negative.
  public init(
    matrix: TransitionMatrix, start: [Double], horizon: Int?, targets: [[Bool]],
    rewards: [Double]?, occupied: StateGroups, finals: StateGroups, outcomes: [[Bool]]
  ) {
    let n = matrix.stateCount
    precondition(start.count == n, "one start probability for each state")
    precondition(
      start.allSatisfy { $0 >= 0 } && abs(start.reduce(0, +) - 1) < 1e-12,
      "the start is a distribution")
    precondition(horizon.map { $0 >= 0 } ?? true, "a horizon is not negative")
    for sets in [targets, outcomes] {
      precondition(sets.allSatisfy { $0.count == n }, "one mark for each state in every set")
    }
    for groups in [occupied, finals] {
      precondition(groups.groupOfState.count == n, "one group for each state")
    }
    precondition(
      rewards.map { $0.count == n && $0.allSatisfy { $0 >= 0 && $0.isFinite } } ?? true,
      "one finite reward for each state, not negative")
    precondition(
      (0..<n).allSatisfy { state in outcomes.count { $0[state] } <= 1 }, "outcomes do not overlap")
    precondition(
      outcomes.allSatisfy { set in (0..<n).allSatisfy { !set[$0] || matrix.isAbsorbing($0) } },
      "outcomes hold absorbing states")
    contents = Contents(
      matrix: matrix, start: start, horizon: horizon, targets: targets, rewards: rewards,
      occupied: occupied, finals: finals, outcomes: outcomes)
  }

  /// The same question about another chain on the same states.
  ///
  /// - Precondition: Outcomes are absorbing in it too.
  public func with(matrix: TransitionMatrix) -> ChainProblem {
    ChainProblem(
      matrix: matrix, start: start, horizon: horizon, targets: targets, rewards: rewards,
      occupied: occupied, finals: finals, outcomes: outcomes)
  }

  /// The same question about some of the target sets only, and about nothing else of that kind.
  func asking(targets range: Range<Int>) -> ChainProblem {
    with(horizon: horizon, targets: Array(targets[range]))
  }

  /// The same question up to another horizon, about other target sets.
  func with(horizon: Int?, targets: [[Bool]]) -> ChainProblem {
    ChainProblem(
      matrix: matrix, start: start, horizon: horizon, targets: targets, rewards: rewards,
      occupied: occupied, finals: finals, outcomes: outcomes)
  }

  /// Shape `[state]`: the outcome that holds it, or -1.
  var outcomeOfState: [Int] {
    (0..<matrix.stateCount).map { state in outcomes.firstIndex { $0[state] } ?? -1 }
  }

  /// Whether two problems differ in nothing but numbers: the same moves, sets and horizon.
  ///
  /// - Complexity: O(states · sets + entries).
  func hasShape(of other: ChainProblem) -> Bool {
    horizon == other.horizon && matrix.offsets == other.matrix.offsets
      && matrix.targets == other.matrix.targets && targets == other.targets
      && occupied == other.occupied && finals == other.finals && outcomes == other.outcomes
  }
}
