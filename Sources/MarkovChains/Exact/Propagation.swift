/// Chains followed step by step up to a horizon, as distributions over their states: one, or several of one
/// shape side by side.
struct Propagation<Value: Masses> {
  private let shape: PropagationShape
  /// The number of chains; further lanes repeat the first.
  private let count: Int
  /// Shape `[state]`.
  private let start: [Value]
  /// Shape `[entry + 1]`: those of the matrices, and one.
  private let probabilities: [Value]

  /// - Precondition: As many chains as there are lanes at most, each of that shape; see
  ///   ``ChainProblem/hasShape(of:)``.
  init(_ chains: [ChainProblem], of shape: PropagationShape) {
    self.shape = shape
    count = chains.count
    start = Self.lanes(chains, more: 0, \.start)
    probabilities = Self.lanes(chains, more: 1, \.matrix.probabilities)
  }

  /// Numbers of chains side by side, with so many ones behind them.
  @inline(__always)
  private static func lanes(
    _ chains: [ChainProblem], more: Int, _ numbers: (ChainProblem) -> [Double]
  ) -> [Value] {
    let first = numbers(chains[0])
    return [Value](unsafeUninitializedCapacity: first.count + more) { room, initialized in
      for (place, number) in first.enumerated() { room[place] = Value(repeating: number) }
      for place in first.count..<first.count + more { room[place] = Value(repeating: 1) }
      UnsafeMutableRawBufferPointer(room).withMemoryRebound(to: Double.self) { doubles in
        for lane in chains.indices.dropFirst() {
          for (place, number) in numbers(chains[lane]).enumerated() {
            doubles[place * Value.laneCount + lane] = number
          }
        }
      }
      initialized = first.count + more
    }
  }

  /// Adds all answers of each chain to those of the chains before; first passage as the mean over all trajectories, those that
  /// do not arrive by the horizon counting zero.
  ///
  /// - Parameter courses: Those of the shape, kept by what ``Masses/keepsMovesBy`` says.
  func answer(
    into answers: inout ExactAnswers, along courses: PropagationShape.Courses, _ control: RunControl
  ) throws(EngineError) {
    let first = answers.addRows(count)
    if let whole = courses.whole {
      let room = try propagate(whole, control)
      for (place, set) in whole.passages.enumerated() {
        answerPassage(room, place, set, &answers, first)
      }
      for lane in 0..<count { answerEnds(room, lane, &answers, first + lane) }
    } else {
      for row in first..<first + count {
        answers[row, .unresolvedProbability] = .init(value: 1, complement: 0)
        answers[row, .restrictedMeanSteps] = .init(value: Double(shape.horizon))
      }
    }
    for (set, course) in courses.stopping.enumerated() {
      if let course { answerPassage(try propagate(course, control), 0, set, &answers, first) }
    }
  }

  /// What a course says of first passage to a set.
  private func answerPassage(
    _ room: borrowing CourseRoom<Value>, _ place: Int, _ set: Int, _ answers: inout ExactAnswers,
    _ first: Int
  ) {
    let outside = mass(outside: shape.passages[set].target, room.final)
    for lane in 0..<count {
      answers[first + lane, .reachProbability(set: set)] = .init(
        value: room.entered[place][lane], complement: outside[lane])
      answers[first + lane, .firstPassageSteps(set: set)] = .init(
        value: room.arrivalSteps[place][lane])
    }
  }

  /// What a lane says of outcomes and occupied sets.
  private func answerEnds(
    _ room: borrowing CourseRoom<Value>, _ lane: Int, _ answers: inout ExactAnswers, _ row: Int
  ) {
    var (resolved, unresolved) = (0.0, 0.0)
    for (set, outcome) in shape.problem.outcomes.enumerated() {
      var (inside, outside) = (0.0, 0.0)
      for state in start.indices {
        let mass = room.final[state][lane]
        if outcome[state] { inside += mass } else { outside += mass }
      }
      resolved += inside
      answers[row, .absorptionProbability(set: set)] = .init(value: inside, complement: outside)
    }
    for state in start.indices where shape.outcomeOfState[state] < 0 {
      unresolved += room.final[state][lane]
    }
    let occupiedCount = shape.problem.occupied.count
    answers[row, .unresolvedProbability] = .init(value: unresolved, complement: resolved)
    answers[row, .restrictedMeanSteps] = .init(value: room.stays[occupiedCount][lane])
    for set in 0..<occupiedCount {
      answers[row, .occupancySteps(set: set)] = .init(value: room.stays[set][lane])
    }
  }

  /// The mass outside a set.
  private func mass(
    outside set: [Bool], _ distribution: UnsafeMutablePointer<Value>
  ) -> Value {
    var sum = Value(repeating: 0)
    for (state, isInside) in set.enumerated() where !isInside { sum += distribution[state] }
    return sum
  }

