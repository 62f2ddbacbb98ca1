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

  /// The engine; it has no settings.
  public init() {}

  /// Why a question is beyond this engine's fixed limits, or nil when it is not.
  ///
  /// - Complexity: O(states + entries) of the first chain, whose shape stands for all.
  public static func obstacle(to mixture: Mixture) -> EngineError? {
    let problem = mixture.problems[0]
    if let horizon = problem.horizon {
      do {
        _ = try Propagation<Double>(problem, horizon: horizon)
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
    let problems = mixtures.flatMap(\.problems)
    var answers: [[NamedAnswer]] = []
    answers.reserveCapacity(problems.count)
    while answers.count < problems.count {
      if control.isInterrupted() { throw .interrupted }
      let problem = problems[answers.count]
      guard let horizon = problem.horizon else {
        answers.append(try Self.unboundedAnswers(problem))
        continue
      }
      let alike = problems[answers.count...].prefix(SIMD8<Double>.laneCount)
        .prefix { $0.hasShape(of: problem) }
      if alike.count >= Self.leastLanes {
        answers += try Propagation<SIMD8<Double>>(Array(alike), horizon: horizon).answers(control)
      } else {
        answers += try Propagation<Double>(problem, horizon: horizon).answers(control)
      }
    }
    var first = 0
    return mixtures.map { mixture in
      defer { first += mixture.problems.count }
      return Self.estimates(mixture.weights, Array(answers[first..<first + mixture.problems.count]))
    }
  }

  /// Fewer chains of one shape go faster one by one.
  private static let leastLanes = 3

  /// The answers of a mixture from those of its chains, which have the same names in the same order.
  private static func estimates(_ weights: [Double], _ answers: [[NamedAnswer]]) -> Estimates {
    var sums = answers[0].map { ($0.quantity, WeightedSum()) }
    for (weight, own) in zip(weights, answers) {
      for (place, named) in own.enumerated() { sums[place].1.add(named.answer, weight: weight) }
    }
    var values = Dictionary(
      uniqueKeysWithValues: sums.map {
        ($0, Estimate(exact: $1.value, complement: $1.complement))
      })
    for (quantity, sum) in sums {
      guard case .firstPassageSteps(let set) = quantity else { continue }
      // Sums hold the mean over all trajectories; given reached, it is larger.
      let reached = values[.reachProbability(set: set)]?.value ?? 0
      values[quantity] = reached > 0 ? Estimate(exact: sum.value / reached) : nil
    }
    return Estimates(values: values)
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

  /// The answers for one chain that is followed for ever. First passage comes as the mean over all
  /// trajectories, those that never arrive counting zero.
  static func unboundedAnswers(_ problem: ChainProblem) throws(EngineError) -> [NamedAnswer] {
    let n = problem.matrix.stateCount
    let solver = ChainSolver(problem.matrix)
    var answers: [NamedAnswer] = []
    for (set, target) in problem.targets.enumerated() {
      let passage = try solver.passage(to: target, asking: .init(wantsSteps: true))
      let reached = zip(passage.probability.values, problem.start).map { $0 * $1 }
      answers.append((.reachProbability(set: set), Answer(passage, problem.start)))
      answers.append(
        (.firstPassageSteps(set: set), Answer(value: mean(passage.steps?.values ?? [], reached))))
    }
    var resolved = [Bool](repeating: false, count: n)
    for (set, outcome) in problem.outcomes.enumerated() {
      for state in 0..<n where outcome[state] { resolved[state] = true }
      let passage = try solver.passage(to: outcome)
      answers.append((.absorptionProbability(set: set), Answer(passage, problem.start)))
    }
    let end = try solver.passage(to: resolved, asking: .init(wantsSteps: true))
    let reached = Answer(end, problem.start)
    let unresolved = reached.complement ?? 0
    answers.append(
      (.unresolvedProbability, Answer(value: unresolved, complement: reached.value)))
    let steps = unresolved > 0 ? .infinity : mean(end.steps?.values ?? [], problem.start)
    answers.append((.restrictedMeanSteps, Answer(value: steps)))
    let occupancies = try occupancies(problem, solver)
    for (set, occupancy) in occupancies.enumerated() {
      answers.append((.occupancySteps(set: set), Answer(value: occupancy)))
    }
    return answers
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
  struct Answer {
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

  /// An answer and what it answers.
  typealias NamedAnswer = (quantity: Quantity, answer: Answer)

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

    var value: Double { isSame ? first?.value ?? sum : sum }
    var complement: Double? { isSame ? first?.complement : complementSum }
  }
}
