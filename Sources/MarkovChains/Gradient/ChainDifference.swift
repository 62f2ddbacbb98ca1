/// How fast the entries of a chain and its start change along one direction.
///
/// It is a difference of chains that were compiled at neighbouring points, divided by the step:
///
///     central     (P(v + s) - P(v - s)) / 2s
///     one-sided   (4 (P(v + s) - P(v)) - (P(v + 2s) - P(v))) / 2s    where a range ends
///
/// That is good enough because entries are smooth closed forms with relative errors of some 1e-16: with
/// s = 1e-5 of the length over which an entry changes, rounding adds about 1e-11 of the entry over that
/// length and the curvature about as much. Differences of *answers* would lose what their rounding
/// loses; here the answers are never subtracted.
///
/// Only entries off the diagonal are kept. The rows of every chain sum to one, so those of the rates
/// sum to zero, and whatever x is,
///
///     Σ_j P'_ij x_j = Σ_{j≠i} P'_ij (x_j - x_i).
///
/// The chance of staying, near one for a slow state, would bring the rounding of one into the difference,
/// which may be more than all its ways out; those are given directly and keep their digits.
public struct ChainDifference: Sendable {
  /// The rates of row i are `offsets[i]..<offsets[i + 1]`.
  let offsets: [Int]
  /// Ascending within a row, never the row itself.
  let targets: [Int32]
  let rates: [Double]
  /// The states whose start probability changes, and how fast.
  let start: [(state: Int, rate: Double)]

  /// Entries bend by the square of a step of some 1e-5, less than this even where they bend sharply.
  private static let jump = 1e-7

  /// Σ weight (chain - base) / step, over chains with the same states.
  ///
  /// The chains may have different entries: what is missing counts zero.
  ///
  /// With two others, which are one and two steps away, it is one-sided, and an entry that jumps at the base
  /// is seen: over so short a way every other one is a straight line.
  ///
  /// - Returns: nil when the chains differ in the number of states, or an entry jumps.
  /// - Complexity: O(states + entries).
  public init?(
    from base: ChainProblem, to others: [(weight: Double, problem: ChainProblem)],
    over step: Double
  ) {
    let n = base.matrix.stateCount
    guard others.allSatisfy({ $0.problem.matrix.stateCount == n }) else { return nil }
    let weights = others.map { $0.weight / step }
    var offsets = [0]
    offsets.reserveCapacity(n + 1)
    var targets: [Int32] = []
    var rates: [Double] = []
    var places = [Int](repeating: 0, count: others.count)
    for row in 0..<n {
      let own = base.matrix.row(row)
      if others.allSatisfy({ $0.problem.matrix.hasSameRow(row, as: base.matrix) }) {
        offsets.append(targets.count)
        continue
      }
      var place = own.lowerBound
      for (index, other) in others.enumerated() {
        places[index] = other.problem.matrix.offsets[row]
      }
      while true {
        var target = place < own.upperBound ? base.matrix.targets[place] : Int.max
        for (index, other) in others.enumerated() {
          let matrix = other.problem.matrix
          if places[index] < matrix.offsets[row + 1] {
            target = min(target, matrix.targets[places[index]])
          }
        }
        guard target < n else { break }
        var before = 0.0
        if place < own.upperBound, base.matrix.targets[place] == target {
          before = base.matrix.probabilities[place]
          place += 1
        }
        var rate = 0.0
        var bend = 0.0
        for (index, other) in others.enumerated() {
          let matrix = other.problem.matrix
          var after = 0.0
          if places[index] < matrix.offsets[row + 1], matrix.targets[places[index]] == target {
            after = matrix.probabilities[places[index]]
            places[index] += 1
          }
          rate += weights[index] * (after - before)
          bend += (index == 0 ? 2 : -1) * (after - before)
        }
        if others.count == 2, abs(bend) > Self.jump { return nil }
        if target != row, rate != 0 {
          targets.append(Int32(target))
          rates.append(rate)
        }
      }
      offsets.append(targets.count)
    }
    self.offsets = offsets
    self.targets = targets
    self.rates = rates
    start = (0..<n).compactMap { state in
      let rate = zip(weights, others).reduce(0.0) {
        $0 + $1.0 * ($1.1.problem.start[state] - base.start[state])
      }
      return rate == 0 ? nil : (state, rate)
    }
  }

  private init(offsets: [Int], targets: [Int32], rates: [Double]) {
    self.offsets = offsets
    self.targets = targets
    self.rates = rates
    start = []
  }

  /// The rates of entries that a pattern does not hold, or nil when it holds all.
  func outside(_ pattern: EntryPattern) -> ChainDifference? {
    var offsets = [0]
    var targets: [Int32] = []
    var rates: [Double] = []
    for row in 0..<self.offsets.count - 1 {
      var place = pattern.offsets[row]
      for entry in self.offsets[row]..<self.offsets[row + 1] {
        let target = self.targets[entry]
        while place < pattern.offsets[row + 1], pattern.targets[place] < target { place += 1 }
        if place < pattern.offsets[row + 1], pattern.targets[place] == target { continue }
        targets.append(target)
        rates.append(self.rates[entry])
      }
      offsets.append(targets.count)
    }
    return targets.isEmpty
      ? nil : ChainDifference(offsets: offsets, targets: targets, rates: rates)
  }

  /// The entries that change.
  var pattern: EntryPattern { EntryPattern(offsets: offsets, targets: targets) }
}

/// Places in a matrix, row by row.
struct EntryPattern: Sendable {
  /// The places of row i are `offsets[i]..<offsets[i + 1]`.
  let offsets: [Int]
  /// Ascending within a row.
  let targets: [Int32]

  init(offsets: [Int], targets: [Int32]) {
    self.offsets = offsets
    self.targets = targets
  }

  /// The positive entries of a matrix.
  init(_ matrix: TransitionMatrix) {
    self.init(offsets: matrix.offsets, targets: matrix.targets.map { Int32($0) })
  }
}

extension TransitionMatrix {
  /// Whether a row has the same entries, to the bit.
  fileprivate func hasSameRow(_ state: Int, as other: TransitionMatrix) -> Bool {
    let (own, theirs) = (row(state), other.row(state))
    guard own.count == theirs.count else { return false }
    let shift = theirs.lowerBound - own.lowerBound
    return own.allSatisfy {
      targets[$0] == other.targets[$0 + shift]
        && probabilities[$0] == other.probabilities[$0 + shift]
    }
  }
}
