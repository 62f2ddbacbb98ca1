/// What one chain answers, and how its answers change with its entries and its start: all that an engine
/// says of a chain is linear in where it starts, and one adjoint solve serves every direction.
///
/// With x the worth of each state, x = r + Q x, and z the visits to it, z = start + z Q,
///
///     A = start·x,    A' = start'·x + z·(Q' x + r'),
///
/// where what leads out of Q has a fixed worth, so that Q' x + r' is one product with the whole row. An
/// answer about a set is that of the chain stopped there: a set that can be left again has a chain of its
/// own, and one elimination serves all that is asked about it.
///
/// First passage comes as the mean over all trajectories, as in ``ExactEngine``.
struct ChainGradient: Sendable {
  private let method: Method

  private enum Method {
    case visits(VisitGradient)
    case steps(StepGradient)
  }

  /// - Parameter quantities: Those that ``ExactEngine`` answers, each once.
  /// - Complexity: Without a horizon an elimination and four solves for each set asked about, and one
  ///   for the rest; with one O(horizon · entries) for each quantity.
  init(
    _ problem: ChainProblem, _ quantities: [Quantity], _ control: RunControl
  ) throws(EngineError) {
    method =
      if let horizon = problem.horizon {
        .steps(
          try StepGradient(
            problem, horizon, quantities, EntryPattern(problem.matrix), control))
      } else {
        .visits(try VisitGradient(problem, quantities, control))
      }
  }

  /// Shape `[quantity]`.
  var answers: [ExactEngine.Answer] {
    switch method {
    case .visits(let gradient): gradient.answers
    case .steps(let gradient): gradient.answers
    }
  }

  /// The derivatives of the answers along a direction: shape `[quantity]`; nil where an answer is
  /// infinite, or jumps because what could not be left for ever now can.
  func derivatives(
    along difference: ChainDifference, _ control: RunControl
  ) throws(EngineError) -> [Double?] {
    switch method {
    case .visits(let gradient): gradient.derivatives(along: difference)
    case .steps(let gradient): try gradient.derivatives(along: difference, control)
    }
  }

  /// The sets that quantities are asked of, each with the places of its quantities; nil stands for the
  /// chain that is followed until it is absorbed.
  static func groups(_ quantities: [Quantity]) -> [(target: Int?, places: [Int])] {
    var groups: [(target: Int?, places: [Int])] = []
    for (place, quantity) in quantities.enumerated() {
      let target: Int? =
        switch quantity {
        case .reachProbability(let set), .firstPassageSteps(let set): set
        default: nil
        }
      if let group = groups.firstIndex(where: { $0.target == target }) {
        groups[group].places.append(place)
      } else {
        groups.append((target, [place]))
      }
    }
    return groups
  }

  /// Whether the engine answers a quantity.
  static func answers(_ quantity: Quantity) -> Bool {
    switch quantity {
    case .reachProbability, .firstPassageSteps, .absorptionProbability, .unresolvedProbability,
      .occupancySteps, .restrictedMeanSteps:
      true
    case .rewardToTarget, .finalProbability: false
    }
  }
}

/// The worth of a start in each state, of which an answer is the mean.
struct StartWorth: Sendable {
  /// Shape `[state]`.
  private let worth: [Double]
  private let mean: Double

  init(_ worth: [Double], _ start: [Double]) {
    self.worth = worth
    mean = ExactEngine.mean(worth, start)
  }

  /// start'·x. The rates of a start sum to zero, so the mean may be taken from every worth: where all
  /// are alike, nothing is left of them.
  func derivative(along difference: ChainDifference) -> Double {
    difference.start.reduce(0.0) { $0 + $1.rate * (worth[$1.state] - mean) }
  }
}
