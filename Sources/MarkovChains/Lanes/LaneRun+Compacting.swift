extension LaneRun {
  /// How many lanes are done.
  func doneCount(_ laneCount: Int, _ block: borrowing LaneBlock) -> Int {
    guard isCutShort || facts.isResting.contains(true) else { return 0 }
    var count = 0
    withDone { isDone in
      for lane in 0..<laneCount {
        count &+= isDone(block.states[lane], block.visited[lane]) ? 1 : 0
      }
    }
    return count
  }

  /// Runs what asks of many lanes, by their states and what they have visited, whether they are done.
  @inline(__always)
  private func withDone(_ body: ((UInt16, UInt16) -> Bool) -> Void) {
    facts.isResting.withUnsafeBufferPointer { isResting in
      guard isCutShort else {
        body { state, _ in isResting[Int(state)] }
        return
      }
      let targetBits = targetBits
      facts.hopeless.withUnsafeBufferPointer { hopeless in
        body { state, visited in
          isResting[Int(state)] || (visited | hopeless[Int(state)]) & targetBits == targetBits
        }
      }
    }
  }

  func isDone(_ lane: Int, _ block: borrowing LaneBlock) -> Bool {
    let (state, visited) = (block.states[lane], block.visited[lane])
    var answer = false
    withDone { isDone in answer = isDone(state, visited) }
    return answer
  }

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
      withDone { isDone in
        for lane in 0..<laneCount {
          let isDone = isDone(block.states[lane], block.visited[lane])
          staying[kept] = UInt16(truncatingIfNeeded: lane)
          leaving[gone] = UInt16(truncatingIfNeeded: lane)
          kept &+= isDone ? 0 : 1
          gone &+= isDone ? 1 : 0
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
