/// A partition of words with a guide by their upper bytes, for draws in great number.
///
/// - Source: Chen and Asau, AIIE Transactions 6(2), 1974: on generating random variates from an empirical distribution.
/// - Stability: portable.
struct GuidedPartition: Sendable {
  /// The indices that own words, ascending.
  let indices: [Int]
  /// The last word each of them owns.
  private let lastWords: [UInt64]
  /// Shape `[256]`, by the upper byte of a word: the index that owns all such words, or, where they have more than one owner, the
  /// complement of the position of the first: that is negative.
  private let guide: [Int]
  /// See ``WordPartition/droppedCount``.
  let droppedCount: Int

  init(_ partition: WordPartition) {
    indices = partition.indices
    lastWords = partition.lastWords
    droppedCount = partition.droppedCount
    var position = 0
    guide = (0..<UInt64(256)).map { upper in
      while partition.lastWords[position] < upper << 56 { position += 1 }
      let isOnlyOwner = partition.lastWords[position] >= upper << 56 | (1 << 56 - 1)
      return isOnlyOwner ? partition.indices[position] : ~position
    }
  }

  /// The index that owns a word.
  ///
  /// - Complexity: O(1) on average over words for fewer than 256 indices, O(number of indices) at worst.
  @inline(__always)
  func index(of word: UInt64) -> Int {
    let own = guide[Int(word &>> 56)]
    if _fastPath(own >= 0) { return own }
    var position = ~own
    while lastWords[position] < word { position &+= 1 }
    return indices[position]
  }
}
