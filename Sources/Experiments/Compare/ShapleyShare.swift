/// What each of several measures contributes to what they do together.
///
/// - Source: Shapley, A value for n-person games (Contributions to the Theory of Games II, 1953).
enum ShapleyShare {
  /// The contributions, which sum to the worth of all together.
  ///
  /// - Parameters:
  ///   - count: The number of players.
  ///   - worth: The worth of a coalition, given as bits.
  /// - Complexity: O(count · 2^count).
  static func contributions(count: Int, worth: (Int) -> Double) -> [Double] {
    // weight(s) = s! (n - s - 1)! / n!, the share of orders in which just these s came before.
    var weights = [Double](repeating: 0, count: max(1, count))
    weights[0] = count > 0 ? 1 / Double(count) : 0
    for size in 1..<max(1, count) where size < count {
      weights[size] = weights[size - 1] * Double(size) / Double(count - size)
    }
    return (0..<count).map { player in
      var sum = 0.0
      for coalition in 0..<(1 << count) where coalition >> player & 1 == 0 {
        let gain = worth(coalition | 1 << player) - worth(coalition)
        sum += weights[coalition.nonzeroBitCount] * gain
      }
      return sum
    }
  }
}
