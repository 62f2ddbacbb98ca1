/// Reads one mapping of a file: reports what does not belong, hands out what does.
struct MappingReader {
  let node: ModelDocument.Node
  let problems: ProblemList
  private let entries: [String: (position: SourcePosition, value: ModelDocument.Node)]

  /// A reader for a mapping, or nil, with a problem reported, when the node is none.
  ///
  /// - Parameter allowed: The keys that may stand here; nil lets any key pass.
  init?(_ node: ModelDocument.Node, allowed: [String]?, _ problems: ProblemList) {
    guard case .mapping(let pairs) = node.content else {
      problems.add(node, "a mapping of keys to values is expected here, not \(node.shown)")
      return nil
    }
    self.node = node
    self.problems = problems
    var entries: [String: (position: SourcePosition, value: ModelDocument.Node)] = [:]
    for (key, position, value) in pairs {
      if let allowed, !allowed.contains(key) {
        let hint = Spelling.suggestion(for: key, among: allowed)
        let rule =
          hint.isEmpty ? "; known here: \(allowed.joined(separator: ", "))" : hint
        problems.add(at: position, path: value.path, "unknown key '\(key)'\(rule)")
        continue
      }
      entries[key] = (position, value)
    }
    self.entries = entries
  }

  /// The keys in no particular order.
  var keys: Set<String> { Set(entries.keys) }

  /// The entries in file order.
  var ordered: [(key: String, position: SourcePosition, value: ModelDocument.Node)] {
    entries.map { ($0.key, $0.value.position, $0.value.value) }.sorted { $0.position < $1.position }
  }

  func optional(_ key: String) -> ModelDocument.Node? { entries[key]?.value }

  /// The value of a key; a missing key is reported.
  func required(_ key: String, _ why: String = "") -> ModelDocument.Node? {
    if let entry = entries[key] { return entry.value }
    problems.add(node, "the key '\(key)' is missing\(why.isEmpty ? "" : "; \(why)")")
    return nil
  }

  /// The text of a scalar; anything else, and empty text, is reported.
  func text(_ node: ModelDocument.Node?) -> String? {
    node.flatMap { Self.text($0, problems) }
  }

  /// The text of a scalar; anything else, and empty text, is reported.
  static func text(_ node: ModelDocument.Node, _ problems: ProblemList) -> String? {
    guard case .scalar(let text, let isQuoted) = node.content, !text.isEmpty,
      isQuoted || !["null", "~"].contains(text)
    else {
      problems.add(node, "a text is expected here, not \(node.shown)")
      return nil
    }
    return text
  }
}
