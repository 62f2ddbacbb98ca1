import LinearAlgebra

/// Exact answers about a chain, from every start state at once.
///
/// Direct elimination without subtraction where the classes of the chain allow it; numbers with
/// unbounded exponents where doubles lose their range; enclosures by interval iteration where a class
/// fills up. Which of them is decided by fixed limits, never by the machine.
///
/// - Stability: approximate, 1e-12 relative; enclosures are proven.
public struct ChainSolver: Sendable {
  /// The chain.
  public let matrix: TransitionMatrix
  let reverse: ReverseTransitions
  let method: Method
  /// Systems of doubles share them: the classes of one target are for the most part those of the next.
  let factors = ClassFactors<Double>()

  /// How systems are solved.
  public enum Method: Sendable {
    /// By elimination, or where that fills up by iteration.
    case automatic
    /// By interval iteration always: every answer has a proven enclosure, as narrow as so many
    /// multiplications per class allow.
    case iteration(workLimit: Int)
  }

  /// A solver for a chain.
  ///
  /// - Complexity: O(states + entries).
  public init(_ matrix: TransitionMatrix, method: Method = .automatic) {
    self.matrix = matrix
    self.method = method
    reverse = ReverseTransitions(matrix)
  }

  /// What is asked of a first passage beside its probability.
  public struct PassageQuestions: Sendable {
    /// Mean step of arrival.
    public var wantsSteps = false
    /// Its variance.
    public var wantsVariance = false
    /// Shape `[state]`: what each step spent in a state earns until arrival; not negative.
    public var rewards: [Double]?

    /// Nothing but the probability, unless told otherwise.
    public init(
      wantsSteps: Bool = false, wantsVariance: Bool = false, rewards: [Double]? = nil
    ) {
      self.wantsSteps = wantsSteps
      self.wantsVariance = wantsVariance
      self.rewards = rewards
    }
  }

  /// First passage to a set, from every state.
  public struct PassageAnswers: Sendable {
    /// Whether the set can be reached at all; means are about nothing where it cannot.
    public let isPossible: [Bool]
    /// The probability of ever visiting it: exactly 0 and 1 where the graph says so.
    public let probability: StateValues
    /// The probability of never visiting it, a sum of its own.
    public let complement: StateValues
    /// The mean step of the first visit, given that there is one.
    public let steps: StateValues?
    /// Its variance, given that there is one; nil where it cannot be had.
    public let variance: StateValues?
    /// The mean total reward before the first visit, given that there is one.
    public let reward: StateValues?
  }

  /// First passage to a set, from every state at once.
  ///
  /// - Parameter target: Shape `[state]`.
  /// - Throws: `EngineError.singular` where probabilities are beyond any arithmetic here,
  ///   `EngineError.interrupted`.
  /// - Complexity: One elimination for all start states and questions.
  public func passage(
    to target: [Bool], asking questions: PassageQuestions = PassageQuestions(),
    control: RunControl = RunControl()
  ) throws(EngineError) -> PassageAnswers {
    let graph = PassageGraph(reverse, target: target)
    if case .automatic = method {
      do throws(SystemFailure) {
        let answers = try direct(Double.self, graph, questions)
        if !answers.hasLostRange { return answers.answers }
      } catch {
        if case .fill = error { return try iterated(graph, questions, control) }
      }
      if control.isInterrupted() { throw .interrupted }
      do throws(SystemFailure) {
        return try direct(ScaledNumber.self, graph, questions).answers
      } catch {
        switch error {
        case .singular(let state): throw .singular(state: state)
        case .fill(let size): throw .beyondRange(classSize: size)
        }
      }
    }
    return try iterated(graph, questions, control)
  }

  private func direct<Number: NonnegativeNumber>(
    _ type: Number.Type, _ graph: PassageGraph, _ questions: PassageQuestions
  ) throws(SystemFailure) -> (answers: PassageAnswers, hasLostRange: Bool) {
    let wantsMeans =
      questions.wantsSteps || questions.wantsVariance || questions.rewards != nil
    let passage = try Passage<Number>(
      matrix, graph, wantsMeans: wantsMeans, factors: factors as? ClassFactors<Number>)
    var hasLostRange = passage.hasLostRange
    func given(_ sums: [Number]) -> [Number] {
      sums.indices.map { passage.givenArrival(sums[$0], at: $0) }
    }
    func noted(_ numbers: [Number]) -> [Number] {
      hasLostRange = hasLostRange || numbers.contains(where: \.isOutOfRange)
      return numbers
    }
    var steps: [Number]?
    if questions.wantsSteps || questions.wantsVariance {
      let ones = [Double](repeating: 1, count: matrix.stateCount)
      steps = noted(given(passage.sum(of: ones)))
    }
    let variance =
      questions.wantsVariance ? steps.flatMap { passage.variance(means: $0) }.map(noted) : nil
    let reward = questions.rewards.map { noted(given(passage.sum(of: $0))) }
    return (
      PassageAnswers(
        isPossible: graph.isPossible, probability: StateValues(numbers: passage.probability),
        complement: StateValues(numbers: passage.complement),
        steps: questions.wantsSteps ? steps.map { StateValues(numbers: $0) } : nil,
        variance: variance.map { StateValues(numbers: $0) },
        reward: reward.map { StateValues(numbers: $0) }),
      hasLostRange
    )
  }

  /// The same by enclosures; variances are not enclosed.
  private func iterated(
    _ graph: PassageGraph, _ questions: PassageQuestions, _ control: RunControl
  ) throws(EngineError) -> PassageAnswers {
    let n = matrix.stateCount
    let zeros = Enclosure([Double](repeating: 0, count: n))
    var workLimit = IntervalIteration.workLimit
    if case .iteration(let limit) = method { workLimit = limit }
    let open = IntervalIteration(
      matrix, among: graph.isOpen, control: control, workLimit: workLimit)
    let probability = try open.solve(
      source: zeros, known: Enclosure(graph.isSure.map { $0 ? 1 : 0 }), limit: 1)
    let complement = try open.solve(
      source: zeros, known: Enclosure(graph.isPossible.map { $0 ? 0 : 1 }), limit: 1)
    let moving = (0..<n).map { graph.isPossible[$0] && !graph.target[$0] }
    func mean(of rewards: [Double]) throws(EngineError) -> StateValues {
      let sums = try IntervalIteration(
        matrix, among: moving, control: control, workLimit: workLimit
      ).solve(source: probability.multiplied(by: rewards), known: zeros)
      let means = sums.divided(by: probability)
      return StateValues(low: means.low, high: means.high)
    }
    var reward: StateValues?
    if let rewards = questions.rewards { reward = try mean(of: rewards) }
    return PassageAnswers(
      isPossible: graph.isPossible,
      probability: StateValues(low: probability.low, high: probability.high),
      complement: StateValues(low: complement.low, high: complement.high),
      steps: questions.wantsSteps ? try mean(of: [Double](repeating: 1, count: n)) : nil,
      variance: nil, reward: reward)
  }
}
