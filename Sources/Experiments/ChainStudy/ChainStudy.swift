import Escalation
import MarkovChains
import RandomStreams

/// A question about a chain, with everything that fixes the numbers of its answer.
public struct ChainStudy: RunnableStudy {
  let chain: ChainModel
  /// Each start state is a scenario, in this order.
  let starts: [Int]
  /// As named by the user.
  let namedTargets: [ChainTarget]
  /// What is asked of a first visit: the named targets, or without any the absorbing states.
  let targets: [ChainTarget]
  /// In steps; nil follows the chain for ever.
  let horizon: Int?
  /// Empty reports what the question suggests.
  let quantities: Set<ChainQuantity>
  /// The targets and states to report, by name; empty reports all.
  let rungs: Set<String>
  let levels: [QuantileLevel]
  let reward: RewardStructure?
  /// The engine that was asked for.
  public let engineChoice: EngineChoice
  /// nil when none were asked for by number.
  let trajectoryCount: Int?
  /// The root of all draws.
  public let seed: UInt64
  /// Whether start states draw apart instead of sharing their draws.
  public let isIndependent: Bool
  /// Whether every simulated number is held against the exact one.
  public let isChecked: Bool
  /// The stated coverage of intervals.
  public let confidence: Double

  /// The most absorbing states that are targets without being named.
  static let unnamedTargetLimit = 100

  /// A study; whatever is left out has the default of the commands.
  ///
  /// - Precondition: At least one start state.
  public init(
    chain: ChainModel, starts: [Int], targets: [ChainTarget] = [], horizon: Int? = nil,
    quantities: Set<ChainQuantity> = [], rungs: Set<String> = [], levels: [QuantileLevel] = [],
    reward: RewardStructure? = nil, engineChoice: EngineChoice = .auto,
    trajectoryCount: Int? = nil, seed: UInt64 = 0, isIndependent: Bool = false,
    isChecked: Bool = false, confidence: Double = 0.95
  ) {
    precondition(!starts.isEmpty, "a chain starts somewhere")
    self.chain = chain
    self.starts = starts
    namedTargets = targets
    self.horizon = horizon
    self.quantities = quantities
    self.rungs = rungs
    self.levels = levels
    self.reward = reward
    self.engineChoice = engineChoice
    self.trajectoryCount = trajectoryCount
    self.seed = seed
    self.isIndependent = isIndependent
    self.isChecked = isChecked
    self.confidence = confidence
    let asksPassage = quantities.isEmpty || quantities.contains { $0.isOfPassage }
    self.targets = targets.isEmpty && asksPassage ? Self.absorbingTargets(chain) : targets
  }

  /// The absorbing states, each a target of its own.
  private static func absorbingTargets(_ chain: ChainModel) -> [ChainTarget] {
    (0..<chain.matrix.stateCount).filter { chain.matrix.isAbsorbing($0) }.map {
      ChainTarget(name: chain.stateNames[$0], states: [$0])
    }
  }

  /// The chain's name.
  public var name: String { chain.name }

  /// The start in a word: all states, the name of the only one, or how many.
  var startText: String {
    if starts.count == 1 { return chain.stateNames[starts[0]] }
    return starts.count == chain.matrix.stateCount ? "*" : "\(starts.count) states"
  }

  /// What is reported when nothing is chosen.
  private var suggested: Set<ChainQuantity> {
    guard !targets.isEmpty else { return [.stateProbability] }
    var suggested: Set<ChainQuantity> = [
      .reachProbability, .unreachedProbability, .stepsToTarget, .stepsVariance,
    ]
    if !levels.isEmpty { suggested.insert(.stepsQuantile) }
    if reward != nil { suggested.insert(.rewardToTarget) }
    return suggested
  }

  /// The quantities in force.
  var asked: Set<ChainQuantity> { quantities.isEmpty ? suggested : quantities }

  /// A row of every scenario: what is asked, and of which target, level or set of states.
  struct Question: Sendable {
    let quantity: ChainQuantity
    /// An index of ``targets`` or of ``stateSets``.
    let index: Int
    var level: Int?
    let words: RowQuestion
  }

  /// The sets that occupancy, state and stationary probabilities are reported of: the named targets,
  /// or without any every state.
  var stateSets: [ChainTarget] {
    guard namedTargets.isEmpty else { return namedTargets }
    return (0..<chain.matrix.stateCount).map {
      ChainTarget(name: chain.stateNames[$0], states: [$0])
    }
  }

  /// The rows of each scenario, after the choice of quantities and rungs.
  var questions: [Question] {
    var questions: [Question] = []
    let all = asked
    for (index, target) in targets.enumerated() where isReported(target) {
      for quantity in ChainQuantity.allCases where all.contains(quantity) && quantity.isOfPassage {
        guard quantity == .stepsQuantile else {
          questions.append(
            Question(quantity: quantity, index: index, words: words(quantity, target)))
          continue
        }
        for (level, wanted) in levels.enumerated() {
          questions.append(
            Question(
              quantity: quantity, index: index, level: level,
              words: words(quantity, target, level: wanted.value)))
        }
      }
    }
    let ofStates = ChainQuantity.allCases.filter { all.contains($0) && !$0.isOfPassage }
    guard !ofStates.isEmpty else { return questions }
    for (index, set) in stateSets.enumerated() where isReported(set) {
      for quantity in ofStates {
        questions.append(Question(quantity: quantity, index: index, words: words(quantity, set)))
      }
    }
    return questions
  }

  private func isReported(_ set: ChainTarget) -> Bool {
    rungs.isEmpty || rungs.contains(set.name)
  }

  private func words(
    _ quantity: ChainQuantity, _ set: ChainTarget, level: Double? = nil
  ) -> RowQuestion {
    RowQuestion(
      quantity: quantity.rawValue, unit: quantity.unit, rung: set.name,
      rungNumber: set.states.count == 1 ? set.states[0] : nil, quantile: level,
      day: quantity == .stationaryProbability ? nil : horizon)
  }

  /// What tells the draws of a start state from those of others: 0 when draws are shared.
  func scenarioKey(_ start: Int) -> UInt64 {
    guard isIndependent else { return 0 }
    let word = UInt64(start) &+ 1
    let hash = stableHash((0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) })
    return hash == 0 ? 1 : hash
  }

  /// The marks of a set of states.
  func marks(_ set: ChainTarget) -> [Bool] {
    var marks = [Bool](repeating: false, count: chain.matrix.stateCount)
    for state in set.states { marks[state] = true }
    return marks
  }

  /// The distribution that is all in one state.
  func distribution(at state: Int) -> [Double] {
    var start = [Double](repeating: 0, count: chain.matrix.stateCount)
    start[state] = 1
    return start
  }
}
