import Escalation
import MarkovChains
import RandomStreams

/// The simulated answers to a study of a chain.
struct PathChainAnswers {
  private let study: ChainStudy
  private let questions: [ChainStudy.Question]
  private let choice: EngineChoice
  private let trajectoryCount: Int
  private let threadCount: Int
  /// The indices of the targets that are asked about.
  private let targetIndices: [Int]
  /// Sets of states that are asked about, dealt into rounds in which none overlap.
  private let rounds: [[Int]]
  private let sets: [ChainTarget]
  /// Shape `[state]`: states of closed classes, in which a path without a horizon spends for ever.
  private let isEndless: [Bool]

  struct Answers {
    /// One a question; nil where paths have no answer.
    let estimates: [Estimate?]
    let remarks: [String]
    /// Whether some trajectory was cut at the step limit.
    let wasCut: Bool
  }

  init(
    _ study: ChainStudy, _ questions: [ChainStudy.Question], _ choice: EngineChoice,
    trajectoryCount: Int, threadCount: Int
  ) {
    self.study = study
    self.questions = questions
    self.choice = choice
    self.trajectoryCount = trajectoryCount
    self.threadCount = threadCount
    sets = study.stateSets
    targetIndices = Set(questions.filter { $0.quantity.isOfPassage }.map(\.index)).sorted()
    let asksOccupancy = questions.contains { $0.quantity == .occupancySteps }
    let isEndless =
      study.horizon == nil && asksOccupancy
      ? study.chain.matrix.recurrentStates
      : [Bool](repeating: false, count: study.chain.matrix.stateCount)
    self.isEndless = isEndless
    let wanted = Set(
      questions.filter { $0.quantity == .occupancySteps || $0.quantity == .stateProbability }
        .map(\.index)
    ).sorted().filter { [sets] index in !sets[index].states.contains { isEndless[$0] } }
    var rounds: [(members: [Int], taken: Set<Int>)] = []
    for index in wanted {
      let states = sets[index].states
      if let round = rounds.firstIndex(where: { $0.taken.isDisjoint(with: states) }) {
        rounds[round].members.append(index)
        rounds[round].taken.formUnion(states)
      } else {
        rounds.append(([index], Set(states)))
      }
    }
    self.rounds = rounds.map(\.members)
  }

  func answers(from start: Int, _ control: RunControl) throws(EngineError) -> Answers {
    let engine = choice.simulation(
      trajectoryCount: trajectoryCount,
      address: StreamAddress(seed: study.seed, scenarioKey: study.scenarioKey(start)),
      threadCount: threadCount, confidence: study.confidence)
    var passages: Estimates?
    if !targetIndices.isEmpty {
      passages = try engine.estimates(for: Mixture(passageProblem(start)), control: control)
    }
    var ofSets: [Int: (occupancy: Estimate?, final: Estimate?)] = [:]
    var remarks = passages?.remarks ?? []
    var wasCut = passages?.wasCut ?? false
    for round in rounds {
      let found = try engine.estimates(
        for: Mixture(stateProblem(start, round)), control: control)
      for (group, index) in round.enumerated() {
        ofSets[index] = (
          found[.occupancySteps(set: group)], found[.finalProbability(set: group)]
        )
      }
      for remark in found.remarks where !remarks.contains(remark) { remarks.append(remark) }
      wasCut = wasCut || found.wasCut
    }
    let estimates = questions.map { question -> Estimate? in
      let set = targetIndices.firstIndex(of: question.index) ?? 0
      switch question.quantity {
      case .reachProbability: return passages?[.reachProbability(set: set)]
      case .unreachedProbability: return passages?[.reachProbability(set: set)]?.opposite
      case .stepsToTarget: return passages?[.firstPassageSteps(set: set)]
      case .rewardToTarget: return passages?[.rewardToTarget(set: set)]
      case .occupancySteps: return ofSets[question.index]?.occupancy
      case .stateProbability: return ofSets[question.index]?.final
      case .stepsVariance, .stepsQuantile, .stationaryProbability: return nil
      }
    }
    if questions.contains(where: {
      $0.quantity == .occupancySteps && sets[$0.index].states.contains { isEndless[$0] }
    }) {
      remarks.append(
        "\(choice.inWords) have no answer to occupancy in states that are never left; it is 0 or infinite"
      )
    }
    return Answers(estimates: estimates, remarks: remarks, wasCut: wasCut)
  }

  private func passageProblem(_ start: Int) -> ChainProblem {
    let matrix = study.chain.matrix
    return ChainProblem(
      matrix: matrix, start: study.distribution(at: start), horizon: study.horizon,
      targets: targetIndices.map { study.marks(study.targets[$0]) },
      rewards: study.asked.contains(.rewardToTarget) ? study.reward?.values : nil,
      occupied: .none(stateCount: matrix.stateCount),
      finals: .none(stateCount: matrix.stateCount), outcomes: [])
  }

  private func stateProblem(_ start: Int, _ round: [Int]) -> ChainProblem {
    // Without a horizon nothing is asked of what is never left: a path ends where it gets there.
    let matrix =
      isEndless.contains(true)
      ? study.chain.matrix.absorbing(in: isEndless) : study.chain.matrix
    let groups = StateGroups(
      lists: round.map { sets[$0].states }, stateCount: matrix.stateCount)
    let none = StateGroups.none(stateCount: matrix.stateCount)
    return ChainProblem(
      matrix: matrix, start: study.distribution(at: start), horizon: study.horizon, targets: [],
      rewards: nil,
      occupied: study.asked.contains(.occupancySteps) ? groups : none,
      finals: study.asked.contains(.stateProbability) ? groups : none, outcomes: [])
  }
}
