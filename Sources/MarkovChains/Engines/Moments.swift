/// Integer sums of a count and of its powers. Adding them in any order gives the same bits.
struct Moments: Sendable, Equatable {
  private(set) var count = 0
  private(set) var sum: UInt64 = 0
  private(set) var squares: UInt128 = 0
  private(set) var cubes: UInt128 = 0

  init() {}

  init(count: Int, sum: UInt64, squares: UInt128, cubes: UInt128) {
    self.count = count
    self.sum = sum
    self.squares = squares
    self.cubes = cubes
  }

  /// Adds one value; values up to 10^7 leave room for 10^12 of them.
  @inline(__always)
  mutating func add(_ value: Int) {
    count &+= 1
    let word = UInt64(truncatingIfNeeded: value)
    sum &+= word
    let square = word &* word
    squares &+= UInt128(square)
    cubes &+= UInt128(square) &* UInt128(word)
  }

  /// Adds one value as often as a count says.
  mutating func add(_ value: Int, count times: Int) {
    count += times
    let word = UInt64(value)
    sum += word * UInt64(times)
    let square = UInt128(word * word) * UInt128(times)
    squares += square
    cubes += square * UInt128(word)
  }

  /// The sums of the same values, each larger by a number.
  func shifted(by shift: Int) -> Moments {
    let (n, d) = (UInt128(count), UInt128(shift))
    let total = UInt128(sum)
    return Moments(
      count: count, sum: UInt64(n * d + total),
      squares: (n * d + 2 * total) * d + squares,
      cubes: ((n * d + 3 * total) * d + 3 * squares) * d + cubes)
  }

  mutating func merge(_ other: Moments) {
    count += other.count
    sum += other.sum
    squares += other.squares
    cubes += other.cubes
  }

  /// Mean, standard error and skewness when `total` values were seen, those not added being zero.
  func summary(total: Int) -> (mean: Double, standardError: Double?, skewness: Double?) {
    let n = Double(total)
    let mean = Double(sum) / n
    guard total >= 2 else { return (mean, nil, nil) }
    // n Σx² - (Σx)² is exact in 128 bits only while it fits; double suffices once it is scaled.
    let second = centred(total: total)
    let variance = second / (n - 1)
    let standardError = (variance / n).squareRoot()
    guard second > 0 else { return (mean, 0, 0) }
    let third =
      Double(cubes) / n - 3 * mean * (Double(squares) / n) + 2 * mean * mean * mean
    let spread = (second / n).squareRoot()
    return (mean, standardError, third / (spread * spread * spread))
  }

  /// Σ(x - mean)², in integers as far as they reach: no cancellation.
  private func centred(total: Int) -> Double {
    let whole = UInt128(total)
    let product = squares.multipliedReportingOverflow(by: whole)
    let square = UInt128(sum).multipliedReportingOverflow(by: UInt128(sum))
    if !product.overflow && !square.overflow {
      return Double(product.partialValue - square.partialValue) / Double(total)
    }
    let mean = Double(sum) / Double(total)
    return max(0, Double(squares) - Double(total) * mean * mean)
  }
}
