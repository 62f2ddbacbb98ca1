import RandomStreams

extension LaneRun {
  /// Lanes this few go faster one by one: a tile costs as much as all its lanes.
  static let loneLanes = 6

  /// Follows the last lanes, each by itself, to their ends.
  ///
  /// - Parameters:
  ///   - step: The step that they have reached, where a word of draws begins.
  ///   - first: The block's first trajectory.
  func followAlone(
    _ laneCount: Int, from step: Int, first: Int, _ round: LaneRound, _ block: borrowing LaneBlock,
    _ tally: inout Tally
  ) {
    for lane in 0..<laneCount {
      let trajectory = first &+ Int(block.places[lane])
      let slot = generatorSlot(lane)
      var draws = TwoByteDraws(
        Xoroshiro128PlusPlus(state: (block.generatorsA[slot], block.generatorsB[slot])),
        trajectory: trajectory, sharing: sharing)
      var state = Int(block.states[lane])
      var step = step
      while step < limit, !isDone(lane, block) {
        // A stay: the state is left, or the limit reached.
        let entered = step
        let next = chain.leave(state, &draws, &step, limit) { drawn in
          address.settlingWord(trajectory: trajectory, step: drawn)
        }
        // Marks are counted on arrival: the first step here was, the step after the last is the next state's, and where the
        // limit leads is not counted.
        spend(step &- entered &- 1, lane, state, block)
        if next != state, step < limit { spend(1, lane, next, block) }
        state = next
        block.states[lane] = UInt16(truncatingIfNeeded: state)
        var fresh = tables.marks[state] & ~block.visited[lane]
        block.visited[lane] |= fresh
        while fresh != 0 {
          count(fresh.trailingZeroBitCount, step: step, 1, &tally)
          fresh &= fresh &- 1
        }
      }
    }
  }

  /// Adds steps to the occupied set of a state.
  private func spend(_ steps: Int, _ lane: Int, _ state: Int, _ block: borrowing LaneBlock) {
    guard countsEnds, steps > 0, let set = occupiedSet(tables.marks[state], block) else { return }
    let bit = UInt16(targets.count + set)
    let spent =
      LaneBlock.steps(
        block.planes, capacity: block.capacity, lane: lane, bit: bit, planeCount: block.planeCount)
      + steps
    for plane in 0..<block.planeCount {
      let place = plane &* block.capacity &+ lane
      block.planes[place] &= ~(1 &<< bit)
      block.planes[place] |= UInt16(truncatingIfNeeded: (spent &>> plane) & 1) &<< bit
    }
  }
}
