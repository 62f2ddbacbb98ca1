import LinearAlgebra

/// An answer for every start state of a chain.
public struct StateValues: Sendable {
  /// Shape `[state]`. Where an answer is beyond the range of doubles: zero below it, infinite above.
  public let values: [Double]
  /// Shape `[state]`: proven bounds, where the answer was enclosed and not computed directly.
  public let low: [Double]?
  /// The upper ones.
  public let high: [Double]?
  /// The answers beyond the range of doubles, by state.
  public let outOfRange: [Int: ScaledNumber]

  /// Values computed directly.
  public init(doubles values: [Double]) {
    self.values = values
    low = nil
    high = nil
    outOfRange = [:]
  }

  /// Values of any kind of number.
  init<Number: NonnegativeNumber>(numbers: [Number]) {
    values = numbers.map(\.double)
    low = nil
    high = nil
    var outOfRange: [Int: ScaledNumber] = [:]
    for (state, number) in numbers.enumerated() {
      guard let scaled = number as? ScaledNumber, !scaled.isZero else { continue }
      let value = scaled.double
      if value < Double.leastNormalMagnitude || value == .infinity { outOfRange[state] = scaled }
    }
    self.outOfRange = outOfRange
  }

  /// The same values, infinite at some states.
  init(_ other: StateValues, infiniteWhere isInfinite: [Bool]) {
    values = zip(other.values, isInfinite).map { $1 ? .infinity : $0 }
    low = nil
    high = nil
    outOfRange = other.outOfRange.filter { !isInfinite[$0.key] }
  }

  /// Values known to lie between bounds; the middle stands for them.
  init(low: [Double], high: [Double]) {
    values = zip(low, high).map { $0 == $1 ? $0 : $0 + ($1 - $0) / 2 }
    self.low = low
    self.high = high
    outOfRange = [:]
  }

  /// The largest relative width of the bounds; nil where there are none.
  public var widestEnclosure: Double? {
    guard let low, let high else { return nil }
    return zip(low, high).reduce(0) { $1.1 > $1.0 ? max($0, ($1.1 - $1.0) / $1.1) : $0 }
  }

  /// The answer from one state.
  ///
  /// - Parameter complement: The answers to the opposite question, where this one is a probability.
  public func estimate(from state: Int, complement: StateValues? = nil) -> Estimate {
    Estimate(
      exact: values[state], complement: complement?.values[state],
      enclosure: low.flatMap { low in high.map { low[state]...$0[state] } },
      outOfRange: outOfRange[state])
  }
}
