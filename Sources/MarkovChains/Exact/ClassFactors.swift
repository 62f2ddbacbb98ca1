import LinearAlgebra
import Synchronization

/// The factors of communicating classes of one chain, kept for the systems to come.
///
/// What leaves a class is its row excess wherever it goes, so the factors of a class depend on nothing but its members:
/// every system that holds them as a class can take the same.
final class ClassFactors<Number: NonnegativeNumber>: Sendable {
  /// The most numbers that are kept: classes beyond are eliminated anew each time.
  static var entryLimit: Int { 4_000_000 }

  private struct Kept {
    /// By first member: what is known of classes that begin there.
    var known: [Int: [(members: [Int], factors: SparseElimination<Number>)]] = [:]
    var entryCount = 0
  }

  private let kept = Mutex(Kept())

  /// The factors of a class, made if they are not known.
  ///
  /// - Parameter members: Ascending, at least one.
  func factors(
    of members: [Int], else make: () throws(SystemFailure) -> SparseElimination<Number>
  ) throws(SystemFailure) -> SparseElimination<Number> {
    let known = kept.withLock { $0.known[members[0]]?.first { $0.members == members }?.factors }
    if let known { return known }
    let factors = try make()
    kept.withLock { kept in
      guard kept.entryCount + factors.entryCount <= Self.entryLimit else { return }
      kept.entryCount += factors.entryCount
      kept.known[members[0], default: []].append((members, factors))
    }
    return factors
  }
}
