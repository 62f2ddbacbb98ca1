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
    let width = SIMD16<UInt16>.scalarCount
    for state in counts.indices {
      var matches = SIMD16<UInt16>(repeating: 0)
      let sought = SIMD16<UInt16>(repeating: UInt16(state))
      var lane = 0
      while lane &+ width <= laneCount {
        let here = UnsafeRawPointer(states + lane).loadUnaligned(as: SIMD16<UInt16>.self)
        // A match is all ones, minus one.
        matches &-= unsafeBitCast(here .== sought, to: SIMD16<UInt16>.self)
        lane &+= width
      }
      counts[state] = (0..<width).reduce(0) { $0 + Int(matches[$1]) }
      for rest in lane..<laneCount where states[rest] == sought[0] { counts[state] += 1 }
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
