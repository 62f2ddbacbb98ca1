import RandomStreams

/// The trajectories of one chain and one block, followed in lanes to their ends.
///
/// Lanes that have come to rest are taken out once they have cost as much as that would. The others move up,
/// generator and all, so that what a trajectory draws stays the same.
struct LaneRun {
  /// What the state says in which a trajectory ends.
  struct EndFacts: Sendable {
    /// Shape `[state]`: whether nothing can happen any more.
    let isResting: [Bool]
    /// Shape `[state]`: the outcome that holds it, or -1.
    let outcomes: [Int32]
    /// Shape `[state]`: the final set that holds it, or -1.
    let finals: [Int32]
    /// Shape `[state]`: the targets of the pass that cannot be reached from here; empty when trajectories
    /// are followed to their ends.
    let hopeless: [UInt16]
    /// Whether any state rests outside the outcomes.
    var restsUnseen: Bool { zip(isResting, outcomes).contains { $0 && $1 < 0 } }
  }

  /// Steps until sixteen bits of occupancy may be full.
  static let shortSteps = (Int(UInt16.max) / LaneRound.stepCount - 1) * LaneRound.stepCount

  /// Steps between two questions whether the run is interrupted: a power of two.
  static let stepsUnasked = 4_096

  let kernel: LaneKernel
  let address: StreamAddress
  let chain: TwoByteChain
  let tables: LaneTables
  let facts: EndFacts
  /// The targets of this pass, the first of them at bit 0.
  let targets: Range<Int>
  let limit: Int
  /// Whether this pass counts how trajectories end and where they were, or first passages only.
  let countsEnds: Bool

  var isCutShort: Bool { !facts.hopeless.isEmpty }
  private var targetBits: UInt16 { UInt16((1 << targets.count) - 1) }

  /// Follows trajectories to their ends.
  ///
  /// - Parameters:
  ///   - first: The block's first trajectory.
  ///   - places: Their places in the block.
  ///   - starts: Where each of them starts.
  /// - Returns: Whether they were not interrupted.
  func follow(
    first: Int, places: UnsafeBufferPointer<UInt16>, starts: UnsafeBufferPointer<UInt16>,
    in block: borrowing LaneBlock, into tally: inout Tally, _ isInterrupted: () -> Bool
  ) -> Bool {
    guard !places.isEmpty else { return true }
    // The marks follow the small tables, so that a kernel finds them at one place.
    let small =
      tables.small.map {
        $0.values + tables.marks
          + [UInt16](repeating: 0, count: SmallLaneTable.width - tables.marks.count)
      } ?? [0]
    let settler = LaneSettler(address: address, chain: chain, first: first, places: block.places)
    return withUnsafePointer(to: settler) { context in
      withPointers(tables.table, chain, tables.marks, small) {
        table, pairOffsets, pairs, marks, small in
        var round = LaneRound(
          laneCount: 0, stepCount: 0, firstStep: 0, generatorsA: block.generatorsA,
          generatorsB: block.generatorsB, states: block.states, visited: block.visited,
          table: table, pairOffsets: pairOffsets, pairs: pairs, marks: marks,
          small: tables.small == nil ? nil : small,
          smallStateCount: chain.stateCount, boundCount: tables.small?.boundCount ?? 0,
          isBand: tables.small?.isBand ?? false, bandOffset: UInt16(tables.small?.offset ?? 0),
          hasMarks: tables.marks.contains { $0 != 0 },
          residueFirst: UInt16(65_536 - chain.residueCount), occupancy: block.occupancy,
          laneCapacity: block.capacity, occupiedCount: countsEnds ? block.occupiedCount : 0,
          occupiedFirst: targets.count, firstVisits: block.firstVisits,
          freshBits: block.freshBits, scratch: block.scratch,
          settle: LaneSettling(context: context, next: LaneSettler.next))
        seed(first: first, places: places, starts: starts, round, block, &tally)
        return advance(places.count, first: first, &round, block, &tally, isInterrupted)
      }
    }
  }

  /// The addresses of tables, for as long as the body runs.
  private func withPointers(
    _ table: [UInt32], _ chain: TwoByteChain, _ marks: [UInt16], _ small: [UInt16],
    _ body: (
      UnsafePointer<UInt32>, UnsafePointer<UInt32>, UnsafePointer<UInt64>, UnsafePointer<UInt16>,
      UnsafePointer<UInt16>
    ) -> Bool
  ) -> Bool {
    table.withUnsafeBufferPointer { table in
      chain.pairOffsets.withUnsafeBufferPointer { offsets in
        chain.pairs.withUnsafeBufferPointer { pairs in
          marks.withUnsafeBufferPointer { marks in
            small.withUnsafeBufferPointer { small in
              guard let table = table.baseAddress, let offsets = offsets.baseAddress,
                let pairs = pairs.baseAddress, let marks = marks.baseAddress,
                let small = small.baseAddress
              else { preconditionFailure("tables are not empty") }
              return body(table, offsets, pairs, marks, small)
            }
          }
        }
      }
    }
  }

