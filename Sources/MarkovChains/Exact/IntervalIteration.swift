/// Proven bounds on the solution of x = s + P x over some states of a chain, by iteration.
///
/// Of a class with chain W without its loops, a = s + W a and t = W t are followed from a = 0 and
/// t = 1. After any number of steps x = a + W^k x, so x lies between a + t·l and a + t·u for any
/// bounds l and u of its entries, and such bounds are a / (1 - t) at its smallest and largest. All
/// sums are widened by more than their rounding; nothing rests on a change that has become small.
///
/// - Source: Quatmann and Katoen, Sound value iteration (CAV 2018); Haddad and Monmege, Interval
///   iteration algorithm for MDPs and IMDPs (Theoretical Computer Science 735, 2018).
struct IntervalIteration {
  /// The most multiplications that one class may take; what is enclosed by then is returned.
  static let workLimit = 40_000_000_000
  /// The relative width at which an enclosure is narrow enough.
  static let wantedWidth = 1e-13
  /// Numbers below are not told from zero: products of them would leave the range of doubles.
  static let floor = 1e-150

  private let matrix: TransitionMatrix
  private let classes: StateClasses
  private let control: RunControl
  private let workLimit: Int

  /// - Parameter included: The states of the system; from each, a state outside must be reachable.
  init(
    _ matrix: TransitionMatrix, among included: [Bool], control: RunControl,
    workLimit: Int = IntervalIteration.workLimit
  ) {
    self.workLimit = workLimit
    self.matrix = matrix
    self.control = control
    classes = StateClasses(matrix, among: included)
  }

  /// The enclosure of the solution.
  ///
  /// - Parameters:
  ///   - source: The s of each included state; not negative.
  ///   - known: The x of every state that is not included.
  ///   - limit: A bound on every x that is known beforehand.
  func solve(
    source: Enclosure, known: Enclosure, limit: Double = .infinity
  ) throws(EngineError) -> Enclosure {
    var solution = known
    for (index, members) in classes.classes.enumerated() {
      let system = try ClassSystem(
        members, index, classes, matrix, source: source, solved: solution)
      try system.enclose(&solution, limit: limit, workLimit, control)
    }
    return solution
  }

  /// One class: its chain without loops, and what enters from outside.
  private struct ClassSystem {
    let members: [Int]
    let offsets: [Int]
    let columns: [Int32]
    let weights: [Double]
    /// Lower and upper end of what a step adds, already divided by the probability of leaving.
    let added: [SIMD4<Double>]
    /// How far, relatively, the sums of a row may be off.
    let slack: [Double]

    init(
      _ members: [Int], _ index: Int, _ classes: StateClasses, _ matrix: TransitionMatrix,
      source: Enclosure, solved: Enclosure
    ) throws(EngineError) {
      var places: [Int: Int32] = [:]
      if members.count > 1 {
        places.reserveCapacity(members.count)
        for (place, state) in members.enumerated() { places[state] = Int32(place) }
      }
      var offsets = [0]
      var columns: [Int32] = []
      var weights: [Double] = []
      var added: [SIMD4<Double>] = []
      var slack: [Double] = []
      for state in members {
        var leaving = 0.0
        for entry in matrix.row(state) where matrix.targets[entry] != state {
          leaving += matrix.probabilities[entry]
        }
        guard leaving >= IntervalIteration.floor else { throw .singular(state: state) }
        var (low, high) = (source.low[state], source.high[state])
        for entry in matrix.row(state) where matrix.targets[entry] != state {
          let target = matrix.targets[entry]
          let probability = matrix.probabilities[entry]
          if classes.classOfState[target] == index {
            guard probability >= IntervalIteration.floor else { throw .singular(state: state) }
            columns.append(places[target] ?? 0)
            weights.append(probability / leaving)
          } else {
            low += probability * solved.low[target]
            high += probability * solved.high[target]
          }
        }
        offsets.append(columns.count)
        // Two sums over the row, products and quotients: at most 2 m + 6 roundings of half a unit.
        let width = Double(2 * matrix.row(state).count + 8) * 1.2e-16
        slack.append(width)
        added.append(
          SIMD4(
            Self.down(low / leaving * (1 - width)), Self.up(high / leaving * (1 + width)), 0, 0))
      }
      self.members = members
      self.offsets = offsets
      self.columns = columns
      self.weights = weights
      self.added = added
      self.slack = slack
    }

