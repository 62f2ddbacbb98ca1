/// By how much one model scores better than another on the same moves, with an error that lets the moves of
/// a cluster depend on each other.
///
/// - Source: Gneiting and Raftery, Strictly proper scoring rules (2007), for the log score; the error is that
///   of a ratio of cluster sums (Cochran, Sampling Techniques, 1977).
public struct PairedGain: Sendable, Equatable {
  /// Nats a move.
  public let mean: Double
  /// nil with fewer than two clusters.
  public let standardError: Double?
  /// How many clusters there are.
  public let clusterCount: Int
  /// How many moves there are.
  public let moveCount: Double

  /// The gain of scores over others.
  ///
  /// - Parameters:
  ///   - scores: Shape `[unit]`: log scores, each summed over the moves of a unit.
  ///   - others: Shape `[unit]`: those of the other model.
  ///   - moves: Shape `[unit]`: how many moves each unit has.
  ///   - clusters: Shape `[unit]`: the cluster of each.
  public init(_ scores: [Double], over others: [Double], moves: [Double], clusters: [Int]) {
    var sums: [Int: (gain: Double, moves: Double)] = [:]
    for unit in scores.indices {
      var sum = sums[clusters[unit]] ?? (0, 0)
      sum.gain += scores[unit] - others[unit]
      sum.moves += moves[unit]
      sums[clusters[unit]] = sum
    }
    let parts = sums.filter { $0.value.moves > 0 }.sorted { $0.key < $1.key }.map(\.value)
    let total = parts.reduce(0) { $0 + $1.moves }
    let mean = total > 0 ? parts.reduce(0) { $0 + $1.gain } / total : 0
    self.mean = mean
    clusterCount = parts.count
    moveCount = total
    guard parts.count > 1 else {
      standardError = nil
      return
    }
    let squares = parts.reduce(0.0) { sum, part in
      let rest = part.gain - mean * part.moves
      return sum + rest * rest
    }
    let count = Double(parts.count)
    standardError = (squares * count / (count - 1)).squareRoot() / total
  }
}
