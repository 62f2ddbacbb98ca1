/// A reward for every step taken from a state.
public struct RewardStructure: Sendable, Equatable {
  /// `NAME` of `X.NAME.srew`; empty for `X.srew`.
  public let name: String
  /// Shape `[stateCount]`; finite and not negative.
  public let values: [Double]

  /// A reward for each state.
  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}
