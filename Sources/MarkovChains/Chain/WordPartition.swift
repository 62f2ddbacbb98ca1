/// The 2^64 words of a draw, dealt out to indices by probability.
///
/// Each index owns as many words as its probability says, to half a word; what rounding leaves over
/// goes to the likeliest. Words are dealt in index order, so a larger word never gives a smaller
/// index: that is inversion.
///
/// - Stability: portable.
struct WordPartition: Sendable {
  /// The indices that own words, ascending.
  private(set) var indices: [Int] = []
  /// The last word each of them owns; the last of all is all ones.
  private(set) var lastWords: [UInt64] = []
  /// Indices of positive probability that own no word: rarer than 2^-65.
  private(set) var droppedCount = 0

  /// - Precondition: Nonnegative probabilities that sum to one, up to rounding.
  init(_ probabilities: some Collection<Double>) {
    var widths = probabilities.map { UInt64(min($0 * 0x1p64, 0x1.fffffffffffffp63).rounded()) }
    var likeliest = 0
    for (index, width) in widths.enumerated() where width > widths[likeliest] { likeliest = index }
    widths[likeliest] &-= widths.reduce(0, &+)
    var sum: UInt64 = 0
    for (index, (probability, width)) in zip(probabilities, widths).enumerated() {
      // A width of zero at the likeliest index stands for all 2^64 words.
      guard width > 0 || index == likeliest else {
        if probability > 0 { droppedCount += 1 }
        continue
      }
      sum &+= width
      indices.append(index)
      lastWords.append(sum &- 1)
    }
  }
}
