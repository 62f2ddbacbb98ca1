/// Log scores of sequences: of all their moves, and of those from below the highest level, which one war with
/// many battles would else drown.
public struct MoveScores: Sendable {
  /// Shape `[sequence]`: nats of all moves.
  public var all: [Double]
  /// Shape `[sequence]`: nats of the moves from below the highest level, each given all moves before it; nil
  /// where the order of moves is not known.
  public var below: [Double]?

  /// Scores of so many sequences, none filled in yet.
  init(count: Int, isOrdered: Bool) {
    all = [Double](repeating: 0, count: count)
    below = isOrdered ? [Double](repeating: 0, count: count) : nil
  }
}

extension LadderFit {
  /// The log score of each sequence, and of its moves from below the highest level.
  ///
  /// A move is scored by its probability given the moves before it: what is hidden is learned on the way.
  ///
  /// - Complexity: O(nodes · moves).
  public func scores(_ set: SequenceSet) -> MoveScores {
    var result = MoveScores(count: set.sequences.count, isOrdered: set.isOrdered)
    let top = levels.count - 1
    let (states, outcomes) = (space.states.count, levels.count + 1)
    var logsOf: [[String]: [Double]] = [:]
    for (number, sequence) in set.sequences.enumerated() {
      let own = specification.attributes.map { sequence.attributes[$0] ?? "" }
      let logs = logsOf[own] ?? logProbabilities(attributes: own)
      logsOf[own] = logs
      var joint = (0..<nodeCount).map { logWeights[sequence.start * nodeCount + $0] }
      var before = 0.0
      for move in sequence.moves {
        let state = space.index(of: move.history)
        for node in 0..<nodeCount {
          joint[node] +=
            Double(move.count) * logs[(node * states + state) * outcomes + move.outcome]
        }
        guard set.isOrdered else { continue }
        let now = LadderLikelihood.logSum(joint)
        if move.history.level < top { result.below?[number] += now - before }
        before = now
      }
      result.all[number] = set.isOrdered ? before : LadderLikelihood.logSum(joint)
    }
    return result
  }
}

extension SequenceSet {
  /// Shape `[sequence]`: the number of its moves from below the highest level.
  var movesBelow: [Double] {
    sequences.map { sequence in
      Double(
        sequence.moves.reduce(0) {
          $0 + ($1.history.level < levelCount - 1 ? $1.count : 0)
        })
    }
  }
}
