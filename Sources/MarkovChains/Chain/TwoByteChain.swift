import RandomStreams

/// A small chain made ready for draws of two bytes a step, exactly.
///
/// Every row deals the 65,536 values of two bytes to its targets, in state order, as far as whole
/// values go. The last `residueCount` values belong to nobody: they are settled by a word of 64 bits,
/// which is dealt to what rounding left over. A target so owns as many of 2^64 chances as its probability says, however rare it
/// is. State order keeps paired scenarios close.
///
/// - Stability: portable.
/// - Source: the mixture of a table of whole values and a remainder is that of Marsaglia, Generating
///   discrete random variables in a computer (Communications of the ACM 6, 1963).
struct TwoByteChain: Sendable {
  /// Chains of more states take a word a step.
  static let stateLimit = 1_024
  /// So do chains with rows of more targets.
  static let moveLimit = 64
  /// Marks a guide entry that does not tell the target.
  static let ambiguous = UInt16.max

  let stateCount: Int
  /// How many of the 65,536 values are settled by a word: a power of two, at least the moves of any
  /// row less one.
  let residueCount: Int
  /// The row of state s is `offsets[s]..<offsets[s + 1]`, one entry a target.
  let offsets: [Int]
  let targets: [UInt16]
  /// The first value beyond those of each target.
  let bounds: [UInt16]
  /// The targets of row s that a settling word may give are `residueOffsets[s]..<residueOffsets[s + 1]`.
  let residueOffsets: [Int]
  let residueTargets: [UInt16]
  /// The last settling word that belongs to each of them.
  let residueWords: [UInt64]
  /// Shape `[stateCount, 256]`: the target that all values with this upper byte share, or `ambiguous`.
  let guide: [UInt16]
  /// Transitions of positive probability that own no word: rarer than 2^-65 a step, never drawn.
  let unresolvableCount: Int

  /// Whether a chain is one of those that take two bytes a step.
  static func serves(_ matrix: TransitionMatrix) -> Bool {
    matrix.stateCount <= stateLimit
      && (0..<matrix.stateCount).allSatisfy { matrix.row($0).count <= moveLimit }
  }

  /// The chain, if two bytes serve it.
  ///
  /// - Complexity: O(entries), and 512 bytes a state.
  init?(_ matrix: TransitionMatrix) {
    guard Self.serves(matrix) else { return nil }
    stateCount = matrix.stateCount
    let longest = (0..<matrix.stateCount).reduce(1) { max($0, matrix.row($1).count) }
    var residueCount = 1
    while residueCount < longest - 1 { residueCount *= 2 }
    self.residueCount = residueCount
    var offsets = [0]
    var targets: [UInt16] = []
    var bounds: [UInt16] = []
    var residueOffsets = [0]
    var residueTargets: [UInt16] = []
    var residueWords: [UInt64] = []
    var guide: [UInt16] = []
    guide.reserveCapacity(matrix.stateCount << 8)
    var unresolvable = 0
    for state in 0..<matrix.stateCount {
      let row = matrix.row(state)
      let partition = WordPartition(matrix.probabilities[row])
      unresolvable += partition.droppedCount
      let own = partition.indices.map { UInt16(matrix.targets[row.lowerBound + $0]) }
      let deal = TwoByteDeal(partition, residueCount: residueCount)
      var bound = 0
      for (target, count) in zip(own, deal.counts) {
        bound += count
        targets.append(target)
        bounds.append(UInt16(bound))
      }
      // Widths of settling words: exact, since the residue is a power of two.
      var sum: UInt64 = 0
      for (target, width) in zip(own, deal.remainders) where width > 0 {
        sum &+= UInt64(truncatingIfNeeded: width * UInt128(65_536 / residueCount))
        residueTargets.append(target)
        residueWords.append(sum &- 1)
      }
      offsets.append(targets.count)
      residueOffsets.append(residueTargets.count)
      var position = offsets[state]
      for upper in 0..<256 {
        let low = upper << 8
        while position < targets.count, Int(bounds[position]) <= low { position += 1 }
        let isShared = position == targets.count || Int(bounds[position]) < low + 256
        guide.append(isShared ? Self.ambiguous : targets[position])
      }
    }
    self.offsets = offsets
    self.targets = targets
    self.bounds = bounds
    self.residueOffsets = residueOffsets
    self.residueTargets = residueTargets
    self.residueWords = residueWords
    self.guide = guide
    unresolvableCount = unresolvable
  }

  /// The next state for two bytes.
  ///
  /// - Parameter settle: Gives the step's settling word, asked for when two bytes do not decide.
  @inline(__always)
  func successor(of state: Int, value: UInt16, settle: () -> UInt64) -> Int {
    let guess = guide[state << 8 | Int(value >> 8)]
    return guess != Self.ambiguous ? Int(guess) : search(state, value, settle)
  }

  /// The target that owns a value, without the guide.
  func search(_ state: Int, _ value: UInt16, _ settle: () -> UInt64) -> Int {
    for position in offsets[state]..<offsets[state + 1] where value < bounds[position] {
      return Int(targets[position])
    }
    return settled(state, word: settle())
  }

  /// The target that owns a settling word.
  func settled(_ state: Int, word: UInt64) -> Int {
    var position = residueOffsets[state]
    while residueWords[position] < word { position += 1 }
    return Int(residueTargets[position])
  }
}

/// How many of the 65,536 values each target of a row gets, and what is left to settling words.
private struct TwoByteDeal {
  var counts: [Int]
  /// In units of 2^-64; they sum to the residue.
  var remainders: [UInt128]

  init(_ partition: WordPartition, residueCount: Int) {
    var first: UInt64 = 0
    let widths = partition.lastWords.map { last -> UInt128 in
      let width = UInt128(last &- first) + 1
      first = last &+ 1
      return width
    }
    counts = widths.map { Int($0 >> 48) }
    var largest = 0
    for (place, count) in counts.enumerated() where count > counts[largest] { largest = place }
    // No row has more moves than the residue and one, so that its sum lacks no more than the residue.
    counts[largest] -= counts.reduce(0, +) - (65_536 - residueCount)
    remainders = zip(widths, counts).map { $0 - UInt128($1) << 48 }
  }
}
