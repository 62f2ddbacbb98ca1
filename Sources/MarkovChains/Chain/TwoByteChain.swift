import RandomStreams

/// A small chain made ready for draws of two bytes a step, exactly.
///
/// Every row deals the 65,536 values of two bytes to its targets as far as whole values go. The last
/// `residueCount` values belong to nobody: they are settled by a word of 64 bits, which is dealt to what
/// rounding left over. A target so owns as many of 2^64 chances as its probability says, however rare it is.
///
/// A short row deals its values in state order, so equal draws move neighbouring chains alike: that is what
/// pairing of scenarios rests on. A long row is dealt in columns of 256 values, each shared by at most two targets.
///
/// - Stability: portable.
/// - Source: the mixture of a table of whole values and a remainder is that of Marsaglia, Generating
///   discrete random variables in a computer (Communications of the ACM 6, 1963); the columns are those of
///   Walker, An efficient method for generating discrete random variables with general distributions (ACM
///   Transactions on Mathematical Software 3, 1977).
struct TwoByteChain: Sendable {
  /// Chains of more states take a word a step.
  static let stateLimit = 1_024
  /// So do chains with rows of more targets.
  static let moveLimit = 512
  /// Rows of more targets are dealt in columns.
  static let shortRowLimit = 32
  /// Marks, in the lower half of a guide entry, that it does not tell the target, and in the upper half that no pair does.
  static let open = UInt16.max

  let stateCount: Int
  /// How many of the 65,536 values are settled by a word: a power of two, at least the moves of any
  /// row less one.
  let residueCount: Int
  /// The row of state s is `offsets[s]..<offsets[s + 1]`, one entry a target; empty for long rows.
  let offsets: [Int]
  let targets: [UInt16]
  /// The first value beyond those of each target.
  let bounds: [UInt16]
  /// The targets of row s that a settling word may give are `residueOffsets[s]..<residueOffsets[s + 1]`.
  let residueOffsets: [Int]
  let residueTargets: [UInt16]
  /// The last settling word that belongs to each of them.
  let residueWords: [UInt64]
  /// Shape `[stateCount, 256]`, by the upper byte of a value: in the lower half the target that all such values
  /// share, or `open`; in the upper half of an open entry the number of the state's pair that shares them, or `open`.
  let guide: [UInt32]
  /// Shape `[state]`: the first pair of each state.
  let pairOffsets: [UInt32]
  /// Two targets that share an upper byte: the first value of the second, and the targets, in 16 bits each from below. The second
  /// is `open` where a settling word has the rest of the byte.
  let pairs: [UInt64]
  /// Transitions of positive probability that own no word: rarer than 2^-65 a step, never drawn.
  let unresolvableCount: Int

  /// The chain, if two bytes serve it.
  ///
  /// - Complexity: O(entries), and 512 bytes a state.
  init?(_ matrix: TransitionMatrix) {
    let longest = (0..<matrix.stateCount).reduce(1) { max($0, matrix.row($1).count) }
    guard matrix.stateCount <= Self.stateLimit, longest <= Self.moveLimit else { return nil }
    stateCount = matrix.stateCount
    // Columns are whole, so the residue of a chain with long rows is some of them.
    var residueCount = longest > Self.shortRowLimit ? 256 : 1
    while residueCount < longest - 1 { residueCount *= 2 }
    self.residueCount = residueCount
    var offsets = [0]
    var targets: [UInt16] = []
    var bounds: [UInt16] = []
    var residueOffsets = [0]
    var residueTargets: [UInt16] = []
    var residueWords: [UInt64] = []
    var guide = TwoByteGuide(stateCount: matrix.stateCount)
    var unresolvable = 0
    for state in 0..<matrix.stateCount {
      let row = matrix.row(state)
      let partition = WordPartition(matrix.probabilities[row])
      unresolvable += partition.droppedCount
      let own = partition.indices.map { UInt16(matrix.targets[row.lowerBound + $0]) }
      let isLong = own.count > Self.shortRowLimit
      guard
        let deal = TwoByteDeal(
          partition, residueCount: residueCount,
          ownerLimit: isLong ? 256 - residueCount / 256 : own.count)
      else { return nil }
      if isLong {
        guide.addColumns(deal.counts, own, residueCount: residueCount)
      } else {
        var bound = 0
        for (target, count) in zip(own, deal.counts) {
          bound += count
          targets.append(target)
          bounds.append(UInt16(bound))
        }
        guide.addBounds(bounds[offsets[state]...], targets[offsets[state]...])
      }
      offsets.append(targets.count)
      // Widths of settling words: exact, since the residue is a power of two.
      var sum: UInt64 = 0
      for (target, width) in zip(own, deal.remainders) where width > 0 {
        sum &+= UInt64(truncatingIfNeeded: width * UInt128(65_536 / residueCount))
        residueTargets.append(target)
        residueWords.append(sum &- 1)
      }
      residueOffsets.append(residueTargets.count)
    }
    pairOffsets = guide.pairOffsets
    self.offsets = offsets
    self.targets = targets
    self.bounds = bounds
    self.residueOffsets = residueOffsets
    self.residueTargets = residueTargets
    self.residueWords = residueWords
    self.guide = guide.entries
    // Never empty, so that there is an address.
    pairs = guide.pairs + [0]
    unresolvableCount = unresolvable
  }

