/// Why nothing came out of a text file, or of several that belong together.
public enum TextFileError: Error, Equatable, CustomStringConvertible {
  /// A file that is missing, a folder, or closed to us.
  case unreadable(file: String, reason: String)
  /// Files that were read and are wrong: their problems file by file, and how many are not listed.
  case invalid([ModelError], omitted: Int)

  /// The most problems that are listed, over all files that belong together.
  public static let listedProblems = 20

  /// One line a problem, and a last line for those not listed.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      return ModelError.printable("\(file): \(reason)")
    case .invalid(let errors, let omitted):
      let lines = errors.map(\.description)
      return (omitted > 0 ? lines + ["and \(omitted) more"] : lines).joined(separator: "\n")
    }
  }

  /// The first twenty problems of some files; nil when there are none.
  init?(_ findings: [(error: ModelError, omitted: Int)]) {
    guard !findings.isEmpty else { return nil }
    var room = Self.listedProblems
    var omitted = 0
    var errors: [ModelError] = []
    for (error, missing) in findings {
      let listed = Array(error.problems.prefix(room))
      omitted += missing + error.problems.count - listed.count
      room -= listed.count
      if !listed.isEmpty { errors.append(ModelError(file: error.file, problems: listed)) }
    }
    self = .invalid(errors, omitted: omitted)
  }
}
