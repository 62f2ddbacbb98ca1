/// A transition matrix made ready for drawing.
///
/// Every row deals the 2^64 words of a draw to its targets in state order, so equal draws move
/// neighbouring chains alike: that is what pairing of scenarios rests on. A guide of 256 entries a
/// row answers most draws with one look.
///
/// - Stability: portable.
/// - Source: Chen and Asau, On generating random variates from an empirical distribution (AIIE
///   Transactions 6, 1974) for the guide.
public struct CompiledChain: Sendable {
  /// More states than this do not fit the 16-bit guide.
  public static let stateLimit = 65_535
  /// Marks a guide entry that several targets share.
  static let ambiguous = UInt16.max

  /// The number of states.
  public let stateCount: Int
  /// Shape `[stateCount, 256]`: the target that all words with these top eight bits share, or
  /// `ambiguous`.
  let guide: [UInt16]
  /// The row of state s is `offsets[s]..<offsets[s + 1]`, one entry a target.
  let offsets: [Int]
  let targets: [UInt16]
  /// The last word that belongs to each target.
  let lastWords: [UInt64]
  /// Transitions of positive probability that own no word: rarer than 2^-65 a step, never drawn.
  public let unresolvableCount: Int

  /// - Precondition: At most ``stateLimit`` states.
  /// - Complexity: O(entries + 256 · stateCount).
  public init(_ matrix: TransitionMatrix) {
    precondition(matrix.stateCount <= Self.stateLimit, "at most \(Self.stateLimit) states")
    stateCount = matrix.stateCount
    var offsets = [0]
    var targets: [UInt16] = []
    var lastWords: [UInt64] = []
    var unresolvable = 0
    var guide = [UInt16](repeating: Self.ambiguous, count: matrix.stateCount << 8)
    for state in 0..<matrix.stateCount {
      let row = matrix.row(state)
      let partition = WordPartition(matrix.probabilities[row])
      targets += partition.indices.map { UInt16(matrix.targets[row.lowerBound + $0]) }
      lastWords += partition.lastWords
      unresolvable += partition.droppedCount
      var position = offsets[state]
      offsets.append(targets.count)
      for top in 0..<256 {
        let low = UInt64(top) << 56
        let high = low | ((1 << 56) - 1)
        while lastWords[position] < low { position += 1 }
        if lastWords[position] >= high { guide[state << 8 | top] = targets[position] }
      }
    }
    self.offsets = offsets
    self.targets = targets
    self.lastWords = lastWords
    self.guide = guide
    unresolvableCount = unresolvable
  }

  /// The next state from `state` for a word of 64 random bits.
  public func successor(of state: Int, word: UInt64) -> Int {
    let guess = guide[state << 8 | Int(truncatingIfNeeded: word &>> 56)]
    return guess != Self.ambiguous ? Int(guess) : search(state, word)
  }

  /// The target that owns a word, looked up among the cut-offs of the row.
  func search(_ state: Int, _ word: UInt64) -> Int {
    var position = offsets[state]
    while lastWords[position] < word { position += 1 }
    return Int(targets[position])
  }
}
