/// Gathers the problems of a file while it is read.
final class ProblemList {
  private(set) var problems: [ModelError.Problem] = []

  /// Whether a number may be missing because the part of the file that states it has problems already told.
  func mayHaveLost(_ path: String) -> Bool {
    let broken = Set(problems.map { Self.head($0.path) })
    guard !broken.isEmpty else { return false }
    let head = Self.head(path)
    // Names of sides and rungs stand everywhere, and processes are read after all else.
    return broken.contains(head) || broken.contains("sides") || broken.contains("ladder")
      || head == "processes" || head == "coefficients"
      || (broken.contains("factors") && !path.contains("."))
  }

  private static func head(_ path: String) -> Substring {
    path.prefix { $0 != "." && $0 != "[" }
  }

  func add(_ node: ModelDocument.Node, _ message: String) {
    problems.append(.init(position: node.position, path: node.path, message: message))
  }

  func add(at position: SourcePosition, path: String, _ message: String) {
    problems.append(.init(position: position, path: path, message: message))
  }

  func add(_ more: [ModelError.Problem]) {
    problems += more
  }
}
