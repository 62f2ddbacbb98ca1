/// A system that has no finite solution, or a library routine that failed.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// Row `index` and the rows below it in the elimination have no way out.
  case singular(index: Int)
  /// LAPACK returned a nonzero status.
  case failed(routine: String, status: Int)

  /// What is wrong, as a sentence.
  public var description: String {
    switch self {
    case .singular(let index): "the system is singular: row \(index) has no way out"
    case .failed(let routine, let status): "\(routine) failed with status \(status)"
    }
  }
}
