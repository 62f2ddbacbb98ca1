import RandomStreams

/// Rows of probabilities made ready for dealing counts to their targets: exact multinomials, one
/// binomial after the other.
///
/// The likeliest target of a row is served first, the others by falling probability, and the last takes
/// what is left. So a count that stays where it is costs one draw, and a row is done as soon as nothing
/// is left to deal. What a target is owed is its probability over the sum of its own and of those behind
/// it, summed from the smallest up: no sum is ever subtracted from one.
///
/// - Stability: portable.
struct CountDealer: Sendable {
  /// The row r is `offsets[r]..<offsets[r + 1]`.
  private(set) var offsets = [0]
  /// For each entry, the place it had in the row as it was given.
  private(set) var places: [Int32] = []
  /// For each entry, the chance that one of those not dealt yet goes there.
  private(set) var samplers: [BinomialSampler] = []

  /// Adds a row.
  ///
  /// - Parameter probabilities: Not negative, with a positive sum; what is zero is never dealt to.
  mutating func append(_ probabilities: some Collection<Double>) {
    let all = Array(probabilities)
    let order = all.indices.filter { all[$0] > 0 }.sorted {
      all[$0] != all[$1] ? all[$0] > all[$1] : $0 < $1
    }
    // Shape `[entry]`: the sum of those behind it.
    var behind = [Double](repeating: 0, count: order.count)
    var sum = 0.0
    for entry in order.indices.reversed() {
      behind[entry] = sum
      sum += all[order[entry]]
    }
    for (entry, place) in order.enumerated() {
      let whole = all[place] + behind[entry]
      places.append(Int32(place))
      samplers.append(
        BinomialSampler(probability: all[place] / whole, complement: behind[entry] / whole))
    }
    offsets.append(places.count)
  }

  /// Adds a row that is never dealt.
  mutating func appendNothing() { offsets.append(places.count) }

  /// Deals a count by a row.
  ///
  /// - Parameter body: Told an entry of the row, from 0, and how many go there, at least one.
  /// - Complexity: O(entries that are served).
  func deal(
    _ count: Int, row: Int, _ generator: inout Xoshiro256PlusPlus, _ body: (Int, Int) -> Void
  ) {
    samplers.withUnsafeBufferPointer {
      Self.deal(
        count, UnsafeBufferPointer(rebasing: $0[offsets[row]..<offsets[row + 1]]), &generator, body)
    }
  }

  /// Deals a count by the samplers of one row.
  @inline(__always)
  static func deal(
    _ count: Int, _ samplers: UnsafeBufferPointer<BinomialSampler>,
    _ generator: inout Xoshiro256PlusPlus, _ body: (Int, Int) -> Void
  ) {
    var rest = count
    let last = samplers.count &- 1
    var entry = 0
    while entry < last, rest > 0 {
      let share = samplers[entry].draw(rest, &generator)
      rest &-= share
      if share > 0 { body(entry, share) }
      entry &+= 1
    }
    if rest > 0 { body(last, rest) }
  }
}
