import RandomStreams

/// The memory of one worker's lanes: as many as a block has trajectories.
///
/// Owned by one worker and used for block after block.
struct LaneBlock: ~Copyable {
  let capacity: Int
  let generatorsA: UnsafeMutablePointer<UInt64>
  let generatorsB: UnsafeMutablePointer<UInt64>
  let states: UnsafeMutablePointer<UInt16>
  let visited: UnsafeMutablePointer<UInt16>
  /// Shape `[lane]`: the trajectory's place in its block.
  let places: UnsafeMutablePointer<UInt16>
  /// Shape `[plane, capacity]`: see ``LaneSums``.
  let planes: UnsafeMutablePointer<UInt16>
  /// Planes that steps up to the limit take.
  let planeCount: Int
  /// Shape `[lane]`: the highest bit of lanes that are done, where what they have visited does not tell.
  let doneMarks: UnsafeMutablePointer<UInt16>
  /// Shape `[lane]`: the numbers of lanes, in their order.
  let numbers: UnsafeMutablePointer<UInt16>
  /// Shape `[lane]`: as places, they make a kernel seed the generators of quartets in the order of these.
  let quartets: UnsafeMutablePointer<UInt16>
  /// Lists of lanes.
  let staying: UnsafeMutablePointer<UInt16>
  /// See ``staying``.
  let leaving: UnsafeMutablePointer<UInt16>
  /// The states of lanes that leave.
  let leftStates: UnsafeMutablePointer<UInt16>
  /// Their planes, as in ``planes``.
  let leftPlanes: UnsafeMutablePointer<UInt16>
  let firstVisits: UnsafeMutablePointer<UInt32>
  /// See ``LaneSeeding/roundKeys``.
  let roundKeys: UnsafeMutablePointer<UInt64>
  let freshBits: UnsafeMutablePointer<UInt16>
  let scratch: UnsafeMutableRawPointer
  let occupiedCount: Int

  /// - Parameters:
  ///   - limit: The most steps that are taken.
  ///   - kernel: Who takes the lanes.
  ///   - seed: That of the trajectories' address.
  init(capacity: Int, occupiedCount: Int, limit: Int, kernel: LaneKernel, seed: UInt64) {
    self.capacity = capacity
    self.occupiedCount = occupiedCount
    planeCount = occupiedCount > 0 ? Self.planeCount(steps: limit) : 0
    func room<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
      let bytes = max(64, count * MemoryLayout<T>.stride)
      let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      return raw.bindMemory(to: type, capacity: max(1, count))
    }
    generatorsA = room(UInt64.self, capacity)
    generatorsB = room(UInt64.self, capacity)
    states = room(UInt16.self, capacity)
    visited = room(UInt16.self, capacity)
    places = room(UInt16.self, capacity)
    planes = room(UInt16.self, capacity * planeCount)
    doneMarks = room(UInt16.self, capacity)
    numbers = room(UInt16.self, capacity)
    for lane in 0..<capacity { numbers[lane] = UInt16(truncatingIfNeeded: lane) }
    quartets = room(UInt16.self, capacity)
    for lane in 0..<capacity / TwoByteDraws.quartetSize {
      quartets[lane] = UInt16(
        truncatingIfNeeded: TwoByteDraws.quartetSize
          * generatorSlot(lane: lane, groupSize: kernel.groupSize))
    }
    staying = room(UInt16.self, capacity)
    leaving = room(UInt16.self, capacity)
    leftStates = room(UInt16.self, capacity)
    leftPlanes = room(UInt16.self, capacity * planeCount)
    firstVisits = room(UInt32.self, 16 * LaneRound.stepCount)
    roundKeys = room(UInt64.self, 20)
    for (round, keys) in Philox4x32.roundKeys(seed: seed).enumerated() {
      roundKeys[2 * round] = UInt64(keys.0)
      roundKeys[2 * round + 1] = UInt64(keys.1)
    }
    freshBits = room(UInt16.self, 1)
    scratch = UnsafeMutableRawPointer(room(UInt16.self, 6 * LaneRound.stepCount * kernel.tile))
  }

  deinit {
    generatorsA.deallocate()
    generatorsB.deallocate()
    states.deallocate()
    visited.deallocate()
    places.deallocate()
    planes.deallocate()
    doneMarks.deallocate()
    numbers.deallocate()
    quartets.deallocate()
    staying.deallocate()
    leaving.deallocate()
    leftStates.deallocate()
    leftPlanes.deallocate()
    firstVisits.deallocate()
    roundKeys.deallocate()
    freshBits.deallocate()
    scratch.deallocate()
  }
}

extension LaneBlock {
  /// The number that planes hold at a bit of a lane.
  func steps(
    _ planes: UnsafePointer<UInt16>, lane: Int, bit: UInt16, planeCount: Int
  ) -> Int {
    var steps = 0
    for plane in 0..<planeCount {
      steps |= Int((planes[plane &* capacity &+ lane] &>> bit) & 1) &<< plane
    }
    return steps
  }

  /// Planes that numbers up to a number of steps take; never fewer than a round may carry into.
  static func planeCount(steps: Int) -> Int {
    max(LaneRound.stepCount.trailingZeroBitCount + 1, Int.bitWidth - steps.leadingZeroBitCount)
  }
}

/// Where a lane's generator is stored among those of its group.
///
/// - Parameter groupSize: A power of two, at least four.
@inline(__always)
func generatorSlot(lane: Int, groupSize: Int) -> Int {
  let place = lane & (groupSize &- 1)
  return (lane &- place) | (place & 3) &* (groupSize &>> 2) | (place &>> 2)
}
