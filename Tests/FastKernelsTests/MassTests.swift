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

  /// Odd numbers of chains and states; masses near the end of the range of doubles, some at rest.
  @Test(arguments: FastKernels.available.indices, [(2, 40), (5, 100), (36, 365), (65, 2_000)])
  func lanesOfEveryKernelHaveTheSameBits(_ kernel: Int, _ shape: (states: Int, horizon: Int)) throws
  {
    let ups = [1e-3, 0.69, 0.2, 1e-7, 0.05, 1e-30, 0.4, 1e-150, 1e-9, 0.6, 0.1]
    let mixtures = try ups.map {
      Mixture(try Self.problem(shape.states, up: $0, horizon: shape.horizon))
    }
    let own = FastKernels.available[kernel]
    let portable = try ExactEngine().estimates(for: mixtures)
    let answers = try ExactEngine().estimates(for: mixtures, control: RunControl(kernel: own))
    #expect(answers == portable)
    // Eight go side by side; the last three do too.
    #expect(try ExactEngine().estimates(for: mixtures[0]) == answers[0])
    #expect(try ExactEngine().estimates(for: mixtures[10]) == answers[10])
  }
}
