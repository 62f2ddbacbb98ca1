/// The factors of a diagonally dominant M-matrix that is given by what makes it dominant: its
/// off-diagonal magnitudes and the excess of every row. The diagonal is derived, never read.
///
/// The matrix is A = D - N with N >= 0 and D(i) = sum over j of N(i, j) + excess(i). Elimination
/// adds and divides nonnegative numbers only, so every entry of a solution for a nonnegative right
/// side has a small relative error, whatever the condition number.
///
/// - Stability: approximate, about 1e-13 relative at a thousand rows.
/// - Source: Grassmann, Taksar and Heyman, Regenerative analysis and steady state distributions for
///   Markov chains (Operations Research 33, 1985); Alfa, Xue and Ye, Accurate computation of the
///   smallest eigenvalue of a diagonally dominant M-matrix (Mathematics of Computation 71, 2002).
public struct SubtractionFreeElimination: Sendable {
  /// Rows that are eliminated together; the trailing update of each panel is one product in BLAS.
  static let panelSize = 48

  /// The number of rows.
  public let size: Int
  /// Left of the diagonal: the rows as they stood when they were eliminated. Right of it: the
  /// multipliers.
  private let factors: [Double]
  private let pivots: [Double]
  /// Whether a product on the way may have fallen below the range of doubles, so that digits are lost.
  public let hasLostRange: Bool

  /// Products of two numbers above it stay normal.
  private static let safeFloor = 1e-150

  /// Eliminates from the last row to the first.
  ///
  /// - Parameters:
  ///   - offDiagonals: Shape `[n, n]`, nonnegative; its diagonal is ignored.
  ///   - excess: Shape `[n]`, nonnegative.
  /// - Throws: `LinearAlgebraError.singular` when some rows have no way out.
  /// - Complexity: O(n³), the bulk in BLAS.
  public init(offDiagonals: Matrix, excess: [Double]) throws(LinearAlgebraError) {
    let n = excess.count
    precondition(
      offDiagonals.rowCount == n && offDiagonals.columnCount == n, "a square matrix and its excess")
    size = n
    // The excess is one more column, so that panels carry it along.
    let width = n + 1
    var work = [Double](unsafeUninitializedCapacity: n * width) { work, count in
      offDiagonals.elements.withUnsafeBufferPointer { elements in
        guard let source = elements.baseAddress, let target = work.baseAddress else { return }
        for i in 0..<n {
          (target + i * width).initialize(from: source + i * n, count: n)
          target[i * width + i] = 0
          (target + i * width + n).initialize(to: excess[i])
        }
      }
      count = n * width
    }
    var pivots = [Double](repeating: 0, count: n)
    var failure: Int?
    work.withUnsafeMutableBufferPointer { work in
      guard let base = work.baseAddress else { return }
      var end = n
      while end > 0 && failure == nil {
        let start = max(0, end - Self.panelSize)
        failure = Self.eliminatePanel(base, width, start..<end, &pivots)
        if failure == nil { Self.updateAbove(base, width, n, start..<end, pivots) }
        end = start
      }
    }
    if let failure { throw .singular(index: failure) }
    let factors = [Double](unsafeUninitializedCapacity: n * n) { factors, count in
      work.withUnsafeBufferPointer { work in
        guard let source = work.baseAddress, let target = factors.baseAddress else { return }
        for i in 0..<n {
          (target + i * n).initialize(from: source + i * width, count: n)
          target[i * n + i] = 0
        }
      }
      count = n * n
    }
    self.factors = factors
    self.pivots = pivots
    // Diagonals are rubbish; what stands beside them was used.
    hasLostRange =
      pivots.contains { $0.isOutOfRange } || factors.contains { $0 > 0 && $0 < Self.safeFloor }
      || (0..<n).contains {
        work[$0 * width + n] > 0 && work[$0 * width + n] < Self.safeFloor
      }
  }

