import LinearAlgebra

/// Mean numbers of visits to the states of a chain, from any start, for one elimination.
///
/// Step 0 counts. From a single state this is a row of the fundamental matrix.
///
/// - Source: Kemeny and Snell, Finite Markov Chains (1976), chapter III.
public struct OccupancySolver: Sendable {
  private let matrix: TransitionMatrix
  private let isTransient: [Bool]
  private let system: VisitSystem

  /// - Complexity: One elimination.
  public init(_ solver: ChainSolver) throws(EngineError) {
    matrix = solver.matrix
    isTransient = matrix.recurrentStates.map { !$0 }
    system = try VisitSystem(matrix, among: isTransient, factors: solver.factors)
  }

  /// The mean number of visits to every state: shape `[state]`, infinite in closed classes that can
  /// be reached.
  ///
  /// - Parameter start: Shape `[state]`: the distribution at step 0.
  public func visits(from start: [Double]) throws(EngineError) -> StateValues {
    let isReachable = matrix.statesReachable(from: start.map { $0 > 0 })
    let (visits, scaled) = try system.solve(
      start, positive: zip(isTransient, isReachable).map { $0 && $1 })
    let endless = zip(isTransient, isReachable).map { !$0 && $1 }
    if let scaled { return StateValues(StateValues(numbers: scaled), infiniteWhere: endless) }
    return StateValues(StateValues(numbers: visits), infiniteWhere: endless)
  }

  /// The mean number of steps spent in a set from every start state: shape `[state]`, infinite where a
  /// closed class that meets the set can be reached.
  ///
  /// - Parameter set: Shape `[state]`.
  public func steps(in set: [Bool]) throws(EngineError) -> StateValues {
    let everywhere = [Bool](repeating: true, count: set.count)
    let reverse = ReverseTransitions(matrix)
    // Every state of a closed class is visited again and again, so one of them in the set suffices.
    let endless = reverse.statesReaching(
      zip(set, isTransient).map { $0 && !$1 }, through: everywhere)
    let reaching = reverse.statesReaching(set, through: everywhere)
    let side = zip(set, isTransient).map { $0 && $1 ? 1.0 : 0 }
    let (steps, scaled) = try system.solve(
      side, positive: zip(reaching, isTransient).map { $0 && $1 }, isTransposed: false)
    if let scaled { return StateValues(StateValues(numbers: scaled), infiniteWhere: endless) }
    return StateValues(StateValues(numbers: steps), infiniteWhere: endless)
  }
}

/// The equations y = c + y Q and x = b + Q x over some states of a chain.
struct VisitSystem: Sendable {
  private let matrix: TransitionMatrix
  private let included: [Bool]
  /// nil where doubles cannot hold the factors.
  private let system: TransientSystem<Double>?

  init(
    _ matrix: TransitionMatrix, among included: [Bool], factors: ClassFactors<Double>? = nil
  ) throws(EngineError) {
    self.matrix = matrix
    self.included = included
    do throws(SystemFailure) {
      let system = try TransientSystem<Double>(matrix, among: included, factors: factors)
      self.system = system.hasLostRange ? nil : system
    } catch {
      if case .fill(let size) = error { throw Self.filled(size) }
      system = nil
    }
  }

  /// The solution in doubles, or in scaled numbers where those lose their range.
  ///
  /// - Parameter positive: Where the solution cannot be zero.
  func solve(
    _ side: [Double], positive: [Bool], isTransposed: Bool = true
  ) throws(EngineError) -> (doubles: [Double], scaled: [ScaledNumber]?) {
    if let solution = isTransposed ? system?.solveTransposed(side) : system?.solve(side),
      !solution.indices.contains(where: {
        positive[$0] && (solution[$0] == 0 || solution[$0].isOutOfRange)
      })
    {
      return (solution, nil)
    }
    return ([], try Self.solveScaled(matrix, among: included, side, isTransposed: isTransposed))
  }

