/// How an attribute enters the logits: a number as it is, words as one indicator for each value but the first.
struct AttributeCoding: Sendable, Equatable {
  /// What it is called.
  let name: String
  /// How it enters.
  let kind: Kind

  /// How an attribute enters.
  enum Kind: Sendable, Equatable {
    /// Values in order; the first is the baseline, and so is any that is not among them.
    case words([String])
    /// A number, less this mean.
    case number(mean: Double)
  }

  /// The most values that words may have.
  static let wordLimit = 50

  /// The coding of an attribute by its values in the data, each as often as it stands there.
  ///
  /// - Throws: `CalibrationError.unfit` when it does not vary, or has too many values.
  init(_ name: String, values: [String]) throws(CalibrationError) {
    self.name = name
    let distinct = Set(values).sorted()
    guard distinct.count > 1 else {
      throw .unfit(
        "the attribute '\(name)' is '\(distinct.first ?? "")' in all sequences: it can have no effect"
      )
    }
    let numbers = values.map { Double($0).flatMap { $0.isFinite ? $0 : nil } }
    if numbers.allSatisfy({ $0 != nil }) {
      kind = .number(mean: numbers.reduce(0) { $0 + ($1 ?? 0) } / Double(values.count))
      return
    }
    guard distinct.count <= Self.wordLimit else {
      throw .unfit(
        "the attribute '\(name)' has \(distinct.count) values; one that is no number has at most "
          + "\(Self.wordLimit)")
    }
    kind = .words(distinct)
  }

  /// The names of its coefficients.
  var termNames: [String] {
    switch kind {
    case .words(let values): values.dropFirst().map { "\(name)=\($0)" }
    case .number: [name]
    }
  }

  /// What it is worth in a sequence; a value that the data did not have counts as the baseline, or the mean.
  func terms(_ value: String) -> [Double] {
    switch kind {
    case .words(let values): values.dropFirst().map { $0 == value ? 1 : 0 }
    case .number(let mean): [Double(value).flatMap { $0.isFinite ? $0 - mean : nil } ?? 0]
    }
  }
}
