import Escalation

/// One point of a design.
public struct Scenario: Sendable, Equatable {
  /// Its number, from 0; it stays the same when a design is extended at its end.
  let number: Int
  /// What is set at this point, on top of the settings of the study.
  let overrides: [Override]

  struct Override: Sendable, Equatable {
    let name: String
    let value: Double
  }
}
