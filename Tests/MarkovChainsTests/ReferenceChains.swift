import MarkovChains

/// A chain whose answers were worked out on paper.
struct ReferenceChain: Sendable {
  let name: String
  let mixture: Mixture
  let answers: [Quantity: Double]
}

/// A matrix from rows written as (target, probability).
func chain(_ rows: [[(Int, Double)]]) -> TransitionMatrix {
  do {
    return try TransitionMatrix(
      rows: rows.map { row in row.sorted { $0.0 < $1.0 }.map { (target: $0.0, probability: $0.1) } }
    )
  } catch {
    preconditionFailure("a reference chain is valid: \(error)")
  }
}

func marks(_ count: Int, _ states: Int...) -> [Bool] { (0..<count).map(states.contains) }

func point(_ count: Int, _ state: Int) -> [Double] { (0..<count).map { $0 == state ? 1 : 0 } }

/// A walk on 0...top that steps up with p, absorbed at both ends.
func ruinMatrix(top: Int, up p: Double) -> TransitionMatrix {
  chain(
    (0...top).map { $0 == 0 || $0 == top ? [($0, 1)] : [($0 - 1, 1 - p), ($0 + 1, p)] })
}

extension ReferenceChain {
  static let all = [
    ruin, geometric, bounded, mixed, craps, returning, stuck, nestedSets, sure, delayed,
  ]

  /// Gambler's ruin, p = 1/4, from 3 of 6: odds of 27 to 1 against.
  /// Mean duration (z - N P) / (q - p) with P = 1/28: (3 - 6/28) / (1/2).
  static let ruin = ReferenceChain(
    name: "gambler's ruin",
    mixture: Mixture(
      ChainProblem(
        matrix: ruinMatrix(top: 6, up: 0.25), start: point(7, 3), horizon: nil,
        targets: [marks(7, 6), marks(7, 0, 6)], outcomes: [marks(7, 0), marks(7, 6)])),
    answers: [
      .reachProbability(set: 0): 1.0 / 28, .reachProbability(set: 1): 1,
      .absorptionProbability(set: 0): 27.0 / 28, .absorptionProbability(set: 1): 1.0 / 28,
      .unresolvedProbability: 0, .restrictedMeanSteps: 39.0 / 7,
      .firstPassageSteps(set: 1): 39.0 / 7,
    ])

