/// Reads numbers, plain or with spread, basis and source.
struct NumberReader {
  let problems: ProblemList
  /// The keys of `sources`; a number's source must be one of them.
  /// nil when they could not be read, and are not checked.
  let sourceKeys: [String]?

  static let keys = ["value", "low", "high", "se", "basis", "source", "note", "count"]

  /// The number at a node, or nil with every problem reported.
  ///
  /// - Parameters:
  ///   - rule: What the value, and its low and high, must obey.
  ///   - extraKeys: Further keys that the caller reads from the same mapping.
  ///   - valueKey: The key that holds the value.
  func number(
    _ node: ModelDocument.Node?, _ rule: NumberRule, extraKeys: [String] = [],
    valueKey: String = "value"
  ) -> StatedNumber? {
    guard let node else { return nil }
    if case .scalar = node.content {
      return plain(node, rule).map { StatedNumber(value: $0, position: node.position) }
    }
    guard case .mapping = node.content else {
      problems.add(
        node, "a number is expected here, plain or as {\(valueKey): …}, not \(node.shown)")
      return nil
    }
    guard let reader = MappingReader(node, allowed: Self.keys + extraKeys + [valueKey], problems)
    else {
      return nil
    }
    let value = reader.required(valueKey).flatMap { plain($0, rule) }
    let low = reader.optional("low").flatMap { plain($0, rule) }
    let high = reader.optional("high").flatMap { plain($0, rule) }
    let standardError = reader.optional("se").flatMap { plain($0, .nonnegative) }
    let count = reader.optional("count").flatMap { plain($0, .count) }.map { Int($0) }
    let basis = basis(reader)
    let source = source(reader)
    let note = reader.text(reader.optional("note"))
    if let low, let high, low > high, let place = reader.optional("low") {
      problems.add(place, "low \(low) is above high \(high): the range is inverted")
    } else if let value {
      if let low, low > value, let place = reader.optional("low") {
        problems.add(place, "low \(low) is above the value \(value)")
      }
      if let high, high < value, let place = reader.optional("high") {
        problems.add(place, "high \(high) is below the value \(value)")
      }
    }
    if (reader.optional("low") == nil) != (reader.optional("high") == nil) {
      problems.add(node, "low and high come together")
    }
    if let basis, basis == .fitted || basis == .published, reader.optional("source") == nil {
      problems.add(node, "a \(basis.rawValue) number names its source")
    }
    guard let value else { return nil }
    return StatedNumber(
      value: value, low: low, high: high, standardError: standardError, basis: basis,
      source: source, note: note, count: count, position: node.position)
  }

  /// A plain number that obeys a rule.
  func plain(_ node: ModelDocument.Node, _ rule: NumberRule) -> Double? {
    guard case .scalar(let text, let isQuoted) = node.content, !isQuoted else {
      problems.add(node, "a number is expected here, not \(node.shown)")
      return nil
    }
    switch Self.parse(text) {
    case .failure(let message):
      problems.add(node, message.text)
      return nil
    case .success(let value):
      if let broken = rule.violation(of: value) {
        problems.add(node, "\(text) \(broken)")
        return nil
      }
      return value
    }
  }

  struct ParseFailure: Error {
    let text: String
  }

  /// A finite decimal number. NaN, infinities, hexadecimal and overflow are refused.
  static func parse(_ text: String) -> Result<Double, ParseFailure> {
    let allowed = Set("0123456789+-.eE")
    guard !text.isEmpty, text.allSatisfy(allowed.contains), let value = Double(text) else {
      return .failure(ParseFailure(text: "'\(text)' is no finite decimal number"))
    }
    let significand = text.prefix { $0 != "e" && $0 != "E" }
    let isZero = significand.allSatisfy { !"123456789".contains($0) }
    guard value.isFinite, value != 0 || isZero else {
      return .failure(ParseFailure(text: "\(text) is beyond the range of doubles"))
    }
    return .success(value)
  }

  private func basis(_ reader: MappingReader) -> Basis? {
    guard let node = reader.optional("basis"), let text = reader.text(node) else { return nil }
    if let basis = Basis(rawValue: text) { return basis }
    let known = Basis.allCases.map(\.rawValue)
    problems.add(
      node,
      "unknown basis '\(text)'\(Spelling.suggestion(for: text, among: known)); "
        + "it is one of \(known.joined(separator: ", "))")
    return nil
  }

  private func source(_ reader: MappingReader) -> String? {
    guard let node = reader.optional("source"), let text = reader.text(node) else { return nil }
    guard let sourceKeys else { return text }
    guard sourceKeys.contains(text) else {
      problems.add(
        node,
        "no source has the key '\(text)'\(Spelling.suggestion(for: text, among: sourceKeys)); "
          + "declare it under 'sources'")
      return nil
    }
    return text
  }
}
