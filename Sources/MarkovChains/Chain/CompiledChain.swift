import RandomStreams

/// A transition matrix made ready for drawing.
///
/// Every row deals the 2^64 words of a draw to its targets. A short row deals them in state order, so
/// equal draws move neighbouring chains alike: that is what pairing of scenarios rests on. A long row
/// is dealt by an alias table with 64-bit cut-offs, in constant time. Small chains of short rows have a
/// guide of 256 entries a row, which answers most draws with one look. Which of them serves is decided
/// by the shape of the chain alone.
///
/// - Stability: portable.
/// - Source: Chen and Asau, On generating random variates from an empirical distribution (AIIE
///   Transactions 6, 1974) for the guide; Walker, An efficient method for generating discrete random
///   variables with general distributions (ACM Transactions on Mathematical Software 3, 1977) for
///   the aliases.
public struct CompiledChain: Sendable {
  /// Chains of more states have no guide.
  static let guideStateLimit = 4_096
  /// Rows of more targets are dealt by aliases.
  static let shortRowLimit = 32
  /// Marks a guide entry that several targets share.
  static let ambiguous = UInt16.max

  /// The number of states.
  public let stateCount: Int
  /// Shape `[stateCount, 256]`: the target that all words with these top eight bits share, or
  /// `ambiguous`; empty for chains without a guide.
  let guide: [UInt16]
  /// The row of state s is `offsets[s]..<offsets[s + 1]`, one entry a target.
  let offsets: [Int]
  let targets: [Int32]
  /// In a short row the last word that belongs to each target; in a long one its cut-off.
  let words: [UInt64]
  /// In a long row the other target of each entry; -1 in short ones, empty without long rows.
  let aliases: [Int32]
  /// Transitions of positive probability that own no word: rarer than 2^-65 a step, never drawn.
  public let unresolvableCount: Int

  /// - Complexity: O(entries), and 512 bytes a state with a guide.
  public init(_ matrix: TransitionMatrix) {
    stateCount = matrix.stateCount
    let longest = (0..<matrix.stateCount).reduce(0) { max($0, matrix.row($1).count) }
    let hasLongRows = longest > Self.shortRowLimit
    var offsets = [0]
    offsets.reserveCapacity(matrix.stateCount + 1)
    var targets: [Int32] = []
    var words: [UInt64] = []
    var aliases: [Int32] = []
    var unresolvable = 0
    for state in 0..<matrix.stateCount {
      let row = matrix.row(state)
      let partition = WordPartition(matrix.probabilities[row])
      let own = partition.indices.map { Int32(matrix.targets[row.lowerBound + $0]) }
      targets += own
      unresolvable += partition.droppedCount
      if own.count > Self.shortRowLimit {
        let table = AliasTable(partition)
        words += table.cutoffs
        aliases += table.others.map { own[$0] }
      } else {
        words += partition.lastWords
        if hasLongRows { aliases += [Int32](repeating: -1, count: own.count) }
      }
      offsets.append(targets.count)
    }
    self.offsets = offsets
    self.targets = targets
    self.words = words
    self.aliases = aliases
    unresolvableCount = unresolvable
    guide =
      hasLongRows || matrix.stateCount > Self.guideStateLimit
      ? [] : Self.guide(offsets, targets, words)
  }

  private static func guide(
    _ offsets: [Int], _ targets: [Int32], _ words: [UInt64]
  ) -> [UInt16] {
    let stateCount = offsets.count - 1
    var guide = [UInt16](repeating: ambiguous, count: stateCount << 8)
    for state in 0..<stateCount {
      var position = offsets[state]
      for top in 0..<256 {
        let low = UInt64(top) << 56
        let high = low | ((1 << 56) - 1)
        while words[position] < low { position += 1 }
        if words[position] >= high { guide[state << 8 | top] = UInt16(targets[position]) }
      }
    }
    return guide
  }

  /// The next state from `state` for a word of 64 random bits.
  public func successor(of state: Int, word: UInt64) -> Int {
    guard !guide.isEmpty else { return search(state, word) }
    let guess = guide[state << 8 | Int(truncatingIfNeeded: word &>> 56)]
    return guess != Self.ambiguous ? Int(guess) : search(state, word)
  }

  /// Draws until a state is left, or the step is the limit.
  ///
  /// - Returns: The next state.
  @inline(__always)
  func leave(
    _ state: Int, _ guide: UnsafeBufferPointer<UInt16>, _ generator: inout Xoshiro256PlusPlus,
    _ step: inout Int, _ limit: Int
  ) -> Int {
    let row = state &<< 8
    while step < limit {
      let word = generator.next()
      step &+= 1
      let guess = guide[row | Int(truncatingIfNeeded: word &>> 56)]
      var next = Int(guess)
      if next == state { continue }
      if guess == Self.ambiguous {
        next = searchShort(state, word)
        if next == state { continue }
      }
      return next
    }
    return state
  }

  /// The target that owns a word in a row of a chain with a guide, all of whose rows are short.
  func searchShort(_ state: Int, _ word: UInt64) -> Int {
    var position = offsets[state]
    while words[position] < word { position += 1 }
    return Int(targets[position])
  }

  /// The target that owns a word, without the guide.
  func search(_ state: Int, _ word: UInt64) -> Int {
    var position = offsets[state]
    let count = offsets[state + 1] - position
    if count > Self.shortRowLimit {
      let (entry, fraction) = word.multipliedFullWidth(by: UInt64(count))
      position += Int(entry)
      return Int(fraction < words[position] ? targets[position] : aliases[position])
    }
    return searchShort(state, word)
  }
}

/// The words of a partition dealt to as many equal columns as it has indices, each shared by at most
/// two: integers throughout, so nothing is rounded that the partition had not rounded.
struct AliasTable {
  /// The words of each column below this are its own.
  private(set) var cutoffs: [UInt64]
  /// The index that owns the others.
  private(set) var others: [Int]

  /// - Complexity: O(indices).
  init(_ partition: WordPartition) {
    let count = partition.lastWords.count
    let full = UInt128(1) << 64
    var first: UInt64 = 0
    var shares = partition.lastWords.map { last -> UInt128 in
      let width = UInt128(last - first) + 1
      first = last &+ 1
      return width * UInt128(count)
    }
    cutoffs = [UInt64](repeating: .max, count: count)
    others = Array(0..<count)
    var small = shares.indices.filter { shares[$0] < full }
    var large = shares.indices.filter { shares[$0] > full }
    while let index = small.popLast(), let donor = large.last {
      cutoffs[index] = UInt64(shares[index])
      others[index] = donor
      shares[donor] -= full - shares[index]
      if shares[donor] > full { continue }
      large.removeLast()
      if shares[donor] < full { small.append(donor) }
    }
  }
}
