import LinearAlgebra

/// Solves the chain: by elimination when it is followed for ever, by propagation up to a horizon.
///
/// Zeros and ones that the graph decides are exact. Every probability has its complement as a sum of
/// its own. Nothing is ever subtracted.
///
/// - Stability: approximate, 1e-12 relative; last bits depend on the BLAS kernel.
public struct ExactEngine: Engine {
  /// The most multiplications that propagation to a horizon may take, per chain.
  public static let workLimit = 200_000_000_000

  /// The library behind the eliminations and its kernel, for a study's provenance.
  public static var libraryProvenance: String { BLASLibrary.provenance }

  /// Ends the threads of that library, which would take processors from a command's first tenth of a second; without this
  /// call its first use does.
  public static func endLibraryThreads() { BLASLibrary.endThreads() }

  /// The engine; it has no settings.
  public init() {}

  /// Why a question is beyond this engine's fixed limits, or nil when it is not.
  public static func obstacle(to mixture: Mixture) -> EngineError? {
    let problem = mixture.problems[0]
    if let horizon = problem.horizon {
      do {
        try PropagationShape.checkWork(problem, horizon: horizon)
      } catch {
        return error
      }
      return nil
    }
    return nil
  }

  /// - Complexity: per chain, O(sum of cubes of class sizes) without a horizon and
  ///   O(horizon · entries) with one.
  public func estimates(
    for mixture: Mixture, control: RunControl = RunControl()
  ) throws(EngineError) -> Estimates {
    try estimates(for: [mixture], control: control)[0]
  }

  /// The answers for many mixtures, such as the points of a sweep.
  ///
  /// Chains of one shape that follow each other are propagated side by side; no bit depends on what else is asked.
  ///
  /// - Complexity: As for each mixture by itself; several times faster to a horizon.
  public func estimates(
    for mixtures: [Mixture], control: RunControl = RunControl()
  ) throws(EngineError) -> [Estimates] {
    var estimates: [Estimates] = []
    estimates.reserveCapacity(mixtures.count)
    guard let first = mixtures.first else { return [] }
    // Of the chains of the next mixtures, one row a chain.
    var answers = ExactAnswers(QuantityPlaces(first.problems[0]), reserving: mixtures.count)
    var shared: SharedShape?
    // The next chains that have one shape.
    var group: [ChainProblem] = []
    func answerGroup() throws(EngineError) {
      guard let shared, !group.isEmpty else { return }
      try shared.answer(group, into: &answers, control)
      group.removeAll(keepingCapacity: true)
    }
    for mixture in mixtures {
      for (number, problem) in mixture.problems.enumerated() {
        if let shared, problem.hasShape(of: shared.shape.problem) {
          if group.count == SharedShape.laneCount { try answerGroup() }
        } else {
          try answerGroup()
          let places = QuantityPlaces(problem)
          if number == 0, places != answers.places {
            Self.gather(answers, of: mixtures, into: &estimates)
            answers = ExactAnswers(places, reserving: mixtures.count - estimates.count)
          }
          shared = nil
          if let horizon = problem.horizon {
            shared = SharedShape(try PropagationShape(problem, horizon: horizon))
          }
        }
        if shared != nil {
          group.append(problem)
        } else {
          if control.isInterrupted() { throw .interrupted }
          try Self.answerForEver(problem, into: &answers)
        }
      }
    }
    try answerGroup()
    Self.gather(answers, of: mixtures, into: &estimates)
    return estimates
  }

  /// A shape and its courses, for the chains that have it one after another. An object, since copies of all its parts would cost
  /// as much as the chains.
  private final class SharedShape {
    /// The most chains that are answered at once.
    static let laneCount = SIMD16<Double>.laneCount
    /// Fewer chains of one shape go faster one by one.
    private static let leastLanes = 3

    let shape: PropagationShape
    private lazy var sideBySide = shape.courses(by: SIMD16<Double>.keepsMovesBy)
    private lazy var oneByOne = shape.courses(by: Double.keepsMovesBy)

    init(_ shape: PropagationShape) { self.shape = shape }

    func answer(
      _ chains: [ChainProblem], into answers: inout ExactAnswers, _ control: RunControl
    ) throws(EngineError) {
      if control.isInterrupted() { throw .interrupted }
      switch chains.count {
      case ..<Self.leastLanes:
        for chain in chains {
          try Propagation<Double>([chain], of: shape).answer(
            into: &answers, along: oneByOne, control)
        }
      case ...SIMD8<Double>.laneCount:
        try Propagation<SIMD8<Double>>(chains, of: shape).answer(
          into: &answers, along: sideBySide, control)
      default:
        try Propagation<SIMD16<Double>>(chains, of: shape).answer(
          into: &answers, along: sideBySide, control)
      }
    }
  }

  /// Makes the estimates of the next mixtures, whose chains are all answered.
  private static func gather(
    _ answers: consuming ExactAnswers, of mixtures: [Mixture], into estimates: inout [Estimates]
  ) {
    let first = estimates.count
    var (count, chainCount) = (0, 0)
    while chainCount < answers.rowCount {
      chainCount += mixtures[first + count].weights.count
      count += 1
    }
    var means = chainCount == count ? answers : mean(mixtures[first..<first + count], answers)
    for row in 0..<count {
      for set in 0..<means.places.targets {
        // Sums hold the mean over all trajectories; given reached, it is larger.
        let reached = means[row, .reachProbability(set: set)]?.value ?? 0
        let all = means[row, .firstPassageSteps(set: set)]?.value ?? 0
        means[row, .firstPassageSteps(set: set)] = reached > 0 ? Answer(value: all / reached) : nil
      }
    }
    for row in 0..<count { estimates.append(Estimates(exact: means, row: row)) }
  }

