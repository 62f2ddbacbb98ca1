/// Chains followed step by step up to a horizon, as distributions over their states: one, or several of one
/// shape side by side.
struct Propagation<Value: Masses> {
  private let problems: [ChainProblem]
  private let horizon: Int
  /// Shape `[state]`.
  private let start: [Value]

  /// The first problem, whose shape and question are those of all.
  private var shape: ChainProblem { problems[0] }

  /// - Precondition: As many problems as there are lanes at most, that agree in all but the numbers; see
  ///   ``ChainProblem/hasShape(of:)``.
  init(_ problems: [ChainProblem], horizon: Int) throws(EngineError) {
    let entryCount = problems[0].matrix.targets.count
    let (work, overflow) = max(1, horizon).multipliedReportingOverflow(by: max(1, entryCount))
    guard !overflow, work <= ExactEngine.workLimit else {
      throw .tooLarge(
        what: "propagating \(horizon) steps over \(entryCount) transitions",
        need: overflow ? "more multiplications than a word counts" : "\(work) multiplications",
        limit: "\(ExactEngine.workLimit)")
    }
    self.problems = problems
    self.horizon = horizon
    start = Self.lanes(problems.map(\.start))
  }

  /// Numbers of the same place side by side; lanes without a chain repeat the first.
  private static func lanes(_ numbers: [[Double]]) -> [Value] {
    var lanes = numbers[0].map(Value.init(repeating:))
    for (lane, own) in numbers.enumerated().dropFirst() {
      for (place, number) in own.enumerated() { lanes[place][lane] = number }
    }
    return lanes
  }

  /// All answers of each problem; first passage as the mean over all trajectories, those that do not arrive
  /// by the horizon counting zero.
  func answers(_ control: RunControl) throws(EngineError) -> [[ExactEngine.NamedAnswer]] {
    let chain = Chain(problems.map(\.matrix))
    let outcomeOfState = shape.outcomeOfState
    let isClosed = shape.targets.map { shape.matrix.isClosed($0) }
    var passages = shape.targets.map { FirstPassage($0, chain, start) }
    var stays = Stays(shape.occupied, outcomeOfState)

    let final = try propagate(chain, control) { step, distribution in
      for set in passages.indices where isClosed[set] && step > 0 {
        passages[set].advance(from: distribution, to: step)
      }
    } leaving: { distribution in
      stays.add(distribution)
    } resting: { distribution, lane, times in
      stays.add(distribution, lane: lane, times: times)
    }

    var complements: [Value] = []
    for (set, target) in shape.targets.enumerated() {
      if isClosed[set] {
        complements.append(Self.outside(target, final))
      } else {
        complements.append(try propagateToSet(&passages[set], target, chain, control))
      }
    }
    return problems.indices.map { lane in
      answers(
        final: final.map { $0[lane] }, outcomeOfState,
        passages: zip(passages, complements).map { passage, complement in
          (passage.probability[lane], complement[lane], passage.steps[lane])
        },
        steps: stays.unresolved[lane], occupancy: stays.occupied.map { $0[lane] })
    }
  }

  /// The answers of one problem, from what its lane has counted.
  private func answers(
    final: [Double], _ outcomeOfState: [Int],
    passages: [(probability: Double, complement: Double, steps: Double)], steps: Double,
    occupancy: [Double]
  ) -> [ExactEngine.NamedAnswer] {
    var answers: [ExactEngine.NamedAnswer] = []
    for (set, passage) in passages.enumerated() {
      answers.append(
        (
          .reachProbability(set: set),
          .init(value: passage.probability, complement: passage.complement)
        ))
      answers.append((.firstPassageSteps(set: set), .init(value: passage.steps)))
    }
    var resolved = 0.0
    for (set, outcome) in shape.outcomes.enumerated() {
      var (inside, outside) = (0.0, 0.0)
      for (state, mass) in final.enumerated() {
        if outcome[state] { inside += mass } else { outside += mass }
      }
      resolved += inside
      answers.append((.absorptionProbability(set: set), .init(value: inside, complement: outside)))
    }
    var unresolved = 0.0
    for (state, mass) in final.enumerated() where outcomeOfState[state] < 0 { unresolved += mass }
    answers.append((.unresolvedProbability, .init(value: unresolved, complement: resolved)))
    answers.append((.restrictedMeanSteps, .init(value: steps)))
    for (set, value) in occupancy.enumerated() {
      answers.append((.occupancySteps(set: set), .init(value: value)))
    }
    return answers
  }

