/// Chains followed step by step up to a horizon, as distributions over their states: one, or several of one
/// shape side by side.
struct Propagation<Value: Masses> {
  /// Shape `[state]`, while it moves.
  private typealias Distribution = UnsafeMutableBufferPointer<Value>

  private let shape: PropagationShape
  /// The number of chains; further lanes repeat the first.
  private let count: Int
  /// Shape `[state]`.
  private let start: [Value]
  /// Shape `[entry + 1]`: those of the matrices, and one.
  private let probabilities: [Value]

  /// - Precondition: As many chains as there are lanes at most, each of that shape; see
  ///   ``ChainProblem/hasShape(of:)``.
  init(_ chains: [ChainNumbers], of shape: PropagationShape) {
    self.shape = shape
    count = chains.count
    var (start, probabilities) = ([Value](), [Value]())
    for (lane, chain) in chains.enumerated() {
      Self.set(&start, lane, chain.start, more: 0)
      Self.set(&probabilities, lane, chain.probabilities, more: 1)
    }
    probabilities.append(Value(repeating: 1))
    self.start = start
    self.probabilities = probabilities
  }

  /// Puts the numbers of a chain into its lane; the first makes the places.
  private static func set(_ lanes: inout [Value], _ lane: Int, _ numbers: [Double], more: Int) {
    guard lane > 0 else {
      lanes.reserveCapacity(numbers.count + more)
      for number in numbers { lanes.append(Value(repeating: number)) }
      return
    }
    for (place, number) in numbers.enumerated() { lanes[place][lane] = number }
  }

  /// All answers of each chain; first passage as the mean over all trajectories, those that do not arrive by the horizon
  /// counting zero.
  ///
  /// - Parameter moves: Those of the shape, kept by what ``Masses/keepsMovesBy`` says.
  func answers(
    along moves: PropagationShape.MoveSets, _ control: RunControl
  ) throws(EngineError) -> [QuantityTable<ExactEngine.Answer>] {
    var passages = shape.passages.map { FirstPassage($0, probabilities, start) }
    var stays = Stays(shape)
    var tables = [QuantityTable<ExactEngine.Answer>](
      repeating: QuantityTable(QuantityPlaces(shape.problem)), count: count)

    if let whole = moves.whole {
      let final = try propagate(whole, control) { step, distribution in
        for set in passages.indices where passages[set].isClosed {
          passages[set].advance(from: distribution, to: step)
        }
      } leaving: { distribution in
        stays.add(distribution)
      } resting: { distribution, lane, times in
        stays.add(distribution, lane: lane, times: times)
      }
      for set in passages.indices where passages[set].isClosed {
        passages[set].complement = Self.outside(shape.passages[set].target, final)
      }
      for lane in 0..<count { answerEnds(final, stays, lane, &tables[lane]) }
    } else {
      for lane in 0..<count {
        tables[lane][.unresolvedProbability] = .init(value: 1, complement: 0)
        tables[lane][.restrictedMeanSteps] = .init(value: Double(shape.horizon))
      }
    }
    for (set, passage) in shape.passages.enumerated() {
      if let moves = moves.stopping[set] {
        try propagateToSet(passage, along: moves, &passages[set], control)
      }
      for lane in 0..<count {
        tables[lane][.reachProbability(set: set)] = .init(
          value: passages[set].probability[lane], complement: passages[set].complement[lane])
        tables[lane][.firstPassageSteps(set: set)] = .init(value: passages[set].steps[lane])
      }
    }
    return tables
  }

  /// Runs first passage to a set on the chains that stop there.
  private func propagateToSet(
    _ passage: PropagationShape.Passage, along moves: PropagationShape.Moves,
    _ answer: inout FirstPassage, _ control: RunControl
  ) throws(EngineError) {
    let final = try propagate(moves, control) { step, distribution in
      answer.advance(from: distribution, to: step)
    }
    answer.complement = Self.outside(passage.target, final)
  }

