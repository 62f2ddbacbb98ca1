/// A chain made ready for carrying counts: its states, told apart by the targets still to come.
///
/// First arrivals cannot be told from counts of states alone, so a node is a state together with those
/// target sets that were not visited yet and can still be. Nodes are found from the start, so only those
/// exist that can occur: where targets are nested, as rungs of a ladder are, or where the state knows
/// what was reached, there are few more nodes than states.
struct PopulationChain: Sendable {
  /// Draws of each state's row.
  let dealer: CountDealer
  /// Nodes that move; those at rest come behind them.
  let movingCount: Int
  /// Shape `[node]`.
  let states: [Int32]
  /// Shape `[movingCount + 1]`: the moves of a node, in the order of its state's dealer.
  let offsets: [Int]
  /// Shape `[move]`.
  let moves: [Move]
  /// Target sets that are visited for the first time together.
  let arrivals: [[Int32]]
  /// Where trajectories begin, and the entries of its one row as moves.
  let starts: CountDealer
  let startMoves: [Move]

  /// The number of nodes.
  var nodeCount: Int { states.count }

  /// Where a move leads, and which of ``arrivals`` happens on the way; -1 for none.
  struct Move: Sendable {
    let node: Int32
    let arrival: Int32
  }

  /// - Parameter stopsWhenDecided: Whether a trajectory rests once no target is to come.
  /// - Throws: `EngineError.tooLarge` when nodes and moves take more than a number of bytes.
  /// - Complexity: O(nodes + their moves).
  init(_ problem: ChainProblem, stopsWhenDecided: Bool, memoryLimit: Int) throws(EngineError) {
    var search = Search(problem, stopsWhenDecided: stopsWhenDecided)
    var starts = CountDealer()
    starts.append(problem.start)
    var begun: [Entry] = []
    for place in starts.places { begun.append(search.begin(Int(place))) }
    let matrix = problem.matrix
    var dealer = CountDealer()
    for state in 0..<matrix.stateCount {
      if search.mayBeMet[state], !matrix.isAbsorbing(state) {
        dealer.append(matrix.probabilities[matrix.row(state)])
      } else {
        dealer.appendNothing()
      }
    }
    var offsets = [0]
    var moves: [Entry] = []
    var visited = 0
    while visited < search.moving.count {
      let node = search.moving[visited]
      let state = Int(node.state)
      for entry in dealer.offsets[state]..<dealer.offsets[state + 1] {
        let target = matrix.targets[matrix.offsets[state] + Int(dealer.places[entry])]
        moves.append(search.move(from: node.pending, to: target))
      }
      offsets.append(moves.count)
      visited += 1
      let bytes =
        moves.count * 32 + (search.moving.count + search.resting.count) * 128
        + dealer.places.count * 64
      guard bytes <= memoryLimit else {
        throw .tooLarge(
          what: "the population engine, which tells states apart by the targets still to come,",
          need: "more than \(search.moving.count) of them", limit: "\(memoryLimit >> 20) MiB")
      }
    }
    let movingCount = search.moving.count
    let placed = { (entry: Entry) -> Move in
      Move(
        node: entry.isAtRest ? Int32(movingCount) + entry.node : entry.node, arrival: entry.arrival)
    }
    self.dealer = dealer
    self.movingCount = movingCount
    self.offsets = offsets
    states = search.moving.map(\.state) + search.resting.map(\.state)
    self.moves = moves.map(placed)
    arrivals = search.arrivals
    self.starts = starts
    startMoves = begun.map(placed)
  }

  /// A node as it is entered, by its number among those that move or those at rest.
  private struct Entry {
    let node: Int32
    let isAtRest: Bool
    let arrival: Int32
  }

  private struct Node {
    let state: Int32
    /// The number of its set of targets to come.
    let pending: Int32
  }

