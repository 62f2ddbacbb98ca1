import LinearAlgebra
import TestSupport
import Testing

/// A deterministic source of test numbers.
private struct Numbers {
  var state: UInt64
  mutating func next(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}

/// A sparse matrix by rows, and the same dense.
private struct Sample {
  var offsets = [0]
  var columns: [Int32] = []
  var values: [Double] = []
  var excess: [Double] = []
  var dense: Matrix

  init(size: Int, perRow: Int, seed: UInt64, hub: Bool = false) {
    var numbers = Numbers(state: seed)
    dense = Matrix(rowCount: size, columnCount: size)
    for row in 0..<size {
      var chosen: Set<Int> = row > 0 ? [row - 1] : []
      for _ in 0..<perRow { chosen.insert(numbers.next(below: size)) }
      if hub, row == 0 { chosen.formUnion(1..<size) }
      if hub { chosen.insert(0) }
      for column in chosen.sorted() where column != row {
        let value = Double(1 + numbers.next(below: 1000)) / 1024
        columns.append(Int32(column))
        values.append(value)
        dense[row, column] = value
      }
      offsets.append(columns.count)
      excess.append(numbers.next(below: 3) == 0 || row == 0 ? 1.0 / 1024 : 0)
    }
  }
}

@Suite struct SparseEliminationTests {
  /// Both eliminations, and with them the dense rest of the sparse one, give the same solutions.
  @Test(arguments: [(1, 1), (2, 1), (40, 2), (300, 2), (300, 40), (700, 5), (64, 64)])
  func agreesWithTheDenseElimination(size: Int, perRow: Int) throws {
    for hub in [false, true] {
      let sample = Sample(size: size, perRow: perRow, seed: UInt64(size + perRow), hub: hub)
      let sparse = try SparseElimination(
        offsets: sample.offsets, columns: sample.columns, values: sample.values,
        excess: sample.excess)
      let scaled = try SparseElimination(
        offsets: sample.offsets, columns: sample.columns,
        values: sample.values.map { ScaledNumber($0) },
        excess: sample.excess.map { ScaledNumber($0) })
      let dense = try SubtractionFreeElimination(
        offDiagonals: sample.dense, excess: sample.excess)
      let side = (0..<size).map { Double($0 % 7) / 4 }
      let column = Matrix(rowCount: size, columnCount: 1, elements: side)
      let straight = dense.solve(column).elements
      let across = dense.solveTransposed(column).elements
      for (mine, theirs) in [
        (sparse.solve(side), straight), (sparse.solveTransposed(side), across),
        (scaled.solve(side.map { ScaledNumber($0) }).map(\.double), straight),
        (scaled.solveTransposed(side.map { ScaledNumber($0) }).map(\.double), across),
      ] {
        for (a, b) in zip(mine, theirs) { #expect(relativeError(a, b) < 1e-11) }
      }
      #expect(!sparse.hasLostRange)
    }
  }

  /// y A = c and A x = b have the same y b and c x.
  @Test func transposedSolutionsAreAdjoint() throws {
    let sample = Sample(size: 200, perRow: 3, seed: 5)
    let sparse = try SparseElimination(
      offsets: sample.offsets, columns: sample.columns, values: sample.values,
      excess: sample.excess)
    let b = (0..<200).map { Double(($0 * 7) % 11) }
    let c = (0..<200).map { Double(($0 * 5) % 13) }
    let left = zip(sparse.solveTransposed(c), b).reduce(0) { $0 + $1.0 * $1.1 }
    let right = zip(c, sparse.solve(b)).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(relativeError(left, right) < 1e-12)
  }

  @Test func rowsWithoutAWayOutAreSingular() {
    #expect(throws: EliminationFailure.self) {
      try SparseElimination(
        offsets: [0, 1, 2], columns: [1, 0], values: [0.5, 0.5], excess: [0, 0])
    }
  }