  /// What a lane says of outcomes and occupied sets.
  private func answerEnds(
    _ final: [Value], _ stays: Stays, _ lane: Int, _ table: inout QuantityTable<ExactEngine.Answer>
  ) {
    var (resolved, unresolved) = (0.0, 0.0)
    for (set, outcome) in shape.problem.outcomes.enumerated() {
      var (inside, outside) = (0.0, 0.0)
      for (state, mass) in final.enumerated() {
        if outcome[state] { inside += mass[lane] } else { outside += mass[lane] }
      }
      resolved += inside
      table[.absorptionProbability(set: set)] = .init(value: inside, complement: outside)
    }
    for (state, mass) in final.enumerated() where shape.outcomeOfState[state] < 0 {
      unresolved += mass[lane]
    }
    table[.unresolvedProbability] = .init(value: unresolved, complement: resolved)
    table[.restrictedMeanSteps] = .init(value: stays.unresolved[lane])
    for (set, steps) in stays.occupied.enumerated() {
      table[.occupancySteps(set: set)] = .init(value: steps[lane])
    }
  }

  /// The mass outside a set.
  private static func outside(_ set: [Bool], _ distribution: some Collection<Value>) -> Value {
    var sum = Value(repeating: 0)
    for (isInside, mass) in zip(set, distribution) where !isInside { sum += mass }
    return sum
  }

  private func moves(stoppingIn set: [Bool]?) -> PropagationShape.Moves {
    PropagationShape.Moves(shape.problem.matrix, stoppingIn: set, by: Value.keepsMovesBy)
  }

  /// Moves the start distributions to the horizon, or until all of them have come to rest.
  ///
  /// - Parameters:
  ///   - stepping: Called with each step number and the distribution one step before it.
  ///   - leaving: Called with each distribution that is about to be moved on.
  ///   - resting: Called once for a lane that has come to rest, with its distribution and for how many steps it
  ///     stands; the lane is empty from then on.
  ///   - arrived: Called with each distribution, from step 0 to the horizon; of more than one lane, without those
  ///     that rest.
  /// - Returns: The distribution at the horizon.
  private func propagate(
    _ moves: PropagationShape.Moves, _ control: RunControl,
    stepping: (Int, Distribution) -> Void = { _, _ in },
    leaving: (Distribution) -> Void = { _ in },
    resting: (Distribution, _ lane: Int, _ times: Int) -> Void = { _, _, _ in },
    arrived: (Distribution) -> Void = { _ in }
  ) throws(EngineError) -> [Value] {
    let (horizon, count) = (shape.horizon, start.count)
    let room = MassRoom<Value>(
      repeating: Value(repeating: 0), count: 3 * count + moves.entries.count)
    // All that follows points into it.
    defer { extendLifetime(room) }
    var distribution = room.values(0..<count)
    var next = room.values(count..<2 * count)
    // What of it moves on: the rest is too little to count.
    let carried = room.values(2 * count..<3 * count)
    for state in 0..<count {
      distribution[state] = start[state]
      carried[state] = start[state].carried
    }
    let probabilities = room.values(3 * count..<3 * count + moves.entries.count)
    for (move, entry) in moves.entries.enumerated() {
      probabilities[move] = self.probabilities[entry]
    }
    var final = start
    var isResting = [Bool](repeating: false, count: Value.laneCount)
    // One in every lane that rests.
    var rest = Value(repeating: 0)
    arrived(distribution)
    for step in stride(from: 1, through: horizon, by: 1) {
      if step % 4096 == 0, control.isInterrupted() { throw .interrupted }
      let allMove = moves.moving.contains { (distribution[$0] + rest).isCarriedWhole }
      if !allMove {
        for lane in isResting.indices where !isResting[lane] {
          let isMoving = moves.moving.contains {
            distribution[$0][lane] >= TransitionMatrix.negligible
          }
          guard !isMoving else { continue }
          resting(distribution, lane, horizon - step + 1)
          isResting[lane] = true
          rest[lane] = 1
          for state in distribution.indices {
            final[state][lane] = distribution[state][lane]
            if Value.laneCount > 1 {
              distribution[state][lane] = 0
              carried[state][lane] = 0
            }
          }
        }
        if !isResting.contains(false) {
          for _ in step...horizon { arrived(distribution) }
          return final
        }
      }
      stepping(step, distribution)
      leaving(distribution)
      Value.carry(
        carried, along: moves, probabilities, into: next, kernel: control.kernel)
      swap(&distribution, &next)
      arrived(distribution)
    }
    for lane in isResting.indices where !isResting[lane] {
      for state in distribution.indices { final[state][lane] = distribution[state][lane] }
    }
    return final
  }