  /// The next state for two bytes.
  ///
  /// - Parameter settle: Gives the step's settling word, asked for when two bytes do not decide.
  @inline(__always)
  func successor(of state: Int, value: UInt16, settle: () -> UInt64) -> Int {
    let entry = guide[state << 8 | Int(value >> 8)]
    let guess = UInt16(truncatingIfNeeded: entry)
    return guess != Self.open ? Int(guess) : search(state, value, pair: entry >> 16, settle)
  }

  /// Draws until a state is left, or the step is the limit.
  ///
  /// - Parameter settle: Gives a step's settling word.
  /// - Returns: The next state.
  @inline(__always)
  func leave(
    _ state: Int, _ draws: inout TwoByteDraws, _ step: inout Int, _ limit: Int,
    settle: (Int) -> UInt64
  ) -> Int {
    var next = state
    while next == state, step < limit {
      let drawn = step
      next = successor(of: state, value: draws.value(step: drawn)) { settle(drawn) }
      step &+= 1
    }
    return next
  }

  /// The target that owns a value whose upper byte does not tell.
  private func search(_ state: Int, _ value: UInt16, pair: UInt32, _ settle: () -> UInt64) -> Int {
    if pair != UInt32(Self.open) {
      let owner = Self.owner(of: value, in: pairs[Int(pairOffsets[state] + pair)])
      if owner != Self.open { return Int(owner) }
    }
    for position in offsets[state]..<offsets[state + 1] where value < bounds[position] {
      return Int(targets[position])
    }
    return settled(state, word: settle())
  }

  /// The one of a pair that owns a value, or `open`.
  @inline(__always)
  static func owner(of value: UInt16, in pair: UInt64) -> UInt16 {
    UInt16(truncatingIfNeeded: value < UInt16(truncatingIfNeeded: pair) ? pair >> 16 : pair >> 32)
  }

  /// The target that owns a settling word.
  func settled(_ state: Int, word: UInt64) -> Int {
    var low = residueOffsets[state]
    var high = residueOffsets[state + 1] - 1
    while low < high {
      let middle = (low + high) / 2
      if residueWords[middle] < word { low = middle + 1 } else { high = middle }
    }
    return Int(residueTargets[low])
  }
}

/// The guide of a chain, built row by row.
private struct TwoByteGuide {
  private(set) var entries: [UInt32] = []
  private(set) var pairs: [UInt64] = []
  private(set) var pairOffsets: [UInt32] = []

  init(stateCount: Int) { entries.reserveCapacity(stateCount << 8) }

