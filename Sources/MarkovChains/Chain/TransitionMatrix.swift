/// A row-stochastic matrix, rows = from, columns = to, that keeps only its positive entries.
///
/// Rows are sorted by column. The probability of staying is kept beside the others but is never
/// subtracted from anything: engines read the ways out, which are given directly. Where staying and
/// the ways out disagree in the last bits, the ways out are believed.
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
    var offsets = [0]
    offsets.reserveCapacity(rows.count + 1)
    var targets: [Int] = []
    var probabilities: [Double] = []
    for entries in rows {
      for (target, probability) in entries {
        targets.append(target)
        probabilities.append(probability)
      }
      offsets.append(targets.count)
    }
    try self.init(offsets: offsets, targets: targets, probabilities: probabilities)
  }

  /// A matrix whose rows lie one behind the other; entries of probability zero are dropped.
  ///
  /// - Parameters:
  ///   - offsets: Shape `[stateCount + 1]`, from 0 to the number of entries.
  ///   - targets: For each entry its target, ascending within a row.
  ///   - probabilities: For each entry its probability.
  /// - Throws: As for the rows one by one.
  /// - Complexity: O(number of entries).
  public init(
    offsets: [Int], targets: [Int], probabilities: [Double]
  ) throws(ChainError) {
    precondition(
      offsets.first == 0 && offsets.last == targets.count && probabilities.count == targets.count,
      "rows cover all entries")
    let n = offsets.count - 1
    var needsCleaning = false
    for row in 0..<n {
      let entries = offsets[row]..<offsets[row + 1]
      var sum = 0.0
      var previous = -1
      for entry in entries {
        let (target, probability) = (targets[entry], probabilities[entry])
        guard target > previous, target < n else {
          throw .badState(row: row, column: target)
        }
        guard probability >= 0, probability <= 1 + 1e-12 else {
          throw .badProbability(row: row, column: target, value: probability)
        }
        previous = target
        sum += probability
        if probability == 0 || probability > 1 { needsCleaning = true }
      }
      guard abs(sum - 1) <= Self.sumTolerance(entryCount: entries.count) else {
        throw .badRowSum(row: row, sum: sum)
      }
    }
    stateCount = n
    guard needsCleaning else {
      self.offsets = offsets
      self.targets = targets
      self.probabilities = probabilities
      return
    }
    var (keptOffsets, keptTargets, keptProbabilities) = ([0], [Int](), [Double]())
    keptOffsets.reserveCapacity(n + 1)
    for row in 0..<n {
      for entry in offsets[row]..<offsets[row + 1] where probabilities[entry] > 0 {
        keptTargets.append(targets[entry])
        keptProbabilities.append(min(1, probabilities[entry]))
      }
      keptOffsets.append(keptTargets.count)
    }
    self.offsets = keptOffsets
    self.targets = keptTargets
    self.probabilities = keptProbabilities
  }

  /// How far the sum of a row may be from one by rounding alone: four units an entry.
  public static func sumTolerance(entryCount: Int) -> Double {
    Double(4 * max(4, entryCount)) * Double.ulpOfOne
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
