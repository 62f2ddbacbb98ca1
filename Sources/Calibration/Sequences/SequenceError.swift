import Escalation

/// Why no sequences came out of a file, or not the ones that were asked for.
public enum SequenceError: Error, CustomStringConvertible {
  /// The file itself.
  case file(TextFileError)
  /// A selection that leaves nothing.
  case emptySplit(String, available: String)

  /// What is wrong, and where it stands.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .emptySplit(let split, let available):
      "no sequence has \(split); the data have \(available)"
    }
  }
}
