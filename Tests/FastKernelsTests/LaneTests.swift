import FastKernels
import RandomStreams
import TestSupport
import Testing

@testable import MarkovChains

/// Lanes of every kernel against trajectories followed one by one: the same counts, to the last integer.
@Suite struct LaneTests {
  static let kernels =
    [LaneKernel.portable] + FastKernels.available
    // As on processors that lack the instruction for packing.
    + FastKernels.available.filter { $0.pack != nil }.map {
      LaneKernel(
        name: "\($0.name) without packing", groupSize: $0.groupSize, tile: $0.tile,
        registerStateCount: $0.registerStateCount, seed: $0.seed, advance: $0.advance,
        sum: $0.sum, carry: $0.carry)
    }

  /// A chain with given moves a state, relative to it, and weights from a small generator.
  private static func banded(
    _ count: Int, _ moves: [Int], seed: UInt64, absorbing: Set<Int> = [], weights: [Double]? = nil
  ) throws -> TransitionMatrix {
    var draws = Xoshiro256PlusPlus(state: (seed, 1, 2, 3))
    return try TransitionMatrix(
      rows: (0..<count).map { state in
        if absorbing.contains(state) { return [(state, 1)] }
        var row: [Int: Double] = [:]
        for (place, move) in moves.enumerated() {
          let weight = weights?[place] ?? Double(draws.next() >> 11) * 0x1p-53 + 1e-3
          row[min(max(state + move, 0), count - 1), default: 0] += weight
        }
        let sum = row.values.sorted().reduce(0, +)
        return row.sorted { $0.key < $1.key }.map { ($0.key, $0.value / sum) }
      })
  }

