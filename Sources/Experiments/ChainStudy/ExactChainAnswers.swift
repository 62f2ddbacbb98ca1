import Escalation
import MarkovChains
import Tables

/// The exact answers to a study of a chain; what does not depend on the start is solved once.
struct ExactChainAnswers {
  private let study: ChainStudy
  private let questions: [ChainStudy.Question]
  /// One a target that is asked about.
  private var passages: [Int: ChainSolver.PassageAnswers] = [:]
  /// Shape `[level][start]`, by target.
  private var quantiles: [Int: [[Double]]] = [:]
  private var stationary: StateValues?
  private var occupancy: OccupancySolver?
  /// Occupancy, probability at the horizon and its complement by set, from every start: solved set by
  /// set where that takes fewer passes than start by start.
  private var columns: [Int: (spent: StateValues?, last: StateValues?, opposite: StateValues?)] =
    [:]
  private let solver: ChainSolver
  private let sets: [ChainTarget]
  private(set) var remarks: [String] = []

  init(
    _ study: ChainStudy, _ questions: [ChainStudy.Question], _ control: RunControl
  ) throws(EngineError) {
    self.study = study
    self.questions = questions
    sets = study.stateSets
    solver = ChainSolver(study.chain.matrix)
    let asked = Set(questions.map(\.quantity))
    for index in Set(questions.filter { $0.quantity.isOfPassage }.map(\.index)).sorted() {
      if control.isInterrupted() { throw .interrupted }
      try solvePassage(to: index, asked, control)
    }
    if asked.contains(.stationaryProbability) { try solveStationary() }
    if asked.contains(.occupancySteps), study.horizon == nil {
      occupancy = try OccupancySolver(solver)
    }
    try solveColumns(asked, control)
  }

  private mutating func solveColumns(
    _ asked: Set<ChainQuantity>, _ control: RunControl
  ) throws(EngineError) {
    let indices = Set(
      questions.filter { $0.quantity == .occupancySteps || $0.quantity == .stateProbability }
        .map(\.index))
    guard indices.count < study.starts.count else { return }
    for index in indices.sorted() {
      if control.isInterrupted() { throw .interrupted }
      let marks = study.marks(sets[index])
      guard let horizon = study.horizon else {
        columns[index] = (try occupancy?.steps(in: marks), nil, nil)
        continue
      }
      let (last, spent) = try solver.presence(in: marks, horizon: horizon, control: control)
      let opposite =
        study.isChecked && asked.contains(.stateProbability)
        ? try solver.presence(in: marks.map { !$0 }, horizon: horizon, control: control).last : nil
      columns[index] = (spent, last, opposite)
    }
  }

  private mutating func solvePassage(
    to index: Int, _ asked: Set<ChainQuantity>, _ control: RunControl
  ) throws(EngineError) {
    let target = study.targets[index]
    let marks = study.marks(target)
    let wanted = ChainSolver.PassageQuestions(
      wantsSteps: asked.contains(.stepsToTarget), wantsVariance: asked.contains(.stepsVariance),
      rewards: asked.contains(.rewardToTarget) ? study.reward?.values : nil)
    let answers =
      if let horizon = study.horizon {
        try solver.passage(
          to: marks, within: horizon, asking: wanted, from: study.starts, control: control)
      } else {
        try solver.passage(to: marks, asking: wanted, control: control)
      }
    passages[index] = answers
    if asked.contains(.stepsQuantile) {
      let found = try solver.quantiles(
        of: marks, levels: study.levels.map { .init(value: $0.value, complement: $0.complement) },
        from: study.starts, control: control)
      quantiles[index] = found.map { row in
        row.map { steps in study.horizon.map { steps > Double($0) ? .infinity : steps } ?? steps }
      }
    }
    remark(on: target, answers, asked)
  }

