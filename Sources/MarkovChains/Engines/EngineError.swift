/// Why an engine gave no answer.
public enum EngineError: Error, Equatable, CustomStringConvertible {
  /// The question does not fit the engine's fixed limits.
  case tooLarge(what: String, need: String, limit: String)
  /// Elimination met a class of states without a way out, which the graph had ruled out: the
  /// chain holds probabilities too small for doubles.
  case singular(state: Int)
  /// The run was stopped from outside.
  case interrupted

  /// What is wrong, as a sentence.
  public var description: String {
    switch self {
    case .tooLarge(let what, let need, let limit): "\(what) needs \(need); the limit is \(limit)"
    case .singular(let state):
      "the chain cannot be solved in doubles: leaving state \(state) is too rare to represent"
    case .interrupted: "interrupted"
    }
  }
}