  /// Nodes and sets of targets as they are found, in a fixed order.
  private struct Search {
    private let matrix: TransitionMatrix
    private let stopsWhenDecided: Bool
    private let wordCount: Int
    /// Shape `[state, word]`: the targets that hold the state.
    private var here: [UInt64]
    /// Shape `[state, word]`: the targets that can be reached from it, itself included.
    private var ahead: [UInt64]
    private(set) var moving: [Node] = []
    private(set) var resting: [Node] = []
    private(set) var arrivals: [[Int32]] = []
    let mayBeMet: [Bool]
    private var pendingSets: [[UInt64]] = []
    private var pendingNumbers: [[UInt64]: Int32] = [:]
    private var arrivalNumbers: [[UInt64]: Int32] = [:]
    private var known: [Int: Entry] = [:]

    init(_ problem: ChainProblem, stopsWhenDecided: Bool) {
      matrix = problem.matrix
      self.stopsWhenDecided = stopsWhenDecided
      let n = matrix.stateCount
      wordCount = (problem.targets.count + 63) / 64
      here = [UInt64](repeating: 0, count: n * wordCount)
      ahead = here
      mayBeMet = matrix.statesReachable(from: problem.start.map { $0 > 0 })
      let everywhere = [Bool](repeating: true, count: n)
      let reverse = problem.targets.isEmpty ? nil : ReverseTransitions(matrix)
      for (target, marks) in problem.targets.enumerated() {
        guard let reached = reverse?.statesReaching(marks, through: everywhere) else { continue }
        let bit = UInt64(1) << UInt64(target & 63)
        for state in 0..<n {
          if marks[state] { here[state * wordCount + target >> 6] |= bit }
          if reached[state] { ahead[state * wordCount + target >> 6] |= bit }
        }
      }
    }

    /// The node in which a trajectory begins.
    mutating func begin(_ state: Int) -> Entry {
      enter(state, coming: Array(ahead[state * wordCount..<(state + 1) * wordCount]))
    }

    /// The node of a state entered with some targets to come.
    mutating func move(from pending: Int32, to state: Int) -> Entry {
      let key = Int(pending) * matrix.stateCount + state
      if let move = known[key] { return move }
      let move = enter(state, coming: pendingSets[Int(pending)])
      known[key] = move
      return move
    }

    private mutating func enter(_ state: Int, coming: [UInt64]) -> Entry {
      var visited = coming
      var pending = coming
      for word in 0..<wordCount {
        let own = here[state * wordCount + word]
        visited[word] &= own
        pending[word] &= ~own & ahead[state * wordCount + word]
      }
      let number = number(ofPending: pending)
      let isAtRest =
        matrix.isAbsorbing(state) || (stopsWhenDecided && pending.allSatisfy { $0 == 0 })
      return Entry(
        node: node(state, number, isAtRest), isAtRest: isAtRest, arrival: arrival(visited))
    }

    private var nodeNumbers: [Int: Int32] = [:]

    private mutating func node(_ state: Int, _ pending: Int32, _ isAtRest: Bool) -> Int32 {
      let key = Int(pending) * matrix.stateCount + state
      if let number = nodeNumbers[key] { return number }
      let node = Node(state: Int32(state), pending: pending)
      let number: Int32
      if isAtRest {
        number = Int32(resting.count)
        resting.append(node)
      } else {
        number = Int32(moving.count)
        moving.append(node)
      }
      nodeNumbers[key] = number
      return number
    }

    private mutating func number(ofPending set: [UInt64]) -> Int32 {
      if let number = pendingNumbers[set] { return number }
      let number = Int32(pendingSets.count)
      pendingSets.append(set)
      pendingNumbers[set] = number
      return number
    }

    private mutating func arrival(_ visited: [UInt64]) -> Int32 {
      guard visited.contains(where: { $0 != 0 }) else { return -1 }
      if let number = arrivalNumbers[visited] { return number }
      var targets: [Int32] = []
      for (word, bits) in visited.enumerated() {
        var bits = bits
        while bits != 0 {
          targets.append(Int32(word << 6 | bits.trailingZeroBitCount))
          bits &= bits &- 1
        }
      }
      let number = Int32(arrivals.count)
      arrivals.append(targets)
      arrivalNumbers[visited] = number
      return number
    }
  }
}