  /// Puts every trajectory at its start.
  private func seed(
    first: Int, places: UnsafeBufferPointer<UInt16>, starts: UnsafeBufferPointer<UInt16>,
    _ round: LaneRound, _ block: borrowing LaneBlock, _ tally: inout Tally
  ) {
    guard let base = places.baseAddress, let starts = starts.baseAddress else { return }
    let capacity = block.capacity
    for set in 0..<round.occupiedCount {
      (block.occupancy + set * capacity).update(repeating: 0, count: places.count)
      if limit > Self.shortSteps {
        (block.longOccupancy + set * capacity).update(repeating: 0, count: places.count)
      }
    }
    block.places.update(from: base, count: places.count)
    kernel.seed(
      LaneSeeding(
        laneCount: roundedUp(places.count), purpose: StreamAddress.Purpose.transitions.rawValue,
        seed: address.seed, scenarioKey: address.scenarioKey, first: UInt64(first),
        places: block.places, generatorsA: block.generatorsA,
        generatorsB: block.generatorsB))
    block.states.update(from: starts, count: places.count)
    var startCounts = [Int](repeating: 0, count: chain.stateCount)
    for lane in places.indices {
      let state = Int(starts[lane])
      startCounts[state] &+= 1
      block.visited[lane] = tables.unseen | tables.marks[state]
    }
    for (state, number) in startCounts.enumerated() where number > 0 {
      var bits = tables.marks[state] & ~tables.unseen
      while bits != 0 {
        count(bits.trailingZeroBitCount, step: 0, number, &tally)
        bits &= bits &- 1
      }
      // The start counts as a step spent there; the last state will not.
      guard let set = occupiedSet(tables.marks[state], round) else { continue }
      let spent = block.occupancy + set * capacity
      if number == places.count {
        spent.update(repeating: 1, count: number)
      } else {
        for lane in places.indices where Int(starts[lane]) == state { spent[lane] = 1 }
      }
    }
    pad(from: places.count, block)
  }

  /// The occupied set that a mark tells of.
  func occupiedSet(_ mark: UInt16, _ round: LaneRound) -> Int? {
    let set = ((mark & tables.unseen) &>> UInt16(targets.count)).trailingZeroBitCount
    return set < round.occupiedCount ? set : nil
  }

  /// Lanes behind the last that belong to its tile go along unseen.
  private func pad(from count: Int, _ block: borrowing LaneBlock) {
    for lane in count..<roundedUp(count) { block.visited[lane] = .max }
  }

  private func roundedUp(_ count: Int) -> Int {
    (count + kernel.tile - 1) / kernel.tile * kernel.tile
  }

  func count(_ bit: Int, step: Int, _ number: Int, _ tally: inout Tally) {
    if bit != LaneRound.restBit {
      tally.arrive(at: targets.lowerBound + bit, step: step, count: number)
    } else if countsEnds {
      tally.rest(steps: step, count: number)
    }
  }

  /// Takes rounds until no lane is left or the limit is reached.
  private func advance(
    _ count: Int, first: Int, _ round: inout LaneRound, _ block: borrowing LaneBlock,
    _ tally: inout Tally, _ isInterrupted: () -> Bool
  ) -> Bool {
    var laneCount = count
    var ends = LaneEnds(stateCount: chain.stateCount, occupiedCount: round.occupiedCount)
    // Rests show in the marks, unless lanes may be done without it.
    let isScanned = isCutShort || facts.restsUnseen
    var doneCount = self.doneCount(laneCount, block)
    var idle = 0
    var shortSteps = 0
    while doneCount < laneCount, round.firstStep < limit {
      if round.firstStep > 0, round.firstStep & (Self.stepsUnasked - 1) == 0, isInterrupted() {
        return false
      }
      if laneCount - doneCount <= Self.loneLanes {
        laneCount = compact(laneCount, round, block, &ends)
        followAlone(laneCount, from: round.firstStep, first: first, round, block, &tally)
        break
      }
      if idle >= laneCount - doneCount {
        laneCount = compact(laneCount, round, block, &ends)
        doneCount = 0
        idle = 0
      }
      round.laneCount = roundedUp(laneCount)
      round.stepCount = min(LaneRound.stepCount, limit - round.firstStep)
      kernel.advance(round)
      if block.freshBits.pointee != 0 { doneCount += gatherVisits(round, block, &tally) }
      if isScanned { doneCount = self.doneCount(laneCount, block) }
      idle += doneCount
      round.firstStep += round.stepCount
      shortSteps += round.stepCount
      if shortSteps >= Self.shortSteps {
        empty(laneCount, round, block)
        shortSteps = 0
      }
    }
    ends.leaveOff(laneCount, self, round, block)
    ends.count(self, into: &tally)
    return true
  }

