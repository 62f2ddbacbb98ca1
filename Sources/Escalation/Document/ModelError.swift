/// Everything that is wrong with a model file, found in one reading.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// One thing that is wrong: where, what, and the rule it breaks.
  public struct Problem: Sendable, Equatable {
    /// Where it stands.
    public let position: SourcePosition
    /// The path inside the file, for instance `factors.nationalism`; empty for the whole file.
    public let path: String
    /// The value and the rule it breaks.
    public let message: String

    /// A problem at a place.
    public init(position: SourcePosition, path: String, message: String) {
      self.position = position
      self.path = path
      self.message = message
    }
  }

  /// The file as the user named it.
  public let file: String
  /// The problems in the order of their places.
  public let problems: [Problem]

  /// The problems of a file, put in the order of their places; repeated ones are told once.
  public init(file: String, problems: [Problem]) {
    self.file = file
    var kept: [Problem] = []
    for problem in problems where !kept.contains(problem) { kept.append(problem) }
    self.problems = kept.enumerated().sorted {
      ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
    }.map(\.element)
  }

  /// A text in which control characters show as escapes: a file may not steer the terminal.
  public static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// One line a problem: `file:line:column: error: path: message`.
  public var description: String {
    problems.map { problem in
      let path = problem.path.isEmpty ? "" : "\(problem.path): "
      return "\(file):\(problem.position.line):\(problem.position.column): error: "
        + Self.printable("\(path)\(problem.message)")
    }.joined(separator: "\n")
  }
}
