/// All answers of one engine to one question. A quantity the engine cannot answer is absent.
public struct Estimates: Sendable, Equatable {
  private let answers: Answers
  /// What the reader of the numbers ought to know, in whole sentences.
  public let remarks: [String]
  /// Whether some trajectories were cut at a limit that the question does not know.
  public let wasCut: Bool

  /// Answers and what is to be said of them.
  public init(values: [Quantity: Estimate], remarks: [String] = [], wasCut: Bool = false) {
    var table = QuantityTable<Estimate>(QuantityPlaces(values.keys))
    for (quantity, value) in values { table[quantity] = value }
    answers = .estimates(table)
    self.wasCut = wasCut
    self.remarks = remarks
  }

  /// Exact answers, kept as what they are: a sweep holds many, and estimates have room for much that these lack.
  init(exact table: QuantityTable<ExactEngine.Answer>) {
    answers = .exact(table)
    wasCut = false
    remarks = []
  }

  private enum Answers: Sendable, Equatable {
    case exact(QuantityTable<ExactEngine.Answer>)
    case estimates(QuantityTable<Estimate>)
  }

  /// The answer to a question, if the engine has one.
  public subscript(quantity: Quantity) -> Estimate? {
    switch answers {
    case .exact(let table): table[quantity].map(Estimate.init)
    case .estimates(let table): table[quantity]
    }
  }

  /// The answers by quantity.
  public var values: [Quantity: Estimate] {
    let places =
      switch answers {
      case .exact(let table): table.places
      case .estimates(let table): table.places
      }
    var values: [Quantity: Estimate] = [:]
    for quantity in places.quantities { values[quantity] = self[quantity] }
    return values
  }
}

extension Estimate {
  fileprivate init(_ answer: ExactEngine.Answer) {
    self.init(exact: answer.value, complement: answer.complement)
  }
}
