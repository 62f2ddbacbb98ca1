/// How the lanes of a run ended, and how long they were in the occupied sets.
///
/// Lanes that leave wait in their block until others would bring more planes, or the run ends: counting few costs nearly as much as
/// counting many.
struct LaneEnds {
  private let occupiedCount: Int
  private let stateCount: Int
  /// Shape `[state]`: lanes that ended there.
  private let counts: UnsafeMutablePointer<Int>
  /// Shape `[occupied, 4]`: see ``LaneSums/moments``.
  private let sums: UnsafeMutablePointer<UInt64>
  /// Shape `[occupied]`, if there are any: of lanes that took more steps than sixteen planes tell.
  private var longSums: [Moments] = []
  /// Lanes that wait.
  private(set) var waitingCount = 0
  private var waitingPlaneCount = 0

  /// - Parameter block: Lends the room for counts and sums until they are counted.
  init(stateCount: Int, occupiedCount: Int, in block: borrowing LaneBlock) {
    self.stateCount = stateCount
    self.occupiedCount = occupiedCount
    counts = block.stateCounts
    sums = block.sums
    counts.update(repeating: 0, count: stateCount)
    sums.update(repeating: 0, count: 4 * occupiedCount)
  }

  /// Makes room for lanes with as many planes: those that wait with fewer are counted.
  mutating func expect(planeCount: Int, _ run: LaneRun, _ block: borrowing LaneBlock) {
    if planeCount != waitingPlaneCount { countWaiting(run, block) }
    waitingPlaneCount = planeCount
  }

  /// More lanes wait.
  mutating func wait(_ laneCount: Int) { waitingCount += laneCount }

  /// Takes the lanes that wait, which came to rest.
  mutating func countWaiting(_ run: LaneRun, _ block: borrowing LaneBlock) {
    leave(
      waitingCount, states: block.leftStates, planes: block.leftPlanes,
      capacity: block.leftCapacity, planeCount: waitingPlaneCount, among: run.facts.doneStates, run)
    waitingCount = 0
  }

  /// Takes lanes.
  ///
  /// - Parameters:
  ///   - states: Shape `[lane]`.
  ///   - planes: Shape `[plane, capacity]`: see ``LaneSums``; what stands behind the lanes is lost.
  ///   - planeCount: The planes in use.
  ///   - possible: The states that they are in at most; nil where that is all of them.
  mutating func leave(
    _ laneCount: Int, states: UnsafePointer<UInt16>, planes: UnsafeMutablePointer<UInt16>,
    capacity: Int, planeCount: Int, among possible: [UInt16]?, _ run: LaneRun
  ) {
    guard run.countsEnds, laneCount > 0 else { return }
    countStates(
      states, laneCount: laneCount, stateCount: stateCount, among: possible, into: counts)
    guard occupiedCount > 0 else { return }
    if planeCount > LaneSums.planeLimit {
      sumLong(laneCount, planes, capacity, planeCount, run)
      return
    }
    let tileEnd = run.roundedUp(laneCount)
    for plane in 0..<planeCount {
      (planes + plane * capacity + laneCount).update(repeating: 0, count: tileEnd - laneCount)
    }
    run.kernel.sum(
      LaneSums(
        laneCount: tileEnd, laneCapacity: capacity, planes: planes, planeCount: planeCount,
        firstBit: run.targets.count, setCount: occupiedCount, moments: sums))
  }

  /// Adds up more planes than kernels take.
  private mutating func sumLong(
    _ laneCount: Int, _ planes: UnsafePointer<UInt16>, _ capacity: Int, _ planeCount: Int,
    _ run: LaneRun
  ) {
    if longSums.isEmpty { longSums = [Moments](repeating: Moments(), count: occupiedCount) }
    for lane in 0..<laneCount {
      for set in longSums.indices {
        let steps = LaneBlock.steps(
          planes, capacity: capacity, lane: lane, bit: UInt16(run.targets.count + set),
          planeCount: planeCount)
        if steps > 0 { longSums[set].add(steps) }
      }
    }
  }

  /// Adds it all to a tally.
  func count(_ run: LaneRun, into tally: inout Tally) {
    guard run.countsEnds else { return }
    for state in 0..<stateCount where counts[state] > 0 {
      let number = counts[state]
      let outcome = Int(run.facts.outcomes[state])
      if run.isCutShort {
        tally.finishDecided(steps: 0, count: number)
      } else if outcome >= 0 {
        tally.absorb(outcome, count: number)
      } else {
        tally.finish(steps: run.limit, outcome: -1, count: number)
      }
      if run.facts.finals[state] >= 0 { tally.end(in: Int(run.facts.finals[state]), count: number) }
    }
    for set in 0..<occupiedCount {
      tally.occupy(
        set,
        Moments(
          count: Int(sums[4 * set]), sum: sums[4 * set + 1], squares: UInt128(sums[4 * set + 2]),
          cubes: UInt128(sums[4 * set + 3])))
      if !longSums.isEmpty { tally.occupy(set, longSums[set]) }
    }
  }
}
