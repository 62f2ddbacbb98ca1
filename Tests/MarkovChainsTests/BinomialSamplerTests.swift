import RandomStreams
import SpecialFunctions
import TestSupport
import Testing

@testable import MarkovChains

/// Draws of binomials against their law, by exact tests only.
@Suite struct BinomialSamplerTests {
  private func generator(_ seed: UInt64) -> Xoshiro256PlusPlus {
    StreamAddress(seed: testSeed(seed)).generator(trajectory: 0)
  }

  /// How likely it is that so few, or so many, of the draws are at most a count: the lesser of both tails,
  /// twice.
  private func logProbability(_ atMost: Int, of draws: Int, _ law: Law, upTo count: Int) -> Double {
    let tails = law.logTails(upTo: count)
    let seen = BinomialInterval.logTails(
      successes: atMost, trials: draws, probability: Elementary.exp(tails.atMost),
      complement: Elementary.exp(tails.above))
    return min(seen.atMost, seen.atLeast) + 0.693_147_180_559_945_3
  }

  private struct Law {
    let trials: Int
    let chance: Double
    let complement: Double

    func logTails(upTo count: Int) -> (atMost: Double, above: Double) {
      (
        BinomialInterval.logTails(
          successes: count, trials: trials, probability: chance, complement: complement
        ).atMost,
        BinomialInterval.logTails(
          successes: count + 1, trials: trials, probability: chance, complement: complement
        ).atLeast
      )
    }
  }

  /// Every count of small numbers of trials, through both methods and around their switch at a mean of
  /// ten. 2^17 draws each: a bias of 2 % in a probability of one half would be seen.
  @Test(arguments: 1...40)
  func countsOfFewTrialsFollowTheirLaw(_ trials: Int) {
    for (place, chance) in [0.003, 0.05, 0.24, 0.26, 0.5, 0.62, 0.97].enumerated() {
      follow(
        Law(trials: trials, chance: chance, complement: 1 - chance), Array(0..<trials),
        draws: 1 << 17, seed: UInt64(trials * 10 + place))
    }
  }

  /// Means near the switch, of few trials and of many.
  @Test(arguments: [
    (100, 0.0999), (100, 0.1), (100, 0.1001), (1_000, 0.00999), (1_000, 0.01001), (1_000, 0.3),
    (100_000, 0.9999), (100_000, 0.00011), (1_000_000_000, 1.1e-8), (1_000_000_000, 5e-9),
  ])
  func countsNearTheSwitchFollowTheirLaw(_ trials: Int, _ chance: Double) {
    let law = Law(trials: trials, chance: chance, complement: 1 - chance)
    follow(law, places(law), draws: 1 << 19, seed: UInt64(trials))
  }

  /// Numbers of trials that no loop over trials could follow, up to a thousand times the most that the
  /// engine takes.
  @Test(arguments: [
    (1_000_000_000_000, 1e-12), (1_000_000_000_000, 1e-6), (1_000_000_000_000, 0.5),
    (1_000_000_000_000, 0.3), (1_000_000_000_000, 0.999), (999_999_999_999, 1.3e-11),
    (1 << 43, 0.5), (1 << 43, 1e-3), (1_000_000_000_000_000, 0.4),
  ])
  func countsOfManyTrialsFollowTheirLaw(_ trials: Int, _ chance: Double) {
    let law = Law(trials: trials, chance: chance, complement: 1 - chance)
    follow(law, places(law), draws: 1 << 18, seed: UInt64(trials % 1_000_003))
  }

