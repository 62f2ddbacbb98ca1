extension ChainSolver {
  /// A level of a quantile with its complement, which a double near one could not give.
  public struct Level: Sendable, Equatable {
    /// The probability that is to be reached.
    public let value: Double
    /// One minus it.
    public let complement: Double

    /// A level.
    ///
    /// - Precondition: Neither is negative.
    public init(value: Double, complement: Double) {
      precondition(value >= 0 && complement >= 0, "a level lies between zero and one")
      self.value = value
      self.complement = complement
    }

    /// Whether a probability reaches the level: what falls short by less than 1e-14 of the smaller side
    /// does, since the probability is itself known no better.
    func isReached(_ probability: Double, complement rest: Double) -> Bool {
      value <= 0.5 ? probability >= value * (1 - 1e-14) : rest <= complement * (1 + 1e-14)
    }
  }

  /// More states than this are followed step by step only.
  static let squaringLimit = 300
  /// Steps that are followed one by one before squaring takes over.
  static let plainSteps = 4_096
  /// The most multiplications of a quantile's search step by step.
  static let quantileWorkLimit = 20_000_000_000

  /// The smallest number of steps by which a set has been visited with at least the given probability.
  ///
  /// - Parameter states: The start states that are asked about.
  /// - Returns: Shape `[level][state among those asked]`; infinite where the level is never reached.
  /// - Throws: `EngineError.tooLarge` where the answer lies beyond the limits.
  /// - Complexity: O(answer · entries) up to a limit, then O(states³ log answer) for small chains.
  public func quantiles(
    of target: [Bool], levels: [Level], from states: [Int], control: RunControl = RunControl()
  ) throws(EngineError) -> [[Double]] {
    let passage = try passage(to: target, control: control)
    let cyclic = statesLeadingToCycles(
      among: target.indices.map { !target[$0] && passage.isPossible[$0] })
    var answers = levels.map { level in
      states.map { state -> Double? in
        if target[state] || level.value == 0 { return 0 }
        // Where a cycle can delay arrival for ever, the probability of ever arriving is a limit only.
        let (ever, never) = (passage.probability.values[state], passage.complement.values[state])
        let isClose =
          level.value <= 0.5
          ? abs(ever - level.value) <= 1e-14 * level.value
          : abs(never - level.complement) <= 1e-14 * level.complement
        if isClose, cyclic[state] { return .infinity }
        return level.isReached(ever, complement: never) ? nil : .infinity
      }
    }
    func open() -> Bool { answers.contains { $0.contains(nil) } }
    guard open() else { return answers.map { $0.map { $0 ?? .infinity } } }
    let isSmall = matrix.stateCount <= Self.squaringLimit
    let stepLimit =
      isSmall ? Self.plainSteps : Self.quantileWorkLimit / max(1, matrix.targets.count)
    let hops = ArrivalLaw<Double>(matrix, target)
    var reached = target.map { $0 ? 1.0 : 0 }
    var survival = target.map { $0 ? 0.0 : 1 }
    try hops.follow(stepLimit, control) { step, law in
      survival = hops.moved(survival)
      for state in hops.moving { reached[state] += law[state] }
      for (row, level) in levels.enumerated() {
        for (place, state) in states.enumerated() where answers[row][place] == nil {
          if level.isReached(reached[state], complement: survival[state]) {
            answers[row][place] = Double(step)
          }
        }
      }
      return open()
    }
    if open() {
      guard isSmall else {
        throw .tooLarge(
          what: "a quantile",
          need: "more than \(stepLimit) steps of "
            + "\(matrix.targets.count) transitions", limit: "\(Self.quantileWorkLimit)")
      }
      let powers = PassagePowers(matrix, target)
      for (row, level) in levels.enumerated() {
        for (place, state) in states.enumerated() where answers[row][place] == nil {
          answers[row][place] = try powers.quantile(level, from: state, control)
        }
      }
    }
    return answers.map { $0.map { $0 ?? .infinity } }
  }

  /// States from which a cycle among some states can be entered without leaving them.
  func statesLeadingToCycles(among moving: [Bool]) -> [Bool] {
    let classes = StateClasses(matrix, among: moving)
    var turning = [Bool](repeating: false, count: moving.count)
    for members in classes.classes {
      let turns =
        members.count > 1 || matrix.row(members[0]).contains { matrix.targets[$0] == members[0] }
      if turns { for state in members { turning[state] = true } }
    }
    return reverse.statesReaching(turning, through: moving)
  }
}
