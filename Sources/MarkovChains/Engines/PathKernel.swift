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
  /// Whether a trajectory may stop once it is known which targets it visits.
  private let stopsWhenDecided: Bool
  private let allTargets: UInt64
  /// How rewards are counted; nil when none are asked for.
  let rewardScale: RewardScale?
  private let hasRewards: Bool
  /// Whether only what incidents are asked is asked: few sets, no rewards, trajectories to their ends.
  private let isPlain: Bool
  let emptyTally: Tally
  /// What the reader of the numbers ought to know.
  let remarks: [String]

  private struct Component: Sendable {
    let chain: CompiledChain
    let start: WordPartition
    let facts: [StateFacts]
  }

  /// What the loop needs to know of a state when it enters or leaves it.
  private struct StateFacts: Sendable {
    /// One bit for each target set that holds the state.
    let targets: UInt64
    /// One bit for each target set that cannot be reached from here.
    let hopeless: UInt64
    /// The occupied set that holds it, or -1.
    let occupied: Int32
    /// The final set that holds it, or -1.
    let final: Int32
    /// What a step spent here earns.
    let reward: UInt64
    /// The outcome that holds it, or -1.
    let outcome: Int32
    /// Whether nothing can happen any more.
    let isAbsorbing: Bool
  }

  init(_ mixture: Mixture, address: StreamAddress) {
    self.address = address
    limit = mixture.horizon ?? PathEngine.stepLimit
    classes = WordPartition(mixture.weights)
    let first = mixture.problems[0]
    let limit = limit
    // One scale for all chains of a mixture, so that their sums can be added.
    let rewardScale = first.rewards.map { _ in
      RewardScale(mixture.problems.flatMap { $0.rewards ?? [] }, limit: limit)
    }
    self.rewardScale = rewardScale
    hasRewards = rewardScale != nil
    stopsWhenDecided =
      first.occupied.count == 0 && first.finals.count == 0 && first.outcomes.isEmpty
    allTargets = first.targets.isEmpty ? 0 : UInt64.max >> UInt64(64 - first.targets.count)
    let stops = stopsWhenDecided
    isPlain =
      !stops && first.rewards == nil && first.finals.count == 0 && first.occupied.count <= 64
    var firstState = 0
    components = mixture.problems.map { problem in
      defer { firstState += problem.matrix.stateCount }
      return Component(
        chain: CompiledChain(problem.matrix), start: WordPartition(problem.start),
        facts: Self.facts(
          problem, isHopelessAsked: stops,
          units: rewardScale.map { scale in
            Array(scale.units[firstState..<firstState + problem.matrix.stateCount])
          }))
    }
    occupiedCount = first.occupied.count
    emptyTally = Tally(
      outcomeCount: first.outcomes.count, targetCount: first.targets.count,
      occupiedCount: first.occupied.count, finalCount: first.finals.count,
      hasRewards: rewardScale != nil,
      countsEnds: !stopsWhenDecided)
    let unresolvable = components.reduce(classes.droppedCount) {
      $0 + $1.chain.unresolvableCount + $1.start.droppedCount
    }
    var remarks: [String] = []
    if unresolvable > 0 {
      remarks.append(
        "\(unresolvable) transitions, starts or classes are rarer than 2^-65 and are never drawn; "
          + "only the exact engine counts them")
    }
    if let scale = rewardScale, scale.lostCount > 0 {
      remarks.append(
        "\(scale.lostCount) rewards are so far below the largest that they count as zero in a "
          + "simulation; only the exact engine counts them")
    }
    self.remarks = remarks
  }

  /// What the loop needs to know of every state of a chain.
  private static func facts(
    _ problem: ChainProblem, isHopelessAsked: Bool, units: [UInt64]?
  ) -> [StateFacts] {
    let n = problem.matrix.stateCount
    let outcomes = Propagation.setOfState(problem.outcomes, n)
    var targets = [UInt64](repeating: 0, count: n)
    var hopeless = targets
    let everywhere = [Bool](repeating: true, count: n)
    let reverse = isHopelessAsked ? ReverseTransitions(problem.matrix) : nil
    for (set, marks) in problem.targets.enumerated() {
      let bit = UInt64(1) << UInt64(set)
      for state in 0..<n where marks[state] { targets[state] |= bit }
      guard let reached = reverse?.statesReaching(marks, through: everywhere) else { continue }
      for state in 0..<n where !reached[state] { hopeless[state] |= bit }
    }
    return (0..<n).map { state in
      StateFacts(
        targets: targets[state], hopeless: hopeless[state],
        occupied: problem.occupied.groupOfState[state],
        final: problem.finals.groupOfState[state], reward: units?[state] ?? 0,
        outcome: Int32(outcomes[state]), isAbsorbing: problem.matrix.isAbsorbing(state))
    }
  }

  /// A trajectory by its number: the same that is counted.
  ///
  /// - Complexity: O(steps); no other trajectory is looked at.
  func path(_ trajectory: Int) -> Path {
    let (classWord, startWord) = address.words(trajectory: trajectory, purpose: .start)
    let number = classes.index(of: classWord)
    let component = components[number]
    var generator = address.generator(trajectory: trajectory)
    var state = component.start.index(of: startWord)
    var stays = [Path.Stay(state: state, first: 0)]
    var step = 0
    while step < limit, !component.facts[state].isAbsorbing {
      let next = component.chain.successor(of: state, word: generator.next())
      step += 1
      if next != state { stays.append(Path.Stay(state: next, first: step)) }
      state = next
    }
    return Path(
      trajectory: trajectory, component: number, stays: stays, end: step,
      isAbsorbed: component.facts[state].isAbsorbing)
  }

  /// Simulates the trajectories of one block and adds them to a tally.
  func simulate(_ trajectories: Range<Int>, into tally: inout Tally) {
    // Trajectories of one class share tables, so a block takes its classes one after another. The
    // order changes no draw and no sum.
    let count = trajectories.count
    var classOf = [Int32](repeating: 0, count: count)
    var startWords = [UInt64](repeating: 0, count: count)
    for place in 0..<count {
      let (classWord, startWord) = address.words(
        trajectory: trajectories.lowerBound + place, purpose: .start)
      classOf[place] = Int32(classes.index(of: classWord))
      startWords[place] = startWord
    }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * occupiedCount + 1) { scratch in
      scratch.initialize(repeating: 0)
      guard let spent = scratch.baseAddress else { return }
      let touched = spent + occupiedCount
      for (number, component) in components.enumerated() {
        component.chain.guide.withUnsafeBufferPointer { guide in
          component.facts.withUnsafeBufferPointer { facts in
            for place in 0..<count where classOf[place] == number {
              let stream = address.generator(trajectory: trajectories.lowerBound + place)
              let start = component.start.index(of: startWords[place])
              // The flags are literals, so that each call is a loop of its own without the rest.
              if isPlain, !guide.isEmpty {
                follow(
                  stream, from: start, component.chain, guide, hasGuide: true, isPlain: true, facts,
                  spent, touched, &tally)
              } else if !guide.isEmpty {
                follow(
                  stream, from: start, component.chain, guide, hasGuide: true, isPlain: false,
                  facts,
                  spent, touched, &tally)
              } else {
                follow(
                  stream, from: start, component.chain, guide, hasGuide: false, isPlain: false,
                  facts,
                  spent, touched, &tally)
              }
            }
          }
        }
      }
    }
  }

  /// Follows one trajectory to its end.
  ///
  /// - Parameters:
  ///   - spent: Shape `[occupied]`, zeros before and after: steps in each occupied set.
  ///   - touched: Room for the numbers of the sets that are not zero.
  @inline(__always)
  private func follow(
    _ stream: Xoshiro256PlusPlus, from start: Int, _ chain: CompiledChain,
    _ guide: UnsafeBufferPointer<UInt16>, hasGuide: Bool, isPlain: Bool,
    _ facts: UnsafeBufferPointer<StateFacts>, _ spent: UnsafeMutablePointer<Int>,
    _ touched: UnsafeMutablePointer<Int>, _ tally: inout Tally
  ) {
    var touchedCount = 0
    var generator = stream
    var state = start
    var step = 0
    var entered = 0
    var visited: UInt64 = 0
    var earned: UInt64 = 0
    var isDecided = false
    while true {
      let here = facts[state]
      var fresh = here.targets & ~visited
      visited |= here.targets
      while fresh != 0 {
        let target = fresh.trailingZeroBitCount
        tally.arrive(at: target, step: step)
        if !isPlain, hasRewards { tally.earn(earned, until: target) }
        fresh &= fresh &- 1
      }
      if !isPlain, stopsWhenDecided, (visited | here.hopeless) & allTargets == allTargets {
        isDecided = true
        break
      }
      if here.isAbsorbing {
        if !isPlain {
          spend(limit &- step, in: Int(here.occupied), spent, touched, &touchedCount)
        } else if here.occupied >= 0 {
          spent[Int(here.occupied)] &+= limit &- step
        }
        if here.outcome < 0 { step = limit }
        break
      }
      let row = state &<< 8
      var next = state
      while step < limit {
        let word = generator.next()
        step &+= 1
        if hasGuide {
          let guess = guide[row | Int(truncatingIfNeeded: word &>> 56)]
          next = Int(guess)
          if next == state { continue }
          if guess == CompiledChain.ambiguous {
            next = chain.searchShort(state, word)
            if next == state { continue }
          }
        } else {
          next = chain.search(state, word)
          if next == state { continue }
        }
        break
      }
      if isPlain {
        if here.occupied >= 0 { spent[Int(here.occupied)] &+= step &- entered }
      } else {
        spend(step &- entered, in: Int(here.occupied), spent, touched, &touchedCount)
      }
      if !isPlain { earned &+= UInt64(truncatingIfNeeded: step &- entered) &* here.reward }
      if next == state { break }
      entered = step
      state = next
    }
    for place in 0..<touchedCount {
      let set = touched[place]
      tally.occupy(set, steps: spent[set])
      spent[set] = 0
    }
    if isPlain {
      for set in 0..<occupiedCount where spent[set] > 0 {
        tally.occupy(set, steps: spent[set])
        spent[set] = 0
      }
      tally.finish(steps: step, outcome: Int(facts[state].outcome))
      return
    }
    let end = facts[state]
    if end.final >= 0 { tally.end(in: Int(end.final)) }
    if isDecided {
      tally.finishDecided(steps: step)
    } else {
      tally.finish(steps: step, outcome: Int(end.outcome))
    }
  }

  @inline(__always)
  private func spend(
    _ steps: Int, in set: Int, _ spent: UnsafeMutablePointer<Int>,
    _ touched: UnsafeMutablePointer<Int>, _ touchedCount: inout Int
  ) {
    guard set >= 0, steps > 0 else { return }
    if spent[set] == 0 {
      touched[touchedCount] = set
      touchedCount &+= 1
    }
    spent[set] &+= steps
  }
}