  /// No count is left out: of a wide law, remainders by eight are as good as uniform.
  @Test(arguments: [(1_000_000_000_000, 0.5), (1_000_000_000_000, 1e-6), (1 << 43, 0.25)])
  func lowDigitsOfLargeCountsAreUniform(_ trials: Int, _ chance: Double) {
    let sampler = BinomialSampler(probability: chance, complement: 1 - chance)
    var draws = generator(77)
    let count = 1 << 18
    var seen = [Int](repeating: 0, count: 8)
    for _ in 0..<count { seen[sampler.draw(trials, &draws) & 7] += 1 }
    for remainder in seen {
      let tails = BinomialInterval.logTails(
        successes: remainder, trials: count, probability: 0.125, complement: 0.875)
      #expect(
        min(tails.atMost, tails.atLeast) + 0.7 > Elementary.log(AlphaBudget.level / 8))
    }
  }

  /// Counts from far below the mean to far above it.
  private func places(_ law: Law) -> [Int] {
    let mean = Double(law.trials) * law.chance
    let spread = (mean * law.complement).squareRoot()
    let steps = [-4, -3, -2, -1.2, -0.7, -0.3, 0, 0.3, 0.7, 1.2, 2, 3, 4]
    let counts = steps.map { Int((mean + $0 * spread).rounded()) }
    return Set(counts.filter { $0 >= 0 && $0 < law.trials }).sorted()
  }

  /// One comparison of the budget, dealt out to all places.
  private func follow(_ law: Law, _ places: [Int], draws count: Int, seed: UInt64) {
    let sampler = BinomialSampler(probability: law.chance, complement: law.complement)
    var draws = generator(seed)
    var seen = [Int](repeating: 0, count: places.count + 1)
    var isPossible = true
    for _ in 0..<count {
      let drawn = sampler.draw(law.trials, &draws)
      isPossible = isPossible && drawn >= 0 && drawn <= law.trials
      var (low, high) = (0, places.count)
      while low < high {
        let middle = (low + high) / 2
        if places[middle] < drawn { low = middle + 1 } else { high = middle }
      }
      seen[low] += 1
    }
    #expect(isPossible)
    var atMost = 0
    let level = Elementary.log(AlphaBudget.level / Double(places.count))
    for (index, place) in places.enumerated() {
      atMost += seen[index]
      let log = logProbability(atMost, of: count, law, upTo: place)
      #expect(log > level, "\(law.trials) trials of \(law.chance), up to \(place): \(log)")
    }
  }

  /// What rejection rests on: the hat lies above the law everywhere, and what is accepted unseen below it.
  @Test func theHatHoldsWhatItShould() {
    for chance in [1e-9, 1e-3, 0.1, 0.3, 0.45, 0.5] {
      for mean in [10, 10.3, 10.9, 11.5, 15, 40, 300, 1e4, 1e8] {
        let trials = Int((mean / chance).rounded(.up))
        let sampler = BinomialSampler(probability: chance, complement: 1 - chance)
        let spread = (Double(trials) * chance * (1 - chance)).squareRoot()
        let hat = BinomialSampler.Hat(spread: spread, probability: chance)
        let mode = Int(Double(trials + 1) * chance)
        let top = sampler.logProbabilityOf(mode, trials)
        for place in 1..<2000 {
          let u = Double(place) / 2000 - 0.5
          let room = 0.5 - abs(u)
          let count = ((2 * hat.a / room + hat.b) * u + Double(trials) * chance + 0.5)
          guard count >= 1, count < Double(trials) else { continue }
          let ratio = Elementary.exp(sampler.logProbabilityOf(Int(count), trials) - top)
          #expect(ratio <= hat.scale(room), "\(trials) \(chance) \(u)")
          if room >= BinomialSampler.Hat.squeezeRoom {
            #expect(ratio >= hat.squeeze * hat.scale(room), "\(trials) \(chance) \(u)")
          }
        }
      }
    }
  }

  @Test func whatIsCertainNeedsNoLuck() {
    var draws = generator(1)
    for trials in [0, 1, 7, 1_000_000_000_000] {
      #expect(BinomialSampler(probability: 0, complement: 1).draw(trials, &draws) == 0)
      #expect(BinomialSampler(probability: 1, complement: 0).draw(trials, &draws) == trials)
    }
  }

  /// Probabilities of counts to the digits of doubles, where differences of logarithms would keep four.
  @Test func probabilitiesOfLargeCountsKeepTheirDigits() {
    // By the program mpmath, in fifty digits: log of C(n, k) p^k (1 - p)^(n - k).
    let vectors: [(trials: Int, chance: Double, count: Int, log: Double)] = [
      (1_000_000_000_000, 0.5, 500_000_000_000, -14.041301910609252),
      (1_000_000_000_000, 0.5, 500_001_500_000, -18.541301910611502),
      (1_000_000_000_000, 0x1p-20, 958_000, -17.600685250088427),
      (20, 0.5, 3, -6.82416006981036504),
    ]
    for vector in vectors {
      let sampler = BinomialSampler(
        probability: vector.chance, complement: 1 - vector.chance)
      let log = sampler.logProbabilityOf(vector.count, vector.trials)
      #expect(relativeError(log, vector.log) < 1e-13, "\(vector)")
    }
  }
}
