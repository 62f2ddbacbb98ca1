import TestSupport
import Testing

@testable import MarkovChains

/// Every derivative against differences of the exact answers themselves, and against closed forms.
@Suite struct GradientTests {
  /// A random mixture along a curve: every entry, the start and the weights move with it, smoothly. Of
  /// eight moving states; one target is closed, one is left again, one holds a part of the start.
  private struct Curve {
    private let rows: [[(target: Int, logit: Double, slope: Double)]]
    private let start: [(logit: Double, slope: Double)]
    private let horizon: Int?
    static let movingCount = 8
    static let stateCount = 10

    init(seed: UInt64, horizon: Int?) {
      var random = SplitMix64(seed: seed)
      func uniform() -> Double { Double(random.next() >> 11) / Double(1 << 53) }
      rows = (0..<Self.movingCount).map { row in
        (0..<Self.stateCount).filter { $0 == row || $0 == (row + 1) % 9 || uniform() < 0.4 }.map {
          ($0, ($0 == row ? 2 : 0) + 2 * uniform() - 1, 2 * uniform() - 1)
        }
      }
      start = (0..<Self.movingCount).map { _ in (2 * uniform() - 1, 2 * uniform() - 1) }
      self.horizon = horizon
    }

    private func shares(_ logits: [Double]) -> [Double] {
      let weights = logits.map { exponential($0) }
      return weights.map { $0 / weights.reduce(0, +) }
    }

    /// The series, so that the test leans on nothing; logits are small.
    private func exponential(_ x: Double) -> Double {
      var (sum, term) = (1.0, 1.0)
      for k in 1..<40 {
        term *= x / Double(k)
        sum += term
      }
      return sum
    }

    func problem(_ x: Double) -> ChainProblem {
      let moving = rows.map { row in
        Array(zip(row.map(\.target), shares(row.map { $0.logit + x * $0.slope })))
      }
      let matrix = chain(moving + [[(8, 1)], [(9, 1)]])
      let first = shares(start.map { $0.logit + x * $0.slope }) + [0, 0]
      return ChainProblem(
        matrix: matrix, start: first, horizon: horizon,
        targets: [marks(10, 9), marks(10, 5, 6), marks(10, 0, 7, 8)],
        occupied: [marks(10, 0, 1, 2), marks(10, 3, 4, 5, 6, 7)],
        outcomes: [marks(10, 8), marks(10, 9)])
    }
  }

  private static let quantities: [Quantity] =
    (0..<3).flatMap { [.reachProbability(set: $0), .firstPassageSteps(set: $0)] }
    + (0..<2).flatMap { [.absorptionProbability(set: $0), .occupancySteps(set: $0)] }
    + [.unresolvedProbability, .restrictedMeanSteps]

  private static func mixture(_ curves: [Curve], _ x: Double) -> Mixture {
    let share = 0.3 + 0.2 * x
    return Mixture([(share, curves[0].problem(x)), (1 - share, curves[1].problem(x))])
  }

  /// The fourth-order difference of the exact answers.
  private static func difference(
    _ quantity: Quantity, _ answers: [Estimates], _ step: Double
  ) throws -> Double {
    let values = try answers.map { try #require($0[quantity]).value }
    return (8 * (values[2] - values[1]) - (values[3] - values[0])) / (12 * step)
  }

  /// Sixty mixtures, followed for ever, for seven steps, for a hundred (more than a block). The largest
  /// error seen is 2e-10 of the derivative or of the answer.
  @Test func derivativesAreThoseOfTheAnswers() throws {
    var largest = 0.0
    for seed in UInt64(0)..<(isFullEffort ? 200 : 20) {
      for horizon in [nil, 7, 100] {
        let curves = (0..<2).map { Curve(seed: 2 * seed + $0, horizon: horizon) }
        let x = Double(seed % 20) / 40 - 0.25
        let step = 1e-3
        let answers = try [-2, -1, 1, 2].map {
          try ExactEngine().estimates(for: Self.mixture(curves, x + $0 * step))
        }
        let gradient = try MixtureGradient(Self.mixture(curves, x), asking: Self.quantities)
        let small = 1e-5
        let direction = try #require(
          MixtureDifference(
            from: Self.mixture(curves, x - small),
            to: [(1, Self.mixture(curves, x + small))], over: 2 * small))
        let derivatives = try gradient.derivatives(along: direction)
        for (index, quantity) in Self.quantities.enumerated() {
          let derivative = try #require(derivatives[index])
          let expected = try Self.difference(quantity, answers, step)
          let scale = max(abs(expected), try #require(gradient.answers[index]).value)
          // An exact zero changes by nothing.
          guard scale > 0 else {
            #expect(derivative == 0)
            continue
          }
          largest = max(largest, abs(derivative - expected) / scale)
        }
      }
    }
    #expect(largest < 1e-9, "\(largest)")
  }

  /// The answers beside the derivatives are those of the exact engine, on chains solved on paper too.
  @Test func answersAreThoseOfTheExactEngine() throws {
    var mixtures = ReferenceChain.all.map(\.mixture)
    for horizon in [nil, 7, 100] {
      mixtures.append(
        Self.mixture((0..<2).map { Curve(seed: 77 + $0, horizon: horizon) }, 0.1))
    }
    var compared = 0
    for mixture in mixtures {
      let problem = mixture.problems[0]
      let asked =
        problem.targets.indices.flatMap {
          [Quantity.reachProbability(set: $0), .firstPassageSteps(set: $0)]
        } + problem.outcomes.indices.map { .absorptionProbability(set: $0) }
        + (0..<problem.occupied.count).map { .occupancySteps(set: $0) }
        + [.unresolvedProbability, .restrictedMeanSteps]
      let gradient = try MixtureGradient(mixture, asking: asked)
      let exact = try ExactEngine().estimates(for: mixture)
      for (quantity, answer) in zip(asked, gradient.answers) {
        #expect((answer == nil) == (exact[quantity] == nil), "\(quantity)")
        guard let answer, let known = exact[quantity] else { continue }
        #expect(relativeError(answer.value, known.value) < 1e-13, "\(quantity)")
        if let complement = known.complement {
          #expect(relativeError(answer.complement ?? .nan, complement) < 1e-13, "\(quantity)")
        }
        compared += 1
      }
    }
    #expect(compared > 80)
  }

  /// What goes to one outcome comes from the others, and every step is spent somewhere.
  @Test func derivativesOfWholesAreZeroOrSums() throws {
    for horizon in [nil, 40] {
      let curves = (0..<2).map { Curve(seed: 500 + $0, horizon: horizon) }
      let gradient = try MixtureGradient(Self.mixture(curves, 0), asking: Self.quantities)
      let direction = try #require(
        MixtureDifference(
          from: Self.mixture(curves, 0), to: [(1, Self.mixture(curves, 1e-3))], over: 1e-3))
      let found = Dictionary(
        uniqueKeysWithValues: zip(
          Self.quantities, try gradient.derivatives(along: direction).map { $0 ?? .nan }))
      func rate(_ quantity: Quantity) -> Double { found[quantity] ?? .nan }
      let gained = rate(.absorptionProbability(set: 0))
      let rest = rate(.absorptionProbability(set: 1)) + rate(.unresolvedProbability)
      #expect(abs(gained) > 1e-3)
      #expect(abs(gained + rest) < 1e-13 * abs(gained))
      let spent = rate(.occupancySteps(set: 0)) + rate(.occupancySteps(set: 1))
      #expect(relativeError(spent, rate(.restrictedMeanSteps)) < 1e-12)
    }
  }
}