  private static func question(
    _ matrix: TransitionMatrix, horizon: Int?, targets: Int = 5, occupied: Int = 4,
    finals: Int = 0, outcomes: Bool = true, spread: Bool = false
  ) -> ChainProblem {
    let n = matrix.stateCount
    let rest = (0..<n).filter { matrix.isAbsorbing($0) }
    let start: [Double] =
      spread
      ? [Double](repeating: 1 / Double(n), count: n) : (0..<n).map { $0 == min(2, n - 1) ? 1 : 0 }
    return ChainProblem(
      matrix: matrix, start: start, horizon: horizon,
      targets: (0..<targets).map { set in (0..<n).map { $0 * targets / n >= set } },
      rewards: nil,
      occupied: StateGroups(
        lists: (0..<occupied).map { set in
          (0..<n).filter { !matrix.isAbsorbing($0) && $0 % max(occupied, 1) == set }
        }, stateCount: n),
      finals: finals == 0
        ? .none(stateCount: n)
        : StateGroups(
          lists: (0..<finals).map { set in (0..<n).filter { $0 % finals == set } }, stateCount: n),
      outcomes: outcomes
        ? rest.prefix(2).map { state in (0..<n).map { $0 == state } } : [])
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let count: Int
    let mixture: @Sendable () throws -> Mixture
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    func add(
      _ name: String, _ count: Int = 3_000, _ problem: @escaping @Sendable () throws -> ChainProblem
    ) {
      cases.append(Case(testDescription: name, count: count) { Mixture(try problem()) })
    }
    for horizon in [0, 1, 15, 16, 17, 100, 127, 128, 129] {
      add("ladder of 8, \(horizon) steps") {
        question(try banded(8, [-1, 0, 1, 2], seed: 1), horizon: horizon, finals: 3)
      }
    }
    for horizon in [17, 127, 129] {
      add("ladder of 8 with ends, \(horizon) steps") {
        question(
          try banded(8, [-1, 0, 1, 2], seed: 1, absorbing: [7], weights: [0.2, 0.7, 0.08, 0.02]),
          horizon: horizon, finals: 3)
      }
    }
    add("ladder of 8 without marks") {
      question(
        try banded(8, [-1, 0, 1, 2], seed: 2), horizon: 70, targets: 0, occupied: 0, finals: 8)
    }
    add("ladder of 8 with ends, for ever") {
      question(try banded(8, [-1, 0, 1, 2], seed: 3, absorbing: [0, 7]), horizon: nil)
    }
    // Bands of four that reach down as far as they can, and not at all.
    for lowest in [-3, -2, 0] {
      add("8 states, moves from \(lowest)") {
        question(try banded(8, Array(lowest...lowest + 3), seed: 17), horizon: 60, spread: true)
      }
    }
    // Two moves a row leave a residue of one value, and a first bound that is the largest number.
    add("8 states, down but for once in a million", 9_000) {
      question(
        try banded(8, [-1, 2], seed: 18, weights: [1, 1e-6]), horizon: 200, spread: true)
    }
    add("8 states whose rows lack one move or the other", 9_000) {
      question(
        try TransitionMatrix(
          rows: (0..<8).map { state in
            switch state % 4 {
            case 0: [(min(state + 1, 7), 0.75), (min(state + 2, 7), 0.25)]
            case 1: [(state - 1, 0.3), (min(state + 2, 7), 0.7)]
            case 2: [(state, 1e-9), (state + 1, 1 - 1e-9)]
            default: state == 7 ? [(6, 1)] : [(state - 1, 0.5), (state, 0.25), (state + 1, 0.25)]
            }
          }), horizon: 150, spread: true)
    }
    add("ladder of 5 with slow ends, for ever", 9_000) {
      question(
        try banded(5, [-1, 0, 1], seed: 4, absorbing: [0, 4], weights: [0.01, 0.985, 0.005]),
        horizon: nil, spread: true)
    }
    add("few states, far moves") {
      question(try banded(8, [-5, -2, 0, 3, 6], seed: 5, absorbing: [7]), horizon: 60)
    }
    add("6 states in a ring") {
      question(
        try TransitionMatrix(
          rows: (0..<6).map { [(($0 + 5) % 6, 0.25), (($0 + 1) % 6, 0.75)].sorted { $0.0 < $1.0 } }),
        horizon: 200, finals: 2)
    }
    add("rests outside the outcomes") {
      question(
        try banded(12, [-1, 0, 2], seed: 6, absorbing: [0, 5, 11]), horizon: 400, spread: true)
    }
    add("22 states") {
      question(try banded(22, [-3, -1, 0, 1, 4], seed: 7, absorbing: [21]), horizon: 300)
    }
    // Rows of up to as many bounds as there can be, that add the same or not, odd numbers of them and even.
    for moves in [2, 3, 4, 5, 12, 13, 22, 30] {
      add("30 states, \(moves) moves") {
        question(
          try banded(
            30, (0..<moves).map { (17 * $0 + 3) % 59 - 29 }.sorted(), seed: 16, absorbing: [29]),
          horizon: 200, spread: true)
      }
    }
    add("32 states, all moves") {
      question(try banded(32, Array(-31...31), seed: 21), horizon: 50, spread: true)
    }
    add("200 states, 12 moves") {
      question(
        try banded(200, [-60, -9, -3, -2, -1, 0, 1, 2, 3, 17, 50, 90], seed: 8), horizon: 130)
    }
    add("1,024 states, 64 moves") {
      question(try banded(1_024, (-31...32).map { 5 * $0 }, seed: 9), horizon: 33)
    }
    add("500 states, rows of 200 that are dealt in columns") {
      question(
        try banded(500, (-99...100).map { $0 }, seed: 15, absorbing: [499]), horizon: 90,
        spread: true)
    }
    add("rare moves") {
      question(
        try banded(9, [-1, 0, 1], seed: 10, weights: [1e-5, 1, 3e-6]), horizon: 500, spread: true)
    }
    add("one passes only, cut short") {
      question(
        try banded(40, [-1, 0, 1, 2], seed: 11, absorbing: [0, 39]), horizon: nil, targets: 4,
        occupied: 0, outcomes: false)
    }
    // Nothing ends, but lanes are done: quartets go when all four are, the last of them alone.
    for (count, targets) in [(9_001, 1), (4_098, 3), (3, 2)] {
      add("without ends, cut short at \(targets) targets", count) {
        question(
          try banded(8, [-1, 0, 1, 2], seed: 19, weights: [0.5, 0.2, 0.2, 0.02]),
          horizon: nil, targets: targets + 1, occupied: 0, spread: count > 3)
      }
    }
    add("more targets than a pass has bits") {
      question(
        try banded(60, [-2, 0, 1, 3], seed: 12, absorbing: [59]), horizon: 250, targets: 40,
        occupied: 14)
    }
    add("more targets than a pass has bits, cut short") {
      question(
        try banded(60, [-2, 0, 1, 3], seed: 13, absorbing: [0, 59]), horizon: nil, targets: 20,
        occupied: 0, outcomes: false)
    }
    add("occupancy beyond 16 bits", 200) {
      question(
        try banded(4, [-1, 0, 1], seed: 14, weights: [0.001, 0.99, 0.001]), horizon: 140_000)
    }
    // Every lane of a block comes to a mark at the same step: as many first visits at once as there can be.
    for count in [7, 40] {
      cases.append(
        Case(testDescription: "\(count) states in step", count: 20_000) {
          let matrix = try TransitionMatrix(
            rows: (0..<count).map { [(target: min($0 + 1, count - 1), probability: 1)] })
          return Mixture(question(matrix, horizon: 90, targets: 5, occupied: 4))
        })
    }
    cases.append(
      Case(testDescription: "a mixture", count: 20_000) {
        let parts = try (0..<5).map { part in
          (
            [0.1, 0.2, 0.4, 0.2, 0.1][part],
            question(
              try banded(
                9, [-1, 0, 1], seed: 20 + UInt64(part), absorbing: [0, 8],
                weights: [0.2, 0.5 + Double(part), 0.1]), horizon: nil, spread: true)
          )
        }
        return Mixture(parts)
      })
    // The larger chain leaves states behind that the smaller ones do not have.
    cases.append(
      Case(testDescription: "a mixture of sizes", count: 60_000) {
        Mixture(
          try [300, 30, 4].map { count in
            (
              [300: 0.5, 30: 0.3, 4: 0.2][count] ?? 0,
              question(
                try banded(count, [-2, -1, 0, 1, 3], seed: UInt64(count)), horizon: 120,
                targets: 3, spread: true)
            )
          })
      })
    return cases
  }()

