/// A name for a set of states.
public struct Label: Sendable, Equatable {
  /// The name as declared.
  public let name: String
  /// The states that bear it, ascending.
  public let states: [Int]

  /// A name for some states.
  public init(name: String, states: [Int]) {
    self.name = name
    self.states = states
  }
}
