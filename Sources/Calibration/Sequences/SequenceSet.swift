/// Sequences of events on a scale of levels: the data that a ladder is fitted to.
public struct SequenceSet: Sendable {
  /// The levels from the lowest up, by the names of their rungs.
  public let levels: [String]
  /// One sequence for each pair of states in a confrontation, or whatever the unit is.
  public let sequences: [Sequence]
  /// What the clusters are called: units that are taken to be independent of each other.
  public let clusters: [String]
  /// Whether the order of events inside a sequence is known; counts alone do not keep it.
  public let isOrdered: Bool

  /// One sequence, from its first event to its end.
  public struct Sequence: Sendable {
    /// What it is called.
    public let name: String
    /// A number among the clusters.
    public let cluster: Int
    /// What is known of it as a whole: era, split and the like.
    public let attributes: [String: String]
    /// Its moves; one after the other where the order is known, else counted.
    public let moves: [Move]
    /// Shape `[event]`: the day of each event, where days are known.
    public let days: [Int]

    /// The level of its first event.
    public var start: Int { moves.reduce(Int.max) { min($0, $1.history.peak) } }
    /// The highest level of its events.
    public var peak: Int { moves.reduce(0) { max($0, $1.history.peak) } }
    /// The number of its events, which is that of its moves: the last one ends it.
    public var moveCount: Int { moves.reduce(0) { $0 + $1.count } }
  }

  /// Moves out of one history.
  public struct Move: Sendable, Equatable {
    /// What went before; without the order only level and peak are meant.
    public let history: History
    /// The level that follows, or the number of levels for the end.
    public let outcome: Int
    /// How often.
    public let count: Int

    /// Moves out of one history to one outcome.
    public init(history: History, outcome: Int, count: Int = 1) {
      self.history = history
      self.outcome = outcome
      self.count = count
    }
  }

  /// Sequences on a scale.
  public init(levels: [String], sequences: [Sequence], clusters: [String], isOrdered: Bool) {
    self.levels = levels
    self.sequences = sequences
    self.clusters = clusters
    self.isOrdered = isOrdered
  }

  /// The number of levels, which is also the outcome that ends a sequence.
  public var levelCount: Int { levels.count }
  /// The number of all moves.
  public var moveCount: Int { sequences.reduce(0) { $0 + $1.moveCount } }
  /// How many clusters have a sequence here.
  public var clusterCount: Int { Set(sequences.map(\.cluster)).count }

  /// The sequences that satisfy a condition; clusters keep their numbers.
  public func filter(_ condition: (Sequence) -> Bool) -> SequenceSet {
    SequenceSet(
      levels: levels, sequences: sequences.filter(condition), clusters: clusters,
      isOrdered: isOrdered)
  }

  /// Sequences at places of this set, some perhaps several times.
  public func taking(_ places: [Int]) -> SequenceSet {
    SequenceSet(
      levels: levels, sequences: places.map { sequences[$0] }, clusters: clusters,
      isOrdered: isOrdered)
  }

  /// How many sequences begin at a level, and how many of them get to another or above.
  public func reach(from start: Int, to target: Int) -> (reached: Int, sequences: Int) {
    let begun = sequences.filter { $0.start == start }
    return (begun.count { $0.peak >= target }, begun.count)
  }
}

extension SequenceSet.Sequence {
  /// A sequence of events in order.
  ///
  /// - Parameter levels: Shape `[event]`, not empty.
  public init(
    name: String, cluster: Int, attributes: [String: String], levels: [Int], days: [Int] = [],
    levelCount: Int
  ) {
    var history = History(first: levels[0])
    var moves: [SequenceSet.Move] = []
    moves.reserveCapacity(levels.count)
    for next in levels.dropFirst() {
      moves.append(.init(history: history, outcome: next))
      history = history.moved(to: next)
    }
    moves.append(.init(history: history, outcome: levelCount))
    self.init(name: name, cluster: cluster, attributes: attributes, moves: moves, days: days)
  }
}
