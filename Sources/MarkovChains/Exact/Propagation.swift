/// A chain followed step by step up to a horizon, as the distribution over its states.
struct Propagation {
  private let problem: ChainProblem
  private let horizon: Int

  init(_ problem: ChainProblem, horizon: Int) throws(EngineError) {
    let (work, overflow) = max(1, horizon).multipliedReportingOverflow(
      by: max(1, problem.matrix.targets.count))
    guard !overflow, work <= ExactEngine.workLimit else {
      throw .tooLarge(
        what: "propagating \(horizon) steps over \(problem.matrix.targets.count) transitions",
        need: overflow ? "more multiplications than a word counts" : "\(work) multiplications",
        limit: "\(ExactEngine.workLimit)")
    }
    self.problem = problem
    self.horizon = horizon
  }

  /// All answers; first passage as the mean over all trajectories, those that do not arrive by the
  /// horizon counting zero.
  func answers(
    _ control: RunControl
  ) throws(EngineError) -> [Quantity: ExactEngine.Answer] {
    let matrix = problem.matrix
    let n = matrix.stateCount
    var answers: [Quantity: ExactEngine.Answer] = [:]
    let outcomeOfState = Self.setOfState(problem.outcomes, n)
    let occupiedOfState = problem.occupied.groupOfState
    var occupancy = [Double](repeating: 0, count: problem.occupied.count)
    var steps = 0.0
    let closed = problem.targets.map { matrix.isClosed($0) }
    var passages = problem.targets.map { FirstPassage($0, matrix, problem.start) }

    let final = try propagate(matrix, control) { step, distribution in
      for set in passages.indices where closed[set] && step > 0 {
        passages[set].advance(from: distribution, to: step)
      }
    } leaving: { distribution, times in
      for state in 0..<n where distribution[state] > 0 {
        let spent = distribution[state] * Double(times)
        if occupiedOfState[state] >= 0 { occupancy[Int(occupiedOfState[state])] += spent }
        if outcomeOfState[state] < 0 { steps += spent }
      }
    }

    for set in problem.targets.indices {
      var complement = 0.0
      if closed[set] {
        for state in 0..<n where !problem.targets[set][state] { complement += final[state] }
      } else {
        complement = try propagateToSet(&passages[set], problem.targets[set], control)
      }
      answers[.reachProbability(set: set)] = .init(
        value: passages[set].probability, complement: complement)
      answers[.firstPassageSteps(set: set)] = .init(value: passages[set].steps)
    }
    var resolved = 0.0
    for (set, outcome) in problem.outcomes.enumerated() {
      var (inside, outside) = (0.0, 0.0)
      for state in 0..<n {
        if outcome[state] { inside += final[state] } else { outside += final[state] }
      }
      resolved += inside
      answers[.absorptionProbability(set: set)] = .init(value: inside, complement: outside)
    }
    var unresolved = 0.0
    for state in 0..<n where outcomeOfState[state] < 0 { unresolved += final[state] }
    answers[.unresolvedProbability] = .init(value: unresolved, complement: resolved)
    answers[.restrictedMeanSteps] = .init(value: steps)
    for (set, value) in occupancy.enumerated() {
      answers[.occupancySteps(set: set)] = .init(value: value)
    }
    return answers
  }

  /// The probability of having visited each target set by each step: shape `[set][horizon + 1]`.
  func firstPassageLaws(
    _ control: RunControl
  ) throws(EngineError) -> [[(probability: Double, complement: Double)]] {
    var laws: [[(probability: Double, complement: Double)]] = []
    for target in problem.targets {
      let matrix =
        problem.matrix.isClosed(target) ? problem.matrix : problem.matrix.absorbing(in: target)
      var passage = FirstPassage(target, matrix, problem.start)
      var curve: [(probability: Double, complement: Double)] = []
      curve.reserveCapacity(horizon + 1)
      _ = try propagate(matrix, control) { step, previous in
        if step > 0 { passage.advance(from: previous, to: step) }
      } arrived: { distribution in
        var complement = 0.0
        for state in target.indices where !target[state] { complement += distribution[state] }
        curve.append((passage.probability, complement))
      }
      laws.append(curve)
    }
    return laws
  }

  /// The probability of having visited a target set by the horizon, and of not having.
  func reach(_ set: Int, _ control: RunControl) throws(EngineError) -> ExactEngine.Answer {
    var passage = FirstPassage(problem.targets[set], problem.matrix, problem.start)
    let complement = try propagateToSet(&passage, problem.targets[set], control)
    return .init(value: passage.probability, complement: complement)
  }

  /// Runs first passage to a set that can be left again, on the chain that stops there.
  ///
  /// - Returns: The probability of not having visited it by the horizon.
  private func propagateToSet(
    _ passage: inout FirstPassage, _ target: [Bool], _ control: RunControl
  ) throws(EngineError) -> Double {
    let stopped = problem.matrix.absorbing(in: target)
    let final = try propagate(stopped, control) { step, distribution in
      if step > 0 { passage.advance(from: distribution, to: step) }
    }
    var complement = 0.0
    for state in final.indices where !target[state] { complement += final[state] }
    return complement
  }

  /// Moves the start distribution to the horizon, or until all of it has come to rest.
  ///
  /// - Parameters:
  ///   - stepping: Called with each step number and the distribution one step before it.
  ///   - leaving: Called with each distribution that is about to be moved on, and for how many steps it stands.
  ///   - arrived: Called with each distribution, from step 0 to the horizon.
  /// - Returns: The distribution at the horizon.
  private func propagate(
    _ matrix: TransitionMatrix, _ control: RunControl,
    stepping: (Int, [Double]) -> Void = { _, _ in },
    leaving: ([Double], Int) -> Void = { _, _ in },
    arrived: ([Double]) -> Void = { _ in }
  ) throws(EngineError) -> [Double] {
    var distribution = problem.start
    var next = [Double](repeating: 0, count: matrix.stateCount)
    let moving = (0..<matrix.stateCount).filter { !matrix.isAbsorbing($0) }
    arrived(distribution)
    for step in stride(from: 1, through: horizon, by: 1) {
      if step % 4096 == 0, control.isInterrupted() { throw .interrupted }
      let isMoving = moving.contains { distribution[$0] >= TransitionMatrix.negligible }
      guard isMoving else {
        leaving(distribution, horizon - step + 1)
        for _ in step...horizon { arrived(distribution) }
        return distribution
      }
      stepping(step, distribution)
      leaving(distribution, 1)
      matrix.carry(forward: distribution, into: &next)
      swap(&distribution, &next)
      arrived(distribution)
    }
    return distribution
  }

  /// The set each state belongs to, or -1.
  static func setOfState(_ sets: [[Bool]], _ stateCount: Int) -> [Int] {
    (0..<stateCount).map { state in sets.firstIndex { $0[state] } ?? -1 }
  }

  /// The mass that enters a set for the first time, gathered step by step.
  private struct FirstPassage {
    let outside: [Int]
    let stepInto: [Double]
    var probability: Double
    var steps = 0.0

    init(_ target: [Bool], _ matrix: TransitionMatrix, _ start: [Double]) {
      let into = matrix.stepInto(target)
      outside = target.indices.filter { !target[$0] && into[$0] > 0 }
      stepInto = into
      probability = 0
      for state in target.indices where target[state] { probability += start[state] }
    }

    mutating func advance(from distribution: [Double], to step: Int) {
      var entering = 0.0
      for state in outside { entering += distribution[state] * stepInto[state] }
      probability += entering
      steps += Double(step) * entering
    }
  }
}
