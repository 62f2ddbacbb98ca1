/// Why no fit came out.
public enum CalibrationError: Error, Equatable, CustomStringConvertible {
  /// The user stopped it; where it was.
  case interrupted(String)
  /// What was asked cannot be fitted to these sequences, and why.
  case unfit(String)

  /// What is wrong, as a sentence.
  public var description: String {
    switch self {
    case .interrupted(let place): "interrupted at \(place)"
    case .unfit(let reason): reason
    }
  }
}
