import Escalation
import MarkovChains

/// Why a study could not be run.
public enum StudyError: Error, CustomStringConvertible {
  /// A setting or variation that the model refuses.
  case parameter(ParameterError)
  /// The engine gave no answer.
  case engine(EngineError)
  /// The chosen quantities and rungs have no row in common.
  case nothingAsked
  /// An option that does not go with the question, or is missing from it.
  case usage(String)
  /// A question that the chain has no answer to.
  case unanswerable(String)
  /// Too many scenarios or rows.
  case tooLarge(what: String, count: Double, limit: Int)

  /// What is wrong, as a sentence.
  public var description: String {
    switch self {
    case .parameter(let error): error.description
    case .engine(let error): error.description
    case .nothingAsked:
      "no row is of the chosen quantities and rungs; quantities of the incident as a whole have no "
        + "rung"
    case .usage(let text), .unanswerable(let text): text
    case .tooLarge(let what, let count, let limit):
      "the design has \(count < 1e15 ? String(Int(count)) : String(count)) \(what); "
        + "the limit is \(limit)"
    }
  }
}
