/// Numbers that count by weight, and what their law is: answers of a model over draws of its parameters.
///
/// - Stability: portable.
public struct WeightedSample: Sendable {
  /// In ascending order; infinite ones too.
  private let values: [Double]
  /// Shape `[value]`: the probability below the middle of each value's weight.
  private let levels: [Double]

  /// A sample; values without weight are left out.
  ///
  /// - Precondition: No value is NaN; weights are finite and not negative, and some count.
  public init(_ values: [Double], weights: [Double]) {
    precondition(values.count == weights.count, "one weight for each value")
    precondition(values.allSatisfy { !$0.isNaN }, "a sample holds no NaN")
    let order = values.indices.filter { weights[$0] > 0 }.sorted {
      (values[$0], $0) < (values[$1], $1)
    }
    precondition(!order.isEmpty, "a sample in which nothing counts has no law")
    let total = order.reduce(0.0) { $0 + weights[$1] }
    var sum = 0.0
    var levels: [Double] = []
    for index in order {
      levels.append((sum + weights[index] / 2) / total)
      sum += weights[index]
    }
    self.values = order.map { values[$0] }
    self.levels = levels
  }

  /// A quantile: linear between the middles of neighbours' weights, and the outermost value beyond them.
  ///
  /// Between a finite and an infinite value it is the infinite one.
  ///
  /// - Source: definition 5 of Hyndman and Fan, Sample quantiles in statistical packages (1996), to which
  ///   this comes down for equal weights.
  public func quantile(_ level: Double) -> Double {
    guard let above = levels.firstIndex(where: { $0 >= level }) else {
      return values[levels.count - 1]
    }
    guard above > 0, levels[above] > level else { return values[above] }
    let (low, high) = (values[above - 1], values[above])
    guard low != high else { return low }
    if low == -.infinity { return high == .infinity ? high : low }
    if high == .infinity { return high }
    let share = (level - levels[above - 1]) / (levels[above] - levels[above - 1])
    return low + share * (high - low)
  }

  /// The range that leaves the same probability below and above it.
  public func centralRange(_ confidence: Double) -> ClosedRange<Double> {
    let low = quantile((1 - confidence) / 2)
    return low...max(low, quantile((1 + confidence) / 2))
  }

  /// How many values of equal weight would tell as much.
  ///
  /// - Source: Kish, Survey Sampling (1965).
  public static func effectiveCount(_ weights: [Double]) -> Double {
    let largest = weights.max() ?? 0
    guard largest > 0 else { return 0 }
    // Relative to the largest, so that no square leaves the range of doubles.
    let sum = weights.reduce(0) { $0 + $1 / largest }
    let squares = weights.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    return sum * sum / squares
  }
}
