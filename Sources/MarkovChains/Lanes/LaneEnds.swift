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
  ///   - lanes: Their numbers.
  ///   - laneCount: All lanes.
  ///   - planeCount: The planes in use.
  mutating func leave(
    _ lanes: UnsafeBufferPointer<UInt16>, of laneCount: Int, _ run: LaneRun, planeCount: Int,
    _ block: borrowing LaneBlock
  ) {
    for lane in lanes { counts[Int(block.states[Int(lane)])] &+= 1 }
    guard occupiedCount > 0, !lanes.isEmpty else { return }
    block.included.update(repeating: 0, count: run.roundedUp(laneCount))
    for lane in lanes { block.included[Int(lane)] = .max }
    sum(laneCount, run, planeCount, block)
  }

  /// Takes the lanes that are left when nothing goes on.
  mutating func leaveOff(
    _ laneCount: Int, _ run: LaneRun, planeCount: Int, _ block: borrowing LaneBlock
  ) {
    guard run.countsEnds else { return }
    let ends = stateCounts(block.states, laneCount: laneCount, stateCount: counts.count)
    for state in counts.indices { counts[state] += ends[state] }
    guard occupiedCount > 0, laneCount > 0 else { return }
    block.included.update(repeating: .max, count: laneCount)
    (block.included + laneCount).update(repeating: 0, count: run.roundedUp(laneCount) - laneCount)
    sum(laneCount, run, planeCount, block)
  }

  /// Adds up what the included lanes have spent.
  private mutating func sum(
    _ laneCount: Int, _ run: LaneRun, _ planeCount: Int, _ block: borrowing LaneBlock
  ) {
    if planeCount <= LaneSums.planeLimit {
      sums.withUnsafeMutableBufferPointer { sums in
        guard let moments = sums.baseAddress else { return }
        run.kernel.sum(
          LaneSums(
            laneCount: run.roundedUp(laneCount), laneCapacity: block.capacity,
            planes: block.planes, planeCount: planeCount, firstBit: run.targets.count,
            setCount: occupiedCount, included: block.included, moments: moments))
      }
      return
    }
    for lane in 0..<laneCount where block.included[lane] != 0 {
      for set in longSums.indices {
        let spent = block.steps(
          lane: lane, bit: UInt16(run.targets.count + set), planeCount: planeCount)
        if spent > 0 { longSums[set].add(spent) }
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
