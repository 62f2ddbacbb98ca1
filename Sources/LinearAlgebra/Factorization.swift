internal import COpenBLAS

/// LAPACK's general routines. brink's answers come from ``SubtractionFreeElimination``; these give
/// spectra, and a second opinion.
public enum Factorization {
  /// The solution of A x = b by LU with partial pivoting.
  ///
  /// - Returns: Shape `[n, m]`.
  /// - Throws: `LinearAlgebraError.failed` when a pivot is exactly zero.
  /// - Complexity: O(n³).
  /// - Stability: approximate; the error grows with the condition number.
  public static func solve(
    _ matrix: Matrix, _ rightSides: Matrix
  ) throws(LinearAlgebraError) -> Matrix {
    precondition(matrix.rowCount == matrix.columnCount, "LU solves square systems")
    precondition(rightSides.rowCount == matrix.rowCount, "one row of right sides for each row")
    precondition(BLASLibrary.isReady)
    let n = LapackInt(matrix.rowCount)
    let m = LapackInt(rightSides.columnCount)
    var factors = matrix.elements
    var solution = rightSides
    var pivots = [LapackInt](repeating: 0, count: matrix.rowCount)
    let status = LAPACKE_dgesv(
      LAPACK_ROW_MAJOR, n, m, &factors, n, &pivots, &solution.elements, m)
    if status != 0 { throw .failed(routine: "dgesv", status: Int(status)) }
    return solution
  }

  /// The eigenvalues of a general matrix, largest modulus first; of a conjugate pair, the one with
  /// the positive imaginary part first.
  ///
  /// - Throws: `LinearAlgebraError.failed` when the iteration does not converge.
  /// - Complexity: O(n³).
  /// - Stability: approximate.
  public static func eigenvalues(
    _ matrix: Matrix
  ) throws(LinearAlgebraError) -> [(real: Double, imaginary: Double)] {
    precondition(matrix.rowCount == matrix.columnCount, "eigenvalues belong to square matrices")
    guard matrix.rowCount > 0 else { return [] }
    precondition(BLASLibrary.isReady)
    let n = LapackInt(matrix.rowCount)
    var work = matrix.elements
    var real = [Double](repeating: 0, count: matrix.rowCount)
    var imaginary = real
    let none = CChar(UInt8(ascii: "N"))
    let status = LAPACKE_dgeev(
      LAPACK_ROW_MAJOR, none, none, n, &work, n, &real, &imaginary, nil, 1, nil, 1)
    if status != 0 { throw .failed(routine: "dgeev", status: Int(status)) }
    return zip(real, imaginary).map { (real: $0, imaginary: $1) }.sorted {
      let (a, b) = (
        $0.real * $0.real + $0.imaginary * $0.imaginary,
        $1.real * $1.real + $1.imaginary * $1.imaginary
      )
      return a != b ? a > b : ($0.real, $0.imaginary) > ($1.real, $1.imaginary)
    }
  }
}
