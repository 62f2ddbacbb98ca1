/// A text that names no state and no label of a chain.
public struct StateNameError: Error, Equatable, CustomStringConvertible {
  /// What was asked for, and what is there.
  public let message: String

  /// The message, fit for a terminal.
  public var description: String { ModelError.printable(message) }
}
