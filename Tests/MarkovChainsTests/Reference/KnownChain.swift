/// A chain of a textbook, a paper or a benchmark, with questions whose answers are exact rationals.
struct KnownChain: Sendable {
  let name: String
  let source: String
  let chain: RationalChain
  let start: Int
  let targets: [Int]
  /// Shape `[state]`: what each step spent in a state collects.
  let rewards: [Rational]
  let closedForms: [KnownQuestion: Rational]
  /// Questions that only the solver answers.
  let solved: [KnownQuestion]

  init(
    _ name: String, source: String, chain: RationalChain, start: Int, targets: [Int] = [],
    rewards: [Rational]? = nil, closedForms: [KnownQuestion: Rational] = [:],
    solved: [KnownQuestion] = []
  ) {
    self.name = name
    self.source = source
    self.chain = chain
    self.start = start
    self.targets = targets
    self.rewards = rewards ?? [Rational](repeating: 1, count: chain.stateCount)
    self.closedForms = closedForms
    self.solved = solved.filter { closedForms[$0] == nil }
  }

  /// The answers to all questions, by the rational solver.
  func answers() -> [KnownAnswer] {
    let passage = targets.isEmpty ? nil : chain.passage(to: targets)
    let questions = Array(closedForms.keys) + solved
    let isStationary = questions.contains { if case .stationary = $0 { true } else { false } }
    let stationary = isStationary ? chain.stationary() : []
    return questions.map { question in
      let exact: Rational? =
        switch question {
        case .stationary(let state): stationary[state]
        case .occupancy(let state): chain.occupancy(of: state)[start]
        case .stateProbability(let state, let step):
          chain.distribution(from: start, at: step)[state]
        default: passage.flatMap { answer(question, $0) }
        }
      return KnownAnswer(question: question, exact: exact, closedForm: closedForms[question])
    }
  }

  private func answer(_ question: KnownQuestion, _ passage: RationalPassage) -> Rational? {
    switch question {
    case .reach: passage.probability[start]
    case .unreached: passage.complement[start]
    case .stepsMean: passage.stepsMean()[start]
    case .stepsVariance: passage.stepsVariance()[start]
    case .rewardMean: passage.rewardMean(rewards)[start]
    case .boundedReach(let step): passage.probability(from: start, by: step)
    case .boundedUnreached(let step): 1 - passage.probability(from: start, by: step)
    case .quantile(let level): passage.quantile(level, from: start).map { Rational($0) }
    case .occupancy, .stateProbability, .stationary: nil
    }
  }
}

extension KnownChain {
  static let all: [KnownChain] =
    ruins + walks + graphs + games + coins + collections + populations + queues + protocols
    + textbook + stiff

  /// The answers of all chains, found once: shape `[chain]`.
  static let answers = all.map { $0.answers() }
}