  /// The mass outside a set.
  private static func outside(_ set: [Bool], _ distribution: [Value]) -> Value {
    var sum = Value(repeating: 0)
    for state in set.indices where !set[state] { sum += distribution[state] }
    return sum
  }

  /// Runs first passage to a set that can be left again, on the chains that stop there.
  ///
  /// - Returns: The probability of not having visited it by the horizon.
  private func propagateToSet(
    _ passage: inout FirstPassage, _ target: [Bool], _ chain: Chain, _ control: RunControl
  ) throws(EngineError) -> Value {
    let final = try propagate(chain.stopping(in: target), control) { step, distribution in
      if step > 0 { passage.advance(from: distribution, to: step) }
    }
    return Self.outside(target, final)
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
    _ chain: Chain, _ control: RunControl,
    stepping: (Int, [Value]) -> Void = { _, _ in },
    leaving: ([Value]) -> Void = { _ in },
    resting: ([Value], _ lane: Int, _ times: Int) -> Void = { _, _, _ in },
    arrived: ([Value]) -> Void = { _ in }
  ) throws(EngineError) -> [Value] {
    var distribution = start
    var next = [Value](repeating: Value(repeating: 0), count: chain.stateCount)
    var final = distribution
    var isResting = [Bool](repeating: false, count: Value.laneCount)
    // One in every lane that rests.
    var rest = Value(repeating: 0)
    arrived(distribution)
    for step in stride(from: 1, through: horizon, by: 1) {
      if step % 4096 == 0, control.isInterrupted() { throw .interrupted }
      let allMove = chain.moving.contains { (distribution[$0] + rest).isCarriedWhole }
      if !allMove {
        for lane in isResting.indices where !isResting[lane] {
          let isMoving = chain.moving.contains {
            distribution[$0][lane] >= TransitionMatrix.negligible
          }
          guard !isMoving else { continue }
          resting(distribution, lane, horizon - step + 1)
          isResting[lane] = true
          rest[lane] = 1
          for state in distribution.indices {
            final[state][lane] = distribution[state][lane]
            if Value.laneCount > 1 { distribution[state][lane] = 0 }
          }
        }
        if !isResting.contains(false) {
          for _ in step...horizon { arrived(distribution) }
          return final
        }
      }
      stepping(step, distribution)
      leaving(distribution)
      chain.carry(distribution, into: &next)
      swap(&distribution, &next)
      arrived(distribution)
    }
    for lane in isResting.indices where !isResting[lane] {
      for state in distribution.indices { final[state][lane] = distribution[state][lane] }
    }
    return final
  }

  /// Chains of one shape, their probabilities side by side.
  private struct Chain {
    let stateCount: Int
    let offsets: [Int]
    let targets: [Int]
    let probabilities: [Value]
    /// The states that are not absorbing.
    let moving: [Int]

    init(_ matrices: [TransitionMatrix]) {
      stateCount = matrices[0].stateCount
      offsets = matrices[0].offsets
      targets = matrices[0].targets
      probabilities = lanes(matrices.map(\.probabilities))
      moving = (0..<matrices[0].stateCount).filter { !matrices[0].isAbsorbing($0) }
    }

    private init(
      stateCount: Int, offsets: [Int], targets: [Int], probabilities: [Value], moving: [Int]
    ) {
      self.stateCount = stateCount
      self.offsets = offsets
      self.targets = targets
      self.probabilities = probabilities
      self.moving = moving
    }

    /// The same with states of a set that can only stay.
    func stopping(in set: [Bool]) -> Chain {
      var stopped = (offsets: [0], targets: [Int](), probabilities: [Value]())
      for state in 0..<stateCount {
        if set[state] {
          stopped.targets.append(state)
          stopped.probabilities.append(Value(repeating: 1))
        } else {
          stopped.targets += targets[offsets[state]..<offsets[state + 1]]
          stopped.probabilities += probabilities[offsets[state]..<offsets[state + 1]]
        }
        stopped.offsets.append(stopped.targets.count)
      }
      return Chain(
        stateCount: stateCount, offsets: stopped.offsets, targets: stopped.targets,
        probabilities: stopped.probabilities, moving: moving.filter { !set[$0] })
    }

