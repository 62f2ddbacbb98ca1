import LinearAlgebra

extension ChainSolver {
  /// First passage to a set within so many steps, from every state at once.
  ///
  /// The law of the step of arrival is carried backward, f(k + 1) = Q f(k), beside survival; all
  /// answers are sums over it. The variance takes a second pass, around the means of the first.
  ///
  /// - Parameters:
  ///   - target: Shape `[state]`.
  ///   - horizon: The largest number of steps followed.
  ///   - states: The start states whose answers must not be lost below the range of doubles; nil for all.
  /// - Throws: `EngineError.tooLarge` beyond `ExactEngine.workLimit`, `EngineError.interrupted`.
  /// - Complexity: O(horizon · entries).
  public func passage(
    to target: [Bool], within horizon: Int, asking questions: PassageQuestions,
    from states: [Int]? = nil, control: RunControl = RunControl()
  ) throws(EngineError) -> PassageAnswers {
    try checkWork(horizon)
    let states = states ?? Array(0..<matrix.stateCount)
    let doubles = try BoundedPassage<Double>(self, target, horizon, questions, control)
    guard doubles.hasLostRange(at: states), canScale(horizon) else { return doubles.answers }
    return try BoundedPassage<ScaledNumber>(self, target, horizon, questions, control).answers
  }

  /// The distribution over states after so many steps, and the mean number of steps spent in every
  /// state before, step 0 included.
  ///
  /// - Parameter start: Shape `[state]`: the distribution at step 0.
  /// - Returns: Shapes `[state]`; the first sums to one, the second to the horizon.
  /// - Throws: As for bounded passage.
  /// - Complexity: O(horizon · entries).
  public func presence(
    from start: [Double], horizon: Int, control: RunControl = RunControl()
  ) throws(EngineError) -> (last: StateValues, spent: StateValues) {
    try carried(start, .forward, horizon, control)
  }

  /// The probability of being in a set after so many steps, and the mean number of steps spent in it
  /// before, from every start state.
  ///
  /// - Parameter set: Shape `[state]`.
  /// - Returns: Shapes `[state]`.
  /// - Throws: As for bounded passage.
  /// - Complexity: O(horizon · entries), for all start states.
  public func presence(
    in set: [Bool], horizon: Int, control: RunControl = RunControl()
  ) throws(EngineError) -> (last: StateValues, spent: StateValues) {
    try carried(set.map { $0 ? 1 : 0 }, .backward, horizon, control)
  }

  /// Which side of the matrix a vector is put on.
  private enum Direction {
    /// v P: a distribution, a step later.
    case forward
    /// P v: what a step later is worth now.
    case backward
  }

  /// A vector carried to the horizon, and its sum over all steps before: in doubles, or in scaled
  /// numbers where those lose their range.
  private func carried(
    _ vector: [Double], _ direction: Direction, _ horizon: Int, _ control: RunControl
  ) throws(EngineError) -> (last: StateValues, spent: StateValues) {
    try checkWork(horizon)
    let doubles = try carry(vector, direction, horizon, control)
    guard doubles.hasLostRange, canScale(horizon) else {
      return (StateValues(doubles: doubles.last), StateValues(doubles: doubles.spent))
    }
    let scaled = try carry(vector.map { ScaledNumber($0) }, direction, horizon, control)
    return (StateValues(numbers: scaled.last), StateValues(numbers: scaled.spent))
  }

  private func carry<Number: NonnegativeNumber>(
    _ vector: [Number], _ direction: Direction, _ horizon: Int, _ control: RunControl
  ) throws(EngineError) -> (last: [Number], spent: [Number], hasLostRange: Bool) {
    var now = vector
    var next = vector
    var spent = [Number](repeating: .zero, count: matrix.stateCount)
    var vanished = false
    for step in stride(from: 1, through: horizon, by: 1) {
      if step % 1024 == 0, control.isInterrupted() { throw .interrupted }
      for state in next.indices {
        spent[state] = spent[state] + now[state]
        next[state] = .zero
      }
      for state in next.indices {
        for entry in matrix.row(state) {
          let (from, to) =
            direction == .forward
            ? (state, matrix.targets[entry]) : (matrix.targets[entry], state)
          guard !now[from].isZero else { continue }
          let part = now[from] * Number(matrix.probabilities[entry])
          if part.isZero { vanished = true }
          next[to] = next[to] + part
        }
      }
      swap(&now, &next)
    }
    let isLost = { (number: Number) in number.isOutOfRange || (vanished && number.isZero) }
    return (now, spent, now.contains(where: isLost) || spent.contains(where: isLost))
  }

