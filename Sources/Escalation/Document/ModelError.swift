/// Everything that is wrong with a model file, found in one reading.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// One thing that is wrong: where, what, and the rule it breaks.
  public struct Problem: Sendable, Equatable {
    public let position: SourcePosition
    /// The path inside the file, for instance `factors.nationalism`; empty for the whole file.
    public let path: String
    public let message: String

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

  public init(file: String, problems: [Problem]) {
    self.file = file
    self.problems = problems.enumerated().sorted {
      ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
    }.map(\.element)
  }

  /// One line a problem: `file:line:column: error: path: message`.
  public var description: String {
    problems.map { problem in
      let path = problem.path.isEmpty ? "" : "\(problem.path): "
      return "\(file):\(problem.position.line):\(problem.position.column): error: "
        + "\(path)\(problem.message)"
    }.joined(separator: "\n")
  }
}