  /// A short row: each target owns the values below its bound and not below the one before.
  mutating func addBounds(_ bounds: ArraySlice<UInt16>, _ targets: ArraySlice<UInt16>) {
    pairOffsets.append(UInt32(pairs.count))
    var upper = 0
    for position in bounds.indices {
      // The upper bytes that this target shares with nobody, behind the one that it shares with those before.
      let whole = Int(bounds[position] >> 8)
      if whole > upper {
        entries.append(contentsOf: repeatElement(UInt32(targets[position]), count: whole - upper))
        upper = whole
      }
      // The next one is shared with whoever owns anything of it behind this target.
      guard upper < 256, Int(bounds[position]) > upper << 8 else { continue }
      let next = bounds[position...].firstIndex { $0 > bounds[position] }
      guard let next else {
        // Behind the last target there is the residue.
        add(cut: bounds[position], targets[position], TwoByteChain.open)
        upper += 1
        continue
      }
      if Int(bounds[next]) >= (upper + 1) << 8 {
        add(cut: bounds[position], targets[position], targets[next])
      } else {
        addOpen()
      }
      upper += 1
    }
    while upper < 256 {
      addOpen()
      upper += 1
    }
  }

  /// A long row: columns of 256 values, each of one target or two, and the residue's columns.
  mutating func addColumns(_ counts: [Int], _ targets: [UInt16], residueCount: Int) {
    pairOffsets.append(UInt32(pairs.count))
    let columnCount = 256 - residueCount / 256
    let owners = counts.indices.filter { counts[$0] > 0 }
    // Vose's order, in whole values; shares beyond one column are given out column by column.
    var shares = owners.map { counts[$0] }
    var columns: [(cut: Int, own: Int, other: Int)] = []
    var small = shares.indices.filter { shares[$0] < 256 }
    var large = shares.indices.filter { shares[$0] >= 256 }
    while columns.count < columnCount {
      guard let donor = large.last else { break }
      if let index = small.popLast() {
        columns.append((shares[index], index, donor))
        shares[donor] -= 256 - shares[index]
      } else {
        columns.append((256, donor, donor))
        shares[donor] -= 256
      }
      if shares[donor] < 256 {
        large.removeLast()
        if shares[donor] > 0 { small.append(donor) }
      }
    }
    precondition(columns.count == columnCount, "whole columns hold what is not of the residue")
    for (column, entry) in columns.enumerated() {
      if entry.cut == 256 {
        entries.append(UInt32(targets[owners[entry.own]]))
      } else {
        add(
          cut: UInt16(column << 8 + entry.cut), targets[owners[entry.own]],
          targets[owners[entry.other]])
      }
    }
    for _ in columnCount..<256 { addOpen() }
  }

  private mutating func add(cut: UInt16, _ first: UInt16, _ second: UInt16) {
    let number = UInt32(pairs.count) - (pairOffsets.last ?? 0)
    entries.append(UInt32(TwoByteChain.open) | number << 16)
    pairs.append(UInt64(cut) | UInt64(first) << 16 | UInt64(second) << 32)
  }

  private mutating func addOpen() { entries.append(.max) }
}

/// How many of the 65,536 values each target of a row gets, and what is left to settling words.
private struct TwoByteDeal {
  let counts: [Int]
  /// In units of 2^-64; they sum to the residue.
  let remainders: [UInt128]

  /// The deal; nil when more than `ownerLimit` targets would own values and the residue cannot take them.
  init?(_ partition: WordPartition, residueCount: Int, ownerLimit: Int) {
    var first: UInt64 = 0
    let widths = partition.lastWords.map { last -> UInt128 in
      let width = UInt128(last &- first) + 1
      first = last &+ 1
      return width
    }
    var counts = widths.map { Int($0 >> 48) }
    var largest = 0
    for (place, count) in counts.enumerated() where count > counts[largest] { largest = place }
    // No row has more moves than the residue and one, so that its sum lacks no more than the residue.
    var excess = counts.reduce(0, +) - (65_536 - residueCount)
    var owners = counts.indices.filter { counts[$0] > 0 }
    if owners.count > ownerLimit {
      owners.sort { (counts[$0], $0) < (counts[$1], $1) }
      for place in owners.prefix(owners.count - ownerLimit) {
        excess -= counts[place]
        counts[place] = 0
      }
      guard excess >= 0 else { return nil }
    }
    counts[largest] -= excess
    self.counts = counts
    remainders = zip(widths, counts).map { $0 - UInt128($1) << 48 }
  }
}
