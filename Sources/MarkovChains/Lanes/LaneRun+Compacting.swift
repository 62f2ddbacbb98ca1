extension LaneRun {
  /// How many lanes are done.
  func doneCount(_ laneCount: Int, _ block: borrowing LaneBlock) -> Int {
    guard isCutShort || facts.isResting.contains(true) else { return 0 }
    var count = 0
    if isScanned {
      for lane in 0..<laneCount { count &+= isDone(lane, block) ? 1 : 0 }
    } else {
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
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * laneCount) { lanes in
      guard let staying = lanes.baseAddress else { return 0 }
      let leaving = staying + laneCount
      // Which lanes stay, no processor foresees: they are listed without a branch, and then moved array by array.
      var (kept, gone) = (0, 0)
      @inline(__always)
      func list(_ lane: Int, isDone: Int) {
        staying[kept] = UInt16(truncatingIfNeeded: lane)
        leaving[gone] = UInt16(truncatingIfNeeded: lane)
        kept &+= 1 &- isDone
        gone &+= isDone
      }
      if isScanned {
        for lane in 0..<laneCount { list(lane, isDone: isDone(lane, block) ? 1 : 0) }
      } else {
        // The bit of the rest is the highest.
        for lane in 0..<laneCount {
          list(lane, isDone: Int(block.visited[lane] &>> Self.restShift))
        }
      }
      if countsEnds {
        ends.leave(
          UnsafeBufferPointer(start: leaving, count: gone), of: laneCount, self,
          planeCount: planeCount, block)
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
      for plane in 0..<planeCount { Self.close(block.planes + plane * block.capacity, stay) }
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
}
