/// Exact answers to one question, one row a chain or mixture that it is put to. All rows in one array: sweeps have many.
struct ExactAnswers: Sendable {
  /// Of the question.
  let places: QuantityPlaces
  /// Shape `[row][place]`; nil for what has no answer.
  private var values: [ExactEngine.Answer?] = []

  /// No rows yet.
  init(_ places: QuantityPlaces, reserving rowCount: Int) {
    self.places = places
    values.reserveCapacity(rowCount * places.count)
  }

  var rowCount: Int { values.count / places.count }

  /// Adds rows without answers.
  ///
  /// - Returns: The first of them.
  mutating func addRows(_ count: Int) -> Int {
    defer { values.append(contentsOf: repeatElement(nil, count: count * places.count)) }
    return rowCount
  }

  /// Adds a row: shape `[place]`.
  mutating func add(_ row: [ExactEngine.Answer?]) {
    precondition(row.count == places.count, "an answer, or none, for each place")
    values += row
  }

  /// An answer, if there is one.
  ///
  /// - Precondition: There is room for what is set.
  subscript(row: Int, quantity: Quantity) -> ExactEngine.Answer? {
    get { places.place(of: quantity).flatMap { values[row * places.count + $0] } }
    set {
      guard let place = places.place(of: quantity) else {
        preconditionFailure("there is room for \(quantity)")
      }
      values[row * places.count + place] = newValue
    }
  }

  /// All answers of a row, place by place.
  func values(of row: Int) -> ArraySlice<ExactEngine.Answer?> {
    values[row * places.count..<(row + 1) * places.count]
  }
}
