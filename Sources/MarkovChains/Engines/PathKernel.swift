import RandomStreams

/// A mixture made ready for simulation.
///
/// Small chains take two bytes a step, others a word; see ``StreamAddress``. Trajectories of small chains go
/// in lanes, side by side, where the question allows it (`LaneRun`); all others are followed one by one. Both give the
/// same trajectories.
struct PathKernel: Sendable {
  let address: StreamAddress
  let limit: Int
  let classes: GuidedPartition
  let components: [Component]
  /// Who takes the words of a generator in chains of two bytes a step: four trajectories where none ever comes to rest.
  let sharing: TwoByteDraws.Sharing
  let occupiedCount: Int
  let targetCount: Int
  /// Whether a trajectory may stop once it is known which targets it visits.
  let stopsWhenDecided: Bool
  let allTargets: UInt64
  /// How rewards are counted; nil when none are asked for.
  let rewardScale: RewardScale?
  let hasRewards: Bool
  /// Whether only what incidents are asked is asked: few sets, no rewards, trajectories to their ends.
  let isPlain: Bool
  /// What lanes take; nil when the question is not for them.
  let lanes: LanePlan?
  let emptyTally: Tally
  /// What the reader of the numbers ought to know.
  let remarks: [String]

  struct Component: Sendable {
    let chain: DrawnChain
    let start: GuidedPartition
    let facts: [StateFacts]
  }

  /// A chain made ready for one of the two ways to draw.
  enum DrawnChain: Sendable {
    case twoBytes(TwoByteChain)
    case word(CompiledChain)

    init(_ matrix: TransitionMatrix) {
      if let chain = TwoByteChain(matrix) {
        self = .twoBytes(chain)
      } else {
        self = .word(CompiledChain(matrix))
      }
    }

    var unresolvableCount: Int {
      switch self {
      case .twoBytes(let chain): chain.unresolvableCount
      case .word(let chain): chain.unresolvableCount
      }
    }
  }

  /// What is to be known of a state when a trajectory enters or leaves it.
  struct StateFacts: Sendable {
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

