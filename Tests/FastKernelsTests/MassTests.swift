import FastKernels
import MarkovChains
import Testing

/// Distributions carried by every kernel: the same bits as by the portable one.
@Suite struct MassTests {
  /// Up with a chance of its own, down, or far up; the top rung holds.
  private static func problem(_ count: Int, up: Double, horizon: Int) throws -> ChainProblem {
    let matrix = try TransitionMatrix(
      rows: (0..<count).map { state in
        if state == count - 1 { return [(state, 1)] }
        let far = min(state + 3, count - 1)
        var row = [state: 0.0]
        for (target, weight) in [(max(state - 1, 0), 0.3), (state + 1, up), (far, up * 1e-3)] {
          row[target, default: 0] += weight
        }
        row[state, default: 0] += 1 - 0.3 - up - up * 1e-3
        return row.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      })
    let top = (0..<count).map { $0 == count - 1 }
    return ChainProblem(
      matrix: matrix, start: (0..<count).map { $0 == 0 ? 1 : 0 }, horizon: horizon,
      targets: [top, (0..<count).map { $0 == count / 2 }],
      occupied: (0..<count - 1).map { own in (0..<count).map { $0 == own } }, outcomes: [top])
  }

  /// One to sixteen chains side by side and more; odd numbers of states; masses near the end of the range of doubles, some at
  /// rest.
  @Test(arguments: FastKernels.available.indices, [(2, 40), (5, 100), (36, 365), (65, 2_000)])
  func lanesOfEveryKernelHaveTheSameBits(_ kernel: Int, _ shape: (states: Int, horizon: Int)) throws
  {
    let ups = [
      1e-3, 0.69, 0.2, 1e-7, 0.05, 1e-30, 0.4, 1e-150, 1e-9, 0.6, 0.1, 1e-300, 0.3, 2e-4, 0.5,
      1e-12,
      0.02, 0.45, 1e-40,
    ]
    let mixtures = try ups.map {
      Mixture(try Self.problem(shape.states, up: $0, horizon: shape.horizon))
    }
    let own = RunControl(kernel: FastKernels.available[kernel])
    let alone = try mixtures.map { try ExactEngine().estimates(for: $0) }
    // 19 are sixteen and three.
    for count in [2, 3, 7, 8, 9, 11, 16, 19] {
      let asked = Array(mixtures.suffix(count))
      let expected = Array(alone.suffix(count))
      #expect(try ExactEngine().estimates(for: asked) == expected)
      #expect(try ExactEngine().estimates(for: asked, control: own) == expected)
    }
  }

  /// Questions of different kinds in one call, and shapes that change within a mixture.
  @Test func answersStayWithTheirMixtures() throws {
    let short = try Self.problem(5, up: 0.2, horizon: 30)
    let long = try Self.problem(5, up: 0.2, horizon: 90)
    let wide = try Self.problem(7, up: 0.1, horizon: 90)
    let other = try Self.problem(7, up: 0.3, horizon: 90)
    let narrow = wide.with(
      matrix: try TransitionMatrix(
        rows: (0..<7).map { $0 == 6 ? [(6, 1)] : [($0, 0.5), ($0 + 1, 0.5)] }))
    let endless = ChainProblem(
      matrix: wide.matrix, start: wide.start, horizon: nil, targets: [wide.targets[0]],
      outcomes: wide.outcomes)
    let mixtures = [
      Mixture(short), Mixture([(0.25, wide), (0.75, other)]), Mixture(endless), Mixture(long),
      Mixture([(0.5, other), (0.5, narrow)]), Mixture(short),
    ]
    let together = try ExactEngine().estimates(for: mixtures)
    #expect(together.count == mixtures.count)
    for (mixture, answer) in zip(mixtures, together) {
      #expect(try ExactEngine().estimates(for: mixture) == answer)
    }
    #expect(together[2][.occupancySteps(set: 0)] == nil)
    #expect(together[1][.reachProbability(set: 0)] != together[4][.reachProbability(set: 0)])
  }
}