  /// Leaves with 1/10 a step: mean 10, all of them in state 0.
  static let geometric = ReferenceChain(
    name: "geometric",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([[(0, 0.9), (1, 0.1)], [(1, 1)]]), start: [1, 0], horizon: nil,
        targets: [[false, true]], occupied: [[true, false]], outcomes: [[false, true]])),
    answers: [
      .reachProbability(set: 0): 1, .firstPassageSteps(set: 0): 10, .occupancySteps(set: 0): 10,
      .restrictedMeanSteps: 10, .unresolvedProbability: 0, .absorptionProbability(set: 0): 1,
    ])

  /// The same up to step 3: survival 0.729, mean of min(T, 3) 2.71, and given arrival
  /// (0.1 + 2 * 0.09 + 3 * 0.081) / 0.271.
  static let bounded = ReferenceChain(
    name: "geometric to a horizon",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([[(0, 0.9), (1, 0.1)], [(1, 1)]]), start: [1, 0], horizon: 3,
        targets: [[false, true]], occupied: [[true, false]], outcomes: [[false, true]])),
    answers: [
      .reachProbability(set: 0): 0.271, .firstPassageSteps(set: 0): 0.523 / 0.271,
      .occupancySteps(set: 0): 2.71, .restrictedMeanSteps: 2.71, .unresolvedProbability: 0.729,
      .absorptionProbability(set: 0): 0.271,
    ])

  /// A quarter leaves with 1/2, the rest with 1/8, either for A or, one time in four, for B.
  static let mixed = ReferenceChain(
    name: "mixture of two leavings",
    mixture: Mixture(
      [(0.25, 0.5), (0.75, 0.125)].map { weight, leaving in
        (
          weight,
          ChainProblem(
            matrix: chain([
              [(0, 1 - leaving), (1, 0.75 * leaving), (2, 0.25 * leaving)], [(1, 1)], [(2, 1)],
            ]), start: [1, 0, 0], horizon: nil, targets: [marks(3, 2)],
            occupied: [marks(3, 0)], outcomes: [marks(3, 1), marks(3, 2)])
        )
      }),
    answers: [
      .reachProbability(set: 0): 0.25, .absorptionProbability(set: 0): 0.75,
      .restrictedMeanSteps: 0.25 * 2 + 0.75 * 8, .occupancySteps(set: 0): 6.5,
      .firstPassageSteps(set: 0): 6.5, .unresolvedProbability: 0,
    ])

  /// Craps: the pass line wins 244 of 495. States: come-out, points 4/10, 5/9, 6/8, won, lost.
  static let craps = ReferenceChain(
    name: "craps",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([
          [(1, 6.0 / 36), (2, 8.0 / 36), (3, 10.0 / 36), (4, 8.0 / 36), (5, 4.0 / 36)],
          [(1, 27.0 / 36), (4, 3.0 / 36), (5, 6.0 / 36)],
          [(2, 26.0 / 36), (4, 4.0 / 36), (5, 6.0 / 36)],
          [(3, 25.0 / 36), (4, 5.0 / 36), (5, 6.0 / 36)], [(4, 1)], [(5, 1)],
        ]), start: point(6, 0), horizon: nil, targets: [marks(6, 4)],
        occupied: [marks(6, 0), marks(6, 1, 2, 3)], outcomes: [marks(6, 4), marks(6, 5)])),
    answers: [
      .reachProbability(set: 0): 244.0 / 495, .absorptionProbability(set: 1): 251.0 / 495,
      .restrictedMeanSteps: 557.0 / 165, .occupancySteps(set: 0): 1,
      .occupancySteps(set: 1): 557.0 / 165 - 1,
    ])

  /// A cycle 0 -> 1 -> 2 -> 0 that never ends, asked about state 1 by step 4: visited at step 1 for
  /// sure, and left again.
  static let returning = ReferenceChain(
    name: "cycle through a set that is left again",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([[(1, 0.5), (2, 0.5)], [(2, 1)], [(0, 1)]]), start: point(3, 0), horizon: 4,
        targets: [marks(3, 1)], occupied: [marks(3, 1), marks(3, 0)])),
    // At step 1 with 1/2; else 2, 0, and at step 4 wait: 0 -> 2 -> 0 -> 1 at step 3 with 1/4.
    answers: [
      .reachProbability(set: 0): 0.75, .firstPassageSteps(set: 0): (0.5 + 3 * 0.25) / 0.75,
      .occupancySteps(set: 0): 0.5 + 0.25, .occupancySteps(set: 1): 1 + 0.5 + 0.5,
      .unresolvedProbability: 1, .restrictedMeanSteps: 4,
    ])

  /// A third falls into a trap that is no outcome.
  static let stuck = ReferenceChain(
    name: "trap that is no outcome",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([[(0, 0.25), (1, 0.5), (2, 0.25)], [(1, 1)], [(2, 1)]]),
        start: point(3, 0), horizon: 1_000, targets: [marks(3, 2), marks(3, 1)],
        occupied: [marks(3, 0)], outcomes: [marks(3, 1)])),
    answers: [
      .absorptionProbability(set: 0): 2.0 / 3, .unresolvedProbability: 1.0 / 3,
      .reachProbability(set: 0): 1.0 / 3, .occupancySteps(set: 0): 4.0 / 3,
      .restrictedMeanSteps: 1_000.0 / 3 + 8.0 / 9,
    ])

  /// Sets inside each other, and one that the start already lies in.
  static let nestedSets = ReferenceChain(
    name: "nested sets",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([[(1, 0.5), (3, 0.5)], [(2, 0.25), (3, 0.75)], [(3, 1)], [(3, 1)]]),
        start: point(4, 0), horizon: nil,
        targets: [marks(4, 0, 1, 2), marks(4, 1, 2), marks(4, 2)], outcomes: [marks(4, 3)])),
    answers: [
      .reachProbability(set: 0): 1, .firstPassageSteps(set: 0): 0, .reachProbability(set: 1): 0.5,
      .reachProbability(set: 2): 0.125, .firstPassageSteps(set: 2): 2,
      .restrictedMeanSteps: 1 + 0.5 + 0.125,
    ])

  /// What is certain is exactly one, and what is impossible exactly zero.
  static let sure = ReferenceChain(
    name: "certain and impossible",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([[(0, 0.3), (1, 0.7)], [(0, 0.1), (2, 0.9)], [(2, 1)], [(3, 1)]]),
        start: point(4, 0), horizon: nil, targets: [marks(4, 2), marks(4, 3)],
        outcomes: [marks(4, 2), marks(4, 3)])),
    answers: [
      .reachProbability(set: 0): 1, .reachProbability(set: 1): 0,
      .absorptionProbability(set: 1): 0, .unresolvedProbability: 0,
    ])

  /// A start spread over states, one of them already absorbed.
  static let delayed = ReferenceChain(
    name: "spread start",
    mixture: Mixture(
      ChainProblem(
        matrix: chain([[(0, 0.5), (1, 0.5)], [(1, 1)]]), start: [0.75, 0.25], horizon: nil,
        targets: [marks(2, 1)], occupied: [marks(2, 0)], outcomes: [marks(2, 1)])),
    answers: [
      .reachProbability(set: 0): 1, .firstPassageSteps(set: 0): 1.5, .occupancySteps(set: 0): 1.5,
      .restrictedMeanSteps: 1.5,
    ])
}
