import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import MarkovChains

@Suite struct ExactEngineTests {
  /// 1 / (1 + 3 + ... + 3^63), about 6e-31, and the complement that no subtraction would give.
  @Test func probabilitiesOfTenToTheMinusThirtyKeepAllDigits() throws {
    let top = 64
    let problem = ChainProblem(
      matrix: ruinMatrix(top: top, up: 0.25), start: point(top + 1, 1), horizon: nil,
      targets: [marks(top + 1, top), marks(top + 1, 0)])
    let estimates = try ExactEngine().estimates(for: Mixture(problem))
    let odds = (0..<top).reduce(0.0) { sum, _ in 3 * sum + 1 }
    let up = try #require(estimates[.reachProbability(set: 0)])
    let down = try #require(estimates[.reachProbability(set: 1)])
    #expect(up.value < 1e-30)
    #expect(relativeError(up.value, 1 / odds) < 1e-13)
    #expect(relativeError(down.complement ?? 0, 1 / odds) < 1e-13)
  }

  /// Six moves of 1e-5 in a row, and none of them late: 1e-30 by a horizon of six.
  @Test func boundedProbabilitiesOfTenToTheMinusThirty() throws {
    let rare = 1e-5
    let rows = (0..<6).map { [($0, 1 - rare), ($0 + 1, rare)] } + [[(6, 1.0)]]
    let problem = ChainProblem(
      matrix: chain(rows), start: point(7, 0), horizon: 6, targets: [marks(7, 6)])
    let estimate = try #require(
      try ExactEngine().estimates(for: Mixture(problem))[.reachProbability(set: 0)])
    #expect(relativeError(estimate.value, 1e-30) < 1e-14)
  }

  /// Side by side or alone, no bit differs: lanes that come to rest at their own steps or never, sets that are
  /// closed and sets that are left again, other shapes and other horizons between.
  @Test func manyQuestionsAreAnsweredAsOneByOne() throws {
    func walk(_ up: Double, states n: Int = 7, horizon: Int? = 5_000, from start: Int = 0)
      -> ChainProblem
    {
      let down = (1 - up) / 3
      return ChainProblem(
        matrix: chain(
          (0..<n).map { state in
            state == n - 1
              ? [(state, 1)]
              : state == 0
                ? [(0, 1 - up), (1, up)]
                : [(state - 1, down), (state, 1 - up - down), (state + 1, up)]
          }), start: point(n, start), horizon: horizon,
        targets: [marks(n, n - 1), marks(n, 3), marks(n, 2, 5)],
        occupied: [marks(n, 0, 1), marks(n, 2, n - 1)], outcomes: [marks(n, n - 1)])
    }
    let ups = [0.97, 0.9, 0.8, 0.6, 0.5, 0.3, 0.1, 0.02, 0.001, 0.95, 0.7]
    var mixtures = ups.map { Mixture(walk($0)) }
    mixtures.append(Mixture(walk(0.4, states: 9)))
    mixtures += ups.prefix(3).map { Mixture(walk($0, horizon: 40, from: 2)) }
    mixtures.append(Mixture(walk(0.4, horizon: nil)))
    mixtures += ups.prefix(2).map { Mixture(walk($0)) }
    mixtures.append(Mixture([0.2, 0.3, 0.5].map { ($0, walk($0)) }))
    let engine = ExactEngine()
    let together = try engine.estimates(for: mixtures)
    #expect(together.count == mixtures.count)
    for (mixture, answer) in zip(mixtures.dropLast(), together) {
      #expect(try engine.estimates(for: mixture) == answer)
    }
    // Three alike are put side by side even in one mixture, so its chains are asked for one at a time.
    let parts = try [0.2, 0.3, 0.5].map { share in
      try engine.estimates(for: Mixture(walk(share)))[.restrictedMeanSteps]?.value ?? 0
    }
    #expect(
      together.last?[.restrictedMeanSteps]?.value
        == 0.2 * parts[0] + 0.3 * parts[1] + 0.5 * parts[2])
  }

  /// Where no outcome, no stay and no closed set is asked for, what is left is known without a step.
  @Test func whatNeedsNoStepsIsExact() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.9), (1, 0.1)], [(0, 0.7), (1, 0.3)]]), start: [0.1, 0.9],
      horizon: 1_000, targets: [marks(2, 1)])
    let estimates = try ExactEngine().estimates(for: Mixture(problem))
    #expect(estimates[.unresolvedProbability] == Estimate(exact: 1, complement: 0))
    #expect(estimates[.restrictedMeanSteps] == Estimate(exact: 1_000))
    let reached = try #require(estimates[.reachProbability(set: 0)])
    #expect(relativeError(try #require(reached.complement), 0.1 * pow(0.9, 1_000)) < 1e-12)
    #expect(estimates.values.count == 4)
    #expect(
      estimates[.occupancySteps(set: 0)] == nil && estimates[.reachProbability(set: 1)] == nil)
  }

  /// A solver keeps factors of classes: what it was asked before changes no bit, whether a target leaves a class whole,
  /// takes a part of it, or takes another part.
  @Test func answersDoNotDependOnThoseBefore() throws {
    // Two classes of five, the first leading to the second, and two ends.
    func ring(_ first: Int, out: (Int, Double)) -> [[(Int, Double)]] {
      (0..<5).map { place in
        let up = 0.2 + 0.03 * Double(first + place)
        let row = [(first + (place + 1) % 5, up), (first + (place + 4) % 5, 0.9 - up), out]
        return (row + [(first + place, 1 - 0.9 - out.1)]).sorted { $0.0 < $1.0 }
      }
    }
    let matrix = chain(
      ring(0, out: (7, 0.02)) + ring(5, out: (10, 0.01))
        + [[(10, 1)], [(11, 1)]])
    let withTwoEnds = chain(
      (0..<12).map { state in
        var row = matrix.row(state).map { (matrix.targets[$0], matrix.probabilities[$0]) }
        if state == 3 || state == 8 {
          let hold = row.firstIndex { $0.0 == state } ?? 0
          row[hold].1 -= 0.03
          row.append((11, 0.03))
        }
        return row
      })
    let targets = [
      marks(12, 10), marks(12, 10, 9), marks(12, 10, 4), marks(12, 10, 2, 6), marks(12, 10, 5),
      marks(12, 5, 6, 7, 8, 9), marks(12, 11), marks(12, 10),
    ]
    let one = ChainSolver(withTwoEnds)
    for target in targets {
      let again = try one.passage(to: target, asking: .init(wantsSteps: true))
      let fresh = try ChainSolver(withTwoEnds).passage(to: target, asking: .init(wantsSteps: true))
      #expect(again.probability.values == fresh.probability.values)
      #expect(again.complement.values == fresh.complement.values)
      #expect(again.steps?.values == fresh.steps?.values)
    }
    let visits = try OccupancySolver(one).visits(from: point(12, 0)).values
    #expect(
      try visits == OccupancySolver(ChainSolver(withTwoEnds)).visits(from: point(12, 0)).values)
  }

  /// Long after all has come to rest every step still counts where it rests, and the law goes on to its end.
  @Test func whatHasComeToRestCountsToTheHorizon() throws {
    let horizon = 100_000
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.25), (2, 0.25)], [(1, 1)], [(2, 1)]]), start: point(3, 0),
      horizon: horizon, targets: [marks(3, 1)], occupied: [marks(3, 0), marks(3, 1)],
      outcomes: [marks(3, 1)])
    let estimates = try ExactEngine().estimates(for: Mixture(problem))
    func value(_ quantity: Quantity) throws -> Double { try #require(estimates[quantity]).value }
    #expect(try value(.reachProbability(set: 0)) == 0.5)
    #expect(try value(.occupancySteps(set: 0)) == 2)
    // Half of it enters, after 2 steps in the mean.
    #expect(try relativeError(value(.occupancySteps(set: 1)), 0.5 * Double(horizon) - 1) < 1e-12)
    // State 2 is no outcome, so half of it is never resolved.
    #expect(try relativeError(value(.restrictedMeanSteps), 0.5 * Double(horizon) + 1) < 1e-12)
    let law = try ExactEngine().firstPassageLaw(for: Mixture(problem))[0]
    #expect(law.count == horizon + 1 && law[horizon].probability == 0.5)
    #expect(law[horizon].complement == 0.5)
  }

  /// Survival of 2^-100 at step 100, which one minus absorption would call zero.
  @Test func survivalIsASumOfItsOwn() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.5)], [(1, 1)]]), start: [1, 0], horizon: 100,
      targets: [marks(2, 1)], outcomes: [marks(2, 1)])
    let estimates = try ExactEngine().estimates(for: Mixture(problem))
    let survival = Double(sign: .plus, exponent: -100, significand: 1)
    #expect(estimates[.unresolvedProbability]?.value == survival)
    #expect(estimates[.reachProbability(set: 0)]?.complement == survival)
  }

  @Test func whatNeverEndsLastsForEver() throws {
    let trapped = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.25), (2, 0.25)], [(1, 1)], [(2, 1)]]), start: point(3, 0),
      horizon: nil, targets: [marks(3, 1)], occupied: [marks(3, 0), marks(3, 2)],
      outcomes: [marks(3, 1)])
    let estimates = try ExactEngine().estimates(for: Mixture(trapped))
    #expect(estimates[.restrictedMeanSteps]?.value == .infinity)
    #expect(estimates[.unresolvedProbability]?.value == 0.5)
    #expect(estimates[.occupancySteps(set: 0)]?.value == 2)
    #expect(estimates[.occupancySteps(set: 1)]?.value == .infinity)
    #expect(estimates[.firstPassageSteps(set: 0)]?.value == 2)
  }

  /// A state that cannot be reached keeps its set finite, however long it would last.
  @Test func whatCannotBeReachedLastsNoTime() throws {
    let problem = ChainProblem(
      matrix: chain([[(0, 0.5), (1, 0.5)], [(1, 1)], [(2, 1)]]), start: point(3, 0), horizon: nil,
      targets: [marks(3, 2)], occupied: [marks(3, 2)], outcomes: [marks(3, 1)])
    let estimates = try ExactEngine().estimates(for: Mixture(problem))
    #expect(estimates[.occupancySteps(set: 0)]?.value == 0)
    #expect(estimates[.reachProbability(set: 0)]?.value == 0)
    #expect(estimates[.firstPassageSteps(set: 0)] == nil)
  }

  /// An arbitrary chain of 120 states in one class, with LAPACK's LU as the second opinion.
  @Test func agreesWithLUOnAnArbitraryChain() throws {
    let n = 120
    var rows: [[(Int, Double)]] = []
    for i in 0..<n {
      let weights = (0..<n + 2).map { j in
        Double((i * 31 + j * 17 + i * j) % 97 + 1) * (j >= n ? 0.5 : 1)
      }
      let sum = weights.reduce(0, +)
      rows.append(weights.enumerated().map { ($0.offset, $0.element / sum) })
    }
    rows += [[(n, 1)], [(n + 1, 1)]]
    let problem = ChainProblem(
      matrix: chain(rows), start: point(n + 2, 5), horizon: nil,
      outcomes: [marks(n + 2, n), marks(n + 2, n + 1)])
    let estimates = try ExactEngine().estimates(for: Mixture(problem))
    var system = Matrix(rowCount: n, columnCount: n)
    var sides = Matrix(rowCount: n, columnCount: 2)
    for i in 0..<n {
      for j in 0..<n { system[i, j] = (i == j ? 1 : 0) - rows[i][j].1 }
      sides[i, 0] = rows[i][n].1
      sides[i, 1] = 1
    }
    let solution = try Factorization.solve(system, sides)
    #expect(
      relativeError(estimates[.absorptionProbability(set: 0)]?.value ?? 0, solution[5, 0]) < 1e-11)
    #expect(relativeError(estimates[.restrictedMeanSteps]?.value ?? 0, solution[5, 1]) < 1e-11)
  }

  /// The law by step sums to the probability by the horizon and tends to the one for ever.
  @Test func firstPassageLawIsTheLaw() throws {
    let mixture = ReferenceChain.bounded.mixture
    let law = try ExactEngine().firstPassageLaw(for: mixture)[0]
    for (step, expected) in [0, 0.1, 0.19, 0.271].enumerated() {
      #expect(relativeError(law[step].probability, expected) < 1e-14)
      #expect(relativeError(law[step].complement, 1 - expected) < 1e-14)
    }
    let returning = try ExactEngine().firstPassageLaw(for: ReferenceChain.returning.mixture)[0]
    #expect(returning.map(\.probability) == [0, 0.5, 0.5, 0.75, 0.75])
  }

  /// Twenty steps and then ten are thirty.
  @Test func horizonsAddUp() throws {
    let matrix = ruinMatrix(top: 6, up: 0.375)
    func reach(_ start: [Double], _ horizon: Int) throws -> Double {
      let problem = ChainProblem(
        matrix: matrix, start: start, horizon: horizon, targets: [marks(7, 6)])
      return try ExactEngine().estimates(for: Mixture(problem))[.reachProbability(set: 0)]?.value
        ?? .nan
    }
    var distribution = point(7, 2)
    for _ in 0..<20 {
      var next = [Double](repeating: 0, count: 7)
      for state in 0..<7 {
        for entry in matrix.row(state) {
          next[matrix.targets[entry]] += distribution[state] * matrix.probabilities[entry]
        }
      }
      distribution = next
    }
    let sum = distribution.reduce(0, +)
    #expect(
      relativeError(try reach(distribution.map { $0 / sum }, 10), try reach(point(7, 2), 30))
        < 1e-13)
  }

  /// Weights that sum to one only up to rounding make no 0.9999999999999999 of what is certain.
  @Test func certaintyStaysCertainInAMixture() throws {
    let problem = ReferenceChain.sure.mixture.problems[0]
    let weights = [0.1, 0.2, 0.3, 0.1, 0.2, 0.1]
    let mixture = Mixture(weights.map { ($0, problem) })
    let estimates = try ExactEngine().estimates(for: mixture)
    #expect(estimates[.reachProbability(set: 0)]?.value == 1)
    #expect(estimates[.reachProbability(set: 0)]?.complement == 0)
  }

  @Test func aLongPropagationCanBeInterrupted() {
    let problem = ChainProblem(
      matrix: ruinMatrix(top: 6, up: 0.5), start: point(7, 3), horizon: 10_000_000,
      targets: [marks(7, 6)])
    #expect(throws: EngineError.interrupted) {
      try ExactEngine().estimates(
        for: Mixture(problem), control: RunControl(isInterrupted: { true }))
    }
  }

  @Test func workBeyondTheLimitIsRefused() {
    let problem = ChainProblem(
      matrix: ruinMatrix(top: 6, up: 0.5), start: point(7, 3), horizon: Int.max / 4,
      targets: [marks(7, 6)])
    #expect(throws: EngineError.self) { try ExactEngine().estimates(for: Mixture(problem)) }
    #expect(ExactEngine.obstacle(to: Mixture(problem)) != nil)
  }

  @Test func spectrumOfAGeometricIsItsStaying() throws {
    let spectrum = try ChainSpectrum(chain([[(0, 0.9), (1, 0.1)], [(1, 1)]]))
    #expect(spectrum.eigenvalues.count == 1)
    #expect(relativeError(spectrum.decayRate, 0.9) < 1e-14)
  }

  /// Once lost to rounding: two states that leak slowly lost the leak a little more at each squaring.
  /// References by matrix powers with 60 digits.
  @Test(arguments: [
    (1e-12, 0.5, 1_386_294_361_123.0), (1e-14, 0.5, 138_629_436_111_992),
    (1e-16, 0.99, 92_103_403_719_761_835), (1e-18, 0.5, 1_386_294_361_119_890_622),
  ])
  func quantilesOfSlowLeaksKeepTheirDigits(leak: Double, level: Double, steps: Double) throws {
    let matrix = chain([
      [(0, 0.7), (1, 0.3)], [(0, 0.3), (1, 0.7 - leak), (2, leak)], [(2, 1)],
    ])
    let found = try ChainSolver(matrix).quantiles(
      of: marks(3, 2), levels: [.init(value: level, complement: 1 - level)], from: [0])[0][0]
    #expect(relativeError(found, steps) < 1e-12, "\(found)")
  }

  /// Once told as infinite: a level whose nearest double is one.
  @Test func levelsNextToOneAreReached() throws {
    let matrix = chain([[(0, 0.5), (1, 0.5)], [(1, 1)]])
    let found = try ChainSolver(matrix).quantiles(
      of: marks(2, 1),
      levels: [.init(value: 1, complement: 1e-18), .init(value: 1, complement: 0)],
      from: [0])
    #expect(found == [[60], [.infinity]])
  }

  /// Once 1: half is not reached by what falls short of it by 1e-13.
  @Test func levelsJustOutOfReachAreNever() throws {
    let short = 0.4999999999999
    let matrix = chain([[(1, short), (2, 1 - short)], [(1, 1)], [(2, 1)]])
    let found = try ChainSolver(matrix).quantiles(
      of: marks(3, 1), levels: [.init(value: 0.5, complement: 0.5)], from: [0])
    #expect(found == [[.infinity]])
  }

  /// Once told as exactly zero: 1,200 halvings in a row, by a horizon; 2^-1200 is below doubles.
  @Test func boundedAnswersBelowDoublesKeepTheirDigits() throws {
    let top = 1200
    let rows =
      (0..<top).map { [($0 + 1, 0.5), (top + 1, 0.5)] } + [[(top, 1.0)], [(top + 1, 1.0)]]
    let solver = ChainSolver(chain(rows))
    let target = marks(top + 2, top)
    let questions = ChainSolver.PassageQuestions(wantsSteps: true, wantsVariance: true)
    let answers = try solver.passage(to: target, within: 2000, asking: questions)
    #expect(answers.isPossible[0])
    #expect(answers.probability.outOfRange[0] == ScaledNumber(fraction: 1, exponent: -1200))
    #expect(answers.steps?.values[0] == 1200)
    #expect(answers.variance?.values[0] == 0)
    #expect(try solver.passage(to: target, within: 1199, asking: questions).isPossible[0] == false)
    let last = try solver.presence(from: point(top + 2, 0), horizon: 1100).last
    #expect(last.outOfRange[1100] == ScaledNumber(fraction: 1, exponent: -1100))
    #expect(last.outOfRange[1099] == nil && last.values[1099] == 0)
    // Survival of 0.3^618 is 7.26e-324, where doubles have a single bit.
    let geometric = ChainSolver(chain([[(0, 0.3), (1, 0.7)], [(1, 1)]]))
    let survival = try geometric.passage(to: marks(2, 1), within: 618, asking: .init()).complement
    let (value, power) = try #require(survival.outOfRange[0]).decimal
    #expect(power == -300)
    #expect(relativeError(value, 7.259_979_873_896_775e-24) < 1e-13)
  }
}
