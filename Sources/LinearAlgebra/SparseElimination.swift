/// The factors of a sparse, diagonally dominant M-matrix that is given by its off-diagonal magnitudes
/// and the excess of every row, as in ``SubtractionFreeElimination``, of which this is the sparse form.
///
/// Rows are eliminated in the order of least fill: the next one is that with the smallest product of
/// entries in its row and in its column. What is left once it has grown dense is handed to the dense
/// elimination, and with it to BLAS.
///
/// Callers in other modules reach the optimised code by the explicit specialisations: without them
/// every number would be handled through its type at run time, an order of magnitude slower.
///
/// - Stability: repeatable; approximate where a dense rest goes through BLAS.
/// - Source: Grassmann, Taksar and Heyman (Operations Research 33, 1985) for elimination without
///   subtraction; Markowitz, The elimination form of the inverse (Management Science 3, 1957) for the
///   order.
public struct SparseElimination<Number: NonnegativeNumber>: Sendable {
  /// The most multiplications of an elimination.
  public static var workLimit: Int { 2_000_000_000 }
  /// The most entries of the factors.
  public static var entryLimit: Int { 60_000_000 }
  /// The largest rest that is eliminated densely.
  public static var denseLimit: Int { 5_000 }

  /// The number of rows.
  public let size: Int
  /// The rows in the order in which they were eliminated; the dense rest is not among them.
  let order: [Int32]
  /// One a row of ``order``.
  let pivots: [Number]
  /// The row of the k-th elimination as it then stood: entries `outOffsets[k]..<outOffsets[k + 1]`.
  let outOffsets: [Int]
  let outColumns: [Int32]
  let outValues: [Number]
  /// The multipliers of the k-th elimination, by the rows it was subtracted from.
  let inOffsets: [Int]
  let inRows: [Int32]
  let multipliers: [Number]
  /// The rows of the dense rest, ascending.
  let rest: [Int32]
  let restFactors: SubtractionFreeElimination?
  /// Whether some number on the way left the range of the type, so that digits may be lost.
  public let hasLostRange: Bool

  /// The numbers that the factors hold.
  public var entryCount: Int {
    pivots.count + outValues.count + multipliers.count + rest.count * rest.count
  }

  /// Eliminates.
  ///
  /// - Parameters:
  ///   - offsets: Shape `[n + 1]`: the row of i is `offsets[i]..<offsets[i + 1]`.
  ///   - columns: The column of each entry; no entry lies on the diagonal, none stands twice in a row.
  ///   - values: The entries, positive.
  ///   - excess: Shape `[n]`.
  /// - Complexity: O(n + entries + fill) for matrices that stay sparse.
  @_specialize(where Number == Double)
  @_specialize(where Number == ScaledNumber)
  public init(
    offsets: [Int], columns: [Int32], values: [Number], excess: [Number],
    workLimit: Int = Self.workLimit, entryLimit: Int = Self.entryLimit
  ) throws(EliminationFailure) {
    var work = EliminationWork(offsets, columns, values, excess, workLimit, entryLimit)
    try work.run()
    size = excess.count
    order = work.order
    pivots = work.pivots
    outOffsets = work.outOffsets
    outColumns = work.outColumns
    outValues = work.outValues
    inOffsets = work.inOffsets
    inRows = work.inRows
    multipliers = work.multipliers
    rest = work.rest
    restFactors = work.restFactors
    hasLostRange = work.hasLostRange
  }

  /// The solution of A x = b.
  ///
  /// - Parameter rightSide: Shape `[n]`.
  /// - Returns: Shape `[n]`.
  /// - Complexity: O(n + entries of the factors).
  @_specialize(where Number == Double)
  @_specialize(where Number == ScaledNumber)
  public func solve(_ rightSide: [Number]) -> [Number] {
    precondition(rightSide.count == size, "one right side for each row")
    var x = rightSide
    for k in order.indices {
      let value = x[Int(order[k])]
      guard !value.isZero else { continue }
      for entry in inOffsets[k]..<inOffsets[k + 1] {
        let row = Int(inRows[entry])
        x[row] = x[row] + multipliers[entry] * value
      }
    }
    solveRest(&x) { $0.solve($1) }
    for k in order.indices.reversed() {
      let row = Int(order[k])
      var sum = x[row]
      for entry in outOffsets[k]..<outOffsets[k + 1] {
        sum = sum + outValues[entry] * x[Int(outColumns[entry])]
      }
      x[row] = sum / pivots[k]
    }
    return x
  }

  /// The solution of y A = c.
  ///
  /// - Parameter rightSide: Shape `[n]`.
  /// - Returns: Shape `[n]`.
  /// - Complexity: O(n + entries of the factors).
  @_specialize(where Number == Double)
  @_specialize(where Number == ScaledNumber)
  public func solveTransposed(_ rightSide: [Number]) -> [Number] {
    precondition(rightSide.count == size, "one right side for each row")
    var y = rightSide
    for k in order.indices {
      let row = Int(order[k])
      guard !y[row].isZero else { continue }
      let value = y[row] / pivots[k]
      y[row] = value
      for entry in outOffsets[k]..<outOffsets[k + 1] {
        let column = Int(outColumns[entry])
        y[column] = y[column] + outValues[entry] * value
      }
    }
    solveRest(&y) { $0.solveTransposed($1) }
    for k in order.indices.reversed() {
      let row = Int(order[k])
      var sum = y[row]
      for entry in inOffsets[k]..<inOffsets[k + 1] {
        sum = sum + multipliers[entry] * y[Int(inRows[entry])]
      }
      y[row] = sum
    }
    return y
  }

  private func solveRest(
    _ x: inout [Number], _ solve: (SubtractionFreeElimination, Matrix) -> Matrix
  ) {
    guard let restFactors else { return }
    let side = Matrix(
      rowCount: rest.count, columnCount: 1, elements: rest.map { x[Int($0)].double })
    for (row, value) in zip(rest, solve(restFactors, side).elements) {
      x[Int(row)] = Number(value)
    }
  }
}

/// Why a sparse elimination has no factors.
public enum EliminationFailure: Error, Equatable {
  /// Rows without a way out.
  case singular(index: Int)
  /// More work or memory than the limits allow: the matrix fills up.
  case fill
}
