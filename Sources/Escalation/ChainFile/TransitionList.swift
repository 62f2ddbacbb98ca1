/// The transitions of a file in the order they stand there.
struct TransitionList {
  private(set) var sources: [Int32] = []
  private(set) var targets: [Int32] = []
  private(set) var probabilities: [Double] = []
  /// The byte at which each begins.
  private(set) var places: [UInt32] = []
  /// States some of whose transitions could not be read: their sums tell nothing.
  private(set) var spoiledStates: Set<Int> = []
  /// Whether a transition was lost of which not even the source is known.
  var hasLostTransition = false

  var count: Int { sources.count }

  mutating func reserve(_ capacity: Int) {
    sources.reserveCapacity(capacity)
    targets.reserveCapacity(capacity)
    probabilities.reserveCapacity(capacity)
    places.reserveCapacity(capacity)
  }

  mutating func append(source: Int, target: Int, probability: Double, place: Int) {
    sources.append(Int32(truncatingIfNeeded: source))
    targets.append(Int32(truncatingIfNeeded: target))
    probabilities.append(probability)
    places.append(UInt32(truncatingIfNeeded: place))
  }

  mutating func spoil(_ state: Int?) {
    if let state { spoiledStates.insert(state) } else { hasLostTransition = true }
  }

  /// Reads a probability; a problem and nil where it is none.
  static func probability(
    _ text: FileBytes, _ range: Range<Int>, _ problems: TextProblems
  ) -> Double? {
    let outcome = DecimalNumber.read(text.bytes, range)
    guard case .value(let value) = outcome else {
      problems.add(range.lowerBound, text.numberFlaw(range, outcome))
      return nil
    }
    guard value >= 0 else {
      problems.add(
        range.lowerBound, "the probability \(text.shown(range)) is negative; it lies in 0 to 1")
      return nil
    }
    guard value <= 1 else {
      problems.add(
        range.lowerBound,
        "the probability \(text.shown(range)) is above 1; rates and counts are not read")
      return nil
    }
    return value
  }

  /// The transitions in the order of source and target, as positions in the list; nil when they
  /// stand in that order already.
  ///
  /// - Complexity: O(transitions + states), two passes of counting.
  func sortedOrder(stateCount: Int) -> [Int32]? {
    var isSorted = true
    for index in sources.indices.dropFirst()
    where (sources[index - 1], targets[index - 1]) > (sources[index], targets[index]) {
      isSorted = false
      break
    }
    if isSorted { return nil }
    let byTarget = Self.counted(Array(0..<Int32(count)), by: targets, keyCount: stateCount)
    return Self.counted(byTarget, by: sources, keyCount: stateCount)
  }

  /// A stable counting sort.
  private static func counted(_ order: [Int32], by keys: [Int32], keyCount: Int) -> [Int32] {
    var next = [Int](repeating: 0, count: keyCount + 1)
    for key in keys { next[Int(key) + 1] += 1 }
    for key in 0..<keyCount { next[key + 1] += next[key] }
    var result = [Int32](repeating: 0, count: order.count)
    for item in order {
      let key = Int(keys[Int(item)])
      result[next[key]] = item
      next[key] += 1
    }
    return result
  }
}
