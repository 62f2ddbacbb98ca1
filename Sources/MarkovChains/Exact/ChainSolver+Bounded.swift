extension ChainSolver {
  /// First passage to a set within so many steps, from every state at once.
  ///
  /// The law of the step of arrival is carried backward, f(k + 1) = Q f(k), beside survival; all
  /// answers are sums over it. The variance takes a second pass, around the means of the first.
  ///
  /// - Parameters:
  ///   - target: Shape `[state]`.
  ///   - horizon: The largest number of steps followed.
  /// - Throws: `EngineError.tooLarge` beyond `ExactEngine.workLimit`, `EngineError.interrupted`.
  /// - Complexity: O(horizon · entries).
  public func passage(
    to target: [Bool], within horizon: Int, asking questions: PassageQuestions,
    control: RunControl = RunControl()
  ) throws(EngineError) -> PassageAnswers {
    try checkWork(horizon)
    let n = matrix.stateCount
    let hops = ArrivalLaw(matrix, target)
    var reached = target.map { $0 ? 1.0 : 0 }
    var stepSum = [Double](repeating: 0, count: n)
    var rewardSum = stepSum
    try hops.follow(horizon, control) { step, law in
      for state in hops.moving {
        reached[state] += law[state]
        stepSum[state] += Double(step) * law[state]
      }
      if let rewards = questions.rewards {
        rewardSum = hops.moved(rewardSum)
        for state in hops.moving { rewardSum[state] += rewards[state] * reached[state] }
      }
      return true
    }
    var survival = target.map { $0 ? 0.0 : 1 }
    for step in stride(from: 1, through: horizon, by: 1) {
      if step % 1024 == 0, control.isInterrupted() { throw .interrupted }
      survival = hops.moved(survival)
    }
    let graph = PassageGraph(reverse, target: target)
    let means = (0..<n).map { reached[$0] > 0 ? stepSum[$0] / reached[$0] : 0 }
    var variance: [Double]?
    if questions.wantsVariance {
      var squares = [Double](repeating: 0, count: n)
      try hops.follow(horizon, control) { step, law in
        for state in hops.moving {
          let distance = Double(step) - means[state]
          squares[state] += distance * distance * law[state]
        }
        return true
      }
      variance = (0..<n).map { reached[$0] > 0 ? squares[$0] / reached[$0] : 0 }
    }
    return PassageAnswers(
      isPossible: (0..<n).map { graph.isPossible[$0] && reached[$0] > 0 },
      probability: StateValues(doubles: reached), complement: StateValues(doubles: survival),
      steps: questions.wantsSteps ? StateValues(doubles: means) : nil,
      variance: variance.map { StateValues(doubles: $0) },
      reward: questions.rewards.map { _ in
        StateValues(
          doubles: (0..<n).map { reached[$0] > 0 ? rewardSum[$0] / reached[$0] : 0 })
      })
  }

  /// The distribution over states after so many steps.
  ///
  /// - Parameter start: Shape `[state]`: the distribution at step 0.
  /// - Returns: Shape `[state]`; sums to one.
  /// - Throws: As for bounded passage.
  /// - Complexity: O(horizon · entries).
  public func distribution(
    from start: [Double], after horizon: Int, control: RunControl = RunControl()
  ) throws(EngineError) -> [Double] {
    try follow(start, horizon, control) { _ in }
  }

  /// The mean number of steps spent in every state before the horizon, step 0 included.
  ///
  /// - Returns: Shape `[state]`; sums to the horizon.
  /// - Throws: As for bounded passage.
  /// - Complexity: O(horizon · entries).
  public func occupancy(
    from start: [Double], within horizon: Int, control: RunControl = RunControl()
  ) throws(EngineError) -> [Double] {
    var spent = [Double](repeating: 0, count: matrix.stateCount)
    _ = try follow(start, horizon, control) { distribution in
      for state in spent.indices { spent[state] += distribution[state] }
    }
    return spent
  }

  private func follow(
    _ start: [Double], _ horizon: Int, _ control: RunControl, _ leaving: ([Double]) -> Void
  ) throws(EngineError) -> [Double] {
    try checkWork(horizon)
    var distribution = start
    var next = [Double](repeating: 0, count: matrix.stateCount)
    for step in stride(from: 1, through: horizon, by: 1) {
      if step % 1024 == 0, control.isInterrupted() { throw .interrupted }
      leaving(distribution)
      for state in next.indices { next[state] = 0 }
      for state in next.indices where distribution[state] > 0 {
        for entry in matrix.row(state) {
          next[matrix.targets[entry]] += distribution[state] * matrix.probabilities[entry]
        }
      }
      swap(&distribution, &next)
    }
    return distribution
  }

  func checkWork(_ horizon: Int) throws(EngineError) {
    if let obstacle = Self.obstacle(to: matrix, horizon: horizon) { throw obstacle }
  }

  /// Why a chain cannot be followed to a horizon, or nil when it can; without one nothing is known
  /// before it is tried.
  public static func obstacle(to matrix: TransitionMatrix, horizon: Int?) -> EngineError? {
    guard let horizon else { return nil }
    let (work, overflow) = max(1, horizon).multipliedReportingOverflow(
      by: max(1, matrix.targets.count))
    guard !overflow, work <= ExactEngine.workLimit else {
      return .tooLarge(
        what: "following \(matrix.targets.count) transitions over \(horizon) steps",
        need: overflow ? "more multiplications than a word counts" : "\(work) multiplications",
        limit: "\(ExactEngine.workLimit)")
    }
    return nil
  }
}

/// The law of the step of arrival in a set, step by step, from every state.
struct ArrivalLaw {
  private let matrix: TransitionMatrix
  private let target: [Bool]
  /// The states outside the set.
  let moving: [Int]
  private let first: [Double]

  init(_ matrix: TransitionMatrix, _ target: [Bool]) {
    self.matrix = matrix
    self.target = target
    moving = target.indices.filter { !target[$0] }
    first = zip(matrix.stepInto(target), target).map { $1 ? 0 : $0 }
  }

  /// One step of the chain that stops in the set: Q v.
  func moved(_ values: [Double]) -> [Double] {
    var next = [Double](repeating: 0, count: values.count)
    for state in moving {
      var sum = 0.0
      for entry in matrix.row(state) where !target[matrix.targets[entry]] {
        sum += matrix.probabilities[entry] * values[matrix.targets[entry]]
      }
      next[state] = sum
    }
    return next
  }

  /// Calls for every step with the probability of arriving at that step, by state, until told to stop.
  ///
  /// - Parameter body: Returns whether to go on.
  func follow(
    _ horizon: Int, _ control: RunControl, _ body: (Int, [Double]) -> Bool
  ) throws(EngineError) {
    var law = first
    for step in stride(from: 1, through: horizon, by: 1) {
      if step > 1 { law = moved(law) }
      if step % 1024 == 0, control.isInterrupted() { throw .interrupted }
      guard body(step, law) else { return }
    }
  }
}
