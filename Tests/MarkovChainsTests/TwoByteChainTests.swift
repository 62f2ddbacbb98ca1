import RandomStreams
import SpecialFunctions
import TestSupport
import Testing

@testable import MarkovChains

@Suite struct TwoByteChainTests {
  /// Chances of 2^64 that a state gives each target, counted over all values and settling words.
  private func chances(_ chain: TwoByteChain, _ state: Int) -> [Int: UInt128] {
    var chances: [Int: UInt128] = [:]
    for value in 0..<65_536 - chain.residueCount {
      let next = chain.successor(of: state, value: UInt16(value)) {
        Issue.record("\(value) is decided by two bytes")
        return 0
      }
      chances[next, default: 0] += 1 << 48
    }
    var first: UInt64 = 0
    for position in chain.residueOffsets[state]..<chain.residueOffsets[state + 1] {
      let last = chain.residueWords[position]
      let width = UInt128(last &- first) + 1
      chances[Int(chain.residueTargets[position]), default: 0] +=
        width * UInt128(chain.residueCount) / 65_536
      #expect(
        chain.successor(of: state, value: .max) { last } == Int(chain.residueTargets[position]))
      first = last &+ 1
    }
    return chances
  }

  private static let rows: [[Double]] = [
    [0.5, 0.25, 0.125, 0.125], [1, 0, 0, 0], [1e-10, 0.3, 0.6999999999, 0],
    [1e-18, 0.9999999997, 3e-10, 0],
    [0.3333333333333333, 0.3333333333333333, 0.3333333333333334, 0],
    [0.1, 0.2, 0.3, 0.4], [0.999_999, 1e-6, 0, 0],
  ]

  /// Every target owns as many of 2^64 chances as a word a step would give it, however rare.
  @Test(arguments: Self.rows)
  func chancesAreExact(_ row: [Double]) throws {
    let entries = row.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
    let rest: [[(Int, Double)]] = [[(1, 1)], [(2, 1)], [(3, 1)]]
    let matrix = chain([entries] + rest)
    let compiled = try #require(TwoByteChain(matrix))
    let partition = WordPartition(matrix.probabilities[matrix.row(0)])
    var first: UInt64 = 0
    var expected: [Int: UInt128] = [:]
    for (index, last) in zip(partition.indices, partition.lastWords) {
      expected[matrix.targets[index]] = UInt128(last &- first) + 1
      first = last &+ 1
    }
    #expect(chances(compiled, 0) == expected)
  }

  /// Rows of many moves need a residue as large as they are.
  /// Of 300 and more, the least likely have no values of their own.
  @Test func manyMovesAreExactToo() throws {
    for count in [2, 5, 6, 32, 33, 64, 254, 300, 512] {
      let weights = (0..<count).map { place -> Double in
        let weight = 1 + Double((place * 7_919) % 101) / 7
        return place < 250 ? weight : weight * 1e-4
      }
      let sum = weights.reduce(0, +)
      let matrix = chain(
        [weights.enumerated().map { ($0.offset, $0.element / sum) }]
          + (1..<count).map { [($0, 1)] })
      let compiled = try #require(TwoByteChain(matrix))
      #expect(compiled.residueCount >= count - 1)
      #expect(compiled.residueCount < 2 * count || count > 32)
      #expect(chances(compiled, 0).values.reduce(0, +) == UInt128(1) << 64)
      let partition = WordPartition(matrix.probabilities[matrix.row(0)])
      var first: UInt64 = 0
      let dealt = chances(compiled, 0)
      for (index, last) in zip(partition.indices, partition.lastWords) {
        #expect(dealt[index] == UInt128(last &- first) + 1)
        first = last &+ 1
      }
    }
  }

  @Test func theShapeOfAChainDecidesHowItDraws() throws {
    let wide = chain([(0..<513).map { ($0, 1.0 / 513) }] + (1..<513).map { [($0, 1)] })
    #expect(TwoByteChain(wide) == nil)
    #expect(TwoByteChain(chain((0..<1_025).map { [($0, 1)] })) == nil)
    #expect(TwoByteChain(chain((0..<1_024).map { [($0, 1)] })) != nil)
  }

  /// Paired scenarios share their draws: raising the chance to climb never lowers where a path ends.
  @Test func pairedScenariosAreCoupled() throws {
    func ends(_ p: Double) throws -> [Int] {
      let problem = ChainProblem(
        matrix: ruinMatrix(top: 8, up: p), start: point(9, 4), horizon: 20)
      let replay = try PathEngine.Replay(Mixture(problem), address: StreamAddress(seed: 3))
      return (0..<2_000).map { replay.path($0).stays.last?.state ?? -1 }
    }
    let (low, high) = (try ends(0.4), try ends(0.5))
    #expect(zip(low, high).allSatisfy { $0 <= $1 })
    #expect(low != high)
  }

  /// Moves of 1e-10 that only settling words give: 2^38 steps are not to be had here, so the settling
  /// words of as many trajectories are drawn at once, each as if its two bytes had asked for one.
  @Test func movesOfOneInTenThousandMillionAreSettledRight() throws {
    let rare = 1e-10
    let matrix = chain([[(0, 1 - rare), (1, rare)], [(1, 1)]])
    let compiled = try #require(TwoByteChain(matrix))
    // Among settling words a move is 65,536 times as frequent.
    let p = rare * 65_536 / Double(compiled.residueCount)
    let count = BinomialCount.trials
    let address = StreamAddress(seed: 20_261_126)
    var seen = 0
    for trajectory in 0..<count {
      let word = address.settlingWord(trajectory: trajectory, step: trajectory & 1_023)
      if compiled.settled(0, word: word) == 1 { seen += 1 }
    }
    let interval = BinomialInterval.clopperPearson(
      successes: seen, trials: count, confidence: 1 - AlphaBudget.level)
    #expect(interval.low <= p && p <= interval.high)
  }
}

private enum BinomialCount {
  /// About 55 moves in 2^23 settling words: half as many, or twice, would be seen.
  static let trials = 1 << 23
}
