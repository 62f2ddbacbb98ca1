/// How the lanes of a run ended, and how long they were in the occupied sets.
struct LaneEnds {
  /// Shape `[state]`: lanes that ended there.
  private var counts: [Int]
  /// Shape `[occupied]`.
  private var sums: [ShortMoments]
  private var longSums: [Moments]

  init(stateCount: Int, occupiedCount: Int) {
    counts = [Int](repeating: 0, count: stateCount)
    sums = [ShortMoments](repeating: ShortMoments(), count: occupiedCount)
    longSums = [Moments](repeating: Moments(), count: occupiedCount)
  }

  /// Takes lanes that came to rest.
  mutating func leave(
    _ lanes: UnsafeBufferPointer<UInt16>, _ run: LaneRun, _ block: borrowing LaneBlock
  ) {
    for lane in lanes { counts[Int(block.states[Int(lane)])] &+= 1 }
    if run.limit <= LaneRun.shortSteps {
      for set in sums.indices {
        sums[set].add(block.occupancy + set * block.capacity, at: lanes)
      }
    } else {
      for lane in lanes { leaveLong(Int(lane), without: -1, block) }
    }
  }

  private mutating func leaveLong(_ lane: Int, without last: Int, _ block: borrowing LaneBlock) {
    for set in longSums.indices {
      let place = set &* block.capacity &+ lane
      let steps = Int(block.longOccupancy[place]) + Int(block.occupancy[place])
      // The start was counted as a step, so the state at the limit is not.
      let spent = set == last ? steps - 1 : steps
      if spent > 0 { longSums[set].add(spent) }
    }
  }

  /// Takes the lanes that are left when nothing goes on.
  mutating func leaveOff(
    _ laneCount: Int, _ run: LaneRun, _ round: LaneRound, _ block: borrowing LaneBlock
  ) {
    guard run.countsEnds else { return }
    // Shape `[state]`: the occupied set in which a trajectory stands at the limit, or -1.
    let lastSets = run.facts.isResting.indices.map { state in
      run.facts.isResting[state] || sums.isEmpty
        ? -1 : run.occupiedSet(run.tables.marks[state], round) ?? -1
    }
    let isLong = run.limit > LaneRun.shortSteps
    counts.withUnsafeMutableBufferPointer { counts in
      lastSets.withUnsafeBufferPointer { lastSets in
        for lane in 0..<laneCount {
          let state = Int(block.states[lane])
          counts[state] &+= 1
          let last = lastSets[state]
          // The start was counted as a step, so the state at the limit is not.
          if !isLong, last >= 0 { block.occupancy[last &* block.capacity &+ lane] &-= 1 }
        }
      }
    }
    for set in sums.indices where !isLong {
      sums[set].add(
        UnsafeBufferPointer(start: block.occupancy + set * block.capacity, count: laneCount),
        upTo: run.limit)
    }
    for lane in 0..<laneCount where isLong && !sums.isEmpty {
      leaveLong(lane, without: lastSets[Int(block.states[lane])], block)
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
    for set in sums.indices {
      tally.occupy(set, sums[set].moments)
      tally.occupy(set, longSums[set])
    }
  }
}

/// Sums of the powers of a block's values of sixteen bits: they fit words.
private struct ShortMoments {
  private var count: UInt64 = 0
  private var sum: UInt64 = 0
  private var squares: UInt64 = 0
  private var cubes: UInt64 = 0

  @inline(__always)
  mutating func add(_ value: UInt16) {
    let word = UInt64(value)
    count &+= value == 0 ? 0 : 1
    sum &+= word
    squares &+= word &* word
    cubes &+= word &* word &* word
  }

  /// Adds the values of some places.
  mutating func add(_ values: UnsafePointer<UInt16>, at places: UnsafeBufferPointer<UInt16>) {
    var all = self
    for place in places { all.add(values[Int(place)]) }
    self = all
  }

  /// Adds many values that are not above a limit.
  mutating func add(_ values: UnsafeBufferPointer<UInt16>, upTo limit: Int) {
    var all = self
    if 4 * limit > values.count {
      for value in values { all.add(value) }
    } else {
      // Few different values are counted first. Neighbours have tables of their own: equal values would wait for each
      // other.
      let width = limit + 1
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * width) { counts in
        counts.initialize(repeating: 0)
        for place in values.indices {
          counts[(place & 3) &* width &+ Int(values[place])] &+= 1
        }
        for value in 1..<max(width, 1) {
          let number = UInt64(
            counts[value] &+ counts[width &+ value] &+ counts[2 &* width &+ value]
              &+ counts[3 &* width &+ value])
          let word = UInt64(value)
          all.count &+= number
          all.sum &+= number &* word
          all.squares &+= number &* word &* word
          all.cubes &+= number &* word &* word &* word
        }
      }
    }
    self = all
  }

  var moments: Moments {
    Moments(count: Int(count), sum: sum, squares: UInt128(squares), cubes: UInt128(cubes))
  }
}