    /// v P: distributions one step later.
    ///
    /// - Complexity: O(entries).
    func carry(_ now: [Value], into next: inout [Value]) {
      for state in next.indices { next[state] = Value(repeating: 0) }
      targets.withUnsafeBufferPointer { targets in
        probabilities.withUnsafeBufferPointer { probabilities in
          next.withUnsafeMutableBufferPointer { next in
            for state in now.indices {
              guard let mass = now[state].carried else { continue }
              for entry in offsets[state]..<offsets[state + 1] {
                next[targets[entry]] += mass * probabilities[entry]
              }
            }
          }
        }
      }
    }

    /// The probability of one step from a state into a set.
    func stepInto(_ set: [Bool], from state: Int) -> Value {
      var sum = Value(repeating: 0)
      for entry in offsets[state]..<offsets[state + 1] where set[targets[entry]] {
        sum += probabilities[entry]
      }
      return sum
    }
  }

  /// The steps spent in occupied sets, and outside the outcomes.
  private struct Stays {
    /// Shape `[set]`.
    private(set) var occupied: [Value]
    private(set) var unresolved = Value(repeating: 0)
    /// The states that count for something: the occupied set or -1, and whether no outcome holds them.
    private let states: [(state: Int, set: Int, isUnresolved: Bool)]

    init(_ groups: StateGroups, _ outcomeOfState: [Int]) {
      occupied = [Value](repeating: Value(repeating: 0), count: groups.count)
      states = outcomeOfState.indices.compactMap { state in
        let set = Int(groups.groupOfState[state])
        let isUnresolved = outcomeOfState[state] < 0
        return set >= 0 || isUnresolved ? (state, set, isUnresolved) : nil
      }
    }

    /// One step from each state.
    mutating func add(_ distribution: [Value]) {
      for (state, set, isUnresolved) in states {
        if set >= 0 { occupied[set] += distribution[state] }
        if isUnresolved { unresolved += distribution[state] }
      }
    }

    /// So many steps of one lane, which does not move any more.
    mutating func add(_ distribution: [Value], lane: Int, times: Int) {
      for (state, set, isUnresolved) in states {
        let spent = distribution[state][lane] * Double(times)
        if set >= 0 { occupied[set][lane] += spent }
        if isUnresolved { unresolved[lane] += spent }
      }
    }
  }

  /// The mass that enters a set for the first time, gathered step by step.
  private struct FirstPassage {
    let outside: [Int]
    /// Shape `[outside]`.
    let stepInto: [Value]
    var probability: Value
    var steps = Value(repeating: 0)

    init(_ target: [Bool], _ chain: Chain, _ start: [Value]) {
      let outside = target.indices.filter { state in
        !target[state]
          && (chain.offsets[state]..<chain.offsets[state + 1]).contains {
            target[chain.targets[$0]]
          }
      }
      self.outside = outside
      stepInto = outside.map { chain.stepInto(target, from: $0) }
      probability = Value(repeating: 0)
      for state in target.indices where target[state] { probability += start[state] }
    }

    mutating func advance(from distribution: [Value], to step: Int) {
      var entering = Value(repeating: 0)
      for (place, state) in outside.enumerated() {
        entering += distribution[state] * stepInto[place]
      }
      probability += entering
      steps += Value(repeating: Double(step)) * entering
    }
  }
}

extension Propagation<Double> {
  /// One chain by itself.
  init(_ problem: ChainProblem, horizon: Int) throws(EngineError) {
    try self.init([problem], horizon: horizon)
  }

  /// The probability of having visited each target set by each step: shape `[set][horizon + 1]`.
  func firstPassageLaws(
    _ control: RunControl
  ) throws(EngineError) -> [[(probability: Double, complement: Double)]] {
    var laws: [[(probability: Double, complement: Double)]] = []
    for target in shape.targets {
      let chain = Chain([shape.matrix]).stopping(in: target)
      var passage = FirstPassage(target, chain, start)
      var curve: [(probability: Double, complement: Double)] = []
      curve.reserveCapacity(horizon + 1)
      _ = try propagate(chain, control) { step, previous in
        if step > 0 { passage.advance(from: previous, to: step) }
      } arrived: { distribution in
        curve.append((passage.probability, Self.outside(target, distribution)))
      }
      laws.append(curve)
    }
    return laws
  }

  /// The probability of having visited a target set by the horizon, and of not having.
  func reach(_ set: Int, _ control: RunControl) throws(EngineError) -> ExactEngine.Answer {
    let target = shape.targets[set]
    let chain = Chain([shape.matrix])
    var passage = FirstPassage(target, chain, start)
    let complement = try propagateToSet(&passage, target, chain, control)
    return .init(value: passage.probability, complement: complement)
  }
}