  static func solveScaled(
    _ matrix: TransitionMatrix, among included: [Bool], _ side: [Double],
    isTransposed: Bool = true
  ) throws(EngineError) -> [ScaledNumber] {
    do throws(SystemFailure) {
      let system = try TransientSystem<ScaledNumber>(matrix, among: included, factors: nil)
      let side = side.map { ScaledNumber($0) }
      return isTransposed ? system.solveTransposed(side) : system.solve(side)
    } catch {
      switch error {
      case .singular(let state): throw .singular(state: state)
      case .fill(let size): throw .beyondRange(classSize: size)
      }
    }
  }

  private static func filled(_ size: Int) -> EngineError {
    .tooLarge(
      what: "eliminating a class of \(size) states that fills up",
      need: "more than the limits of elimination allow",
      limit: "\(SparseElimination<Double>.entryLimit) entries or "
        + "\(SparseElimination<Double>.workLimit) multiplications")
  }
}

extension ChainSolver {
  /// The mean number of visits to every state, step 0 included, from a start distribution.
  ///
  /// - Returns: Shape `[state]`; infinite in closed classes that can be reached.
  /// - Complexity: One elimination.
  public func occupancy(from start: [Double]) throws(EngineError) -> StateValues {
    try OccupancySolver(self).visits(from: start)
  }

  /// The stationary vector: the share of time spent in every state in the long run, zero outside the
  /// closed class. In a periodic class it is no limit of probabilities by step.
  ///
  /// - Throws: `EngineError.severalClosedClasses` where it is not unique.
  /// - Complexity: One elimination.
  /// - Source: Grassmann, Taksar and Heyman (1985): visits between two visits to a state of reference.
  public func stationary() throws(EngineError) -> StateValues {
    let classes = StateClasses(matrix)
    let closed = classes.classes.indices.filter { classes.isClosed($0, in: matrix) }
    guard closed.count == 1 else {
      throw .severalClosedClasses(representatives: closed.map { classes.classes[$0][0] })
    }
    let members = classes.classes[closed[0]]
    let reference = members[0]
    var start = [Double](repeating: 0, count: matrix.stateCount)
    for entry in matrix.row(reference) where matrix.targets[entry] != reference {
      start[matrix.targets[entry]] = matrix.probabilities[entry]
    }
    var others = [Bool](repeating: false, count: matrix.stateCount)
    for state in members where state != reference { others[state] = true }
    let system = try VisitSystem(matrix, among: others)
    let (visits, scaled) = try system.solve(start, positive: others)
    func share<Number: NonnegativeNumber>(_ visits: [Number]) -> StateValues {
      var weights = visits
      weights[reference] = Number(1)
      var total = Number.zero
      for state in members { total = total + weights[state] }
      for state in members { weights[state] = weights[state] / total }
      return StateValues(numbers: weights)
    }
    guard let scaled else {
      let shares = share(visits)
      // The sum may have left the range although no entry did.
      if shares.values.allSatisfy({ $0.isFinite }),
        members.allSatisfy({ shares.values[$0] > 1e-290 })
      {
        return shares
      }
      return share(try VisitSystem.solveScaled(matrix, among: others, start))
    }
    return share(scaled)
  }

  /// The greatest common divisor of the lengths of all ways from a state of a class back to itself.
  ///
  /// - Complexity: O(entries of the class).
  public static func period(of members: [Int], in matrix: TransitionMatrix) -> Int {
    var depth = [Int: Int](minimumCapacity: members.count)
    guard let root = members.first else { return 0 }
    let inside = Set(members)
    depth[root] = 0
    var open = [root]
    var period = 0
    while let state = open.popLast() {
      let here = depth[state] ?? 0
      for entry in matrix.row(state) where inside.contains(matrix.targets[entry]) {
        let target = matrix.targets[entry]
        if let there = depth[target] {
          var (a, b) = (period, abs(here + 1 - there))
          while b != 0 { (a, b) = (b, a % b) }
          period = a
        } else {
          depth[target] = here + 1
          open.append(target)
        }
      }
    }
    return period
  }
}