    private static func down(_ value: Double) -> Double {
      value < IntervalIteration.floor ? 0 : value
    }

    private static func up(_ value: Double) -> Double {
      value > 0 && value < IntervalIteration.floor ? IntervalIteration.floor : value
    }

    func enclose(
      _ solution: inout Enclosure, limit: Double, _ workLimit: Int, _ control: RunControl
    ) throws(EngineError) {
      var low = [Double](repeating: 0, count: members.count)
      var high = [Double](repeating: limit, count: members.count)
      if columns.isEmpty {
        low[0] = added[0][0]
        high[0] = min(limit, added[0][1])
      } else {
        try iterate(&low, &high, limit, workLimit, control)
      }
      for (place, state) in members.enumerated() {
        solution.low[state] = low[place]
        solution.high[state] = high[place]
      }
    }

    private func iterate(
      _ low: inout [Double], _ high: inout [Double], _ limit: Double, _ workLimit: Int,
      _ control: RunControl
    ) throws(EngineError) {
      let n = members.count
      // Lower and upper a, lower and upper t.
      var now = [SIMD4<Double>](repeating: SIMD4(0, 0, 1, 1), count: n)
      var next = now
      var (least, most) = (0.0, limit)
      var iterations = 0
      var nextLook = 8
      var widthAtDoubling = Double.infinity
      var nextDoubling = 1024
      while true {
        step(now, &next)
        swap(&now, &next)
        iterations += 1
        guard iterations == nextLook else { continue }
        if control.isInterrupted() { throw .interrupted }
        tighten(now, &least, &most)
        let width = intersect(now, least, most, limit, &low, &high)
        if width <= IntervalIteration.wantedWidth { return }
        if iterations >= nextDoubling {
          // Rounding has caught up with progress, or leaving is too rare to wait for.
          if width > 0.99 * widthAtDoubling, width < .infinity { return }
          widthAtDoubling = width
          nextDoubling = 2 * iterations
        }
        if iterations * columns.count > workLimit { return }
        nextLook = iterations + max(8, iterations / 8)
      }
    }

    private func step(_ now: [SIMD4<Double>], _ next: inout [SIMD4<Double>]) {
      let floor = IntervalIteration.floor
      for place in next.indices {
        var sum = added[place]
        for entry in offsets[place]..<offsets[place + 1] {
          sum += weights[entry] * now[Int(columns[entry])]
        }
        let (less, more) = (1 - slack[place], 1 + slack[place])
        sum *= SIMD4(less, more, less, more)
        if sum[0] < floor { sum[0] = 0 }
        if sum[1] > 0, sum[1] < floor { sum[1] = floor }
        if sum[2] < floor { sum[2] = 0 }
        if sum[3] < floor { sum[3] = floor }
        next[place] = sum
      }
    }

    /// Bounds on the smallest and the largest entry of x.
    private func tighten(_ now: [SIMD4<Double>], _ least: inout Double, _ most: inout Double) {
      var (smallest, largest) = (Double.infinity, 0.0)
      for value in now {
        smallest = min(smallest, (value[0] / (1 - value[2]).nextUp).nextDown)
        let stays = (1 - value[3]).nextDown
        largest = max(largest, stays > 0 ? (value[1] / stays).nextUp : .infinity)
      }
      least = max(least, smallest)
      most = min(most, largest)
    }

    /// Narrows the enclosure; every one of them holds, so the best ends are kept.
    ///
    /// - Returns: The largest relative width.
    private func intersect(
      _ now: [SIMD4<Double>], _ least: Double, _ most: Double, _ limit: Double,
      _ low: inout [Double], _ high: inout [Double]
    ) -> Double {
      var widest = 0.0
      for place in low.indices {
        let value = now[place]
        low[place] = max(low[place], (value[0] + (value[2] * least).nextDown).nextDown)
        let top = (value[1] + (value[3] * most).nextUp).nextUp
        high[place] = min(high[place], limit, top)
        widest = max(
          widest, high[place].isFinite ? (high[place] - low[place]) / high[place] : .infinity)
      }
      return widest
    }
  }
}
