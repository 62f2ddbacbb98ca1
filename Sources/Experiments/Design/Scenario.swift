import Escalation

/// One point of a design.
public struct Scenario: Sendable, Equatable {
  /// Its number, from 0; it stays the same when a design is extended at its end.
  public let number: Int
  /// What is set at this point, on top of the settings of the study.
  public let overrides: [Override]

  public struct Override: Sendable, Equatable {
    public let name: String
    public let value: Double
  }
}
