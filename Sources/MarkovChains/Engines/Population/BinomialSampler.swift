import RandomStreams
import SpecialFunctions

/// Draws how many of a number of independent trials succeed: exactly, in a time that does not depend on
/// how many there are.
///
/// Means below ten are drawn by inversion, others by transformed rejection. The ratio of probabilities
/// that decides a rejection is computed from deviances, which keep their digits up to 2^52 trials: no
/// difference of large logarithms is taken anywhere, and nowhere is a binomial taken for a normal.
///
/// - Stability: portable. Uniforms are multiples of 2^-53, so that what is rarer is never drawn.
/// - Source: Hörmann, The generation of binomial random variates (Journal of Statistical Computation
///   and Simulation 46, 1993), algorithm BTRS; Loader, Fast and accurate computation of binomial
///   probabilities (2000), for the deviances.
struct BinomialSampler: Sendable {
  /// From this mean on a draw is made by rejection, whose constants hold from ten on.
  static let rejectionMean = 10.0
  /// More successes have a chance below 1e-70 while the mean is below ten.
  static let inversionLimit = 110

  /// The lesser of the chances of success and of failure.
  let lesser: Double
  /// The greater of them.
  let greater: Double
  /// log(1 - lesser).
  private let logGreater: Double
  private let odds: Double
  /// Whether success is the likelier: failures are drawn then.
  private let countsFailures: Bool

  /// - Parameters:
  ///   - probability: The chance of success.
  ///   - complement: The chance of failure, given apart so that it keeps its digits.
  init(probability: Double, complement: Double) {
    countsFailures = probability > complement
    lesser = min(probability, complement)
    greater = max(probability, complement)
    logGreater = Elementary.log1p(-lesser)
    odds = lesser / greater
  }

  /// The number of successes among some trials.
  ///
  /// - Precondition: At most 2^52 trials.
  /// - Complexity: O(1): some ten draws at most when the mean is small, about 1.2 rounds otherwise.
  @inline(__always)
  func draw(_ trials: Int, _ generator: inout Xoshiro256PlusPlus) -> Int {
    let mean = Double(trials) * lesser
    let count: Int
    if mean < Self.rejectionMean {
      let uniform = Self.uniform(&generator)
      // No success has a chance of at least 1 - mean: most rare moves end here.
      count = uniform < 1 - mean ? 0 : inverted(uniform, trials, &generator)
    } else {
      count = rejected(trials, mean, &generator)
    }
    return countsFailures ? trials - count : count
  }

  @inline(__always)
  private static func uniform(_ generator: inout Xoshiro256PlusPlus) -> Double {
    Double(generator.next() &>> 11) * 0x1p-53
  }

  /// The count that owns a uniform number, counts taking their shares of the unit in order.
  private func inverted(
    _ uniform: Double, _ trials: Int, _ generator: inout Xoshiro256PlusPlus
  ) -> Int {
    let first = Elementary.exp(Double(trials) * logGreater)
    let scale = Double(trials + 1) * odds
    let limit = min(trials, Self.inversionLimit)
    var rest = uniform
    while true {
      var share = first
      var count = 0
      while rest >= share {
        rest -= share
        count &+= 1
        if count > limit { break }
        share *= scale / Double(count) - odds
      }
      if count <= limit { return count }
      // Shares that are rounded may miss the last bit of the unit; whoever falls there draws again.
      rest = Self.uniform(&generator)
    }
  }

  /// A count by transformed rejection with a squeeze.
  private func rejected(
    _ trials: Int, _ mean: Double, _ generator: inout Xoshiro256PlusPlus
  ) -> Int {
    let n = Double(trials)
    let spread = (mean * greater).squareRoot()
    let hat = Hat(spread: spread, probability: lesser)
    // Counts are drawn as distances from the floor of the mean, which is an integer below 2^52: what is
    // added to it is small, so the size of a count costs the draw no digits.
    let centre = Int(mean)
    let shift = mean - Double(centre) + 0.5
    while true {
      let u = Self.uniform(&generator) - 0.5
      let v = Self.uniform(&generator)
      let room = 0.5 - abs(u)
      let place = (2 * hat.a / room + hat.b) * u + shift
      if room >= Hat.squeezeRoom, v <= hat.squeeze { return centre &+ Self.floor(place) }
      guard place > -Double(centre) - 1, place < n - Double(centre) + 1 else { continue }
      let count = centre &+ Self.floor(place)
      guard count >= 0, count <= trials else { continue }
      if accepts(v * hat.scale(room), count, trials) { return count }
    }
  }

