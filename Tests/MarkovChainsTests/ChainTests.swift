import TestSupport
import Testing

@testable import MarkovChains

@Suite struct TransitionMatrixTests {
  @Test func badRowsAreRefused() {
    #expect(throws: ChainError.badRowSum(row: 0, sum: 0.875)) {
      try TransitionMatrix(rows: [[(0, 0.5), (1, 0.375)], [(1, 1)]])
    }
    #expect(throws: ChainError.badProbability(row: 0, column: 1, value: -0.5)) {
      try TransitionMatrix(rows: [[(0, 1.0), (1, -0.5)], [(1, 1)]])
    }
    #expect(throws: ChainError.self) { try TransitionMatrix(rows: [[(0, .nan)]]) }
    #expect(throws: ChainError.badState(row: 0, column: 2)) {
      try TransitionMatrix(rows: [[(0, 0.5), (2, 0.5)], [(1, 1)]])
    }
    #expect(throws: ChainError.badState(row: 0, column: 0)) {
      try TransitionMatrix(rows: [[(1, 0.5), (0, 0.5)], [(1, 1)]])
    }
  }

  @Test func zerosAreDropped() throws {
    let matrix = try TransitionMatrix(rows: [[(0, 0), (1, 1)], [(1, 1)]])
    #expect(matrix.targets == [1, 1])
    #expect(!matrix.isAbsorbing(0))
    #expect(matrix.isAbsorbing(1))
  }

  @Test func monotoneChainsAreTold() {
    #expect(ruinMatrix(top: 5, up: 0.5).firstMonotonicityViolation() == nil)
    let crossing = chain([[(2, 1)], [(0, 1)], [(2, 1)]])
    #expect(crossing.firstMonotonicityViolation()?.lower == 0)
  }
}

@Suite struct StateClassesTests {
  @Test func classesOfASmallChain() {
    // 0 <-> 1 -> 2 <-> 3, and 4 alone, leading to 0.
    let matrix = chain([
      [(1, 1)], [(0, 0.5), (2, 0.5)], [(3, 1)], [(2, 1)], [(0, 0.5), (4, 0.5)],
    ])
    let classes = StateClasses(matrix)
    #expect(classes.classes == [[2, 3], [0, 1], [4]])
    #expect(classes.isClosed(0, in: matrix))
    #expect(!classes.isClosed(1, in: matrix))
  }

  /// A path of 200,000 states would overflow a stack of calls.
  @Test func longPathsAreFollowed() {
    let n = 200_000
    let matrix = chain((0..<n).map { [(min($0 + 1, n - 1), 1)] })
    let classes = StateClasses(matrix)
    #expect(classes.classes.count == n)
    #expect(classes.classes.first == [n - 1])
  }

  /// Against mutual reachability by brute force, on a few hundred small chains.
  @Test func classesAreMutualReachability() {
    withEvery(0..<300) { seed in
      let n = 6
      var word = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
      let matrix = chain(
        (0..<n).map { state in
          word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let first = Int(word >> 60) % n
          let second = Int(word >> 50 & 15) % n
          return first == second ? [(first, 1)] : [(first, 0.5), (second, 0.5)]
        })
      let everywhere = [Bool](repeating: true, count: n)
      let reaches = (0..<n).map { target in
        matrix.statesReaching((0..<n).map { $0 == target }, through: everywhere)
      }
      let classes = StateClasses(matrix)
      for a in 0..<n {
        for b in 0..<n {
          let mutual = reaches[a][b] && reaches[b][a]
          #expect((classes.classOfState[a] == classes.classOfState[b]) == mutual)
          if reaches[b][a] { #expect(classes.classOfState[b] <= classes.classOfState[a]) }
        }
      }
    }
  }
}

@Suite struct CompiledChainTests {
  /// With probabilities on the grid of 2^-64 every target owns exactly its share of words.
  @Test func wordsAreDealtExactly() {
    let compiled = CompiledChain(chain([[(0, 0.25), (1, 0.5), (2, 0.25)], [(1, 1)], [(2, 1)]]))
    let quarter: UInt64 = 1 << 62
    #expect(compiled.successor(of: 0, word: 0) == 0)
    #expect(compiled.successor(of: 0, word: quarter - 1) == 0)
    #expect(compiled.successor(of: 0, word: quarter) == 1)
    #expect(compiled.successor(of: 0, word: 3 * quarter - 1) == 1)
    #expect(compiled.successor(of: 0, word: 3 * quarter) == 2)
    #expect(compiled.successor(of: 0, word: .max) == 2)
    #expect(compiled.successor(of: 1, word: 0) == 1)
    #expect(compiled.successor(of: 1, word: .max) == 1)
  }

