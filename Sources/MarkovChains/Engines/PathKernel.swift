import RandomStreams

/// A mixture made ready for simulation, and the loop that follows one trajectory after another.
///
/// This is the portable kernel: plain integers, one trajectory at a time. Chains of incidents stay
/// where they are on most steps, so the loop is built around staying: it draws, looks up, and goes
/// round again without touching a counter until the state changes.
struct PathKernel: Sendable {
  private let address: StreamAddress
  private let limit: Int
  private let classes: WordPartition
  private let components: [Component]
  private let occupiedCount: Int
  let emptyTally: Tally
  /// What the reader of the numbers ought to know.
  let remarks: [String]

  private struct Component: Sendable {
    let chain: CompiledChain
    let start: WordPartition
    let facts: [StateFacts]
  }

  private struct Member {
    let trajectory: Int
    let startWord: UInt64
  }

  /// What the loop needs to know of a state when it enters or leaves it.
  private struct StateFacts: Sendable {
    /// One bit for each target set that holds the state.
    let targets: UInt64
    /// The occupied set that holds it, or -1.
    let occupied: Int
    /// The outcome that holds it, or -1.
    let outcome: Int
    /// Whether nothing can happen any more.
    let isAbsorbing: Bool
  }

  init(_ mixture: Mixture, address: StreamAddress) {
    self.address = address
    limit = mixture.horizon ?? PathEngine.stepLimit
    classes = WordPartition(mixture.weights)
    components = mixture.problems.map { problem in
      let n = problem.matrix.stateCount
      let occupied = Propagation.setOfState(problem.occupied, n)
      let outcomes = Propagation.setOfState(problem.outcomes, n)
      return Component(
        chain: CompiledChain(problem.matrix), start: WordPartition(problem.start),
        facts: (0..<n).map { state in
          StateFacts(
            targets: problem.targets.indices.reduce(0) {
              problem.targets[$1][state] ? $0 | 1 << UInt64($1) : $0
            },
            occupied: occupied[state], outcome: outcomes[state],
            isAbsorbing: problem.matrix.isAbsorbing(state))
        })
    }
    let first = mixture.problems[0]
    occupiedCount = first.occupied.count
    emptyTally = Tally(
      outcomeCount: first.outcomes.count, targetCount: first.targets.count,
      occupiedCount: first.occupied.count)
    let unresolvable = components.reduce(classes.droppedCount) {
      $0 + $1.chain.unresolvableCount + $1.start.droppedCount
    }
    remarks =
      unresolvable == 0
      ? []
      : [
        "\(unresolvable) transitions, starts or classes are rarer than 2^-65 and are never drawn; "
          + "only the exact engine counts them"
      ]
  }

  /// Simulates the trajectories of one block and adds them to a tally.
  func simulate(_ trajectories: Range<Int>, into tally: inout Tally) {
    // Trajectories of one class share tables, so a block takes its classes one after another. The
    // order changes no draw and no sum.
    var members = [[Member]](repeating: [], count: components.count)
    for trajectory in trajectories {
      let (classWord, startWord) = address.words(trajectory: trajectory, purpose: .start)
      members[classes.index(of: classWord)].append(
        Member(trajectory: trajectory, startWord: startWord))
    }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, occupiedCount)) { spent in
      spent.initialize(repeating: 0)
      for (component, group) in zip(components, members) where !group.isEmpty {
        component.chain.guide.withUnsafeBufferPointer { guide in
          component.facts.withUnsafeBufferPointer { facts in
            for member in group {
              follow(
                address.generator(trajectory: member.trajectory),
                from: component.start.index(of: member.startWord), component.chain, guide,
                facts, spent, &tally)
            }
          }
        }
      }
    }
  }

  /// Follows one trajectory to its end.
  ///
  /// - Parameter spent: Shape `[occupied]`, zeros before and after: steps in each occupied set.
  @inline(__always)
  private func follow(
    _ stream: Xoshiro256PlusPlus, from start: Int, _ chain: CompiledChain,
    _ guide: UnsafeBufferPointer<UInt16>, _ facts: UnsafeBufferPointer<StateFacts>,
    _ spent: UnsafeMutableBufferPointer<Int>, _ tally: inout Tally
  ) {
    var generator = stream
    var state = start
    var step = 0
    var entered = 0
    var visited: UInt64 = 0
    while true {
      let here = facts[state]
      var fresh = here.targets & ~visited
      visited |= here.targets
      while fresh != 0 {
        tally.arrive(at: fresh.trailingZeroBitCount, step: step)
        fresh &= fresh &- 1
      }
      if here.isAbsorbing {
        if here.occupied >= 0 { spent[here.occupied] &+= limit &- step }
        if here.outcome < 0 { step = limit }
        break
      }
      let row = state &<< 8
      var next = state
      while step < limit {
        let word = generator.next()
        let guess = guide[row | Int(truncatingIfNeeded: word &>> 56)]
        step &+= 1
        next = Int(guess)
        if next == state { continue }
        if guess == CompiledChain.ambiguous {
          next = chain.search(state, word)
          if next == state { continue }
        }
        break
      }
      if here.occupied >= 0 { spent[here.occupied] &+= step &- entered }
      if next == state { break }
      entered = step
      state = next
    }
    for set in 0..<occupiedCount where spent[set] > 0 {
      tally.occupy(set, steps: spent[set])
      spent[set] = 0
    }
    tally.finish(steps: step, outcome: facts[state].outcome)
  }
}
