import RandomStreams

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
    var marks = UnsafePointer(block.visited)
    if isScanned {
      for lane in 0..<laneCount { block.doneMarks[lane] = isDone(lane, block) ? .max : 0 }
      if sharing == .quartet { keepQuartets(laneCount, block.doneMarks) }
      marks = UnsafePointer(block.doneMarks)
    }
    let lists = LaneLists(laneCount, marks, block, kernel)
    if countsEnds, lists.goneCount > 0 {
      lists.takeLeaving(block.states, to: block.leftStates)
      for plane in 0..<planeCount {
        let place = plane * block.capacity
        lists.takeLeaving(block.planes + place, to: block.leftPlanes + place)
      }
      ends.leave(
        lists.goneCount, states: block.leftStates, planes: block.leftPlanes,
        planeCount: planeCount, among: facts.doneStates, self, block)
    }
    let staying = UnsafeBufferPointer(start: block.staying, count: lists.keptCount)
    // Of those who share one, the first stands for all.
    let stride = sharing == .quartet ? TwoByteDraws.quartetSize : 1
    for lane in Swift.stride(from: 0, to: staying.count, by: stride) {
      let (from, to) = (generatorSlot(Int(staying[lane])), generatorSlot(lane))
      block.generatorsA[to] = block.generatorsA[from]
      block.generatorsB[to] = block.generatorsB[from]
    }
    lists.close(block.states)
    lists.close(block.places)
    for plane in 0..<planeCount { lists.close(block.planes + plane * block.capacity) }
    // Last: these may be the marks.
    lists.close(block.visited)
    pad(from: lists.keptCount, block)
    return lists.keptCount
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

/// The lanes that stay and those that leave, and how what belongs to them is moved together: by the kernel where it can, else by
/// their numbers. Which lanes stay, no processor foresees, so nothing branches on it.
private struct LaneLists {
  let keptCount: Int
  let goneCount: Int
  private let laneCount: Int
  private let marks: UnsafePointer<UInt16>
  private let staying: UnsafePointer<UInt16>
  private let leaving: UnsafePointer<UInt16>
  private let pack: (@Sendable (LanePacking) -> Int)?

  /// - Parameter marks: Shape `[lane]`: the highest bit says that the lane leaves.
  init(
    _ laneCount: Int, _ marks: UnsafePointer<UInt16>, _ block: borrowing LaneBlock,
    _ kernel: LaneKernel
  ) {
    self.laneCount = laneCount
    self.marks = marks
    pack = kernel.pack
    staying = UnsafePointer(block.staying)
    leaving = UnsafePointer(block.leaving)
    if let pack {
      keptCount = pack(
        LanePacking(
          values: block.numbers, marks: marks, isMarked: false, to: block.staying,
          laneCount: laneCount))
      goneCount = laneCount - keptCount
      return
    }
    var (kept, gone) = (0, 0)
    for lane in 0..<laneCount {
      block.staying[kept] = UInt16(truncatingIfNeeded: lane)
      block.leaving[gone] = UInt16(truncatingIfNeeded: lane)
      let leaves = Int(marks[lane] &>> 15)
      kept &+= 1 &- leaves
      gone &+= leaves
    }
    (keptCount, goneCount) = (kept, gone)
  }

  /// Moves what belongs to the lanes that stay to the front.
  func close(_ values: UnsafeMutablePointer<UInt16>) {
    move(values, isMarked: false, staying, keptCount, to: values)
  }

  /// Copies what belongs to the lanes that leave.
  func takeLeaving(_ values: UnsafeMutablePointer<UInt16>, to other: UnsafeMutablePointer<UInt16>) {
    move(values, isMarked: true, leaving, goneCount, to: other)
  }

  private func move(
    _ values: UnsafePointer<UInt16>, isMarked: Bool, _ lanes: UnsafePointer<UInt16>, _ count: Int,
    to other: UnsafeMutablePointer<UInt16>
  ) {
    if let pack {
      _ = pack(
        LanePacking(
          values: values, marks: marks, isMarked: isMarked, to: other, laneCount: laneCount))
      return
    }
    for place in 0..<count { other[place] = values[Int(lanes[place])] }
  }
}
