/// Disjoint sets of states, kept as the set that each state belongs to.
public struct StateGroups: Sendable, Equatable {
  /// The number of sets.
  public let count: Int
  /// Shape `[state]`: the set that holds the state, or -1.
  public let groupOfState: [Int32]

  /// No sets.
  public static func none(stateCount: Int) -> StateGroups {
    StateGroups(count: 0, groupOfState: [Int32](repeating: -1, count: stateCount))
  }

  /// Sets given by their members.
  ///
  /// - Precondition: Sets do not overlap.
  public init(lists: [[Int]], stateCount: Int) {
    var groups = [Int32](repeating: -1, count: stateCount)
    for (group, states) in lists.enumerated() {
      for state in states {
        precondition(groups[state] < 0, "sets do not overlap")
        groups[state] = Int32(group)
      }
    }
    self.init(count: lists.count, groupOfState: groups)
  }

  private init(count: Int, groupOfState: [Int32]) {
    self.count = count
    self.groupOfState = groupOfState
  }

  /// Sets given by their marks.
  ///
  /// - Parameter sets: Shape `[set][state]`.
  /// - Precondition: Sets do not overlap.
  public init(sets: [[Bool]], stateCount: Int) {
    self.init(
      lists: sets.map { set in (0..<stateCount).filter { set[$0] } }, stateCount: stateCount)
  }
}