  @Test(arguments: cases) func everyKernelCountsAsFollowingDoes(_ item: Case) throws {
    let mixture = try item.mixture()
    let address = StreamAddress(seed: 11, scenarioKey: 5)
    let single = PathKernel(mixture, address: address, kernel: nil)
    // Not the first block, and not whole blocks.
    let range = 8_192 - 36..<8_192 + item.count
    var expected = single.emptyTally
    single.simulate(range, into: &expected)
    for kernel in Self.kernels {
      let lanes = PathKernel(mixture, address: address, kernel: kernel)
      #expect(lanes.lanes != nil)
      var tally = lanes.emptyTally
      lanes.simulate(range, into: &tally)
      #expect(
        tally.estimates(confidence: 0.95, limit: single.limit)
          == expected.estimates(confidence: 0.95, limit: single.limit), "\(kernel.name)")
    }
  }

  /// The trajectory that is told is the one that is counted.
  @Test func replaysAreWhatLanesCount() throws {
    let problem = Self.question(
      try Self.banded(22, [-3, -1, 0, 1, 4], seed: 7, absorbing: [21]), horizon: 300)
    let address = StreamAddress(seed: 3)
    for kernel in Self.kernels {
      let lanes = PathKernel(Mixture(problem), address: address, kernel: kernel)
      for trajectory in [0, 1, 31, 8_191, 8_192, 1 << 40] {
        var tally = lanes.emptyTally
        lanes.simulate(trajectory..<trajectory + 1, into: &tally)
        let path = lanes.path(trajectory)
        #expect(Int(tally.steps.sum) == path.end)
        #expect(tally.absorbedCounts[0] == (path.isAbsorbed ? 1 : 0))
      }
    }
  }

  /// So are those of a quartet, and of part of one.
  @Test func replaysOfQuartetsAreWhatLanesCount() throws {
    let problem = Self.question(
      try Self.banded(8, [-1, 0, 1, 2], seed: 1), horizon: 99, targets: 0, occupied: 8, finals: 8)
    for kernel in Self.kernels {
      let lanes = PathKernel(
        Mixture(problem), address: StreamAddress(seed: 3), kernel: kernel)
      #expect(lanes.sharing == .quartet)
      for trajectories in [0..<4, 8_188..<8_194, (1 << 40) + 40..<(1 << 40) + 43] {
        var tally = lanes.emptyTally
        lanes.simulate(trajectories, into: &tally)
        var ends = [Int](repeating: 0, count: 8)
        var steps = ends
        for trajectory in trajectories {
          let path = lanes.path(trajectory)
          ends[path.stays.last?.state ?? 0] += 1
          for (stay, next) in zip(path.stays, path.stays.dropFirst().map(\.first) + [99]) {
            steps[stay.state] += next - stay.first
          }
        }
        #expect(tally.finalCounts == ends)
        #expect(tally.occupancies.map { Int($0.sum) } == steps)
      }
    }
  }

  @Test func kernelsAreFoundByName() {
    #expect(FastKernels.kernel(named: "portable")?.name == "portable")
    #expect(FastKernels.kernel(named: "sse9") == nil)
    #expect(
      FastKernels.kernel(named: nil)?.name == (FastKernels.available.last ?? .portable).name)
  }
}
