/// What chains of one shape share on their way to a horizon: where masses meet, and which of them count.
struct PropagationShape {
  /// A chain, whose moves and question are those of all.
  let problem: ChainProblem
  let horizon: Int
  let moves: Moves
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
    moves = Moves(matrix, stoppingIn: nil)
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

  /// A state that counts: for an occupied set or -1, and as outside the outcomes.
  struct Stay {
    let state: Int
    let set: Int
    let isUnresolved: Bool
  }

  /// The moves of a chain by where they lead.
  struct Moves {
    /// Shape `[state + 1]`: the moves into state s are `offsets[s]..<offsets[s + 1]`.
    let offsets: [Int]
    /// Where each move comes from, ascending for a state.
    let sources: [Int]
    /// Which entry of the matrix each is; the number of entries for one that is sure.
    let entries: [Int]
    /// The states that are not absorbing.
    let moving: [Int]

    /// - Parameter set: States that can only stay, whatever the matrix says.
    /// - Complexity: O(states + entries).
    init(_ matrix: TransitionMatrix, stoppingIn set: [Bool]?) {
      let n = matrix.stateCount
      let isStopped = { (state: Int) in set?[state] ?? false }
      var offsets = [Int](repeating: 0, count: n + 1)
      for source in 0..<n {
        if isStopped(source) {
          offsets[source + 1] += 1
        } else {
          for entry in matrix.row(source) { offsets[matrix.targets[entry] + 1] += 1 }
        }
      }
      for state in 0..<n { offsets[state + 1] += offsets[state] }
      var ends = offsets
      var sources = [Int](repeating: 0, count: offsets[n])
      var entries = sources
      func add(_ entry: Int, from source: Int, to target: Int) {
        sources[ends[target]] = source
        entries[ends[target]] = entry
        ends[target] += 1
      }
      for source in 0..<n {
        if isStopped(source) {
          add(matrix.targets.count, from: source, to: source)
        } else {
          for entry in matrix.row(source) { add(entry, from: source, to: matrix.targets[entry]) }
        }
      }
      self.offsets = offsets
      self.sources = sources
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
