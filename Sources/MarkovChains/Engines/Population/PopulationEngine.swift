import RandomStreams

/// Carries the number of trajectories in every state instead of the trajectories: each step deals the
/// count of a state to its next states by an exact multinomial.
///
/// The work is that of the steps and moves, whatever the number of trajectories, up to 10^12 of them.
/// Counts are integers and follow the very law of as many independent trajectories; nothing is
/// approximated. What only a single trajectory knows is not answered: rewards until a target, and how
/// far the mean of occupancy, which is given, may be off.
///
/// A mixture is dealt to its chains first, and each chain to its start states. One generator makes all
/// draws of a scenario, in a fixed order: scenarios that share draws are not paired by it, and more
/// trajectories do not keep the first ones.
///
/// - Stability: portable: the same bits on every processor.
public struct PopulationEngine: Engine {
  /// The most trajectories that integer sums of steps, squares and cubes have room for.
  public static let trajectoryLimit = PathEngine.trajectoryLimit
  /// The most bytes that chains made ready may take.
  public static let memoryLimit = 2 << 30

  /// How many trajectories are carried.
  public let trajectoryCount: Int
  /// The seed and the scenario that draws belong to.
  public let address: StreamAddress
  /// The stated coverage of intervals.
  public let confidence: Double

  /// - Precondition: At least one trajectory; confidence between zero and one.
  public init(trajectoryCount: Int, address: StreamAddress, confidence: Double = 0.95) {
    precondition(trajectoryCount > 0, "at least one trajectory")
    precondition(confidence > 0 && confidence < 1, "confidence lies between zero and one")
    self.trajectoryCount = trajectoryCount
    self.address = address
    self.confidence = confidence
  }

  /// What is beyond the numbers of the engine, or nil.
  ///
  /// - Returns: `EngineError.tooLarge`.
  public static func obstacle(trajectoryCount: Int, horizon: Int?) -> EngineError? {
    if trajectoryCount > trajectoryLimit {
      return .tooLarge(
        what: "the population engine", need: "\(trajectoryCount) trajectories",
        limit: "\(trajectoryLimit)")
    }
    if let horizon, horizon > PathEngine.horizonLimit {
      return .tooLarge(
        what: "the population engine", need: "\(horizon) steps",
        limit: "\(PathEngine.horizonLimit)")
    }
    return nil
  }

  /// - Throws: `EngineError.tooLarge` beyond ``trajectoryLimit``, the horizon of paths or
  ///   ``memoryLimit``; `EngineError.interrupted`.
  /// - Complexity: O(steps · moves out of the states that are occupied).
  public func estimates(
    for mixture: Mixture, control: RunControl = RunControl()
  ) throws(EngineError) -> Estimates {
    if let obstacle = Self.obstacle(trajectoryCount: trajectoryCount, horizon: mixture.horizon) {
      throw obstacle
    }
    let first = mixture.problems[0]
    let stopsWhenDecided =
      first.occupied.count == 0 && first.finals.count == 0 && first.outcomes.isEmpty
    let limit = mixture.horizon ?? PathEngine.stepLimit
    var tally = Tally(
      outcomeCount: first.outcomes.count, targetCount: first.targets.count,
      occupiedCount: first.occupied.count, finalCount: first.finals.count, hasRewards: false,
      countsEnds: !stopsWhenDecided, knowsStays: false)
    var generator = Self.generator(address)
    var classes = CountDealer()
    classes.append(mixture.weights)
    var counts = [Int](repeating: 0, count: mixture.problems.count)
    classes.deal(trajectoryCount, row: 0, &generator) { entry, share in
      counts[Int(classes.places[entry])] = share
    }
    for (problem, count) in zip(mixture.problems, counts) where count > 0 {
      if control.isInterrupted() { throw .interrupted }
      let kernel = try PopulationKernel(
        problem, limit: limit, stopsWhenDecided: stopsWhenDecided, memoryLimit: Self.memoryLimit)
      try kernel.run(count, &generator, into: &tally, control: control)
      control.advanced(count)
    }
    var remarks: [String] = []
    if first.rewards != nil {
      remarks.append(
        "the population engine counts trajectories by state and cannot tell what each has earned; "
          + "rewards are answered by the exact engine and by paths")
    }
    if first.occupied.count > 0 {
      remarks.append(
        "the population engine gives mean occupancy without a standard error, since it does not see "
          + "which trajectory spent which steps")
    }
    let wasCut = mixture.horizon == nil && tally.unresolvedCount > 0
    if wasCut { remarks.append(PathEngine.cutRemark) }
    return Estimates(
      values: tally.estimates(confidence: confidence, limit: limit), remarks: remarks,
      wasCut: wasCut)
  }

  /// The generator of a scenario: the only place that draws come from.
  private static func generator(_ address: StreamAddress) -> Xoshiro256PlusPlus {
    let (a, b) = address.words(trajectory: 0, purpose: .population, index: 0)
    let (c, d) = address.words(trajectory: 0, purpose: .population, index: 1)
    return Xoshiro256PlusPlus(state: a | b | c | d == 0 ? (1, 0, 0, 0) : (a, b, c, d))
  }
}
