import Foundation

/// The shares of holding, moving up, moving down and ending among all events: what turns ratios of rates
/// into changes of logits.
public struct EventShares: Sendable, Equatable {
  /// Of events that change nothing.
  public let hold: Double
  /// Of moves to a higher level.
  public let up: Double
  /// Of moves to a lower level.
  public let down: Double
  /// Of ends.
  public let end: Double

  /// The shares in sequences.
  public init(_ set: SequenceSet) {
    var counts = [0.0, 0, 0, 0]
    for sequence in set.sequences {
      for move in sequence.moves {
        let direction = Direction(
          from: move.history.level, to: move.outcome, levelCount: set.levelCount)
        counts[direction.map { $0.rawValue + 1 } ?? 0] += Double(move.count)
      }
    }
    let total = max(counts.reduce(0, +), 1)
    (hold, up, down, end) = (
      counts[0] / total, counts[1] / total, counts[2] / total, counts[3] / total
    )
  }

  /// The change of the logit of a move against holding when its rate is multiplied, and that of ending too:
  /// as the end takes a larger share of events, all others keep their proportions.
  ///
  /// - Parameters:
  ///   - ratio: What the rate of the move is multiplied by.
  ///   - endRatio: What the rate of ending is multiplied by; of the end itself both are the same.
  public func logit(ratio: Double, endRatio: Double) -> Double {
    let grown = min(end * endRatio, 0.999)
    return log(ratio) + log((1 - end) / (1 - grown))
  }
}
