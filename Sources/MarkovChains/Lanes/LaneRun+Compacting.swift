import RandomStreams

extension LaneRun {
  /// How many lanes are done; unless they are scanned, where they start: later ones are seen when they come to rest.
  func doneCount(_ laneCount: Int, _ block: borrowing LaneBlock) -> Int {
    var count = 0
    if isScanned {
      for lane in 0..<laneCount { count &+= isDone(lane, block) ? 1 : 0 }
    } else if facts.starts.contains(where: { facts.isResting[Int($0)] }) {
      for lane in 0..<laneCount { count &+= Int(block.visited[lane] &>> Self.restShift) }
    }
    return count
  }

  /// Whether nothing can happen to a lane any more that is asked for.
  func isDone(_ lane: Int, _ block: borrowing LaneBlock) -> Bool {
    let state = Int(block.states[lane])
    if facts.isResting[state] { return true }
    guard isCutShort else { return false }
    return (block.visited[lane] | facts.hopeless[state]) & targetBits == targetBits
  }

  private static let restShift = UInt16(LaneRound.restBit)

  /// Takes out the lanes that are done.
  ///
  /// - Returns: How many are left.
  func compact(
    _ laneCount: Int, planeCount: Int, _ block: borrowing LaneBlock, _ ends: inout LaneEnds
  ) -> Int {
    var marks = UnsafePointer(block.visited)
    if isScanned {
      for lane in 0..<laneCount { block.doneMarks[lane] = isDone(lane, block) ? .max : 0 }
      if sharing == .quartet { keepQuartets(laneCount, block.doneMarks) }
      marks = UnsafePointer(block.doneMarks)
    }
    if countsEnds { ends.expect(planeCount: planeCount, self, block) }
    let packing = LanePacking(
      marks: marks, laneCount: laneCount, values: block.packed, valueCount: 3 + planeCount,
      left: block.left, leftCount: countsEnds ? 1 + planeCount : 0, leftOffset: ends.waitingCount,
      words: block.generators, wordCount: 2)
    let keptCount: Int
    if let pack = kernel.pack, sharing == .none {
      keptCount = pack(packing)
    } else {
      keptCount = list(laneCount, marks, block)
      move(packing, keptCount, block)
    }
    if countsEnds { ends.wait(laneCount - keptCount) }
    pad(from: keptCount, block)
    return keptCount
  }

  /// Lists the lanes that stay and those that leave. Which do, no processor foresees, so nothing branches on it.
  ///
  /// - Parameter marks: Shape `[lane]`: the highest bit says that the lane leaves.
  /// - Returns: How many stay.
  private func list(
    _ laneCount: Int, _ marks: UnsafePointer<UInt16>, _ block: borrowing LaneBlock
  ) -> Int {
    var (kept, gone) = (0, 0)
    for lane in 0..<laneCount {
      block.staying[kept] = UInt16(truncatingIfNeeded: lane)
      block.leaving[gone] = UInt16(truncatingIfNeeded: lane)
      let leaves = Int(marks[lane] &>> 15)
      kept &+= 1 &- leaves
      gone &+= leaves
    }
    return kept
  }

  /// Moves what belongs to the lanes that are listed.
  private func move(_ packing: LanePacking, _ keptCount: Int, _ block: borrowing LaneBlock) {
    let staying = UnsafeBufferPointer(start: block.staying, count: keptCount)
    let leaving = UnsafeBufferPointer(start: block.leaving, count: packing.laneCount - keptCount)
    for number in 0..<packing.leftCount {
      let values = packing.values[packing.valueCount - packing.leftCount + number]
      let left = packing.left[number] + packing.leftOffset
      for (place, lane) in leaving.enumerated() { left[place] = values[Int(lane)] }
    }
    for number in 0..<packing.valueCount {
      let values = packing.values[number]
      for (place, lane) in staying.enumerated() { values[place] = values[Int(lane)] }
    }
    // Of those who share a generator, the first stands for all.
    let step = sharing == .quartet ? TwoByteDraws.quartetSize : 1
    for lane in stride(from: 0, to: keptCount, by: step) {
      let (from, to) = (generatorSlot(Int(staying[lane])), generatorSlot(lane))
      block.generatorsA[to] = block.generatorsA[from]
      block.generatorsB[to] = block.generatorsB[from]
    }
  }

  /// Takes marks from lanes whose quartet has lanes without.
  private func keepQuartets(_ laneCount: Int, _ marks: UnsafeMutablePointer<UInt16>) {
    for first in stride(from: 0, to: laneCount, by: TwoByteDraws.quartetSize) {
      let lanes = first..<min(first + TwoByteDraws.quartetSize, laneCount)
      if lanes.contains(where: { marks[$0] == 0 }) {
        for lane in lanes { marks[lane] = 0 }
      }
    }
  }

  /// Where the generator stands that a lane draws from.
  func generatorSlot(_ lane: Int) -> Int {
    switch sharing {
    case .none: MarkovChains.generatorSlot(lane: lane, groupSize: kernel.groupSize)
    case .quartet: lane / TwoByteDraws.quartetSize
    }
  }
}
