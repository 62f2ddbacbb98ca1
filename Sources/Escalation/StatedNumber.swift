/// What a number of a model rests on.
public enum Basis: String, Sendable, CaseIterable {
  /// Estimated from counts, by a fit that is named.
  case fitted
  /// Taken from a publication.
  case published
  /// Asked of experts, by a stated protocol.
  case elicited
  /// Set by the author of the model.
  case judgement
}

/// A number as a model states it: the value, how far it may be off, and what it rests on.
public struct StatedNumber: Sendable, Equatable {
  /// The value that is used unless another is set.
  public let value: Double
  /// The lower end of what it may be.
  public let low: Double?
  /// The upper end of what it may be.
  public let high: Double?
  /// The standard error of a fit.
  public let standardError: Double?
  /// nil when the file gives a plain number.
  public let basis: Basis?
  /// A key of the model's sources.
  public let source: String?
  /// Whatever else is to be said of it.
  public let note: String?
  /// How many observations the number was estimated from.
  public let count: Int?
  /// Where the file states it; nil for what is worked out from another statement.
  public let position: SourcePosition?

  /// A statement.
  public init(
    value: Double, low: Double? = nil, high: Double? = nil, standardError: Double? = nil,
    basis: Basis? = nil, source: String? = nil, note: String? = nil, count: Int? = nil,
    position: SourcePosition? = nil
  ) {
    self.value = value
    self.low = low
    self.high = high
    self.standardError = standardError
    self.basis = basis
    self.source = source
    self.note = note
    self.count = count
    self.position = position
  }

  /// The same statement about a transformed number; the standard error is left behind.
  ///
  /// - Parameter transform: Monotone; low and high change places when it falls.
  func mapped(_ transform: (Double) -> Double) -> StatedNumber {
    let ends = [low, high].compactMap { $0.map(transform) }.sorted()
    return StatedNumber(
      value: transform(value), low: ends.first, high: ends.last, basis: basis, source: source,
      note: note, count: count)
  }
}
