import RandomStreams
import SpecialFunctions
import TestSupport
import Testing

@Suite struct StreamTests {
  /// The bits of version 2, computed by a second implementation in Python. A change here is a change of the law of streams: a new version.
  @Test func versionTwoKeepsItsBits() {
    #expect(StreamAddress.version == 2)
    let address = StreamAddress(seed: 1, scenarioKey: 2)
    var generator = address.generator(trajectory: 3)
    var twoByte = address.twoByteGenerator(trajectory: 3)
    #expect(
      [twoByte.next(), twoByte.next(), address.settlingWord(trajectory: 3, step: 5)] == [
        3_418_172_833_311_819_643, 992_686_860_886_179_349, 11_288_480_692_819_384_562,
      ])
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

  /// Chi-square over 256 cells with 2^20 draws: a cell off by 6 % of its share would be seen.
  @Test(arguments: ["same step of consecutive trajectories", "same trajectory", "starts"])
  func mappedSequencesAreUniform(_ order: String) {
    let address = StreamAddress(seed: 20_261_122)
    var counts = [Int](repeating: 0, count: 256)
    let total = 1 << 20
    var generator = address.generator(trajectory: 7)
    for draw in 0..<total {
      let word: UInt64
      switch order {
      case "same trajectory": word = generator.next()
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
