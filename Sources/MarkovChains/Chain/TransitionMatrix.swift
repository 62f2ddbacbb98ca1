/// A row-stochastic matrix, rows = from, columns = to, that keeps only its positive entries.
///
/// Rows are sorted by column. The probability of staying is kept beside the others but is never
/// subtracted from anything: engines read the ways out, which are given directly.
public struct TransitionMatrix: Sendable, Equatable {
  /// The number of states.
  public let stateCount: Int
  /// Shape `[stateCount + 1]`: the row of state s is `offsets[s]..<offsets[s + 1]`.
  public let offsets: [Int]
  /// The target states of every row, ascending.
  public let targets: [Int]
  /// Their probabilities.
  public let probabilities: [Double]

  /// A matrix with the given rows; entries of probability zero are dropped.
  ///
  /// - Parameter rows: For each state its targets in ascending order with their probabilities.
  /// - Throws: `ChainError` for an entry outside 0...1, NaN, a target out of order, or a row that
  ///   misses the sum of one by more than rounding explains (4 units per entry).
  /// - Complexity: O(number of entries).
  public init(rows: [[(target: Int, probability: Double)]]) throws(ChainError) {
    stateCount = rows.count
    var offsets = [0]
    var targets: [Int] = []
    var probabilities: [Double] = []
    offsets.reserveCapacity(rows.count + 1)
    for (row, entries) in rows.enumerated() {
      var sum = 0.0
      var previous = -1
      for (target, probability) in entries {
        guard target > previous, target < rows.count else {
          throw .badState(row: row, column: target)
        }
        guard probability >= 0, probability <= 1 + 1e-12 else {
          throw .badProbability(row: row, column: target, value: probability)
        }
        previous = target
        sum += probability
        guard probability > 0 else { continue }
        targets.append(target)
        probabilities.append(min(1, probability))
      }
      guard abs(sum - 1) <= Double(4 * max(4, entries.count)) * Double.ulpOfOne else {
        throw .badRowSum(row: row, sum: sum)
      }
      offsets.append(targets.count)
    }
    self.offsets = offsets
    self.targets = targets
    self.probabilities = probabilities
  }

  /// The positions of a state's entries in ``targets`` and ``probabilities``.
  @inlinable
  public func row(_ state: Int) -> Range<Int> {
    offsets[state]..<offsets[state + 1]
  }

  /// Whether the state can only stay.
  public func isAbsorbing(_ state: Int) -> Bool {
    row(state).count == 1 && targets[offsets[state]] == state
  }
}
