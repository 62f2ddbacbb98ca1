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
  /// Rows that are eliminated together; the trailing update of each panel is one product in BLAS, which large matrices do best with
  /// many rows at a time.
  private static func panelSize(_ n: Int) -> Int { n <= 512 ? 24 : 48 }

  /// The number of rows.
  public let size: Int
  /// Shape `[n, n + 1]`. Left of the diagonal: the rows as they stood when they were eliminated. Right of it: the
  /// multipliers, and last the excess.
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
    var rows = Matrix(rowCount: n, columnCount: n + 1)
    for i in 0..<n {
      for j in 0..<n where j != i { rows[i, j] = offDiagonals[i, j] }
      rows[i, n] = excess[i]
    }
    try self.init(rows: rows)
  }

  /// The same, with the excess as one more column: the factors take the place of the rows.
  ///
  /// - Parameter rows: Shape `[n, n + 1]`, nonnegative, zero on the diagonal.
  /// - Throws: As above.
  init(rows: consuming Matrix) throws(LinearAlgebraError) {
    let n = rows.rowCount
    precondition(rows.columnCount == n + 1, "a square matrix and its excess")
    size = n
    let width = n + 1
    var work = (consume rows).elements
    var pivots = [Double](repeating: 0, count: n)
    var failure: Int?
    work.withUnsafeMutableBufferPointer { work in
      guard let base = work.baseAddress else { return }
      let panelSize = Self.panelSize(n)
      var end = n
      while end > 0 && failure == nil {
        let start = max(0, end - panelSize)
        failure = Self.eliminatePanel(base, width, start..<end, &pivots)
        if failure == nil { Self.updateAbove(base, width, n, start..<end, pivots) }
        end = start
      }
      // The diagonal is rubbish; what stands beside it was used.
      for i in 0..<n { base[i * width + i] = 0 }
    }
    if let failure { throw .singular(index: failure) }
    hasLostRange =
      pivots.contains { $0.isOutOfRange } || work.contains { $0 > 0 && $0 < Self.safeFloor }
    factors = work
    self.pivots = pivots
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
    if m == 1 {
      solve(&x.elements)
      return x
    }
    let width = size + 1
    factors.withUnsafeBufferPointer { factors in
      x.elements.withUnsafeMutableBufferPointer { x in
        // Row by row, as the factors lie in memory; sums take the columns in the order of elimination.
        for i in (0..<size).reversed() {
          for k in (i + 1..<max(size, i + 1)).reversed() {
            let multiplier = factors[i * width + k]
            guard multiplier > 0 else { continue }
            for c in 0..<m { x[i * m + c] += multiplier * x[k * m + c] }
          }
        }
        for k in 0..<size {
          for j in 0..<k {
            let entry = factors[k * width + j]
            guard entry > 0 else { continue }
            for c in 0..<m { x[k * m + c] += entry * x[j * m + c] }
          }
          for c in 0..<m { x[k * m + c] /= pivots[k] }
        }
      }
    }
    return x
  }

  /// The solution for one right side: sums over a row are taken in lanes, which do not wait for each other.
  private func solve(_ x: inout [Double]) {
    let width = size + 1
    factors.withUnsafeBufferPointer { factors in
      x.withUnsafeMutableBufferPointer { x in
        guard let factors = factors.baseAddress, let x = x.baseAddress else { return }
        for i in (0..<size).reversed() {
          x[i] += Self.dot(factors + (i * width + i + 1), x + (i + 1), count: size - 1 - i)
        }
        for k in 0..<size {
          x[k] = (x[k] + Self.dot(factors + k * width, x, count: k)) / pivots[k]
        }
      }
    }
  }

  /// The same from the left.
  private func solveTransposed(_ y: inout [Double]) {
    let width = size + 1
    factors.withUnsafeBufferPointer { factors in
      y.withUnsafeMutableBufferPointer { y in
        guard let factors = factors.baseAddress, let y = y.baseAddress else { return }
        for k in (0..<size).reversed() {
          let value = y[k] / pivots[k]
          y[k] = value
          for j in 0..<k { y[j] += factors[k * width + j] * value }
        }
        for i in 0..<size {
          let value = y[i]
          for k in i + 1..<max(size, i + 1) { y[k] += factors[i * width + k] * value }
        }
      }
    }
  }

  private static func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>, count: Int
  ) -> Double {
    let (a, b) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    var sums = SIMD8<Double>.zero
    let whole = count & ~7
    for place in stride(from: 0, to: whole, by: 8) {
      sums +=
        a.loadUnaligned(fromByteOffset: 8 * place, as: SIMD8<Double>.self)
        * b.loadUnaligned(fromByteOffset: 8 * place, as: SIMD8<Double>.self)
    }
    var sum = sums.sum()
    for place in whole..<count {
      sum +=
        a.load(fromByteOffset: 8 * place, as: Double.self)
        * b.load(fromByteOffset: 8 * place, as: Double.self)
    }
    return sum
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
    if m == 1 {
      solveTransposed(&y.elements)
      return y
    }
    let width = size + 1
    factors.withUnsafeBufferPointer { factors in
      y.elements.withUnsafeMutableBufferPointer { y in
        for k in (0..<size).reversed() {
          for c in 0..<m { y[k * m + c] /= pivots[k] }
          for j in 0..<k {
            let entry = factors[k * width + j]
            guard entry > 0 else { continue }
            for c in 0..<m { y[j * m + c] += entry * y[k * m + c] }
          }
        }
        for i in 0..<size {
          for k in i + 1..<max(size, i + 1) {
            let multiplier = factors[i * width + k]
            guard multiplier > 0 else { continue }
            for c in 0..<m { y[k * m + c] += multiplier * y[i * m + c] }
          }
        }
      }
    }
    return y
  }
}
