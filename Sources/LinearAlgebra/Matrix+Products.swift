extension Matrix {
  /// The matrix product.
  ///
  /// - Complexity: O(rows · inner · columns), in BLAS.
  /// - Stability: approximate; the last bits depend on the BLAS kernel and on the shape.
  public func multiplied(by other: Matrix) -> Matrix {
    precondition(columnCount == other.rowCount, "the inner sizes of a product must agree")
    var result = Matrix(rowCount: rowCount, columnCount: other.columnCount)
    BLASLibrary.multiplyAdd(
      rows: rowCount, columns: other.columnCount, inner: columnCount,
      elements, stride: max(1, columnCount), other.elements, stride: max(1, other.columnCount),
      beta: 0, &result.elements, stride: max(1, other.columnCount))
    return result
  }

  /// The matrix product with the same bits under every BLAS kernel and for every batch of rows.
  ///
  /// Both factors are cut into slices of so few bits that no product or sum of slices rounds.
  /// One call of BLAS multiplies all slices; whatever order it sums in, each result is exact. The
  /// exact pieces are then added here, in a fixed order, from the smallest up.
  ///
  /// - Complexity: nine times the work of ``multiplied(by:)``, in one call.
  /// - Precondition: Entries below 2^900 in size, and an inner size up to 4096, at which three slices
  ///   still hold more than the 53 bits of each entry.
  /// - Stability: portable; entry error about one unit in the last place of the largest product.
  /// - Source: Ozaki, Ogita, Oishi and Rump, Error-free transformations of matrix multiplication
  ///   (Numerical Algorithms 59, 2012).
  public func reproducibleProduct(_ other: Matrix) -> Matrix {
    precondition(columnCount == other.rowCount, "the inner sizes of a product must agree")
    let sliceCount = 3
    let (rows, inner, columns) = (rowCount, columnCount, other.columnCount)
    guard rows > 0, inner > 0, columns > 0 else {
      return Matrix(rowCount: rows, columnCount: columns)
    }
    precondition(inner <= 4096, "three slices hold 53 bits up to an inner size of 4096")
    // 2 bits + log2(inner) must fit the 53 bits of a double.
    let growth = Int.bitWidth - (inner - 1).leadingZeroBitCount
    let sliceBits = (53 - growth) / 2
    var left = Matrix(rowCount: sliceCount * rows, columnCount: inner)
    for row in 0..<rows {
      let slices = Self.slices(
        (0..<inner).map { self[row, $0] }, count: sliceCount, bits: sliceBits)
      for (s, slice) in slices.enumerated() {
        for k in 0..<inner { left[s * rows + row, k] = slice[k] }
      }
    }
    var right = Matrix(rowCount: inner, columnCount: sliceCount * columns)
    for column in 0..<columns {
      let slices = Self.slices(
        (0..<inner).map { other[$0, column] }, count: sliceCount, bits: sliceBits)
      for (s, slice) in slices.enumerated() {
        for k in 0..<inner { right[k, s * columns + column] = slice[k] }
      }
    }
    let pieces = left.multiplied(by: right)
    var result = Matrix(rowCount: rows, columnCount: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for order in (0...(2 * (sliceCount - 1))).reversed() {
          for s in max(0, order - sliceCount + 1)...min(order, sliceCount - 1) {
            sum += pieces[s * rows + row, (order - s) * columns + column]
          }
        }
        result[row, column] = sum
      }
    }
    return result
  }

  /// Cuts values into slices that sum to them, each a multiple of a common power of two and at
  /// most `bits` bits long.
  private static func slices(_ values: [Double], count: Int, bits: Int) -> [[Double]] {
    var rest = values
    return (0..<count).map { _ in
      let largest = rest.reduce(0) { max($0, abs($1)) }
      precondition(largest < 0x1p900, "a reproducible product needs entries of moderate size")
      guard largest > 0 else { return [Double](repeating: 0, count: rest.count) }
      // Adding and taking away 1.5 * 2^(52 + e - bits) rounds to multiples of 2^(e - bits).
      let top = Int(largest.exponent) + 1
      let rounder = Double(sign: .plus, exponent: top - bits + 52, significand: 1.5)
      let slice = rest.map { ($0 + rounder) - rounder }
      for k in rest.indices { rest[k] -= slice[k] }
      return slice
    }
  }
}
