/// How many lanes are in each state.
///
/// - Parameter possible: The states that lanes are in at most; nil where that is all of them.
/// - Precondition: At most 65,535 lanes.
/// - Returns: Shape `[state]`.
/// - Complexity: O(lanes) for each four of the states that are possible, up to sixteen, and O(lanes) for any.
func stateCounts(
  _ states: UnsafePointer<UInt16>, laneCount: Int, stateCount: Int, among possible: [UInt16]? = nil
) -> [Int] {
  var counts = [Int](repeating: 0, count: stateCount)
  guard laneCount > 0 else { return counts }
  if let only = possible?.first, possible?.count == 1 {
    counts[Int(only)] = laneCount
    return counts
  }
  if possible?.count ?? stateCount <= 16 {
    // Four states at a time: their counts stay in registers.
    let sought = possible ?? (0..<stateCount).map { UInt16($0) }
    for first in stride(from: 0, to: sought.count, by: 4) {
      countFour(states, laneCount, sought[first..<min(first + 4, sought.count)], &counts)
    }
    return counts
  }
  // Neighbours have tables of their own: equal states would wait for each other.
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * stateCount) { tables in
    tables.initialize(repeating: 0)
    for lane in 0..<laneCount {
      tables[(lane & 3) &* stateCount &+ Int(states[lane])] &+= 1
    }
    for state in counts.indices {
      for table in 0..<4 { counts[state] += Int(tables[table * stateCount + state]) }
    }
  }
  return counts
}

/// Counts the lanes in at most four states.
private func countFour(
  _ states: UnsafePointer<UInt16>, _ laneCount: Int, _ sought: ArraySlice<UInt16>,
  _ counts: inout [Int]
) {
  typealias Values = SIMD16<UInt16>
  let first = sought.startIndex
  func values(_ place: Int) -> Values {
    Values(repeating: sought[min(first + place, sought.endIndex - 1)])
  }
  let (s0, s1, s2, s3) = (values(0), values(1), values(2), values(3))
  var (c0, c1, c2, c3) = (Values.zero, Values.zero, Values.zero, Values.zero)
  var lane = 0
  while lane &+ Values.scalarCount <= laneCount {
    let here = UnsafeRawPointer(states + lane).loadUnaligned(as: Values.self)
    // A match is all ones, minus one.
    c0 &-= unsafeBitCast(here .== s0, to: Values.self)
    c1 &-= unsafeBitCast(here .== s1, to: Values.self)
    c2 &-= unsafeBitCast(here .== s2, to: Values.self)
    c3 &-= unsafeBitCast(here .== s3, to: Values.self)
    lane &+= Values.scalarCount
  }
  for (state, matches) in zip(sought, [c0, c1, c2, c3]) {
    counts[Int(state)] = (0..<Values.scalarCount).reduce(0) { $0 + Int(matches[$1]) }
    for rest in lane..<laneCount where states[rest] == state { counts[Int(state)] += 1 }
  }
}
