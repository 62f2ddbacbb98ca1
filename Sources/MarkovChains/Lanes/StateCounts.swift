/// Counts the lanes in each state.
///
/// - Parameters:
///   - possible: The states that lanes are in at most; nil where that is all of them.
///   - counts: Shape `[state]`: counted on.
/// - Precondition: At most 65,535 lanes.
/// - Complexity: O(lanes) for each four of the states that are possible, up to sixteen, and O(lanes) for any.
func countStates(
  _ states: UnsafePointer<UInt16>, laneCount: Int, stateCount: Int, among possible: [UInt16]?,
  into counts: UnsafeMutablePointer<Int>
) {
  guard laneCount > 0 else { return }
  if let only = possible?.first, possible?.count == 1 {
    counts[Int(only)] += laneCount
    return
  }
  let soughtCount = possible?.count ?? stateCount
  if soughtCount <= 16 {
    // Four states at a time: their counts stay in registers.
    for first in stride(from: 0, to: soughtCount, by: 4) {
      countFour(states, laneCount, count: min(4, soughtCount - first), into: counts) { place in
        possible?[first + place] ?? UInt16(first + place)
      }
    }
    return
  }
  // Neighbours have tables of their own: equal states would wait for each other.
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * stateCount) { tables in
    tables.initialize(repeating: 0)
    for lane in 0..<laneCount {
      tables[(lane & 3) &* stateCount &+ Int(states[lane])] &+= 1
    }
    for state in 0..<stateCount {
      for table in 0..<4 { counts[state] += Int(tables[table * stateCount + state]) }
    }
  }
}

/// Counts the lanes in at most four states.
private func countFour(
  _ states: UnsafePointer<UInt16>, _ laneCount: Int, count: Int,
  into counts: UnsafeMutablePointer<Int>, _ sought: (Int) -> UInt16
) {
  typealias Values = SIMD16<UInt16>
  let last = count - 1
  let (s0, s1) = (Values(repeating: sought(0)), Values(repeating: sought(min(1, last))))
  let (s2, s3) = (Values(repeating: sought(min(2, last))), Values(repeating: sought(last)))
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
  let rest = lane
  func add(_ place: Int, _ matches: Values) {
    guard place < count else { return }
    let state = sought(place)
    var number = 0
    for place in 0..<Values.scalarCount { number &+= Int(matches[place]) }
    for lane in rest..<laneCount where states[lane] == state { number &+= 1 }
    counts[Int(state)] += number
  }
  add(0, c0)
  add(1, c1)
  add(2, c2)
  add(3, c3)
}
