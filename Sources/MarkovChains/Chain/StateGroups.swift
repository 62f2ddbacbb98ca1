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

  /// Every state a set of its own.
  public static func all(stateCount: Int) -> StateGroups {
    StateGroups(count: stateCount, groupOfState: (0..<stateCount).map { Int32($0) })
  }

  /// Some states, each a set of its own, in the given order.
  public static func single(_ states: [Int], stateCount: Int) -> StateGroups {
    var groups = [Int32](repeating: -1, count: stateCount)
    for (group, state) in states.enumerated() { groups[state] = Int32(group) }
    return StateGroups(count: states.count, groupOfState: groups)
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
    var groups = [Int32](repeating: -1, count: stateCount)
    for (group, set) in sets.enumerated() {
      for state in 0..<stateCount where set[state] {
        precondition(groups[state] < 0, "sets do not overlap")
        groups[state] = Int32(group)
      }
    }
    self.init(count: sets.count, groupOfState: groups)
  }
}