  /// The guide is a short cut and nothing else.
  @Test func guideAndSearchAgree() {
    let compiled = CompiledChain(
      chain([
        [(0, 0.3), (1, 1e-10), (2, 0.2), (3, 0.5 - 1e-10)], [(1, 1)], [(2, 1)], [(3, 1)],
      ]))
    var word: UInt64 = 12_345
    for _ in 0..<100_000 {
      word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      #expect(compiled.successor(of: 0, word: word) == compiled.search(0, word))
    }
  }

  /// A move of 1e-12 between two common ones owns its share of words to 2^-64, that is to 5e-8.
  @Test func rareMovesKeepTheirShare() {
    for rare in [1e-4, 1e-10, 1e-15] {
      let partition = WordPartition([0.5 - rare, rare, 0.5])
      let words = partition.lastWords[1] - partition.lastWords[0]
      #expect(abs(Double(words) - rare * 0x1p64) <= 0.5 + rare * 0x1p64 * 1e-15)
    }
  }

  /// A guide leads every word to the index that owns it: on both sides of every bound and of every upper byte.
  @Test func guidesLeadToTheOwner() {
    for weights in [
      [1], [0.5, 0.5], [1e-18, 0.25, 0, 0.75 - 1e-18], (0..<700).map { Double($0 + 1) / 245_350 },
    ] {
      let partition = WordPartition(weights)
      let guided = GuidedPartition(partition)
      let edges = partition.lastWords + (0..<UInt64(256)).map { $0 << 56 }
      for word in edges.flatMap({ [$0 &- 1, $0, $0 &+ 1] }) {
        let place = partition.lastWords.firstIndex { word <= $0 }
        #expect(guided.index(of: word) == place.map { partition.indices[$0] })
      }
    }
  }

  @Test func movesTooRareForWordsAreCountedAndNeverDrawn() {
    let compiled = CompiledChain(chain([[(0, 1e-30), (1, 1)], [(1, 1)]]))
    #expect(compiled.unresolvableCount == 1)
    #expect(compiled.successor(of: 0, word: 0) == 1)
    #expect(compiled.successor(of: 0, word: .max) == 1)
  }

  /// A generator of all zeros or all ones moves along existing transitions only.
  @Test(arguments: [UInt64.min, UInt64.max])
  func extremeWordsNeverMakeAnImpossibleMove(_ word: UInt64) {
    for reference in ReferenceChain.all {
      for problem in reference.mixture.problems {
        let compiled = CompiledChain(problem.matrix)
        for state in 0..<problem.matrix.stateCount {
          let next = compiled.successor(of: state, word: word)
          #expect(problem.matrix.row(state).contains { problem.matrix.targets[$0] == next })
        }
      }
    }
  }

  /// A larger word never leads lower: inversion, on which pairing rests.
  @Test func successorsRiseWithTheWord() {
    let compiled = CompiledChain(ruinMatrix(top: 6, up: 0.3))
    for state in 0...6 {
      let next = stride(from: UInt64(0), to: UInt64.max - (1 << 50), by: 1 << 50).map {
        compiled.successor(of: state, word: $0)
      }
      #expect(next == next.sorted())
    }
  }
}
