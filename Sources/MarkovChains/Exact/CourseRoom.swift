/// The masses of one course: where the distributions lie while they move, and what has been added up.
struct CourseRoom<Value: Masses>: ~Copyable {
  /// Masses at addresses that 64 divides if there is more than one lane: arrays of vectors are aligned to 16 bytes only, so that
  /// most of their elements lie across two lines of a processor's cache.
  private let raw: UnsafeMutableRawPointer
  /// Shape `[state]`.
  private(set) var now: UnsafeMutablePointer<Value>
  /// Shape `[state]`: what of it moves on; the rest is too little to count.
  private(set) var carried: UnsafeMutablePointer<Value>
  private var next: UnsafeMutablePointer<Value>
  private var nextCarried: UnsafeMutablePointer<Value>
  /// Shape `[move]`.
  let probabilities: UnsafeMutablePointer<Value>
  /// Shape `[door]`.
  let doorProbabilities: UnsafeMutablePointer<Value>
  /// Shape `[passage]`: the mass that has entered a set for the first time.
  let entered: UnsafeMutablePointer<Value>
  /// Shape `[passage]`: the same, times the step of arrival.
  let arrivalSteps: UnsafeMutablePointer<Value>
  /// Shape `[stay]`.
  let stays: UnsafeMutablePointer<Value>
  /// One in every lane that has come to rest.
  let resting: UnsafeMutablePointer<Value>
  /// Shape `[state]`: the distributions at the horizon, and of lanes at rest.
  let final: UnsafeMutablePointer<Value>

  /// Room that holds zeros everywhere.
  init(_ course: PropagationShape.Course) {
    let stateCount = course.stateCount
    let (moves, doors) = (course.entries.count, course.doors.states.count)
    let (passages, stays) = (course.passages.count, course.stays.count)
    let count = 5 * stateCount + moves + doors + 2 * passages + stays + 1
    raw = .allocate(byteCount: count * MemoryLayout<Value>.stride, alignment: 64)
    let all = raw.bindMemory(to: Value.self, capacity: count)
    all.initialize(repeating: Value(repeating: 0), count: count)
    var place = all
    func take(_ count: Int) -> UnsafeMutablePointer<Value> {
      defer { place += count }
      return place
    }
    now = take(stateCount)
    carried = take(stateCount)
    next = take(stateCount)
    nextCarried = take(stateCount)
    final = take(stateCount)
    probabilities = take(moves)
    doorProbabilities = take(doors)
    entered = take(passages)
    arrivalSteps = take(passages)
    self.stays = take(stays)
    resting = take(1)
  }

  /// Takes steps until some lane may have come to rest.
  ///
  /// - Returns: The number of steps taken, at least one.
  mutating func take(
    _ course: PropagationShape.Course, first: Int, atMost count: Int, by kernel: LaneKernel
  ) -> Int {
    let stateCount = course.stateCount
    func doubles(_ masses: UnsafeMutablePointer<Value>) -> UnsafeMutablePointer<Double> {
      UnsafeMutableRawPointer(masses).assumingMemoryBound(to: Double.self)
    }
    let taken = course.indices.withUnsafeBufferPointer { indices in
      guard var place = indices.baseAddress else { preconditionFailure("offsets start at zero") }
      func take(_ count: Int) -> UnsafePointer<Int> {
        defer { place += count }
        return place
      }
      // In the order of the course's indices.
      let (moveOffsets, others) = (take(stateCount + 1), take(course.entries.count))
      let moving = take(course.moving.count)
      let doorOffsets = take(course.passages.count + 1)
      let doorStates = take(course.doors.states.count)
      let (stayOffsets, stayStates) = (
        take(course.stays.count + 1), take(course.stays.states.count)
      )
      return Value.take(
        MassSteps(
          laneCount: Value.laneCount, stateCount: stateCount, moveOffsets: moveOffsets,
          others: others,
          probabilities: doubles(probabilities), moving: moving,
          movingCount: course.moving.count, passageCount: course.passages.count,
          doorOffsets: doorOffsets, doorStates: doorStates,
          doorProbabilities: doubles(doorProbabilities), entered: doubles(entered),
          arrivalSteps: doubles(arrivalSteps), stayCount: course.stays.count,
          stayOffsets: stayOffsets, stayStates: stayStates, stays: doubles(stays),
          now: doubles(now), carried: doubles(carried), next: doubles(next),
          nextCarried: doubles(nextCarried), resting: doubles(resting),
          negligible: TransitionMatrix.negligible, first: first, count: count),
        by: kernel)
    }
    if taken % 2 == 1 {
      swap(&now, &next)
      swap(&carried, &nextCarried)
    }
    return taken
  }

  deinit { raw.deallocate() }
}
