/// What chains of one shape share on their way to a horizon: which masses count, and for what.
struct PropagationShape {
  /// A chain, whose moves and question are those of all.
  let problem: ChainProblem
  let horizon: Int
  /// The states that count for something as long as they are stayed in.
  let stays: [Stay]
  /// Those whose first visit is asked for.
  let passages: [Passage]
  /// Shape `[state]`: the outcome that holds it, or -1.
  let outcomeOfState: [Int]

  /// - Parameter sets: The target sets that are asked about; nil for all.
  /// - Throws: `EngineError.tooLarge` beyond ``ExactEngine/workLimit``.
  /// - Complexity: O(sets · states + entries).
  init(_ problem: ChainProblem, horizon: Int, sets: [Int]? = nil) throws(EngineError) {
    try Self.checkWork(problem, horizon: horizon)
    let matrix = problem.matrix
    self.problem = problem
    self.horizon = horizon
    passages = (sets ?? Array(problem.targets.indices)).map { Passage(problem.targets[$0], matrix) }
    let outcomeOfState = problem.outcomeOfState
    self.outcomeOfState = outcomeOfState
    stays = outcomeOfState.indices.compactMap { state in
      let set = Int(problem.occupied.groupOfState[state])
      let isUnresolved = outcomeOfState[state] < 0
      return set >= 0 || isUnresolved
        ? Stay(state: state, set: set, isUnresolved: isUnresolved) : nil
    }
  }

  /// - Throws: `EngineError.tooLarge` beyond ``ExactEngine/workLimit``.
  static func checkWork(_ problem: ChainProblem, horizon: Int) throws(EngineError) {
    let entryCount = problem.matrix.targets.count
    let (work, overflow) = max(1, horizon).multipliedReportingOverflow(by: max(1, entryCount))
    guard !overflow, work <= ExactEngine.workLimit else {
      throw .tooLarge(
        what: "propagating \(horizon) steps over \(entryCount) transitions",
        need: overflow ? "more multiplications than a word counts" : "\(work) multiplications",
        limit: "\(ExactEngine.workLimit)")
    }
  }

  /// Whether something is asked that takes the chain itself, not one that stops in a target set.
  var asksWholeChain: Bool {
    !problem.outcomes.isEmpty || problem.occupied.count > 0 || passages.contains { $0.isClosed }
  }

  /// The moves of the chain itself, where it is asked about, and of the chains that stop in each set that can be left again.
  func moveSets(by end: Moves.End) -> MoveSets {
    MoveSets(
      whole: asksWholeChain ? Moves(problem.matrix, by: end) : nil,
      stopping: passages.map {
        $0.isClosed ? nil : Moves(problem.matrix, stoppingIn: $0.target, by: end)
      })
  }

  /// The moves of all chains that answers take.
  struct MoveSets {
    let whole: Moves?
    /// Shape `[passage]`; nil for what the chain itself tells.
    let stopping: [Moves?]
  }

  /// A state that counts: for an occupied set or -1, and as outside the outcomes.
  struct Stay {
    let state: Int
    let set: Int
    let isUnresolved: Bool
  }

  /// The moves of a chain, those of one state behind each other.
  struct Moves {
    /// Which of its states a move is kept with.
    enum End {
      /// Where it comes from: states without mass are passed over.
      case source
      /// Where it leads: what meets there is added up in one place.
      case target
    }

    /// Shape `[state + 1]`: the moves of state s are `offsets[s]..<offsets[s + 1]`.
    let offsets: [Int]
    /// The other end of each, ascending for a state.
    let others: [Int]
    /// Which entry of the matrix each is; the number of entries for one that is sure.
    let entries: [Int]
    /// The states that are not absorbing.
    let moving: [Int]

    /// - Parameter set: States that can only stay, whatever the matrix says.
    /// - Complexity: O(states + entries).
    init(_ matrix: TransitionMatrix, stoppingIn set: [Bool]? = nil, by end: End) {
      let n = matrix.stateCount
      let isStopped = { (state: Int) in set?[state] ?? false }
      func forEach(_ body: (_ source: Int, _ target: Int, _ entry: Int) -> Void) {
        for source in 0..<n {
          if isStopped(source) {
            body(source, source, matrix.targets.count)
          } else {
            for entry in matrix.row(source) { body(source, matrix.targets[entry], entry) }
          }
        }
      }
      var offsets = [Int](repeating: 0, count: n + 1)
      forEach { source, target, _ in offsets[(end == .source ? source : target) + 1] += 1 }
      for state in 0..<n { offsets[state + 1] += offsets[state] }
      var places = offsets
      var others = [Int](repeating: 0, count: offsets[n])
      var entries = others
      forEach { source, target, entry in
        let (own, other) = end == .source ? (source, target) : (target, source)
        others[places[own]] = other
        entries[places[own]] = entry
        places[own] += 1
      }
      self.offsets = offsets
      self.others = others
      self.entries = entries
      moving = (0..<n).filter { !isStopped($0) && !matrix.isAbsorbing($0) }
    }
  }

  /// A set whose first visit is asked for.
  struct Passage {
    let target: [Bool]
    /// Whether it cannot be left again, so that the chain itself tells.
    let isClosed: Bool
    /// The states one step away, and which of the entries below lead from each into the set.
    let doors: [(state: Int, entries: Range<Int>)]
    /// Entries of the matrix.
    let entries: [Int]

    init(_ target: [Bool], _ matrix: TransitionMatrix) {
      self.target = target
      isClosed = matrix.isClosed(target)
      var (doors, entries) = ([(state: Int, entries: Range<Int>)](), [Int]())
      for state in target.indices where !target[state] {
        let first = entries.count
        for entry in matrix.row(state) where target[matrix.targets[entry]] { entries.append(entry) }
        if entries.count > first { doors.append((state, first..<entries.count)) }
      }
      self.doors = doors
      self.entries = entries
    }
  }
}

/// What chains of one shape differ in.
struct ChainNumbers {
  /// Shape `[state]`.
  let start: [Double]
  /// Shape `[entry]`.
  let probabilities: [Double]

  init(_ problem: ChainProblem) {
    start = problem.start
    probabilities = problem.matrix.probabilities
  }
}
