/// Answers of a chain that is followed to a horizon, with their gradients by the entries of a pattern.
///
/// With α(t) the distribution over states after t steps and x(t) what a state is worth then,
///
///     dA / dP_ij = Σ_t α_i(t) (x_j(t + 1) - x_i(t + 1)),    t = 0 ..< horizon,
///
/// the last difference because rows sum to one. The sum is gathered once, on the entries of the pattern;
/// every direction is then one product with it. Distributions are kept at the start of each block of
/// steps and found again inside it, so that memory grows with the root of the horizon.
///
/// A probability or its complement is differentiated, whichever is smaller.
///
/// - Stability: approximate; answers below 1e-290 lose digits.
/// - Source: Griewank and Walther, Evaluating Derivatives (2008), chapter 12, for the blocks.
struct StepGradient: Sendable {
  let answers: [ExactEngine.Answer]
  private let problem: ChainProblem
  private let horizon: Int
  private let quantities: [Quantity]
  private let pattern: EntryPattern
  /// Shape `[quantity]`.
  private let starts: [StartWorth]
  /// Shape `[quantity][entry of the pattern]`.
  private let weights: [[Double]]

  init(
    _ problem: ChainProblem, _ horizon: Int, _ quantities: [Quantity], _ pattern: EntryPattern,
    _ control: RunControl
  ) throws(EngineError) {
    self.problem = problem
    self.horizon = horizon
    self.quantities = quantities
    self.pattern = pattern
    try Self.checkWork(problem.matrix, horizon, quantities)
    var answers = [ExactEngine.Answer](repeating: .init(value: 0), count: quantities.count)
    var starts = [StartWorth?](repeating: nil, count: quantities.count)
    var weights = [[Double]](repeating: [], count: quantities.count)
    for (target, places) in ChainGradient.groups(quantities) {
      let steps = try StoppedSteps(
        problem, horizon, at: target.map { problem.targets[$0] }, control)
      var worths = places.map { StepWorth(quantities[$0], problem, steps) }
      let gathered = try steps.gather(&worths, on: pattern, control)
      for (index, place) in places.enumerated() {
        answers[place] = worths[index].answer ?? .init(value: worths[index].mean(problem.start))
        starts[place] = StartWorth(worths[index].now, problem.start)
        weights[place] = gathered[index]
      }
    }
    self.answers = answers
    self.starts = starts.compactMap { $0 }
    self.weights = weights
  }

  /// Shape `[quantity]`. Where the direction has entries that the pattern has not, as at the end of a
  /// range, the steps are followed once more for those.
  func derivatives(
    along difference: ChainDifference, _ control: RunControl
  ) throws(EngineError) -> [Double?] {
    var sums = quantities.indices.map { place in
      starts[place].derivative(along: difference) + product(weights[place], difference)
    }
    if let rest = difference.outside(pattern) {
      let more = try StepGradient(problem, horizon, quantities, rest.pattern, control)
      for place in sums.indices { sums[place] += more.product(more.weights[place], rest) }
    }
    return sums.map { $0.isFinite ? $0 : nil }
  }

  /// Σ_ij P'_ij weight_ij over the entries of the pattern.
  private func product(_ weights: [Double], _ difference: ChainDifference) -> Double {
    var sum = 0.0
    for row in 0..<difference.offsets.count - 1 {
      var place = pattern.offsets[row]
      let end = pattern.offsets[row + 1]
      for entry in difference.offsets[row]..<difference.offsets[row + 1] {
        let target = difference.targets[entry]
        while place < end, pattern.targets[place] < target { place += 1 }
        guard place < end else { break }
        if pattern.targets[place] == target { sum += difference.rates[entry] * weights[place] }
      }
    }
    return sum
  }

  private static func checkWork(
    _ matrix: TransitionMatrix, _ horizon: Int, _ quantities: [Quantity]
  ) throws(EngineError) {
    let passes = 2 * quantities.count + 2 * ChainGradient.groups(quantities).count
    let (steps, tooLong) = max(1, horizon).multipliedReportingOverflow(by: passes)
    let (work, tooMuch) = steps.multipliedReportingOverflow(by: max(1, matrix.targets.count))
    guard !tooLong, !tooMuch, work <= ExactEngine.workLimit else {
      throw .tooLarge(
        what: "the gradient of \(quantities.count) answers after \(horizon) steps over "
          + "\(matrix.targets.count) transitions",
        need: tooLong || tooMuch
          ? "more multiplications than a word counts" : "\(work) multiplications",
        limit: "\(ExactEngine.workLimit)")
    }
  }
}

/// What states are worth to a quantity, from the horizon back.
struct StepWorth {
  /// The answer, where the distribution at the horizon gives it and its complement.
  let answer: ExactEngine.Answer?
  /// Shape `[state]`: the worth of being there now.
  var now: [Double]
  /// Shape `[state]`: what each step spent in a state adds; nil for nothing.
  let perStep: [Double]?
  /// The worth of having stopped, at step 0 and more with each step.
  let stopped: (atOnce: Double, perStep: Double)

  /// The worths at the horizon.
  init(_ quantity: Quantity, _ problem: ChainProblem, _ steps: StoppedSteps) {
    let n = problem.matrix.stateCount
    let zeros = [Double](repeating: 0, count: n)
    let isResolved = (0..<n).map { state in problem.outcomes.contains { $0[state] } }
    switch quantity {
    case .reachProbability:
      let answer = ExactEngine.Answer(
        value: steps.arrived, complement: steps.last.reduce(0, +))
      let isSmaller = steps.arrived <= answer.complement ?? 1
      self.answer = answer
      now = isSmaller ? zeros : [Double](repeating: -1, count: n)
      perStep = nil
      stopped = (isSmaller ? 1 : 0, 0)
    case .firstPassageSteps:
      answer = nil
      now = zeros
      perStep = nil
      stopped = (0, 1)
    case .absorptionProbability(let set):
      (answer, now) = Self.last(in: problem.outcomes[set], steps)
      (perStep, stopped) = (nil, (0, 0))
    case .unresolvedProbability:
      (answer, now) = Self.last(in: isResolved.map { !$0 }, steps)
      (perStep, stopped) = (nil, (0, 0))
    case .occupancySteps(let set):
      answer = nil
      now = zeros
      perStep = problem.occupied.groupOfState.map { $0 == Int32(set) ? 1 : 0 }
      stopped = (0, 0)
    case .restrictedMeanSteps:
      answer = nil
      now = zeros
      perStep = isResolved.map { $0 ? 0 : 1 }
      stopped = (0, 0)
    case .rewardToTarget, .finalProbability:
      preconditionFailure("the engine has no answer to \(quantity)")
    }
  }

  /// The probability of a set at the horizon, and what its states are worth to it, or what the others
  /// take from it where that is less.
  private static func last(
    in set: [Bool], _ steps: StoppedSteps
  ) -> (ExactEngine.Answer, [Double]) {
    var (inside, outside) = (0.0, 0.0)
    for (state, mass) in steps.last.enumerated() {
      if set[state] { inside += mass } else { outside += mass }
    }
    return (
      .init(value: inside, complement: outside),
      set.map { inside <= outside ? ($0 ? 1 : 0) : ($0 ? 0 : -1) }
    )
  }

  /// The mean worth over a start.
  func mean(_ start: [Double]) -> Double { ExactEngine.mean(now, start) }
}