  /// A random graph fills up; the limits end the attempt instead of the memory.
  @Test func whatFillsUpIsGivenUp() {
    let sample = Sample(size: 3000, perRow: 4, seed: 3)
    #expect(throws: EliminationFailure.fill) {
      try SparseElimination(
        offsets: sample.offsets, columns: sample.columns, values: sample.values,
        excess: sample.excess, workLimit: 10_000, entryLimit: 1_000_000)
    }
  }

  /// A band of a hundred thousand rows stays a band.
  @Test func bandsDoNotFill() throws {
    let n = 100_000
    var sample = (offsets: [0], columns: [Int32](), values: [Double]())
    for row in 0..<n {
      for column in [row - 1, row + 1] where column >= 0 && column < n {
        sample.columns.append(Int32(column))
        sample.values.append(0.5)
      }
      sample.offsets.append(sample.columns.count)
    }
    var excess = [Double](repeating: 0, count: n)
    excess[0] = 0.5
    let factors = try SparseElimination(
      offsets: sample.offsets, columns: sample.columns, values: sample.values, excess: excess,
      entryLimit: 4 * n)
    var side = [Double](repeating: 0, count: n)
    side[0] = 0.5
    for value in factors.solve(side) { #expect(abs(value - 1) < 1e-10) }
  }

  /// A ring that is left with 10^-200 from its first row only, which is entered with 10^-200: the way
  /// out weighs 10^-400 in the others. Doubles lose it and say so; scaled numbers keep it.
  @Test func lostRangeIsNoticedAndScaledNumbersKeepIt() throws {
    func eliminated<Number: NonnegativeNumber>(_: Number.Type) throws -> SparseElimination<Number> {
      try SparseElimination(
        offsets: [0, 1, 2, 3], columns: [1, 2, 0], values: [1, 1, 1e-200].map { Number($0) },
        excess: [1e-200, 0, 0].map { Number($0) })
    }
    // Leaving is certain: the excess of the first row is where everything goes.
    let x = try eliminated(ScaledNumber.self).solve([1e-200, 0, 0].map { ScaledNumber($0) })
    #expect(x.allSatisfy { relativeError($0.double, 1) < 1e-15 })
    do {
      #expect(try eliminated(Double.self).hasLostRange)
    } catch {
      #expect(error as? EliminationFailure != .fill)
    }
  }
}

@Suite struct ScaledNumberTests {
  @Test func arithmeticIsThatOfDoublesInsideTheirRange() {
    let numbers = [0, 1, 0.1, 1.0 / 3, 1e-200, 1e200, 3.7e15, 5e-324, 1.5]
    for a in numbers {
      for b in numbers {
        let (x, y) = (ScaledNumber(a), ScaledNumber(b))
        #expect((x + y).double == a + b)
        if a * b == 0 || a * b > 1e-290, a * b < .infinity {
          #expect(a == 0 || b == 0 || a * b == 0 || (x * y).double == a * b)
        }
        if b > 1e-300, a == 0 || (a / b > 1e-290 && a / b < .infinity) {
          #expect((x / y).double == a / b)
        }
      }
    }
  }

  @Test func rangeHasNoEnd() {
    var x = ScaledNumber(1)
    for _ in 0..<1000 { x = x * ScaledNumber(1e-300) }
    #expect(x.double == 0)
    #expect(!x.isZero)
    let (value, power) = x.decimal
    #expect(relativeError(value, 1) < 1e-12 || relativeError(value, 1e300) < 1e-12)
    #expect(power == -300_000 || power == -300_300)
    for _ in 0..<1000 { x = x / ScaledNumber(1e-300) }
    #expect(relativeError(x.double, 1) < 1e-12)
    #expect((ScaledNumber(1e300) * ScaledNumber(1e300)).double == .infinity)
    #expect((ScaledNumber(1) + ScaledNumber(0x1p-70)).double == 1)
  }
}