  /// The steps spent in occupied sets, and outside the outcomes.
  private struct Stays {
    /// Shape `[set]`.
    private(set) var occupied: [Value]
    private(set) var unresolved = Value(repeating: 0)
    private let states: [PropagationShape.Stay]

    init(_ shape: PropagationShape) {
      occupied = [Value](repeating: Value(repeating: 0), count: shape.problem.occupied.count)
      states = shape.stays
    }

    /// One step from each state.
    mutating func add(_ distribution: Distribution) {
      for stay in states {
        if stay.set >= 0 { occupied[stay.set] += distribution[stay.state] }
        if stay.isUnresolved { unresolved += distribution[stay.state] }
      }
    }

    /// So many steps of one lane, which does not move any more.
    mutating func add(_ distribution: Distribution, lane: Int, times: Int) {
      for stay in states {
        let spent = distribution[stay.state][lane] * Double(times)
        if stay.set >= 0 { occupied[stay.set][lane] += spent }
        if stay.isUnresolved { unresolved[lane] += spent }
      }
    }
  }

  /// The mass that enters a set for the first time, gathered step by step.
  private struct FirstPassage {
    let isClosed: Bool
    /// The states one step away, and the probability of that step.
    let doors: [(state: Int, probability: Value)]
    var probability: Value
    /// The mass outside at the horizon.
    var complement = Value(repeating: 0)
    var steps = Value(repeating: 0)

    init(_ passage: PropagationShape.Passage, _ probabilities: [Value], _ start: [Value]) {
      isClosed = passage.isClosed
      doors = passage.doors.map { state, entries in
        var sum = Value(repeating: 0)
        for place in entries { sum += probabilities[passage.entries[place]] }
        return (state, sum)
      }
      probability = Value(repeating: 0)
      for state in start.indices where passage.target[state] { probability += start[state] }
    }

    mutating func advance(from distribution: Distribution, to step: Int) {
      var entering = Value(repeating: 0)
      for door in doors { entering += distribution[door.state] * door.probability }
      probability += entering
      steps += Value(repeating: Double(step)) * entering
    }
  }
}

extension Propagation<Double> {
  /// One chain by itself.
  ///
  /// - Parameter sets: The target sets that are asked about; nil for all.
  init(_ problem: ChainProblem, horizon: Int, sets: [Int]? = nil) throws(EngineError) {
    self.init(
      [ChainNumbers(problem)], of: try PropagationShape(problem, horizon: horizon, sets: sets))
  }

  /// The probability of having visited each target set by each step: shape `[set][horizon + 1]`.
  func firstPassageLaws(
    _ control: RunControl
  ) throws(EngineError) -> [[(probability: Double, complement: Double)]] {
    var laws: [[(probability: Double, complement: Double)]] = []
    for passage in shape.passages {
      var answer = FirstPassage(passage, probabilities, start)
      var curve: [(probability: Double, complement: Double)] = []
      curve.reserveCapacity(shape.horizon + 1)
      _ = try propagate(moves(stoppingIn: passage.target), control) { step, distribution in
        answer.advance(from: distribution, to: step)
      } arrived: { distribution in
        curve.append((answer.probability, Self.outside(passage.target, distribution)))
      }
      laws.append(curve)
    }
    return laws
  }

  /// The probability of having visited a target set by the horizon, and of not having.
  ///
  /// - Parameter index: Of the sets that are asked about.
  func reach(_ index: Int, _ control: RunControl) throws(EngineError) -> ExactEngine.Answer {
    var answer = FirstPassage(shape.passages[index], probabilities, start)
    let passage = shape.passages[index]
    try propagateToSet(passage, along: moves(stoppingIn: passage.target), &answer, control)
    return .init(value: answer.probability, complement: answer.complement)
  }
}
