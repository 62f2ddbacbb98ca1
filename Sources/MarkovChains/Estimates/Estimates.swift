/// All answers of one engine to one question. A quantity the engine cannot answer is absent.
public struct Estimates: Sendable, Equatable {
  public let values: [Quantity: Estimate]
  /// What the reader of the numbers ought to know, in whole sentences.
  public let remarks: [String]

  public init(values: [Quantity: Estimate], remarks: [String] = []) {
    self.values = values
    self.remarks = remarks
  }

  public subscript(quantity: Quantity) -> Estimate? { values[quantity] }
}
