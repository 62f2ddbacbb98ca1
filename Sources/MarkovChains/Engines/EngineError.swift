/// Why an engine gave no answer.
public enum EngineError: Error, Equatable, CustomStringConvertible {
  /// The question does not fit the engine's fixed limits.
  case tooLarge(what: String, need: String, limit: String)
  /// Elimination met a class of states without a way out, which the graph had ruled out: the
  /// chain holds probabilities too small for doubles.
  case singular(state: Int)
  /// Probabilities so small that doubles lose them, in a class too large for slower numbers.
  case beyondRange(classSize: Int)
  /// A chain with several closed classes has no one stationary vector; a state of each.
  case severalClosedClasses(representatives: [Int])
  /// The run was stopped from outside.
  case interrupted

  /// What is wrong, as a sentence.
  public var description: String {
    switch self {
    case .tooLarge(let what, let need, let limit): "\(what) needs \(need); the limit is \(limit)"
    case .singular(let state):
      "the chain cannot be solved in doubles: leaving state \(state) is too rare to represent"
    case .beyondRange(let size):
      "a class of \(size) states needs numbers below 1e-290 and is too large to be solved with them"
    case .severalClosedClasses(let states):
      "the chain has \(states.count) closed classes, so no one stationary vector; they hold the "
        + "states \(states.prefix(20).map(String.init).joined(separator: ", "))"
    case .interrupted: "interrupted"
    }
  }
}
