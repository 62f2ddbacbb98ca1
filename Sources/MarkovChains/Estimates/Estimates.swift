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

  /// Exact answers, kept where they are: a sweep holds many, and estimates have room for much that these lack.
  init(exact answers: ExactAnswers, row: Int) {
    self.answers = .exact(answers, row: row)
    wasCut = false
    remarks = []
  }

  private enum Answers: Sendable, Equatable {
    case exact(ExactAnswers, row: Int)
    case estimates(QuantityTable<Estimate>)

    static func == (a: Answers, b: Answers) -> Bool {
      switch (a, b) {
      case (.exact(let a, let row), .exact(let b, let other)):
        a.places == b.places && a.values(of: row) == b.values(of: other)
      case (.estimates(let a), .estimates(let b)): a == b
      case (.exact, .estimates), (.estimates, .exact): false
      }
    }
  }

  /// The answer to a question, if the engine has one.
  public subscript(quantity: Quantity) -> Estimate? {
    switch answers {
    case .exact(let answers, let row): answers[row, quantity].map(Estimate.init)
    case .estimates(let table): table[quantity]
    }
  }

  /// The answers by quantity.
  public var values: [Quantity: Estimate] {
    let places =
      switch answers {
      case .exact(let answers, _): answers.places
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
