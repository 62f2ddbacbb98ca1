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
    let restsUnseen: Bool
    /// The states that a trajectory starts in.
    let starts: [UInt16]
    /// The states that a trajectory may be done in; nil where that is all of them.
    let doneStates: [UInt16]?

    init(
      isResting: [Bool], outcomes: [Int32], finals: [Int32], hopeless: [UInt16], starts: [UInt16]
    ) {
      self.isResting = isResting
      self.outcomes = outcomes
      self.finals = finals
      self.hopeless = hopeless
      self.starts = starts
      doneStates =
        hopeless.isEmpty
        ? isResting.indices.filter { isResting[$0] }.map { UInt16($0) } : nil
      restsUnseen = zip(isResting, outcomes).contains { $0 && $1 < 0 }
    }
  }

  /// Lanes that are looked at together for first visits, in order of magnitude.
  static let lanesNearby = 128

  /// Steps between two questions whether the run is interrupted: a power of two.
  static let stepsUnasked = 4_096

  let kernel: LaneKernel
  let address: StreamAddress
  let sharing: TwoByteDraws.Sharing
  let chain: TwoByteChain
  let tables: LaneTables
  let facts: EndFacts
  /// The targets of this pass, the first of them at bit 0.
  let targets: Range<Int>
  let limit: Int
  /// Whether this pass counts how trajectories end and where they were, or first passages only.
  let countsEnds: Bool

  var isCutShort: Bool { !facts.hopeless.isEmpty }
  /// Whether lanes may be done without it showing in what they have visited.
  var isScanned: Bool { isCutShort || facts.restsUnseen }
  var targetBits: UInt16 { UInt16((1 << targets.count) - 1) }

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
    let small = tables.small?.values ?? [0]
    let settler = LaneSettler(address: address, chain: chain, first: first, places: block.places)
    return withUnsafePointer(to: settler) { context in
      withPointers(tables, chain, small) { columns, table, pairOffsets, pairs, marks, small in
        var round = LaneRound(
          laneCount: 0, stepCount: 0, firstStep: 0, sharesDraws: sharing == .quartet,
          generatorsA: block.generatorsA, generatorsB: block.generatorsB, states: block.states,
          visited: block.visited,
          columns: columns, table: table, pairOffsets: pairOffsets, pairs: pairs, marks: marks,
          small: tables.small == nil ? nil : small,
          boundCount: tables.small?.boundCount ?? 0,
          constantCount: tables.small?.constantCount ?? 0,
          isBand: tables.small?.isBand ?? false, bandOffset: UInt16(tables.small?.offset ?? 0),
          turned: tables.small?.turned.map { small + $0 },
          hasMarks: tables.marks.contains { $0 != 0 }, expectsVisits: true,
          residueFirst: UInt16(65_536 - chain.residueCount), planes: block.planes,
          laneCapacity: block.capacity, planeCount: 0, occupiedStepCount: 0,
          firstVisits: block.firstVisits,
          freshBits: block.freshBits, scratch: block.scratch,
          settle: LaneSettling(context: context, next: LaneSettler.next))
        seed(first: first, places: places, starts: starts, block, &tally)
        return advance(places.count, first: first, &round, block, &tally, isInterrupted)
      }
    }
  }

  /// The addresses of tables, for as long as the body runs.
  private func withPointers(
    _ tables: LaneTables, _ chain: TwoByteChain, _ small: [UInt16],
    _ body: (
      UnsafePointer<UInt64>, UnsafePointer<UInt32>, UnsafePointer<UInt32>, UnsafePointer<UInt64>,
      UnsafePointer<UInt16>,
      UnsafePointer<UInt16>
    ) -> Bool
  ) -> Bool {
    func address<Value>(_ values: UnsafeBufferPointer<Value>) -> UnsafePointer<Value> {
      guard let address = values.baseAddress else {
        preconditionFailure("a table has an address")
      }
      return address
    }
    return tables.columns.withUnsafeBufferPointer { columns in
      tables.table.withUnsafeBufferPointer { table in
        chain.pairOffsets.withUnsafeBufferPointer { offsets in
          chain.pairs.withUnsafeBufferPointer { pairs in
            tables.marks.withUnsafeBufferPointer { marks in
              small.withUnsafeBufferPointer { small in
                body(
                  address(columns), address(table), address(offsets), address(pairs),
                  address(marks), address(small))
              }
            }
          }
        }
      }
    }
  }

  /// Puts every trajectory at its start.
  private func seed(
    first: Int, places: UnsafeBufferPointer<UInt16>, starts: UnsafeBufferPointer<UInt16>,
    _ block: borrowing LaneBlock, _ tally: inout Tally
  ) {
    guard let base = places.baseAddress, let starts = starts.baseAddress else { return }
    block.places.update(from: base, count: places.count)
    let isShared = sharing == .quartet
    kernel.seed(
      LaneSeeding(
        laneCount: isShared
          ? roundedUp(roundedUp(places.count) / TwoByteDraws.quartetSize)
          : roundedUp(places.count), purpose: StreamAddress.Purpose.transitions.rawValue,
        seed: address.seed, roundKeys: block.roundKeys, scenarioKey: address.scenarioKey,
        first: UInt64(first),
        places: isShared ? block.quartets : block.places, generatorsA: block.generatorsA,
        generatorsB: block.generatorsB))
    block.states.update(from: starts, count: places.count)
    let startCounts = block.stateCounts
    for state in facts.starts { startCounts[Int(state)] = 0 }
    countStates(
      starts, laneCount: places.count, stateCount: chain.stateCount, among: facts.starts,
      into: startCounts)
    let (laneCount, unseen) = (places.count, tables.unseen)
    // The start counts as a step spent there, unless it is where the limit leads.
    let areSpent = block.planeCount > 0 && limit > 0
    if let only = facts.starts.first(where: { startCounts[Int($0)] == laneCount }) {
      let mark = tables.marks[Int(only)]
      block.visited.update(repeating: unseen | mark, count: laneCount)
      if areSpent { block.planes.update(repeating: mark, count: laneCount) }
    } else {
      tables.marks.withUnsafeBufferPointer { marks in
        // Where no step is spent, marks go to a room that nobody reads before it is filled.
        let spent = areSpent ? block.planes : block.doneMarks
        for lane in 0..<laneCount {
          let mark = marks[Int(starts[lane])]
          block.visited[lane] = unseen | mark
          spent[lane] = mark
        }
      }
    }
    if block.planeCount > 0, limit == 0 { block.planes.update(repeating: 0, count: laneCount) }
    for state in facts.starts where startCounts[Int(state)] > 0 {
      var bits = tables.marks[Int(state)] & ~tables.unseen
      while bits != 0 {
        count(bits.trailingZeroBitCount, step: 0, startCounts[Int(state)], &tally)
        bits &= bits &- 1
      }
    }
    pad(from: places.count, block)
  }

  /// The occupied set that a mark tells of.
  func occupiedSet(_ mark: UInt16, _ block: borrowing LaneBlock) -> Int? {
    let set = ((mark & tables.unseen) &>> UInt16(targets.count)).trailingZeroBitCount
    return set < block.occupiedCount ? set : nil
  }

  /// Lanes behind the last that belong to its tile go along unseen.
  func pad(from count: Int, _ block: borrowing LaneBlock) {
    for lane in count..<roundedUp(count) {
      block.visited[lane] = .max
      // What an earlier chain left there might be no state of this one.
      block.states[lane] = 0
    }
  }

  func roundedUp(_ count: Int) -> Int {
    (count + kernel.tile - 1) / kernel.tile * kernel.tile
  }

  func count(_ bit: Int, step: Int, _ number: Int, _ tally: inout Tally) {
    var moments = Moments()
    moments.add(step, count: number)
    count(bit, moments, &tally)
  }

  private func count(_ bit: Int, _ moments: Moments, _ tally: inout Tally) {
    if bit != LaneRound.restBit {
      tally.arrive(at: targets.lowerBound + bit, moments)
    } else if countsEnds {
      tally.rest(moments)
    }
  }

  /// Takes rounds until no lane is left or the limit is reached.
  private func advance(
    _ count: Int, first: Int, _ round: inout LaneRound, _ block: borrowing LaneBlock,
    _ tally: inout Tally, _ isInterrupted: () -> Bool
  ) -> Bool {
    var laneCount = count
    let occupiedCount = countsEnds ? block.occupiedCount : 0
    var ends = LaneEnds(
      stateCount: chain.stateCount, occupiedCount: occupiedCount, in: block)
    var doneCount = self.doneCount(laneCount, block)
    var idle = 0
    // The first plane is the starts'.
    var planeCount = min(1, occupiedCount)
    while doneCount < laneCount, round.firstStep < limit {
      if round.firstStep > 0, round.firstStep & (Self.stepsUnasked - 1) == 0, isInterrupted() {
        return false
      }
      if laneCount - doneCount <= Self.loneLanes {
        laneCount = compact(laneCount, planeCount: planeCount, block, &ends)
        empty(block.planeCount, after: &planeCount, laneCount, block)
        followAlone(laneCount, from: round.firstStep, first: first, round, block, &tally)
        break
      }
      if idle >= laneCount - doneCount {
        laneCount = compact(laneCount, planeCount: planeCount, block, &ends)
        doneCount = 0
        idle = 0
      }
      round.laneCount = roundedUp(laneCount)
      round.stepCount = min(LaneRound.stepCount, limit - round.firstStep)
      let step = round.firstStep + round.stepCount
      if planeCount > 0 {
        // The first round fills its planes, whatever they hold.
        if round.firstStep == 0 { planeCount = LaneBlock.planeCount(steps: 0) }
        empty(LaneBlock.planeCount(steps: step), after: &planeCount, laneCount, block)
      }
      round.planeCount = planeCount
      // Where the limit leads no step is spent.
      round.occupiedStepCount = step < limit ? round.stepCount : round.stepCount - 1
      kernel.advance(round)
      var visitCount = 0
      if block.freshBits.pointee != 0 {
        let visits = gatherVisits(round, block, &tally)
        doneCount += visits.resting
        visitCount = visits.count
      }
      round.expectsVisits = visitCount * Self.lanesNearby > laneCount
      if isScanned { doneCount = self.doneCount(laneCount, block) }
      idle += doneCount
      round.firstStep = step
    }
    ends.countWaiting(self, block)
    ends.leave(
      laneCount, states: block.states, planes: block.planes, capacity: block.capacity,
      planeCount: planeCount, among: nil, self)
    ends.count(self, into: &tally)
    return true
  }

  /// Counts the first visits of a round.
  ///
  /// - Returns: How many there were, and how many lanes came to rest.
  private func gatherVisits(
    _ round: LaneRound, _ block: borrowing LaneBlock, _ tally: inout Tally
  ) -> (count: Int, resting: Int) {
    var resting = 0
    var total = 0
    var bits = block.freshBits.pointee
    block.freshBits.pointee = 0
    while bits != 0 {
      let bit = bits.trailingZeroBitCount
      bits &= bits &- 1
      // Steps of the round first: small numbers, and few.
      var (number, sum, squares, cubes) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
      for step in 0..<round.stepCount {
        let arrived = UInt64(block.firstVisits[step &* 16 &+ bit])
        block.firstVisits[step &* 16 &+ bit] = 0
        let taken = UInt64(step &+ 1)
        number &+= arrived
        sum &+= arrived &* taken
        squares &+= arrived &* taken &* taken
        cubes &+= arrived &* taken &* taken &* taken
      }
      let moments = Moments(
        count: Int(number), sum: sum, squares: UInt128(squares), cubes: UInt128(cubes)
      ).shifted(by: round.firstStep)
      if bit == LaneRound.restBit { resting += moments.count }
      total += moments.count
      count(bit, moments, &tally)
    }
    return (total, resting)
  }

  /// Empties the planes that come into use.
  private func empty(
    _ count: Int, after planeCount: inout Int, _ laneCount: Int, _ block: borrowing LaneBlock
  ) {
    guard planeCount > 0, planeCount < count else { return }
    for plane in planeCount..<count {
      (block.planes + plane * block.capacity).update(repeating: 0, count: roundedUp(laneCount))
    }
    planeCount = count
  }
}
