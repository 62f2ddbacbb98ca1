internal import COpenBLAS

extension Matrix {
  /// The product of the transpose with the matrix itself: shape `[columns, columns]`, symmetric.
  ///
  /// - Complexity: O(rows · columns²), in BLAS.
  /// - Stability: approximate; the last bits depend on the BLAS kernel.
  public func gram() -> Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: columnCount)
    guard rowCount > 0, columnCount > 0 else { return result }
    precondition(BLASLibrary.isReady)
    let stride = blasint(columnCount)
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, stride, blasint(rowCount), 1, elements, stride, 0,
      &result.elements, stride)
    for row in 0..<columnCount {
      for column in 0..<row { result[row, column] = result[column, row] }
    }
    return result
  }
}

extension Factorization {
  /// The solution of A x = b for a symmetric positive definite A by Cholesky's factors.
  ///
  /// - Returns: Shape `[n, m]`; nil when A is not positive definite, to rounding.
  /// - Complexity: O(n³).
  /// - Stability: approximate.
  public static func solvePositiveDefinite(_ matrix: Matrix, _ rightSides: Matrix) -> Matrix? {
    precondition(matrix.rowCount == matrix.columnCount, "Cholesky solves square systems")
    precondition(rightSides.rowCount == matrix.rowCount, "one row of right sides for each row")
    guard matrix.rowCount > 0 else { return rightSides }
    guard matrix.elements.allSatisfy(\.isFinite) else { return nil }
    precondition(BLASLibrary.isReady)
    let n = LapackInt(matrix.rowCount)
    let m = LapackInt(rightSides.columnCount)
    var factors = matrix.elements
    var solution = rightSides
    let status = LAPACKE_dposv(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), n, m, &factors, n, &solution.elements, m)
    return status == 0 ? solution : nil
  }

  /// The inverse of a symmetric positive definite matrix, or nil.
  public static func inversePositiveDefinite(_ matrix: Matrix) -> Matrix? {
    var identity = Matrix(rowCount: matrix.rowCount, columnCount: matrix.rowCount)
    for index in 0..<matrix.rowCount { identity[index, index] = 1 }
    return solvePositiveDefinite(matrix, identity)
  }

  /// Eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as columns.
  ///
  /// - Throws: `LinearAlgebraError.failed` when the iteration does not converge.
  /// - Complexity: O(n³).
  /// - Stability: approximate.
  public static func symmetricEigen(
    _ matrix: Matrix
  ) throws(LinearAlgebraError) -> (values: [Double], vectors: Matrix) {
    precondition(matrix.rowCount == matrix.columnCount, "eigenvalues belong to square matrices")
    guard matrix.rowCount > 0 else { return ([], matrix) }
    precondition(BLASLibrary.isReady)
    let n = LapackInt(matrix.rowCount)
    var vectors = matrix
    var values = [Double](repeating: 0, count: matrix.rowCount)
    let status = LAPACKE_dsyev(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), n, &vectors.elements, n,
      &values)
    if status != 0 { throw .failed(routine: "dsyev", status: Int(status)) }
    return (values, vectors)
  }

  /// The lower factor L of a symmetric positive definite matrix, A = L Lᵀ, or nil.
  ///
  /// - Complexity: O(n³).
  /// - Stability: approximate.
  public static func choleskyFactor(_ matrix: Matrix) -> Matrix? {
    precondition(matrix.rowCount == matrix.columnCount, "Cholesky's factors are of square matrices")
    guard matrix.rowCount > 0 else { return matrix }
    guard matrix.elements.allSatisfy(\.isFinite) else { return nil }
    precondition(BLASLibrary.isReady)
    let n = LapackInt(matrix.rowCount)
    var factor = matrix
    let status = LAPACKE_dpotrf(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "L")), n, &factor.elements, n)
    guard status == 0 else { return nil }
    for row in 0..<matrix.rowCount {
      for column in (row + 1)..<max(matrix.rowCount, row + 1) { factor[row, column] = 0 }
    }
    return factor
  }
}
