import LinearAlgebra

extension ChainSolver {
  /// The mean number of visits to every state, step 0 included: a row of the fundamental matrix where
  /// the start is a single state. Infinite in closed classes that can be reached.
  ///
  /// - Parameter start: Shape `[state]`: the distribution at step 0.
  /// - Returns: Shape `[state]`.
  /// - Complexity: One elimination.
  /// - Source: Kemeny and Snell, Finite Markov Chains (1976), chapter III.
  public func occupancy(from start: [Double]) throws(EngineError) -> StateValues {
    let classes = StateClasses(matrix)
    var isTransient = [Bool](repeating: true, count: matrix.stateCount)
    for index in classes.classes.indices where classes.isClosed(index, in: matrix) {
      for state in classes.classes[index] { isTransient[state] = false }
    }
    let isReachable = matrix.statesReachable(from: start.map { $0 > 0 })
    let (visits, scaled) = try solveTransposed(
      start, among: isTransient, positive: zip(isTransient, isReachable).map { $0 && $1 })
    func whole<Number: NonnegativeNumber>(_ visits: [Number]) -> StateValues {
      StateValues(
        StateValues(visits),
        infiniteWhere: (0..<matrix.stateCount).map { isReachable[$0] && !isTransient[$0] })
    }
    return scaled.map(whole) ?? whole(visits)
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
    let (visits, scaled) = try solveTransposed(start, among: others, positive: others)
    func share<Number: NonnegativeNumber>(_ visits: [Number]) -> StateValues {
      var weights = visits
      weights[reference] = Number(1)
      var total = Number.zero
      for state in members { total = total + weights[state] }
      for state in members { weights[state] = weights[state] / total }
      return StateValues(weights)
    }
    guard let scaled else {
      let shares = share(visits)
      // The sum may have left the range although no entry did.
      if shares.values.allSatisfy({ $0.isFinite }),
        members.allSatisfy({ shares.values[$0] > 1e-290 })
      {
        return shares
      }
      let (_, again) = try solveTransposed(
        start, among: others, positive: others, inDoubles: false)
      return share(again ?? [])
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

  /// The solution of y = c + y Q in doubles, or in scaled numbers where those lose their range.
  ///
  /// - Parameter positive: Where the solution cannot be zero.
  private func solveTransposed(
    _ side: [Double], among included: [Bool], positive: [Bool], inDoubles: Bool = true
  ) throws(EngineError) -> ([Double], [ScaledNumber]?) {
    if inDoubles {
      do throws(SystemFailure) {
        let system = try TransientSystem<Double>(matrix, among: included)
        let solution = system.solveTransposed(side)
        let isLost =
          system.hasLostRange
          || solution.indices.contains {
            positive[$0] && (solution[$0] == 0 || solution[$0].isOutOfRange)
          }
        if !isLost { return (solution, nil) }
      } catch {
        if case .fill(let size) = error { throw Self.filled(size) }
      }
    }
    do throws(SystemFailure) {
      let system = try TransientSystem<ScaledNumber>(matrix, among: included)
      return ([], system.solveTransposed(side.map { ScaledNumber($0) }))
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

extension TransitionMatrix {
  /// The states that can be reached from a set, the set included.
  ///
  /// - Complexity: O(states + entries).
  public func statesReachable(from set: [Bool]) -> [Bool] {
    var reached = set
    var open = set.indices.filter { set[$0] }
    while let state = open.popLast() {
      for entry in row(state) where !reached[targets[entry]] {
        reached[targets[entry]] = true
        open.append(targets[entry])
      }
    }
    return reached
  }
}