  /// The means of mixtures over their chains.
  private static func mean(
    _ mixtures: ArraySlice<Mixture>, _ answers: ExactAnswers
  ) -> ExactAnswers {
    var means = ExactAnswers(answers.places, reserving: mixtures.count)
    var chain = 0
    for mixture in mixtures {
      var sums = [WeightedSum](repeating: WeightedSum(), count: answers.places.count)
      for weight in mixture.weights {
        for (place, answer) in answers.values(of: chain).enumerated() {
          if let answer { sums[place].add(answer, weight: weight) }
        }
        chain += 1
      }
      means.add(
        sums.map { $0.isEmpty ? nil : Answer(value: $0.value, complement: $0.complement) })
    }
    return means
  }

  /// The probability of having visited each target set by each step.
  ///
  /// - Returns: Shape `[set][horizon + 1]`: probability, and complement as a sum of its own.
  /// - Throws: `EngineError.tooLarge` beyond ``workLimit``.
  /// - Precondition: The mixture has a horizon.
  /// - Complexity: O(horizon · entries), times the number of sets that can be left again.
  public func firstPassageLaw(
    for mixture: Mixture, control: RunControl = RunControl()
  ) throws(EngineError) -> [[(probability: Double, complement: Double)]] {
    guard let horizon = mixture.horizon else {
      preconditionFailure("a law by step needs a horizon")
    }
    var law = mixture.problems[0].targets.map { _ in
      [(probability: Double, complement: Double)](repeating: (0, 0), count: horizon + 1)
    }
    for (weight, problem) in zip(mixture.weights, mixture.problems) {
      let curves = try Propagation<Double>(problem, horizon: horizon).firstPassageLaws(control)
      for (set, curve) in curves.enumerated() {
        for step in 0...horizon {
          law[set][step].probability += weight * curve[step].probability
          law[set][step].complement += weight * curve[step].complement
        }
      }
    }
    return law
  }

  /// Adds the answers for one chain that is followed for ever. First passage comes as the mean over all
  /// trajectories, those that never arrive counting zero.
  private static func answerForEver(
    _ problem: ChainProblem, into answers: inout ExactAnswers
  ) throws(EngineError) {
    let n = problem.matrix.stateCount
    let solver = ChainSolver(problem.matrix)
    let row = answers.addRows(1)
    for (set, target) in problem.targets.enumerated() {
      let passage = try solver.passage(to: target, asking: .init(wantsSteps: true))
      let reached = zip(passage.probability.values, problem.start).map { $0 * $1 }
      answers[row, .reachProbability(set: set)] = Answer(passage, problem.start)
      answers[row, .firstPassageSteps(set: set)] = Answer(
        value: mean(passage.steps?.values ?? [], reached))
    }
    var resolved = [Bool](repeating: false, count: n)
    for (set, outcome) in problem.outcomes.enumerated() {
      for state in 0..<n where outcome[state] { resolved[state] = true }
      let passage = try solver.passage(to: outcome)
      answers[row, .absorptionProbability(set: set)] = Answer(passage, problem.start)
    }
    let end = try solver.passage(to: resolved, asking: .init(wantsSteps: true))
    let reached = Answer(end, problem.start)
    let unresolved = reached.complement ?? 0
    answers[row, .unresolvedProbability] = Answer(value: unresolved, complement: reached.value)
    let steps = unresolved > 0 ? .infinity : mean(end.steps?.values ?? [], problem.start)
    answers[row, .restrictedMeanSteps] = Answer(value: steps)
    let occupancies = try occupancies(problem, solver)
    for (set, occupancy) in occupancies.enumerated() {
      answers[row, .occupancySteps(set: set)] = Answer(value: occupancy)
    }
  }

  /// The mean number of steps spent in each occupied set from the start: shape `[set]`.
  private static func occupancies(
    _ problem: ChainProblem, _ solver: ChainSolver
  ) throws(EngineError) -> [Double] {
    guard problem.occupied.count > 0 else { return [] }
    let visits = try solver.occupancy(from: problem.start)
    var sums = [Double](repeating: 0, count: problem.occupied.count)
    for (state, group) in problem.occupied.groupOfState.enumerated() where group >= 0 {
      sums[Int(group)] += visits.values[state]
    }
    return sums
  }

  /// The mean over the start of a value per state; a state without probability counts nothing, not
  /// even where its value is infinite.
  static func mean(_ values: [Double], _ start: [Double]) -> Double {
    var sum = 0.0
    for (value, probability) in zip(values, start) where probability > 0 {
      sum += probability * value
    }
    return sum
  }

  /// An answer for one chain of a mixture.
  struct Answer: Sendable, Equatable {
    var value: Double
    var complement: Double?

    init(value: Double, complement: Double? = nil) {
      self.value = value
      self.complement = complement
    }

    /// The probability of a passage from a start distribution.
    init(_ passage: ChainSolver.PassageAnswers, _ start: [Double]) {
      value = mean(passage.probability.values, start)
      complement = mean(passage.complement.values, start)
    }
  }

  /// A mean over the chains of a mixture. What is the same for all of them, above all an exact zero or
  /// one, stays what it is: weights sum to one only up to rounding.
  struct WeightedSum {
    private var sum = 0.0
    private var complementSum: Double?
    private var first: Answer?
    private var isSame = true

    mutating func add(_ answer: Answer, weight: Double) {
      sum += weight * answer.value
      if let term = answer.complement { complementSum = (complementSum ?? 0) + weight * term }
      if let first {
        isSame =
          isSame && first.value == answer.value && first.complement == answer.complement
      } else {
        first = answer
      }
    }

    var isEmpty: Bool { first == nil }
    var value: Double { isSame ? first?.value ?? sum : sum }
    var complement: Double? { isSame ? first?.complement : complementSum }
  }
}
