/// A dense matrix of doubles, row-major.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The entries; entry (i, j) stands at `i * columnCount + j`.
  public var elements: [Double]

  /// A matrix of zeros.
  public init(rowCount: Int, columnCount: Int) {
    self.init(
      rowCount: rowCount, columnCount: columnCount,
      elements: [Double](repeating: 0, count: rowCount * columnCount))
  }

  /// A matrix with the given entries in row-major order.
  public init(rowCount: Int, columnCount: Int, elements: [Double]) {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix has no negative size")
    precondition(elements.count == rowCount * columnCount, "as many entries as rows times columns")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.elements = elements
  }

  /// The entry in a row and a column.
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columnCount + column] }
    set { elements[row * columnCount + column] = newValue }
  }
}