  /// - Parameter kernel: Advances lanes; nil follows every trajectory by itself.
  init(_ mixture: Mixture, address: StreamAddress, kernel: LaneKernel? = .portable) {
    self.address = address
    limit = mixture.horizon ?? PathEngine.stepLimit
    classes = GuidedPartition(WordPartition(mixture.weights))
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
    targetCount = first.targets.count
    allTargets = first.targets.isEmpty ? 0 : UInt64.max >> UInt64(64 - first.targets.count)
    let stops = stopsWhenDecided
    isPlain =
      !stops && first.rewards == nil && first.finals.count == 0 && first.occupied.count <= 64
    var firstState = 0
    components = mixture.problems.map { problem in
      defer { firstState += problem.matrix.stateCount }
      return Component(
        chain: DrawnChain(problem.matrix), start: GuidedPartition(WordPartition(problem.start)),
        facts: Self.facts(
          problem, isHopelessAsked: stops,
          units: rewardScale.map { scale in
            Array(scale.units[firstState..<firstState + problem.matrix.stateCount])
          }))
    }
    occupiedCount = first.occupied.count
    let components = components
    // Trajectories of a mixture part at the start.
    let sharing: TwoByteDraws.Sharing =
      components.count == 1 && !components[0].facts.contains(where: \.isAbsorbing)
      ? .quartet : .none
    self.sharing = sharing
    lanes = kernel.flatMap { kernel in
      LanePlan(
        components, sharing: sharing, kernel: kernel, targetCount: first.targets.count,
        occupiedCount: first.occupied.count, hasRewards: rewardScale != nil,
        stopsWhenDecided: stops)
    }
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

  /// What is to be known of every state of a chain.
  private static func facts(
    _ problem: ChainProblem, isHopelessAsked: Bool, units: [UInt64]?
  ) -> [StateFacts] {
    let n = problem.matrix.stateCount
    let outcomes = problem.outcomeOfState
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

  /// The component and the state that all trajectories start in, where nothing is open and so nothing drawn.
  private var onlyStart: (component: Int, state: Int)? {
    guard classes.indices.count == 1 else { return nil }
    let start = components[classes.indices[0]].start
    return start.indices.count == 1 ? (classes.indices[0], start.indices[0]) : nil
  }

  /// Which chain a trajectory follows, and from where.
  ///
  /// - Returns: The number of the component and the state.
  func start(of trajectory: Int) -> (component: Int, state: Int) {
    if let onlyStart { return onlyStart }
    let (classWord, startWord) = address.words(trajectory: trajectory, purpose: .start)
    let number = classes.index(of: classWord)
    return (number, components[number].start.index(of: startWord))
  }

  /// Draws where the trajectories of a block start, and sorts them by component.
  ///
  /// - Parameters:
  ///   - numbers: Shape `[place]`: room for the components.
  ///   - places: Takes the places, component by component.
  ///   - starts: Takes the states of these places.
  /// - Returns: Shape `[component]`: the end of each in `places`.
  private func drawStarts(
    of block: Range<Int>, in lanes: borrowing LaneBlock, _ numbers: UnsafeMutablePointer<UInt16>,
    _ places: UnsafeMutablePointer<UInt16>, _ starts: UnsafeMutablePointer<UInt16>
  ) -> [Int] {
    let kernel = startKernel
    let groupSize = kernel.groupSize
    drawStartWords(of: block, in: lanes, by: kernel)
    for place in 0..<block.count {
      let word = lanes.generatorsA[generatorSlot(lane: place, groupSize: groupSize)]
      numbers[place] = UInt16(truncatingIfNeeded: classes.index(of: word))
    }
    // Both halves of the block are sorted abreast, each with cursors of its own, so that a trajectory need not wait for the one
    // before: often it is of the same component. Shape `[half, component]`: how many there are, then where the next one goes.
    let half = block.count / 2
    let count = components.count
    var cursors = [Int](repeating: 0, count: 2 * count)
    cursors.withUnsafeMutableBufferPointer { cursors in
      guard let first = cursors.baseAddress else { return }
      let second = first + count
      countStates(numbers, laneCount: half, stateCount: count, among: nil, into: first)
      countStates(
        numbers + half, laneCount: block.count - half, stateCount: count, among: nil, into: second)
      var end = 0
      for number in 0..<count {
        (end, first[number]) = (end + first[number], end)
        (end, second[number]) = (end + second[number], end)
      }
      components.withUnsafeBufferPointer { components in
        @inline(__always)
        func sort(_ place: Int, _ cursors: UnsafeMutablePointer<Int>) {
          let word = lanes.generatorsB[generatorSlot(lane: place, groupSize: groupSize)]
          let number = Int(numbers[place])
          let next = cursors[number]
          cursors[number] = next &+ 1
          places[next] = UInt16(truncatingIfNeeded: place)
          starts[next] = UInt16(truncatingIfNeeded: components[number].start.index(of: word))
        }
        for place in 0..<half {
          sort(place, first)
          sort(half &+ place, second)
        }
        if block.count > 2 * half { sort(block.count - 1, second) }
      }
    }
    return Array(cursors[count...])
  }

  /// Hashes where trajectories start, also of those that do not go in lanes.
  var startKernel: LaneKernel { lanes?.kernel ?? .portable }

  /// The two words that say where each trajectory starts, where its generator will stand. A kernel hashes many at a time.
  private func drawStartWords(
    of block: Range<Int>, in lanes: borrowing LaneBlock, by kernel: LaneKernel
  ) {
    let count = (block.count + kernel.tile - 1) / kernel.tile * kernel.tile
    kernel.seed(
      LaneSeeding(
        laneCount: count, purpose: StreamAddress.Purpose.start.rawValue, seed: address.seed,
        roundKeys: lanes.roundKeys, scenarioKey: address.scenarioKey,
        first: UInt64(block.lowerBound), places: lanes.numbers,
        generatorsA: lanes.generatorsA, generatorsB: lanes.generatorsB))
  }

  /// Simulates trajectories and adds them to a tally.
  func simulate(_ trajectories: Range<Int>, into tally: inout Tally) {
    let lanes = laneBlock()
    var first = trajectories.lowerBound
    while first < trajectories.upperBound {
      let end = min(first + StreamAddress.blockSize, trajectories.upperBound)
      _ = simulate(block: first..<end, in: lanes, into: &tally)
      first = end
    }
  }

  /// Simulates the trajectories of one block and adds them to a tally.
  ///
  /// - Precondition: A block begins where a quartet does.
  /// - Returns: Whether the block was finished; if it was interrupted, the tally is of no use.
  func simulate(
    block: Range<Int>, in lanes: borrowing LaneBlock, into tally: inout Tally,
    isInterrupted: () -> Bool = { false }
  ) -> Bool {
    precondition(
      block.lowerBound % TwoByteDraws.quartetSize == 0 || sharing == .none,
      "a block begins where a quartet does")
    let count = block.count
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 3 * count) { scratch in
      guard let places = scratch.baseAddress else { return true }
      let starts = places + count
      if let (number, state) = onlyStart {
        for place in 0..<count { places[place] = UInt16(place) }
        starts.update(repeating: UInt16(truncatingIfNeeded: state), count: count)
        return follow(
          number, block, places, starts, 0..<count, in: lanes, into: &tally, isInterrupted)
      }
      // Trajectories of one class share tables, so a block takes its classes one after another. The
      // order changes no draw and no sum.
      let ends = drawStarts(of: block, in: lanes, starts + count, places, starts)
      var first = 0
      for number in components.indices {
        let isFinished = follow(
          number, block, places, starts, first..<ends[number], in: lanes, into: &tally,
          isInterrupted)
        guard isFinished else { return false }
        first = ends[number]
      }
      return true
    }
  }

  /// Follows the trajectories of one component: those at a range of `places` and `starts`.
  private func follow(
    _ number: Int, _ block: Range<Int>, _ places: UnsafePointer<UInt16>,
    _ starts: UnsafePointer<UInt16>, _ range: Range<Int>, in lanes: borrowing LaneBlock,
    into tally: inout Tally, _ isInterrupted: () -> Bool
  ) -> Bool {
    guard !range.isEmpty else { return true }
    let places = UnsafeBufferPointer(start: places + range.lowerBound, count: range.count)
    if let plan = self.lanes {
      return follow(
        component: number, plan, first: block.lowerBound, places: places,
        starts: UnsafeBufferPointer(start: starts + range.lowerBound, count: range.count),
        in: lanes, into: &tally, isInterrupted)
    }
    // Asked now and then, since a trajectory may be short.
    for first in stride(from: 0, to: places.count, by: 64) {
      guard !isInterrupted() else { return false }
      followEach(
        component: number, first: block.lowerBound,
        places: UnsafeBufferPointer(rebasing: places[first..<min(first + 64, places.count)]),
        into: &tally)
    }
    return true
  }
}