  private func doneCount(_ laneCount: Int, _ block: borrowing LaneBlock) -> Int {
    guard isCutShort || facts.isResting.contains(true) else { return 0 }
    var count = 0
    for lane in 0..<laneCount where isDone(lane, block) { count &+= 1 }
    return count
  }

  @inline(__always)
  func isDone(_ lane: Int, _ block: borrowing LaneBlock) -> Bool {
    let state = Int(block.states[lane])
    if facts.isResting[state] { return true }
    guard isCutShort else { return false }
    return (block.visited[lane] | facts.hopeless[state]) & targetBits == targetBits
  }

  /// Counts the first visits of a round.
  ///
  /// - Returns: How many lanes came to rest.
  private func gatherVisits(
    _ round: LaneRound, _ block: borrowing LaneBlock, _ tally: inout Tally
  ) -> Int {
    var resting = 0
    var bits = block.freshBits.pointee
    block.freshBits.pointee = 0
    while bits != 0 {
      let bit = bits.trailingZeroBitCount
      bits &= bits &- 1
      for step in 0..<round.stepCount {
        let number = Int(block.firstVisits[step * 16 + bit])
        guard number > 0 else { continue }
        block.firstVisits[step * 16 + bit] = 0
        if bit == LaneRound.restBit { resting += number }
        count(bit, step: round.firstStep + step + 1, number, &tally)
      }
    }
    return resting
  }

  /// Takes out the lanes that are done.
  ///
  /// - Returns: How many are left.
  private func compact(
    _ laneCount: Int, _ round: LaneRound, _ block: borrowing LaneBlock, _ ends: inout LaneEnds
  ) -> Int {
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * laneCount) { lanes in
      guard let staying = lanes.baseAddress else { return 0 }
      let leaving = staying + laneCount
      // Which lanes stay, no processor foresees: they are listed without a branch, and then moved array by array.
      var (kept, gone) = (0, 0)
      for lane in 0..<laneCount {
        let isDone = isDone(lane, block)
        staying[kept] = UInt16(truncatingIfNeeded: lane)
        leaving[gone] = UInt16(truncatingIfNeeded: lane)
        kept &+= isDone ? 0 : 1
        gone &+= isDone ? 1 : 0
      }
      if countsEnds {
        ends.leave(UnsafeBufferPointer(start: leaving, count: gone), self, block)
      }
      let stay = UnsafeBufferPointer(start: staying, count: kept)
      for (lane, old) in stay.enumerated() {
        let from = generatorSlot(lane: Int(old), groupSize: kernel.groupSize)
        let to = generatorSlot(lane: lane, groupSize: kernel.groupSize)
        block.generatorsA[to] = block.generatorsA[from]
        block.generatorsB[to] = block.generatorsB[from]
      }
      Self.close(block.states, stay)
      Self.close(block.visited, stay)
      Self.close(block.places, stay)
      for set in 0..<round.occupiedCount {
        Self.close(block.occupancy + set * block.capacity, stay)
        if limit > Self.shortSteps { Self.close(block.longOccupancy + set * block.capacity, stay) }
      }
      pad(from: kept, block)
      return kept
    }
  }

  /// Moves what belongs to the lanes that stay to the front.
  @inline(__always)
  private static func close<Value: BitwiseCopyable>(
    _ values: UnsafeMutablePointer<Value>, _ staying: UnsafeBufferPointer<UInt16>
  ) {
    for (lane, old) in staying.enumerated() { values[lane] = values[Int(old)] }
  }

  /// Adds the short sums of occupancy to the long ones before they overflow.
  private func empty(_ laneCount: Int, _ round: LaneRound, _ block: borrowing LaneBlock) {
    for set in 0..<round.occupiedCount {
      for place in set * block.capacity..<set * block.capacity + laneCount {
        block.longOccupancy[place] &+= UInt32(block.occupancy[place])
        block.occupancy[place] = 0
      }
    }
  }
}
