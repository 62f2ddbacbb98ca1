import LinearAlgebra

/// The eigenvalues of a chain restricted to its transient states, and what they say.
public struct ChainSpectrum: Sendable {
  /// More transient states than this are not decomposed.
  public static let stateLimit = 3_000

  /// Largest modulus first.
  public let eigenvalues: [(real: Double, imaginary: Double)]

  /// - Throws: `EngineError.tooLarge` beyond ``stateLimit``, `EngineError.singular` when LAPACK does
  ///   not converge.
  /// - Complexity: O(transient states³).
  /// - Stability: approximate.
  public init(_ matrix: TransitionMatrix) throws(EngineError) {
    let isRecurrent = matrix.recurrentStates
    var position = [Int](repeating: -1, count: matrix.stateCount)
    var transient: [Int] = []
    for state in 0..<matrix.stateCount where !isRecurrent[state] {
      position[state] = transient.count
      transient.append(state)
    }
    guard transient.count <= Self.stateLimit else {
      throw .tooLarge(
        what: "a spectrum", need: "\(transient.count) transient states",
        limit: "\(Self.stateLimit)")
    }
    var block = Matrix(rowCount: transient.count, columnCount: transient.count)
    for (row, state) in transient.enumerated() {
      for entry in matrix.row(state) where position[matrix.targets[entry]] >= 0 {
        block[row, position[matrix.targets[entry]]] = matrix.probabilities[entry]
      }
    }
    do {
      eigenvalues = try Factorization.eigenvalues(block)
    } catch {
      throw .singular(state: transient.first ?? 0)
    }
  }

  /// The factor by which the probability of still being transient shrinks per step, in the long run;
  /// 0 without transient states.
  public var decayRate: Double {
    guard let first = eigenvalues.first else { return 0 }
    return (first.real * first.real + first.imaginary * first.imaginary).squareRoot()
  }
}