  /// The constants of a draw by rejection.
  struct Hat {
    /// The squeeze serves where this much of the unit lies outside.
    static let squeezeRoom = 0.07
    let a: Double
    let b: Double
    /// What is below is accepted unseen.
    let squeeze: Double
    private let spread: Double

    @inline(__always)
    init(spread: Double, probability: Double) {
      b = 1.15 + 2.53 * spread
      a = -0.0873 + 0.0248 * b + 0.01 * probability
      squeeze = 0.92 - 4.2 / b
      self.spread = spread
    }

    /// What a uniform number is multiplied by to be held against the ratio of probabilities.
    @inline(__always)
    func scale(_ room: Double) -> Double {
      (2.83 + 5.1 / b) * spread / (a / (room * room) + b)
    }
  }

  @inline(__always)
  private static func floor(_ value: Double) -> Int {
    let whole = Int(value)
    return value < Double(whole) ? whole &- 1 : whole
  }

  /// Whether a number is at most the probability of a count over that of the likeliest count.
  private func accepts(_ value: Double, _ count: Int, _ trials: Int) -> Bool {
    guard value > 0 else { return true }
    let mode = min(trials, Int(Double(trials + 1) * lesser))
    if count == mode { return value <= 1 }
    let (k, m, n) = (Double(count), Double(mode), Double(trials))
    if count == 0 || count == trials {
      let logProbability = n * (count == 0 ? logGreater : Elementary.log(lesser))
      return Elementary.log(value) <= logProbability - logProbabilityOf(mode, trials)
    }
    // Both square roots and the number in one logarithm: all three are of moderate size.
    let roots = value * value * (k / m) * ((n - k) / (n - m))
    let bound =
      GammaFunction.factorialCorrection(mode) - GammaFunction.factorialCorrection(count)
      + GammaFunction.factorialCorrection(trials - mode)
      - GammaFunction.factorialCorrection(trials - count) + deviance(mode, trials)
      - deviance(count, trials)
    // A logarithm lies between 1 - 1/x and x - 1, which mostly tells.
    if 0.5 * (roots - 1) <= bound { return true }
    if 0.5 * (roots - 1) > bound * roots { return false }
    return 0.5 * Elementary.log(roots) <= bound
  }

  /// The logarithm of the probability of a count strictly between none and all.
  func logProbabilityOf(_ count: Int, _ trials: Int) -> Double {
    let (k, n) = (Double(count), Double(trials))
    return GammaFunction.factorialCorrection(trials) - GammaFunction.factorialCorrection(count)
      - GammaFunction.factorialCorrection(trials - count)
      - deviance(count, trials)
      - 0.5 * (Elementary.log(k * ((n - k) / n)) + GammaFunction.logTwoPi)
  }

  /// How far a count is from the mean, as what it costs in log probability.
  private func deviance(_ count: Int, _ trials: Int) -> Double {
    let n = Double(trials)
    let (successes, failures) = (n * lesser, n * greater)
    // The product is rounded, and by more than one where there are many trials; the rest of it is exact.
    let rest = (-successes).addingProduct(n, lesser)
    let distance = (Double(count) - successes) - rest
    return Self.deviance(Double(count), successes, distance)
      + Self.deviance(Double(trials - count), failures, -distance)
  }

  /// x log(x / m) + m - x, by its series in (x - m) / (x + m) where they are close.
  ///
  /// - Parameter distance: x - m, to full relative precision.
  /// - Source: Loader (2000), section 4.
  @inline(__always)
  private static func deviance(_ x: Double, _ m: Double, _ distance: Double) -> Double {
    let v = distance / (x + m)
    let square = v * v
    guard square < 0.01 else { return x * Elementary.log1p(distance / m) - distance }
    var series = 1.0 / 3 + square * (1.0 / 5 + square * (1.0 / 7))
    // Below, what follows is lost in the last digit of the whole.
    if square > 1e-5 {
      let more = 1.0 / 13 + square * (1.0 / 15 + square * (1.0 / 17 + square * (1.0 / 19)))
      let rest = 1.0 / 9 + square * (1.0 / 11 + square * more)
      series += square * square * square * rest
    }
    return distance * v + 2 * x * v * square * series
  }
}
