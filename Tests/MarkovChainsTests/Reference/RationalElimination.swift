import BigInt

/// Gaussian elimination of a sparse matrix of rationals, exact and ready for many right sides.
///
/// Rows are held as whole numbers without a common divisor. The row and column with the fewest
/// entries goes first, so that banded matrices stay banded.
///
/// - Precondition: Every order of pivots on the diagonal is possible, as for I - Q of transient
///   states.
/// - Source: Markowitz, The elimination form of the inverse (Management Science 3, 1957) for the order.
struct RationalElimination {
  private struct Operation {
    let row: Int
    let pivotRow: Int
    /// The row becomes (scale · row - factor · pivot row) / content.
    let scale: Rational
    let factor: Rational
  }

  private var rows: [[Int: BigInt]] = []
  private var scales: [Rational] = []
  private var operations: [Operation] = []
  private var order: [Int] = []

  init(_ matrix: [[Int: Rational]]) {
    var columns = [Set<Int>](repeating: [], count: matrix.count)
    for (index, row) in matrix.enumerated() {
      let denominator = commonDenominator(row.values)
      rows.append(
        row.filter { !$0.value.isZero }.mapValues { $0.numerator(over: denominator) })
      scales.append(Rational(BigInt(denominator)))
      for column in rows[index].keys { columns[column].insert(index) }
    }
    var open = Set(matrix.indices)
    while let pivot = open.min(by: { cost($0, columns) < cost($1, columns) }) {
      open.remove(pivot)
      order.append(pivot)
      eliminate(pivot, &columns)
    }
  }

  private func cost(_ index: Int, _ columns: [Set<Int>]) -> (Int, Int) {
    ((rows[index].count - 1) * (columns[index].count - 1), index)
  }

  /// Takes a column out of all rows still open, and the pivot's own row out of the columns.
  private mutating func eliminate(_ pivot: Int, _ columns: inout [Set<Int>]) {
    let source = rows[pivot]
    guard let diagonal = source[pivot] else { preconditionFailure("a pivot is not zero") }
    for column in source.keys { columns[column].remove(pivot) }
    for index in columns[pivot].sorted() {
      var row = rows[index]
      guard let entry = row.removeValue(forKey: pivot) else { continue }
      let common = BigInt(greatestCommonDivisor(diagonal.magnitude, entry.magnitude))
      let (scale, factor) = (diagonal / common, entry / common)
      for column in row.keys { row[column]? *= scale }
      for (column, value) in source where column != pivot {
        let difference = (row[column] ?? 0) - factor * value
        row[column] = difference.isZero ? nil : difference
        if difference.isZero {
          columns[column].remove(index)
        } else {
          columns[column].insert(index)
        }
      }
      var content: BigUInt = 0
      for value in row.values where content != 1 {
        content = greatestCommonDivisor(value.magnitude, content)
      }
      let divisor = BigInt(content)
      if divisor > 1 { for column in row.keys { row[column]? /= divisor } }
      rows[index] = row
      operations.append(
        Operation(
          row: index, pivotRow: pivot, scale: Rational(scale, divisor),
          factor: Rational(factor, divisor)))
    }
    columns[pivot] = []
  }

  /// The solution for a right side.
  func solve(_ rightSide: [Rational]) -> [Rational] {
    var side = zip(rightSide, scales).map { $0 * $1 }
    for step in operations {
      side[step.row] = side[step.row] * step.scale
      if !side[step.pivotRow].isZero { side[step.row] -= side[step.pivotRow] * step.factor }
    }
    var solution = [Rational](repeating: 0, count: side.count)
    for pivot in order.reversed() {
      var value = side[pivot]
      for (column, entry) in rows[pivot] where column != pivot && !solution[column].isZero {
        value -= Rational(entry) * solution[column]
      }
      guard let diagonal = rows[pivot][pivot] else { preconditionFailure("a pivot is not zero") }
      solution[pivot] = value / Rational(diagonal)
    }
    return solution
  }
}

/// The least common multiple of the denominators.
func commonDenominator(_ values: some Sequence<Rational>) -> BigUInt {
  values.reduce(into: BigUInt(1)) { multiple, value in
    multiple *= value.denominator / greatestCommonDivisor(multiple, value.denominator)
  }
}

extension Rational {
  /// The numerator over a multiple of the denominator.
  func numerator(over multiple: BigUInt) -> BigInt { numerator * BigInt(multiple / denominator) }
}