  /// Whether scaled numbers, an order of magnitude slower, still fit the limit of work.
  private func canScale(_ horizon: Int) -> Bool {
    horizon * max(1, matrix.targets.count) <= ExactEngine.workLimit / 10
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

/// First passage to a set within a horizon, in one kind of number.
private struct BoundedPassage<Number: NonnegativeNumber> {
  private let isPossible: [Bool]
  private let canSurvive: [Bool]
  private let reached: [Number]
  private let survival: [Number]
  private let means: [Number]
  private var variance: [Number]?
  private var reward: [Number]?

  init(
    _ solver: ChainSolver, _ target: [Bool], _ horizon: Int,
    _ questions: ChainSolver.PassageQuestions, _ control: RunControl
  ) throws(EngineError) {
    let n = target.count
    let law = ArrivalLaw<Number>(solver.matrix, target)
    isPossible = solver.reverse.distances(to: target).map { $0 <= horizon }
    canSurvive = solver.statesLeadingToCycles(among: target.map { !$0 })
    var reached = target.map { $0 ? Number(1) : .zero }
    var stepSum = [Number](repeating: .zero, count: n)
    var rewardSum = stepSum
    let rewards = questions.rewards?.map { Number($0) }
    try law.follow(horizon, control) { step, arriving in
      for state in law.moving where !arriving[state].isZero {
        reached[state] = reached[state] + arriving[state]
        stepSum[state] = stepSum[state] + Number(Double(step)) * arriving[state]
      }
      if let rewards {
        rewardSum = law.moved(rewardSum)
        for state in law.moving {
          rewardSum[state] = rewardSum[state] + rewards[state] * reached[state]
        }
      }
      return true
    }
    var survival = target.map { $0 ? .zero : Number(1) }
    for step in stride(from: 1, through: horizon, by: 1) {
      if step % 1024 == 0, control.isInterrupted() { throw .interrupted }
      survival = law.moved(survival)
    }
    func given(_ sums: [Number]) -> [Number] {
      (0..<n).map { sums[$0].isZero ? .zero : sums[$0] / reached[$0] }
    }
    let means = given(stepSum)
    if questions.wantsVariance {
      var squares = [Number](repeating: .zero, count: n)
      let centres = means.map(\.double)
      try law.follow(horizon, control) { step, arriving in
        for state in law.moving where !arriving[state].isZero {
          let distance = Double(step) - centres[state]
          squares[state] = squares[state] + Number(distance * distance) * arriving[state]
        }
        return true
      }
      variance = given(squares)
    }
    reward = rewards.map { _ in given(rewardSum) }
    self.reached = reached
    self.survival = survival
    self.means = means
  }

  /// Whether some probability from these states is below the range of the numbers.
  func hasLostRange(at states: [Int]) -> Bool {
    states.contains { state in
      reached[state].isOutOfRange || (isPossible[state] && reached[state].isZero)
        || survival[state].isOutOfRange || (canSurvive[state] && survival[state].isZero)
    }
  }

  var answers: ChainSolver.PassageAnswers {
    ChainSolver.PassageAnswers(
      isPossible: isPossible, probability: StateValues(numbers: reached),
      complement: StateValues(numbers: survival), steps: StateValues(numbers: means),
      variance: variance.map { StateValues(numbers: $0) },
      reward: reward.map { StateValues(numbers: $0) })
  }
}

/// The law of the step of arrival in a set, step by step, from every state.
struct ArrivalLaw<Number: NonnegativeNumber> {
  private let matrix: TransitionMatrix
  private let target: [Bool]
  /// The states outside the set.
  let moving: [Int]
  private let first: [Number]

  init(_ matrix: TransitionMatrix, _ target: [Bool]) {
    self.matrix = matrix
    self.target = target
    moving = target.indices.filter { !target[$0] }
    first = zip(matrix.stepInto(target), target).map { $1 ? .zero : Number($0) }
  }

  /// One step of the chain that stops in the set: Q v.
  func moved(_ values: [Number]) -> [Number] {
    var next = [Number](repeating: .zero, count: values.count)
    for state in moving {
      var sum = Number.zero
      for entry in matrix.row(state) where !target[matrix.targets[entry]] {
        let value = values[matrix.targets[entry]]
        if !value.isZero { sum = sum + Number(matrix.probabilities[entry]) * value }
      }
      next[state] = sum
    }
    return next
  }

  /// Calls for every step with the probability of arriving at that step, by state, until told to stop.
  ///
  /// - Parameter body: Returns whether to go on.
  func follow(
    _ horizon: Int, _ control: RunControl, _ body: (Int, [Number]) -> Bool
  ) throws(EngineError) {
    var law = first
    for step in stride(from: 1, through: horizon, by: 1) {
      if step > 1 { law = moved(law) }
      if step % 1024 == 0, control.isInterrupted() { throw .interrupted }
      guard body(step, law) else { return }
    }
  }
}
