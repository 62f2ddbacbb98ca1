/// A selection of sequences by one attribute: `powers=major_major`, or `era=1946-1969,1970-1992`.
public struct AttributeFilter: Sendable, Equatable, CustomStringConvertible {
  /// The attribute.
  public let attribute: String
  /// The values that are taken.
  public let values: [String]

  /// A selection as it is written, or nil when it is no `name=value`.
  public init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    let values = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard values.allSatisfy({ !$0.isEmpty }) else { return nil }
    attribute = String(parts[0])
    self.values = values
  }

  /// Whether a sequence is taken.
  public func takes(_ sequence: SequenceSet.Sequence) -> Bool {
    sequence.attributes[attribute].map(values.contains) ?? false
  }

  /// As it is written.
  public var description: String { "\(attribute)=\(values.joined(separator: ","))" }
}

extension SequenceSet {
  /// The sequences that a filter takes.
  ///
  /// - Throws: `CalibrationError.unfit` when there is no such attribute, or none is taken; it says what
  ///   there is.
  public func filter(_ filter: AttributeFilter) throws(CalibrationError) -> SequenceSet {
    let present = Set(sequences.compactMap { $0.attributes[filter.attribute] })
    guard !present.isEmpty else {
      let names = Set(sequences.flatMap { $0.attributes.keys }).sorted()
      throw .unfit(
        "the sequences have no attribute '\(filter.attribute)'; they have "
          + (names.isEmpty ? "none" : names.joined(separator: ", ")))
    }
    let taken = self.filter(filter.takes)
    guard !taken.sequences.isEmpty else {
      let shown = present.sorted().prefix(12).joined(separator: ", ")
      throw .unfit(
        "the split \(filter) is empty; '\(filter.attribute)' is \(shown)\(present.count > 12 ? ", …" : "")"
      )
    }
    return taken
  }
}