  private mutating func remark(
    on target: ChainTarget, _ answers: ChainSolver.PassageAnswers, _ asked: Set<ChainQuantity>
  ) {
    let names = study.chain.stateNames
    func listed(_ states: [Int]) -> String {
      let some = states.prefix(3).map { "'\(names[$0])'" }.joined(separator: ", ")
      return states.count > 3 ? "\(some) and \(states.count - 3) more" : some
    }
    if target.states.isEmpty {
      remarks.append("target '\(target.name)' holds no state: it is never reached")
      return
    }
    if target.states.count == names.count {
      remarks.append("target '\(target.name)' holds every state: it is reached at step 0")
    }
    let impossible = study.starts.filter { !answers.isPossible[$0] }
    if !impossible.isEmpty {
      let when = study.horizon.map { " within \($0) steps" } ?? ""
      remarks.append(
        "target '\(target.name)' cannot be reached\(when) from \(listed(impossible)): the "
          + "probability is exactly 0, and there is no mean")
    }
    let means: Set<ChainQuantity> = [.stepsToTarget, .stepsVariance, .rewardToTarget]
    let partly = study.starts.filter {
      answers.isPossible[$0] && answers.complement.values[$0] > 0
    }
    if !partly.isEmpty, !asked.isDisjoint(with: means) {
      remarks.append(
        "target '\(target.name)' can be missed from \(listed(partly)): steps and rewards are means "
          + "over the trajectories that reach it")
    }
    let lost = Set(answers.probability.outOfRange.keys).union(answers.complement.outOfRange.keys)
      .intersection(study.starts)
    if !lost.isEmpty {
      remarks.append(
        "probabilities from \(listed(lost.sorted())) are below the range of doubles; the file holds "
          + "their digits, programs that read doubles take them for 0")
    }
    if let width = [answers.probability, answers.complement, answers.steps, answers.reward]
      .compactMap({ $0?.widestEnclosure }).max()
    {
      remarks.append(
        "target '\(target.name)': a class fills up under elimination, so its answers are enclosed by "
          + "interval iteration; the widest enclosure is \(Figures.significant(width, digits: 2)) "
          + "of its number")
    }
    if asked.contains(.stepsVariance), answers.variance == nil {
      let isEnclosed = answers.probability.low != nil
      remarks.append(
        "target '\(target.name)': no variance of steps, since "
          + (isEnclosed
            ? "variances are not enclosed" : "a mean is beyond the range of doubles"))
    }
  }

  private mutating func solveStationary() throws(EngineError) {
    stationary = try solver.stationary()
    let matrix = study.chain.matrix
    let classes = StateClasses(matrix)
    guard let closed = classes.classes.indices.first(where: { classes.isClosed($0, in: matrix) })
    else { return }
    let members = classes.classes[closed]
    let period = ChainSolver.period(of: members, in: matrix)
    if period > 1 {
      remarks.append(
        "the closed class has period \(period): the stationary vector is the share of time in the "
          + "long run, not a limit of probabilities by step")
    }
    if members.count < matrix.stateCount {
      remarks.append(
        "\(matrix.stateCount - members.count) states are left for good and have stationary "
          + "probability 0")
    }
  }

  /// The answers from one start state, one a question; nil where there is none.
  func answers(
    from start: Int, scenario: Int, _ control: RunControl
  ) throws(EngineError) -> [Estimate?] {
    var visits: StateValues?
    if !columns.isEmpty {
      return questions.map { answer($0, start, scenario, nil, nil) }
    }
    let asksStates = questions.contains {
      $0.quantity == .occupancySteps || $0.quantity == .stateProbability
    }
    var final: StateValues?
    if let occupancy {
      visits = try occupancy.visits(from: study.distribution(at: start))
    } else if let horizon = study.horizon, asksStates {
      let presence = try solver.presence(
        from: study.distribution(at: start), horizon: horizon, control: control)
      (final, visits) = (presence.last, presence.spent)
    }
    return questions.map { question in
      answer(question, start, scenario, visits, final)
    }
  }

  private func answer(
    _ question: ChainStudy.Question, _ start: Int, _ scenario: Int, _ visits: StateValues?,
    _ final: StateValues?
  ) -> Estimate? {
    if let column = columns[question.index] {
      switch question.quantity {
      case .occupancySteps: return column.spent?.estimate(from: start)
      case .stateProbability:
        return column.last?.estimate(from: start, complement: column.opposite)
      default: break
      }
    }
    switch question.quantity {
    case .occupancySteps: return visits.map { sum($0, over: sets[question.index]) }
    case .stateProbability:
      guard let final else { return nil }
      let set = sets[question.index]
      guard study.isChecked else { return sum(final, over: set) }
      // A complement of its own: what lies in all other states.
      let marks = study.marks(set)
      var outside = 0.0
      for state in marks.indices where !marks[state] { outside += final.values[state] }
      return Estimate(exact: sum(final, over: set).value, complement: outside)
    case .stationaryProbability:
      return scenario == 0 ? stationary.map { sum($0, over: sets[question.index]) } : nil
    case .stepsQuantile:
      guard let level = question.level, let found = quantiles[question.index] else { return nil }
      return Estimate(exact: found[level][scenario])
    default: break
    }
    guard let passage = passages[question.index] else { return nil }
    switch question.quantity {
    case .reachProbability:
      return passage.probability.estimate(from: start, complement: passage.complement)
    case .unreachedProbability:
      return passage.complement.estimate(from: start, complement: passage.probability)
    default: break
    }
    guard passage.isPossible[start] else { return nil }
    switch question.quantity {
    case .stepsToTarget: return passage.steps?.estimate(from: start)
    case .stepsVariance: return passage.variance?.estimate(from: start)
    default: return passage.reward?.estimate(from: start)
    }
  }

  private func sum(_ values: StateValues, over set: ChainTarget) -> Estimate {
    if set.states.count == 1 { return values.estimate(from: set.states[0]) }
    return Estimate(exact: set.states.reduce(0) { $0 + values.values[$1] })
  }
}
