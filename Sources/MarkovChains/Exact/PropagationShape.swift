/// What chains of one shape share on their way to a horizon: which masses count, and for what.
struct PropagationShape {
  /// A chain, whose moves and question are those of all.
  let problem: ChainProblem
  let horizon: Int
  /// Sets whose masses are added up over the steps: the occupied ones, and last what is outside the outcomes.
  let stays: StateLists
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
    let occupied = problem.occupied
    var lists = [[Int]](repeating: [], count: occupied.count + 1)
    for (state, outcome) in outcomeOfState.enumerated() {
      let set = Int(occupied.groupOfState[state])
      if set >= 0 { lists[set].append(state) }
      if outcome < 0 { lists[occupied.count].append(state) }
    }
    stays = StateLists(lists)
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

  /// The courses that answers take: the chain itself, where it is asked about, and the chains that stop in each set that
  /// can be left again.
  func courses(by end: Moves.End) -> Courses {
    Courses(
      whole: asksWholeChain
        ? Course(
          Moves(problem.matrix, by: end),
          passages: passages.indices.filter { passages[$0].isClosed }, of: self, stays: stays)
        : nil,
      stopping: passages.indices.map { passages[$0].isClosed ? nil : course(to: $0, by: end) })
  }

  /// The chain that stops in the set of a passage.
  func course(to passage: Int, by end: Moves.End) -> Course {
    Course(
      Moves(problem.matrix, stoppingIn: passages[passage].target, by: end), passages: [passage],
      of: self, stays: StateLists([]))
  }

  /// The courses of all answers.
  struct Courses {
    let whole: Course?
    /// Shape `[passage]`; nil for what the chain itself tells.
    let stopping: [Course?]
  }

  /// Moves, and what is added up on the way.
  struct Course {
    let stateCount: Int
    /// Which entry of the matrix each move is; the number of entries for one that is sure.
    let entries: [Int]
    /// The states that are not absorbing.
    let moving: [Int]
    /// Of the shape's passages, those that are added up.
    let passages: [Int]
    /// For each of them the states one step away from its set.
    let doors: StateLists
    /// Shape `[door + 1]`: the moves through door d are `doorEntries[doorOffsets[d]..<doorOffsets[d + 1]]`.
    let doorOffsets: [Int]
    /// Entries of the matrix.
    let doorEntries: [Int]
    let stays: StateLists
    /// What kernels read, in one array: offsets, others and moving states of the moves, offsets and states of the doors, and of
    /// the stays.
    let indices: [Int]

    init(_ moves: Moves, passages: [Int], of shape: PropagationShape, stays: StateLists) {
      stateCount = moves.offsets.count - 1
      entries = moves.entries
      moving = moves.moving
      self.passages = passages
      self.stays = stays
      let own = passages.map { shape.passages[$0].doors }
      let doors = StateLists(own.map { $0.map(\.state) })
      self.doors = doors
      var (doorOffsets, doorEntries) = ([0], [Int]())
      for door in own.joined() {
        doorEntries += door.entries
        doorOffsets.append(doorEntries.count)
      }
      self.doorOffsets = doorOffsets
      self.doorEntries = doorEntries
      var indices = moves.offsets
      indices += moves.others
      indices += moves.moving
      indices += doors.offsets
      indices += doors.states
      indices += stays.offsets
      indices += stays.states
      self.indices = indices
    }
  }

  /// Lists of states behind each other.
  struct StateLists {
    /// Shape `[list + 1]`.
    let offsets: [Int]
    let states: [Int]

    var count: Int { offsets.count - 1 }

    init(_ lists: [[Int]]) {
      var offsets = [0]
      for list in lists { offsets.append(offsets[offsets.count - 1] + list.count) }
      self.offsets = offsets
      states = lists.flatMap { $0 }
    }
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
    /// The states one step away, and the entries of the matrix that lead from each into the set.
    let doors: [(state: Int, entries: [Int])]

    init(_ target: [Bool], _ matrix: TransitionMatrix) {
      self.target = target
      isClosed = matrix.isClosed(target)
      var doors: [(state: Int, entries: [Int])] = []
      for state in target.indices where !target[state] {
        let entries = matrix.row(state).filter { target[matrix.targets[$0]] }
        if !entries.isEmpty { doors.append((state, entries)) }
      }
      self.doors = doors
    }
  }
}