  /// Moves the start distributions to the horizon, or until all of them have come to rest.
  ///
  /// - Parameter arrived: Called with what has been added up and the distribution at each step, from 0 to the horizon; of
  ///   more than one lane, without those that rest.
  private func propagate(
    _ course: PropagationShape.Course, _ control: RunControl,
    arrived: ((borrowing CourseRoom<Value>) -> Void)? = nil
  ) throws(EngineError) -> CourseRoom<Value> {
    var room = CourseRoom<Value>(course)
    fill(room, course)
    var (isResting, restingCount) = (
      [Bool](repeating: false, count: Value.laneCount), 0
    )
    arrived?(room)
    var step = 1
    while step <= shape.horizon {
      if step % 4096 == 0, control.isInterrupted() { throw .interrupted }
      let moving = course.moving
      let allMove = moving.contains { (room.now[$0] + room.resting[0]).isCarriedWhole }
      if !allMove {
        for lane in isResting.indices where !isResting[lane] {
          let isMoving = moving.contains { room.now[$0][lane] >= TransitionMatrix.negligible }
          if isMoving { continue }
          isResting[lane] = true
          restingCount += 1
          rest(room, course, lane, times: shape.horizon - step + 1)
        }
        if restingCount == Value.laneCount {
          for _ in step...shape.horizon { arrived?(room) }
          return room
        }
      }
      step += room.take(
        course, first: step,
        atMost: arrived == nil ? min(shape.horizon - step + 1, 4096 - step % 4096) : 1,
        by: control.kernel)
      arrived?(room)
    }
    for lane in isResting.indices where !isResting[lane] {
      for state in start.indices { room.final[state][lane] = room.now[state][lane] }
    }
    return room
  }

  /// Puts the numbers of the chains where a course starts.
  private func fill(_ room: borrowing CourseRoom<Value>, _ course: PropagationShape.Course) {
    for (state, mass) in start.enumerated() {
      room.now[state] = mass
      room.carried[state] = mass.carried
    }
    for (move, entry) in course.entries.enumerated() {
      room.probabilities[move] = probabilities[entry]
    }
    for door in course.doors.states.indices {
      for place in course.doorOffsets[door]..<course.doorOffsets[door + 1] {
        room.doorProbabilities[door] += probabilities[course.doorEntries[place]]
      }
    }
    for (place, passage) in course.passages.enumerated() {
      let target = shape.passages[passage].target
      for (state, mass) in start.enumerated() where target[state] { room.entered[place] += mass }
    }
  }

  /// Lets a lane stand where it is for the steps that are left; of several lanes, it is empty from then on.
  private func rest(
    _ room: borrowing CourseRoom<Value>, _ course: PropagationShape.Course, _ lane: Int, times: Int
  ) {
    let stays = course.stays
    for stay in 0..<stays.count {
      for place in stays.offsets[stay]..<stays.offsets[stay + 1] {
        room.stays[stay][lane] += room.now[stays.states[place]][lane] * Double(times)
      }
    }
    room.resting[0][lane] = 1
    for state in start.indices {
      room.final[state][lane] = room.now[state][lane]
      if Value.laneCount > 1 {
        room.now[state][lane] = 0
        room.carried[state][lane] = 0
      }
    }
  }
}

extension Propagation<Double> {
  /// One chain by itself.
  ///
  /// - Parameter sets: The target sets that are asked about; nil for all.
  init(_ problem: ChainProblem, horizon: Int, sets: [Int]? = nil) throws(EngineError) {
    self.init(
      [problem], of: try PropagationShape(problem, horizon: horizon, sets: sets))
  }

  /// The probability of having visited each target set by each step: shape `[set][horizon + 1]`.
  func firstPassageLaws(
    _ control: RunControl
  ) throws(EngineError) -> [[(probability: Double, complement: Double)]] {
    var laws: [[(probability: Double, complement: Double)]] = []
    for (set, passage) in shape.passages.enumerated() {
      var curve: [(probability: Double, complement: Double)] = []
      curve.reserveCapacity(shape.horizon + 1)
      let course = shape.course(to: set, by: Double.keepsMovesBy)
      _ = try propagate(course, control) { room in
        curve.append((room.entered[0], mass(outside: passage.target, room.now)))
      }
      laws.append(curve)
    }
    return laws
  }

  /// The probability of having visited a target set by the horizon, and of not having.
  ///
  /// - Parameter index: Of the sets that are asked about.
  func reach(_ index: Int, _ control: RunControl) throws(EngineError) -> ExactEngine.Answer {
    let room = try propagate(shape.course(to: index, by: Double.keepsMovesBy), control)
    return .init(
      value: room.entered[0], complement: mass(outside: shape.passages[index].target, room.final))
  }
}
