import RandomStreams
import SpecialFunctions
import TestSupport
import Testing

@Suite struct StreamTests {
  /// The bits of version 3, computed by a second implementation in Python. A change here is a change of the law of streams: a new version.
  @Test func versionThreeKeepsItsBits() {
    #expect(StreamAddress.version == 3)
    let address = StreamAddress(seed: 1, scenarioKey: 2)
    var generator = address.generator(trajectory: 3)
    #expect(address.settlingWord(trajectory: 3, step: 5) == 11_288_480_692_819_384_562)
    let twoBytes: [(Int, TwoByteDraws.Sharing, [UInt16])] = [
      (3, .none, [1_915, 58_993, 51_732, 12_143, 32_277, 50_257]),
      (3, .quartet, [5_200, 16_528, 32_782, 48_079, 23_740, 6_277]),
      (8_193, .quartet, [13_670, 52_899, 32_026, 9_621, 33_086, 54_943]),
    ]
    for (trajectory, sharing, values) in twoBytes {
      var draws = address.twoByteDraws(trajectory: trajectory, sharing: sharing)
      #expect(values.indices.map { draws.value(step: $0) } == values)
    }
    let words = address.words(trajectory: 8192, purpose: .start)
    #expect(
      [generator.next(), generator.next(), words.0, words.1] == [
        17_048_713_541_426_200_514, 11_471_461_336_798_390_500, 3_112_759_816_681_977_134,
        11_453_695_021_833_841_536,
      ])
  }

  @Test func addressesThatDifferInAnyPartGiveOtherWords() {
    var seen: Set<UInt64> = []
    var count = 0
    for seed in [0, 1, UInt64.max] {
      for key in [0, 1, UInt64.max] {
        let address = StreamAddress(seed: seed, scenarioKey: key)
        for trajectory in [0, 1, 8191, 8192, 1 << 32, StreamAddress.trajectoryLimit - 1] {
          for purpose in [StreamAddress.Purpose.transitions, .start, .prior, .settling] {
            for index: UInt32 in [0, 1, 255] {
              let words = address.words(trajectory: trajectory, purpose: purpose, index: index)
              seen.insert(words.0)
              seen.insert(words.1)
              count += 2
            }
          }
        }
      }
    }
    #expect(seen.count == count)
  }

  /// Chi-square over 256 cells with 2^20 draws: a cell off by 6 % of its share would be seen. Of two bytes that are drawn side by
  /// side, or one after the other, the cell is the upper half bytes of both.
  @Test(arguments: [
    "same step of consecutive trajectories", "same trajectory", "starts",
    "same step within a quartet", "consecutive steps within a quartet",
  ])
  func mappedSequencesAreUniform(_ order: String) {
    let address = StreamAddress(seed: 20_261_122)
    var counts = [Int](repeating: 0, count: 256)
    let total = 1 << 20
    var generator = address.generator(trajectory: 7)
    for draw in 0..<total {
      let word: UInt64
      switch order {
      case "same trajectory": word = generator.next()
      case "same step within a quartet", "consecutive steps within a quartet":
        let isSameStep = order == "same step within a quartet"
        // Of 2^16 quartets each place and its neighbour, for four steps; or four steps and those behind them.
        let place = draw & 3
        let quartet = draw >> 4
        let step = draw >> 2 & 3
        var first = address.twoByteDraws(trajectory: 4 * quartet + place, sharing: .quartet)
        var second = address.twoByteDraws(
          trajectory: 4 * quartet + (isSameStep ? (place + 1) & 3 : place), sharing: .quartet)
        for earlier in 0..<step {
          _ = first.value(step: earlier)
          _ = second.value(step: earlier)
        }
        if !isSameStep { _ = second.value(step: step) }
        let (a, b) = (
          first.value(step: step), second.value(step: isSameStep ? step : step + 1)
        )
        word = UInt64(a >> 12) << 60 | UInt64(b >> 12) << 56
      case "starts": word = address.words(trajectory: draw, purpose: .start).1
      default:
        var own = address.generator(trajectory: draw)
        word = own.next()
      }
      counts[Int(word >> 56)] += 1
    }
    let expected = Double(total) / 256
    let square = counts.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // Wilson and Hilferty (1931): the cube root of chi-square over its degrees is nearly normal.
    let degrees = 255.0
    let root = Elementary.exp(Elementary.log(square / degrees) / 3)
    let z = (root - (1 - 2 / (9 * degrees))) / (2 / (9 * degrees)).squareRoot()
    #expect(Normal.logUpperTail(abs(z)) > Elementary.log(AlphaBudget.level))
  }
}
