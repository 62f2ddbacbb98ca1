/// Gathers the problems of a file while it is read.
final class ProblemList {
  private(set) var problems: [ModelError.Problem] = []

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
