/// All answers of one engine to one question. A quantity the engine cannot answer is absent.
public struct Estimates: Sendable, Equatable {
  let table: QuantityTable<Estimate>
  /// What the reader of the numbers ought to know, in whole sentences.
  public let remarks: [String]
  /// Whether some trajectories were cut at a limit that the question does not know.
  public let wasCut: Bool

  /// Answers and what is to be said of them.
  public init(values: [Quantity: Estimate], remarks: [String] = [], wasCut: Bool = false) {
    var table = QuantityTable<Estimate>(QuantityPlaces(values.keys))
    for (quantity, value) in values { table[quantity] = value }
    self.init(table, remarks: remarks, wasCut: wasCut)
  }

  init(_ table: QuantityTable<Estimate>, remarks: [String] = [], wasCut: Bool = false) {
    self.table = table
    self.wasCut = wasCut
    self.remarks = remarks
  }

  /// The answer to a question, if the engine has one.
  public subscript(quantity: Quantity) -> Estimate? { table[quantity] }

  /// The answers by quantity.
  public var values: [Quantity: Estimate] {
    var values: [Quantity: Estimate] = [:]
    for (quantity, value) in zip(table.places.quantities, table.values) { values[quantity] = value }
    return values
  }
}
