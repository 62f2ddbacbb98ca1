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
  /// Lanes that have left wait here, one behind the other. Kernels write whole vectors, so there is room for one more.
  let leftCapacity: Int
  /// The states of lanes that have left.
  let leftStates: UnsafeMutablePointer<UInt16>
  /// Their planes: shape `[plane, leftCapacity]`.
  let leftPlanes: UnsafeMutablePointer<UInt16>
  /// Where the arrays stand that are packed: places, what is visited, and what leaves too, states and planes.
  let packed: UnsafeMutablePointer<UnsafeMutablePointer<UInt16>>
  /// Where what leaves goes: states and planes.
  let left: UnsafeMutablePointer<UnsafeMutablePointer<UInt16>>
  /// Where the generators stand.
  let generators: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>>
  /// Shape `[state]`: room for counts of lanes.
  let stateCounts: UnsafeMutablePointer<Int>
  /// Shape `[occupied, 4]`: room for ``LaneSums/moments``.
  let sums: UnsafeMutablePointer<UInt64>
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
    func room<T: BitwiseCopyable>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
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
    leftCapacity = capacity + 64
    leftStates = room(UInt16.self, leftCapacity)
    leftPlanes = room(UInt16.self, leftCapacity * planeCount)
    packed = .allocate(capacity: 3 + planeCount)
    left = .allocate(capacity: 1 + planeCount)
    generators = .allocate(capacity: 2)
    packed.initialize(to: places)
    (packed + 1).initialize(to: visited)
    (packed + 2).initialize(to: states)
    left.initialize(to: leftStates)
    for plane in 0..<planeCount {
      (packed + 3 + plane).initialize(to: planes + plane * capacity)
      (left + 1 + plane).initialize(to: leftPlanes + plane * leftCapacity)
    }
    generators.initialize(to: generatorsA)
    (generators + 1).initialize(to: generatorsB)
    stateCounts = room(Int.self, TwoByteChain.stateLimit)
    sums = room(UInt64.self, 4 * occupiedCount)
    firstVisits = room(UInt32.self, 16 * LaneRound.stepCount)
    roundKeys = room(UInt64.self, 20)
    for (round, keys) in Philox4x32.roundKeys(seed: seed).enumerated() {
      roundKeys[2 * round] = UInt64(keys.0)
      roundKeys[2 * round + 1] = UInt64(keys.1)
    }
    freshBits = room(UInt16.self, 1)
    scratch = UnsafeMutableRawPointer(room(UInt16.self, 12 * LaneRound.stepCount * kernel.tile))
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
    packed.deallocate()
    left.deallocate()
    generators.deallocate()
    stateCounts.deallocate()
    sums.deallocate()
    firstVisits.deallocate()
    roundKeys.deallocate()
    freshBits.deallocate()
    scratch.deallocate()
  }
}

extension LaneBlock {
  /// The number that planes of a capacity hold at a bit of a lane.
  static func steps(
    _ planes: UnsafePointer<UInt16>, capacity: Int, lane: Int, bit: UInt16, planeCount: Int
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
