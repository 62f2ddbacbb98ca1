/// How many lanes are in each state.
///
/// - Precondition: At most 65,535 lanes.
/// - Returns: Shape `[state]`.
/// - Complexity: O(lanes), and O(1) in the lanes where all are in one state.
func stateCounts(
  _ states: UnsafePointer<UInt16>, laneCount: Int, stateCount: Int
) -> [Int] {
  var counts = [Int](repeating: 0, count: stateCount)
  guard laneCount > 0 else { return counts }
  var differences: UInt16 = 0
  for lane in 0..<laneCount { differences |= states[lane] ^ states[0] }
  if differences == 0 {
    counts[Int(states[0])] = laneCount
    return counts
  }
  if stateCount <= 16 {
    // Four states at a time: their counts stay in registers.
    for first in stride(from: 0, to: stateCount, by: 4) {
      countFour(states, laneCount, first, &counts)
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

/// Counts the lanes in four neighbouring states.
private func countFour(
  _ states: UnsafePointer<UInt16>, _ laneCount: Int, _ first: Int, _ counts: inout [Int]
) {
  typealias Values = SIMD16<UInt16>
  let sought = (0..<4).map { Values(repeating: UInt16(first + $0)) }
  let (s0, s1, s2, s3) = (sought[0], sought[1], sought[2], sought[3])
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
  for (place, matches) in [c0, c1, c2, c3].enumerated() where first + place < counts.count {
    counts[first + place] = (0..<Values.scalarCount).reduce(0) { $0 + Int(matches[$1]) }
    for rest in lane..<laneCount where Int(states[rest]) == first + place {
      counts[first + place] += 1
    }
  }
}
