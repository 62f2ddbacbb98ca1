/// How the lanes of a run ended, and how long they were in the occupied sets.
struct LaneEnds {
  let occupiedCount: Int
  /// Shape `[state]`: lanes that ended there.
  private var counts: [Int]
  /// Shape `[occupied, 4]`: see ``LaneSums/moments``.
  private var sums: [UInt64]
  /// Shape `[occupied]`: of lanes that took more steps than sixteen planes tell.
  private var longSums: [Moments]

  init(stateCount: Int, occupiedCount: Int) {
    self.occupiedCount = occupiedCount
    counts = [Int](repeating: 0, count: stateCount)
    sums = [UInt64](repeating: 0, count: 4 * occupiedCount)
    longSums = [Moments](repeating: Moments(), count: occupiedCount)
  }

  /// Takes lanes that came to rest.
  ///
  /// - Parameters:
  ///   - states: Shape `[lane]`.
  ///   - planes: As in ``LaneBlock/planes``; what stands behind the lanes is lost.
  ///   - planeCount: The planes in use.
  ///   - possible: The states that they are in at most; nil where that is all of them.
  mutating func leave(
    _ laneCount: Int, states: UnsafePointer<UInt16>, planes: UnsafeMutablePointer<UInt16>,
    planeCount: Int, among possible: [UInt16]? = nil, _ run: LaneRun,
    _ block: borrowing LaneBlock
  ) {
    guard run.countsEnds, laneCount > 0 else { return }
    let ends = stateCounts(
      states, laneCount: laneCount, stateCount: counts.count, among: possible)
    for state in counts.indices { counts[state] += ends[state] }
    guard occupiedCount > 0 else { return }
    if planeCount > LaneSums.planeLimit {
      sumLong(laneCount, planes, planeCount, run, block)
      return
    }
    let tileEnd = run.roundedUp(laneCount)
    for plane in 0..<planeCount {
      (planes + plane * block.capacity + laneCount).update(
        repeating: 0, count: tileEnd - laneCount)
    }
    sums.withUnsafeMutableBufferPointer { sums in
      guard let moments = sums.baseAddress else { return }
      run.kernel.sum(
        LaneSums(
          laneCount: tileEnd, laneCapacity: block.capacity, planes: planes,
          planeCount: planeCount, firstBit: run.targets.count, setCount: occupiedCount,
          moments: moments))
    }
  }

  /// Adds up more planes than kernels take.
  private mutating func sumLong(
    _ laneCount: Int, _ planes: UnsafePointer<UInt16>, _ planeCount: Int, _ run: LaneRun,
    _ block: borrowing LaneBlock
  ) {
    for lane in 0..<laneCount {
      for set in longSums.indices {
        let bit = UInt16(run.targets.count + set)
        let steps = block.steps(planes, lane: lane, bit: bit, planeCount: planeCount)
        if steps > 0 { longSums[set].add(steps) }
      }
    }
  }

  /// Adds it all to a tally.
  func count(_ run: LaneRun, into tally: inout Tally) {
    guard run.countsEnds else { return }
    for (state, number) in counts.enumerated() where number > 0 {
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
      tally.occupy(set, longSums[set])
    }
  }
}
