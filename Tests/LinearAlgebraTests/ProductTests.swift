import LinearAlgebra
import TestSupport
import Testing

/// Doubles that look arbitrary and are the same in every run.
func arbitrary(_ index: Int, from low: Double = -1, to high: Double = 1) -> Double {
  var word = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
  word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
  word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
  return low + (high - low) * Double((word ^ (word >> 31)) >> 11) * 0x1p-53
}

func arbitraryMatrix(_ rows: Int, _ columns: Int, seed: Int = 1, spread: Bool = false) -> Matrix {
  Matrix(
    rowCount: rows, columnCount: columns,
    elements: (0..<rows * columns).map { index in
      let value = arbitrary(index + seed * 1_000_003)
      // Sizes from 2^-20 to 2^20, so that slices are put to the test.
      return spread
        ? value * Double(sign: .plus, exponent: index * 7 % 41 - 20, significand: 1) : value
    })
}

@Suite struct ProductTests {
  @Test func productOfSmallMatricesIsTheOneOnPaper() {
    let a = Matrix(rowCount: 2, columnCount: 3, elements: [1, 2, 3, 4, 5, 6])
    let b = Matrix(rowCount: 3, columnCount: 2, elements: [7, 8, 9, 10, 11, 12])
    let expected = Matrix(rowCount: 2, columnCount: 2, elements: [58, 64, 139, 154])
    #expect(a.multiplied(by: b) == expected)
    #expect(a.reproducibleProduct(b) == expected)
  }

  @Test func emptyProductsAreZeros() {
    let a = Matrix(rowCount: 2, columnCount: 0)
    let b = Matrix(rowCount: 0, columnCount: 3)
    #expect(a.multiplied(by: b) == Matrix(rowCount: 2, columnCount: 3))
    #expect(a.reproducibleProduct(b) == Matrix(rowCount: 2, columnCount: 3))
  }

  /// Against a sum in twice the precision. BLAS alone would pass this; the next tests it would not.
  @Test(arguments: [false, true])
  func reproducibleProductIsAccurate(spread: Bool) {
    let a = arbitraryMatrix(40, 9, seed: 2, spread: spread)
    let b = arbitraryMatrix(9, 30, seed: 3, spread: spread)
    let product = a.reproducibleProduct(b)
    for i in 0..<40 {
      for j in 0..<30 {
        var (sum, low, size) = (0.0, 0.0, 0.0)
        for k in 0..<9 {
          let term = a[i, k] * b[k, j]
          let error = (-term).addingProduct(a[i, k], b[k, j])
          let next = sum + term
          low += (abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum) + error
          sum = next
          size += abs(term)
        }
        #expect(abs(product[i, j] - (sum + low)) <= 4e-16 * size)
      }
    }
  }

  /// The bits of a row must not depend on the rows around it.
  @Test func reproducibleProductDoesNotDependOnTheBatch() {
    let a = arbitraryMatrix(301, 6, seed: 5, spread: true)
    let b = arbitraryMatrix(6, 53, seed: 6, spread: true)
    let whole = a.reproducibleProduct(b)
    for count in [1, 2, 7, 64, 65, 300] {
      let part = Matrix(
        rowCount: count, columnCount: 6, elements: Array(a.elements[..<(count * 6)]))
      #expect(part.reproducibleProduct(b).elements == Array(whole.elements[..<(count * 53)]))
    }
  }

  /// Nor on the order of the inner sum, which is what BLAS kernels differ in.
  @Test func reproducibleProductDoesNotDependOnTheOrderOfSums() {
    let a = arbitraryMatrix(50, 8, seed: 7, spread: true)
    let b = arbitraryMatrix(8, 40, seed: 8, spread: true)
    let order = [3, 1, 7, 0, 5, 2, 6, 4]
    var (c, d) = (a, b)
    for (new, old) in order.enumerated() {
      for i in 0..<50 { c[i, new] = a[i, old] }
      for j in 0..<40 { d[new, j] = b[old, j] }
    }
    #expect(c.reproducibleProduct(d) == a.reproducibleProduct(b))
  }

  @Test func aColumnOfZerosChangesNoBit() {
    let a = arbitraryMatrix(20, 5, seed: 9)
    let b = arbitraryMatrix(5, 20, seed: 10)
    var (c, d) = (Matrix(rowCount: 20, columnCount: 6), Matrix(rowCount: 6, columnCount: 20))
    for i in 0..<20 {
      for k in 0..<5 {
        c[i, k] = a[i, k]
        d[k, i] = b[k, i]
      }
      c[i, 5] = 0.25
    }
    #expect(c.reproducibleProduct(d) == a.reproducibleProduct(b))
  }
}
