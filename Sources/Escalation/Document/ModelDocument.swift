import Yams

/// A model file exactly as it was written, every value with its line and column. It knows no rules.
public struct ModelDocument: Sendable {
  /// The file as the user named it.
  public let file: String
  /// The whole text, verbatim.
  public let text: String
  let root: Node
  /// Keys that stand twice in one mapping.
  let duplicates: [ModelError.Problem]

  /// A value of the file.
  struct Node: Sendable {
    enum Content: Sendable {
      case mapping([(key: String, position: SourcePosition, value: Node)])
      case sequence([Node])
      /// The text, and whether it stood in quotes.
      case scalar(String, isQuoted: Bool)
    }

    let content: Content
    let position: SourcePosition
    let path: String

    /// What stands there, for a message.
    var shown: String {
      switch content {
      case .scalar("", _): "nothing"
      case .scalar(let text, let isQuoted): isQuoted ? "the text '\(text)'" : "'\(text)'"
      case .sequence: "a list"
      case .mapping: "a mapping"
      }
    }
  }

  /// The longest file that is read; a model is a few dozen kilobytes.
  public static let byteLimit = 8 << 20
  /// The most values a file may unfold to: aliases of aliases grow without bound.
  static let nodeLimit = 2_000_000

  /// Reads YAML.
  ///
  /// - Parameter file: The name that errors shall bear.
  /// - Throws: `ModelError` with the place where the text stops being YAML.
  public init(text: String, file: String) throws(ModelError) {
    // Some editors begin a file with a mark of its encoding, which is no part of it.
    let text = text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    self.text = text
    self.file = file
    func fail(_ position: SourcePosition, _ message: String) -> ModelError {
      ModelError(file: file, problems: [.init(position: position, path: "", message: message)])
    }
    let start = SourcePosition(line: 1, column: 1)
    var duplicates: [(first: SourcePosition, key: String)] = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init)
    var composed: Yams.Node?
    while true {
      do {
        // Without rules a key is its text: `1` and `"1"` are one key. What a value means is read later.
        composed = try Yams.compose(yaml: lines.joined(separator: "\n"), .basic)
        break
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        // The parser stops at the first repeated key. Marking its first letter and reading again
        // lets every problem of the file be told at once, at unchanged columns.
        let position = SourcePosition(line: context.mark.line, column: context.mark.column)
        guard let key = Self.markDuplicate(at: position, in: &lines), duplicates.count < 100 else {
          throw fail(position, "repeated keys: \(keys.joined(separator: ", "))")
        }
        duplicates.append((position, key))
      } catch YamlError.scanner(_, let problem, let mark, _),
        YamlError.parser(_, let problem, let mark, _),
        YamlError.composer(_, let problem, let mark, _)
      {
        throw fail(
          SourcePosition(line: mark.line, column: mark.column), "not YAML: \(problem)")
      } catch YamlError.reader(let problem, _, _, _) {
        throw fail(start, "not YAML: \(problem)")
      } catch {
        throw fail(start, "not YAML: \(error)")
      }
    }
    guard let composed else {
      throw fail(start, "the file is empty; `brink show hainan-2001 --source` prints a whole one")
    }
    var budget = Self.nodeLimit
    guard let root = Self.convert(composed, path: "", budget: &budget) else {
      throw fail(start, "the file unfolds to more than \(Self.nodeLimit) values")
    }
    self.root = root
    self.duplicates = duplicates.map { first, key in
      .init(position: first, path: key, message: "this key stands twice in its mapping; keep one")
    }
  }

  /// Stands for the first letter of a key that is written again later in the same mapping.
  static let duplicateMark: Character = "\u{E000}"

  private static func markDuplicate(
    at position: SourcePosition, in lines: inout [Substring]
  ) -> String? {
    guard lines.indices.contains(position.line - 1) else { return nil }
    var characters = Array(lines[position.line - 1].unicodeScalars)
    var column = position.column - 1
    guard characters.indices.contains(column) else { return nil }
    if characters[column] == "\"" || characters[column] == "'" { column += 1 }
    guard characters.indices.contains(column) else { return nil }
    var key = String.UnicodeScalarView()
    for scalar in characters[column...] {
      if ":\"' ,}".unicodeScalars.contains(scalar) { break }
      key.append(scalar)
    }
    characters[column] = duplicateMark.unicodeScalars.first ?? "?"
    var line = String.UnicodeScalarView()
    line.append(contentsOf: characters)
    lines[position.line - 1] = Substring(String(line))
    return String(key)
  }

  private static func convert(_ node: Yams.Node, path: String, budget: inout Int) -> Node? {
    budget -= 1
    guard budget > 0 else { return nil }
    let position = SourcePosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
      return Node(
        content: .scalar(scalar.string, isQuoted: isQuoted), position: position, path: path)
    case .sequence(let sequence):
      var items: [Node] = []
      for (index, item) in sequence.enumerated() {
        guard let item = convert(item, path: "\(path)[\(index)]", budget: &budget) else {
          return nil
        }
        items.append(item)
      }
      return Node(content: .sequence(items), position: position, path: path)
    case .mapping(let mapping):
      var entries: [(key: String, position: SourcePosition, value: Node)] = []
      for (key, value) in mapping {
        let name = key.string ?? "?"
        let keyPosition = SourcePosition(line: key.mark?.line ?? 1, column: key.mark?.column ?? 1)
        guard
          let value = convert(
            value, path: path.isEmpty ? name : "\(path).\(name)", budget: &budget)
        else { return nil }
        if name.first != duplicateMark { entries.append((name, keyPosition, value)) }
      }
      return Node(content: .mapping(entries), position: position, path: path)
    case .alias:
      return Node(content: .scalar("", isQuoted: false), position: position, path: path)
    }
  }
}
