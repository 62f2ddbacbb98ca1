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
    // Of the chains of the next mixtures, as far as they are solved.
    var answers: [QuantityTable<Answer>] = []
    var shared: SharedShape?
    var places: [(mixture: Int, chain: Int)] = []
    for mixture in mixtures.indices {
      for chain in mixtures[mixture].problems.indices { places.append((mixture, chain)) }
    }
    var next = places.startIndex
    while next < places.endIndex {
      if control.isInterrupted() { throw .interrupted }
      let place = places[next]
      guard let horizon = mixtures[place.mixture].problems[place.chain].horizon else {
        answers.append(try Self.unboundedAnswers(mixtures[place.mixture].problems[place.chain]))
        next += 1
        Self.gather(&answers, of: mixtures, into: &estimates)
        continue
      }
      let current: SharedShape
      if let shared,
        mixtures[place.mixture].problems[place.chain].hasShape(of: shared.shape.problem)
      {
        current = shared
      } else {
        current = SharedShape(
          try PropagationShape(mixtures[place.mixture].problems[place.chain], horizon: horizon))
        shared = current
      }
      var end = next + 1
      while end < min(next + SIMD8<Double>.laneCount, places.endIndex),
        mixtures[places[end].mixture].problems[places[end].chain].hasShape(
          of: current.shape.problem)
      {
        end += 1
      }
      if end - next < Self.leastLanes { end = next + 1 }
      let numbers = places[next..<end].map {
        ChainNumbers(mixtures[$0.mixture].problems[$0.chain])
      }
      answers +=
        end > next + 1
        ? try Propagation<SIMD8<Double>>(numbers, of: current.shape).answers(
          along: current.lanes, control)
        : try Propagation<Double>(numbers, of: current.shape).answers(
          along: current.shape.moveSets(by: Double.keepsMovesBy), control)
      next = end
      Self.gather(&answers, of: mixtures, into: &estimates)
    }
    return estimates
  }

  /// A shape and its moves side by side, for the chains that have it one after another. An object, since copies of all its parts
  /// would cost as much as the chains.
  private final class SharedShape {
    let shape: PropagationShape
    /// Made when chains go side by side.
    lazy var lanes = shape.moveSets(by: SIMD8<Double>.keepsMovesBy)

    init(_ shape: PropagationShape) { self.shape = shape }
  }

  /// Makes the estimates of the mixtures whose chains are all answered.
  private static func gather(
    _ answers: inout [QuantityTable<Answer>], of mixtures: [Mixture],
    into estimates: inout [Estimates]
  ) {
    var first = 0
    while estimates.count < mixtures.count {
      let weights = mixtures[estimates.count].weights
      guard first + weights.count <= answers.count else { break }
      var table: QuantityTable<Answer>
      if weights.count == 1 {
        // Taken out, so that it is changed in place.
        table = QuantityTable(QuantityPlaces([]))
        swap(&table, &answers[first])
      } else {
        table = mean(weights, answers[first..<first + weights.count])
      }
      for set in 0..<table.places.targets {
        // Sums hold the mean over all trajectories; given reached, it is larger.
        let reached = table[.reachProbability(set: set)]?.value ?? 0
        let all = table[.firstPassageSteps(set: set)]?.value ?? 0
        table[.firstPassageSteps(set: set)] = reached > 0 ? Answer(value: all / reached) : nil
      }
      estimates.append(Estimates(exact: table))
      first += weights.count
    }
    answers.removeFirst(first)
  }

  /// Fewer chains of one shape go faster one by one.
  private static let leastLanes = 3

  /// The means of a mixture over its chains.
  private static func mean(
    _ weights: [Double], _ answers: ArraySlice<QuantityTable<Answer>>
  ) -> QuantityTable<Answer> {
    let places = answers[answers.startIndex].places
    var table = QuantityTable<Answer>(places)
    for place in 0..<places.count {
      var sum = WeightedSum()
      for (weight, own) in zip(weights, answers) {
        if let answer = own.values[place] { sum.add(answer, weight: weight) }
      }
      guard !sum.isEmpty else { continue }
      table.values[place] = Answer(value: sum.value, complement: sum.complement)
    }
    return table
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
  static func unboundedAnswers(_ problem: ChainProblem) throws(EngineError) -> QuantityTable<Answer>
  {
    let n = problem.matrix.stateCount
    let solver = ChainSolver(problem.matrix)
    var answers = QuantityTable<Answer>(QuantityPlaces(problem))
    for (set, target) in problem.targets.enumerated() {
      let passage = try solver.passage(to: target, asking: .init(wantsSteps: true))
      let reached = zip(passage.probability.values, problem.start).map { $0 * $1 }
      answers[.reachProbability(set: set)] = Answer(passage, problem.start)
      answers[.firstPassageSteps(set: set)] = Answer(
        value: mean(passage.steps?.values ?? [], reached))
    }
    var resolved = [Bool](repeating: false, count: n)
    for (set, outcome) in problem.outcomes.enumerated() {
      for state in 0..<n where outcome[state] { resolved[state] = true }
      let passage = try solver.passage(to: outcome)
      answers[.absorptionProbability(set: set)] = Answer(passage, problem.start)
    }
    let end = try solver.passage(to: resolved, asking: .init(wantsSteps: true))
    let reached = Answer(end, problem.start)
    let unresolved = reached.complement ?? 0
    answers[.unresolvedProbability] = Answer(value: unresolved, complement: reached.value)
    let steps = unresolved > 0 ? .infinity : mean(end.steps?.values ?? [], problem.start)
    answers[.restrictedMeanSteps] = Answer(value: steps)
    let occupancies = try occupancies(problem, solver)
    for (set, occupancy) in occupancies.enumerated() {
      answers[.occupancySteps(set: set)] = Answer(value: occupancy)
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
