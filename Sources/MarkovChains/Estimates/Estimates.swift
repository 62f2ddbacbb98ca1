/// All answers of one engine to one question. A quantity the engine cannot answer is absent.
public struct Estimates: Sendable, Equatable {
  /// The answers by quantity.
  public let values: [Quantity: Estimate]
  /// What the reader of the numbers ought to know, in whole sentences.
  public let remarks: [String]
  /// Whether some trajectories were cut at a limit that the question does not know.
  public let wasCut: Bool

  /// Answers and what is to be said of them.
  public init(values: [Quantity: Estimate], remarks: [String] = [], wasCut: Bool = false) {
    self.values = values
    self.wasCut = wasCut
    self.remarks = remarks
  }

  /// The answer to a question, if the engine has one.
  public subscript(quantity: Quantity) -> Estimate? { values[quantity] }
}