  /// Eliminates the rows of a panel among themselves, last first, over all columns still alive.
  ///
  /// - Returns: A row without a way out, or nil.
  private static func eliminatePanel(
    _ work: UnsafeMutablePointer<Double>, _ width: Int, _ panel: Range<Int>,
    _ pivots: inout [Double]
  ) -> Int? {
    for k in panel.reversed() {
      let row = work + k * width
      var pivot = row[width - 1]
      for j in 0..<k { pivot += row[j] }
      guard pivot > 0, pivot.isFinite else { return k }
      pivots[k] = pivot
      for i in panel.lowerBound..<k {
        let target = work + i * width
        let multiplier = target[k] / pivot
        target[k] = multiplier
        guard multiplier > 0 else { continue }
        // The diagonal collects rubbish that nothing reads; a loop without exceptions runs in lanes.
        for j in 0..<k { target[j] += multiplier * row[j] }
        target[width - 1] += multiplier * row[width - 1]
      }
    }
    return nil
  }

  /// Brings the rows above a panel up to date: multipliers first, then one product.
  private static func updateAbove(
    _ work: UnsafeMutablePointer<Double>, _ width: Int, _ n: Int, _ panel: Range<Int>,
    _ pivots: [Double]
  ) {
    let above = panel.lowerBound
    guard above > 0 else { return }
    for i in 0..<above {
      let target = work + i * width
      for k in panel.reversed() {
        let multiplier = target[k] / pivots[k]
        target[k] = multiplier
        guard multiplier > 0 else { continue }
        let row = work + k * width
        for j in above..<k { target[j] += multiplier * row[j] }
        target[width - 1] += multiplier * row[width - 1]
      }
    }
    // Diagonals collect rubbish here; nothing ever reads them.
    BLASLibrary.multiplyAdd(
      rows: above, columns: above, inner: panel.count,
      work + above, stride: width, work + above * width, stride: width,
      beta: 1, work, stride: width)
  }

  /// The solution of A x = b for several nonnegative right sides at once.
  ///
  /// - Parameter rightSides: Shape `[n, m]`, one column a right side.
  /// - Returns: Shape `[n, m]`.
  /// - Complexity: O(n² m).
  public func solve(_ rightSides: Matrix) -> Matrix {
    precondition(rightSides.rowCount == size, "one row of right sides for each row of the system")
    let m = rightSides.columnCount
    var x = rightSides
    x.elements.withUnsafeMutableBufferPointer { x in
      for k in (0..<size).reversed() {
        for i in 0..<k {
          let multiplier = factors[i * size + k]
          guard multiplier > 0 else { continue }
          for c in 0..<m { x[i * m + c] += multiplier * x[k * m + c] }
        }
      }
      for k in 0..<size {
        for j in 0..<k {
          let entry = factors[k * size + j]
          guard entry > 0 else { continue }
          for c in 0..<m { x[k * m + c] += entry * x[j * m + c] }
        }
        for c in 0..<m { x[k * m + c] /= pivots[k] }
      }
    }
    return x
  }

  /// The solutions of y A = c for several nonnegative right sides at once.
  ///
  /// - Parameter rightSides: Shape `[n, m]`, one column a right side.
  /// - Returns: Shape `[n, m]`.
  /// - Complexity: O(n² m).
  public func solveTransposed(_ rightSides: Matrix) -> Matrix {
    precondition(rightSides.rowCount == size, "one row of right sides for each row of the system")
    let m = rightSides.columnCount
    var y = rightSides
    y.elements.withUnsafeMutableBufferPointer { y in
      for k in (0..<size).reversed() {
        for c in 0..<m { y[k * m + c] /= pivots[k] }
        for j in 0..<k {
          let entry = factors[k * size + j]
          guard entry > 0 else { continue }
          for c in 0..<m { y[j * m + c] += entry * y[k * m + c] }
        }
      }
      for i in 0..<size {
        for k in i + 1..<max(size, i + 1) {
          let multiplier = factors[i * size + k]
          guard multiplier > 0 else { continue }
          for c in 0..<m { y[k * m + c] += multiplier * y[i * m + c] }
        }
      }
    }
    return y
  }
}
