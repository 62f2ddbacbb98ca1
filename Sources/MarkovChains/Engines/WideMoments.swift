/// An integer of 256 bits that only grows.
struct WideSum: Sendable, Equatable {
  private(set) var low: UInt128 = 0
  private(set) var high: UInt128 = 0

  @inline(__always)
  mutating func add(_ a: UInt128, times b: UInt128) {
    let product = a.multipliedFullWidth(by: b)
    add(low: product.low, high: product.high)
  }

  @inline(__always)
  mutating func add(low more: UInt128, high top: UInt128) {
    let (sum, carries) = low.addingReportingOverflow(more)
    low = sum
    high &+= top &+ (carries ? 1 : 0)
  }

  mutating func merge(_ other: WideSum) { add(low: other.low, high: other.high) }

  /// The closest double, to a unit or two in the last place.
  var double: Double { Double(high) * 0x1p128 + Double(low) }

  /// The sum times a count, less the square of a number: n Σx² - (Σx)², exactly until it is rounded.
  func spread(count: Int, sum: UInt128) -> Double {
    let n = UInt128(count)
    let lowProduct = low.multipliedFullWidth(by: n)
    let highProduct = high &* n &+ lowProduct.high
    let square = sum.multipliedFullWidth(by: sum)
    let (difference, borrows) = lowProduct.low.subtractingReportingOverflow(square.low)
    return Double(highProduct &- square.high &- (borrows ? 1 : 0)) * 0x1p128 + Double(difference)
  }
}

/// Integer sums of totals of up to 62 bits and of their powers.
struct WideMoments: Sendable, Equatable {
  private(set) var count = 0
  private(set) var sum: UInt128 = 0
  private(set) var squares = WideSum()
  private(set) var cubes = WideSum()

  mutating func add(_ value: UInt64) {
    count &+= 1
    let wide = UInt128(value)
    sum &+= wide
    squares.add(wide, times: wide)
    cubes.add(wide &* wide, times: wide)
  }

  mutating func merge(_ other: WideMoments) {
    count += other.count
    sum += other.sum
    squares.merge(other.squares)
    cubes.merge(other.cubes)
  }

  /// Mean, standard error and skewness, in units.
  var summary: (mean: Double, standardError: Double?, skewness: Double?) {
    let n = Double(count)
    let mean = Double(sum) / n
    guard count >= 2 else { return (mean, nil, nil) }
    let second = squares.spread(count: count, sum: sum) / n
    guard second > 0 else { return (mean, 0, 0) }
    let spread = (second / n).squareRoot()
    let third = cubes.double / n - 3 * mean * (squares.double / n) + 2 * mean * mean * mean
    return (mean, (second / (n - 1) / n).squareRoot(), third / (spread * spread * spread))
  }
}
