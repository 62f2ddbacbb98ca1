import LinearAlgebra
import TestSupport
import Testing

@Suite struct EliminationTests {
  /// A walk on 1...n that steps up with p and down with 1 - p; rows lack what leaves at either end.
  private func ruin(_ n: Int, up p: Double) -> (Matrix, excess: [Double], up: Matrix) {
    var off = Matrix(rowCount: n, columnCount: n)
    var excess = [Double](repeating: 0, count: n)
    var up = Matrix(rowCount: n, columnCount: 2)
    for i in 0..<n {
      if i + 1 < n { off[i, i + 1] = p }
      if i > 0 { off[i, i - 1] = 1 - p }
    }
    excess[0] = 1 - p
    excess[n - 1] += p
    up[n - 1, 0] = p
    for i in 0..<n { up[i, 1] = 1 }
    return (off, excess, up)
  }

  /// P(top before bottom) from i is ((q/p)^i - 1) / ((q/p)^(n+1) - 1): 4e-24 at the far end.
  @Test(arguments: [20, 47, 48, 49, 96, 97, 150])
  func gamblersRuinToThirteenDigits(_ n: Int) throws {
    let (off, excess, rightSides) = ruin(n, up: 0.25)
    let x = try SubtractionFreeElimination(offDiagonals: off, excess: excess).solve(rightSides)
    // With q/p = 3: powers of three are integers, exact in doubles only up to 3^33; sums of
    // positive terms keep all digits.
    func geometric(_ count: Int) -> Double { (0..<count).reduce(0.0) { sum, _ in 3 * sum + 1 } }
    for i in 1...n {
      #expect(relativeError(x[i - 1, 0], geometric(i) / geometric(n + 1)) < 1e-13)
    }
  }

  @Test(arguments: [5, 48, 130])
  func agreesWithLUOnAWellConditionedSystem(_ n: Int) throws {
    var off = Matrix(rowCount: n, columnCount: n)
    var whole = Matrix(rowCount: n, columnCount: n)
    var excess: [Double] = []
    for i in 0..<n {
      excess.append(arbitrary(i + 999, from: 0.1, to: 1))
      var diagonal = excess[i]
      for j in 0..<n where j != i {
        // A third of the entries are zero, so that skipped rows are met too.
        off[i, j] = (i * n + j) % 3 == 0 ? 0 : arbitrary(i * n + j, from: 0, to: 1)
        diagonal += off[i, j]
        whole[i, j] = -off[i, j]
      }
      whole[i, i] = diagonal
      off[i, i] = .nan  // never read
    }
    let rightSides = Matrix(
      rowCount: n, columnCount: 3, elements: (0..<3 * n).map { arbitrary($0, from: 0, to: 1) })
    let x = try SubtractionFreeElimination(offDiagonals: off, excess: excess).solve(rightSides)
    let y = try Factorization.solve(whole, rightSides)
    #expect(zip(x.elements, y.elements).allSatisfy { relativeError($0, $1) < 1e-11 })
  }

  /// Two groups of states, tied with probability one half inside and leaking 1e-17 or so: the diagonal
  /// 1 - p(stay) has no digit left, and LU with it. Answers by hand: from group a the walk leaves it
  /// to b at 2e-17 or for good at 1e-17.
  @Test func aLeakThatLUCannotSee() throws {
    // States a1 a2 b1 b2; each moves to its twin with 1 - leak.
    let leak = 1e-17
    var off = Matrix(rowCount: 4, columnCount: 4)
    off[0, 1] = 1
    off[1, 0] = 1
    off[2, 3] = 1
    off[3, 2] = 1
    off[0, 2] = 2 * leak
    off[2, 0] = leak
    let excess = [leak, 0, 3 * leak, 0]
    var target = Matrix(rowCount: 4, columnCount: 1)
    target[0, 0] = leak  // ends in A from a
    let x = try SubtractionFreeElimination(offDiagonals: off, excess: excess).solve(target)
    // h_a = (1 + 2 h_b) / 3 and h_b = h_a / 4, so h_a = 2/5 and h_b = 1/10.
    #expect(relativeError(x[0, 0], 0.4) < 1e-15)
    #expect(relativeError(x[2, 0], 0.1) < 1e-15)

    var whole = Matrix(rowCount: 4, columnCount: 4)
    for i in 0..<4 {
      var diagonal = excess[i]
      for j in 0..<4 where j != i {
        whole[i, j] = -off[i, j]
        diagonal += off[i, j]
      }
      whole[i, i] = diagonal
    }
    let lu = try? Factorization.solve(whole, target)
    #expect(lu.map { relativeError($0[0, 0], 0.4) > 0.1 } ?? true)
  }

  @Test func rowsWithoutAWayOutAreSingular() {
    var off = Matrix(rowCount: 3, columnCount: 3)
    off[0, 1] = 1
    off[1, 0] = 1
    #expect(throws: LinearAlgebraError.self) {
      try SubtractionFreeElimination(offDiagonals: off, excess: [0, 0, 1])
    }
  }
}

@Suite struct SpectrumTests {
  /// A circulant of three states turns by a third: its eigenvalues are the cube roots of one.
  @Test func cubeRootsOfOne() throws {
    let matrix = Matrix(rowCount: 3, columnCount: 3, elements: [0, 1, 0, 0, 0, 1, 1, 0, 0])
    let values = try Factorization.eigenvalues(matrix)
    #expect(values.allSatisfy { abs($0.real * $0.real + $0.imaginary * $0.imaginary - 1) < 1e-12 })
    #expect(values.contains { abs($0.real - 1) < 1e-12 && abs($0.imaginary) < 1e-12 })
    #expect(values.contains { abs($0.real + 0.5) < 1e-12 && $0.imaginary > 0.86 })
  }

  @Test func triangularMatricesShowTheirDiagonal() throws {
    let matrix = Matrix(rowCount: 3, columnCount: 3, elements: [0.5, 2, 3, 0, 0.9, 1, 0, 0, 0.1])
    let values = try Factorization.eigenvalues(matrix).map(\.real)
    #expect(zip(values, [0.9, 0.5, 0.1]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func blasSaysWhatItIs() {
    #expect(BLASLibrary.provenance.hasPrefix("OpenBLAS"))
  }
}
