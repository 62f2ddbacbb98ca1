/// A named set of states that a question is asked about.
public struct ChainTarget: Sendable, Equatable {
  /// What the set is called in results.
  public let name: String
  /// The states, ascending.
  public let states: [Int]

  /// A named set.
  public init(name: String, states: [Int]) {
    self.name = name
    self.states = states
  }
}
