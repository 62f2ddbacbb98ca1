import SpecialFunctions

/// A simulated value held against the exact one.
public struct CheckScore: Sendable, Equatable {
  /// The signed normal score of the exact binomial tail, or of Student's t for a mean. Infinite
  /// when the simulation did what is impossible.
  public let z: Double
  /// The logarithm of the two-sided p-value.
  public let logProbability: Double

  /// The two-sided p-value.
  public var probability: Double { Elementary.exp(logProbability) }

  /// Means are scored from this many values per unit of squared skewness on: fewer, and even the
  /// corrected t is not to be believed so far out.
  static let valuesPerSquaredSkewness = 400.0

  /// The score of an estimate, or nil where none can be given.
  ///
  /// - Parameter exact: The exact answer to the same question.
  public init?(of estimate: Estimate, against exact: Estimate) {
    guard let sample = estimate.sample else { return nil }
    if let complement = exact.complement {
      self.init(
        successes: sample.eventCount, trials: sample.trajectoryCount,
        probability: exact.value, complement: complement)
    } else {
      self.init(mean: estimate.value, sample: sample, exact: exact.value)
    }
  }

  private init(successes: Int, trials: Int, probability: Double, complement: Double) {
    let tails = BinomialInterval.logTails(
      successes: successes, trials: trials, probability: probability, complement: complement)
    let smaller = min(tails.atMost, tails.atLeast)
    // Twice the smaller tail, never above one.
    logProbability = min(0, smaller + 0.693_147_180_559_945_3)
    let score = max(0, Normal.score(logUpperTail: smaller))
    z = tails.atLeast <= tails.atMost ? score : -score
  }

  private init?(mean: Double, sample: Estimate.Sample, exact: Double) {
    guard let standardError = sample.standardError, let skewness = sample.skewness,
      exact.isFinite
    else { return nil }
    if standardError == 0 {
      // All values alike: what differs may just never have been drawn.
      guard mean == exact else { return nil }
      z = 0
      logProbability = 0
      return
    }
    let needed = Self.valuesPerSquaredSkewness * max(1, skewness * skewness)
    guard Double(sample.eventCount) >= needed else { return nil }
    // Student's t of a skewed sample is itself skewed; Hall's monotone cubic takes the first order of
    // that away: Hall, On the removal of skewness by transformation (JRSS B 54, 1992).
    let plain = (mean - exact) / standardError
    let a = skewness / Double(sample.eventCount).squareRoot()
    let t = plain + a * plain * plain / 3 + a * a * plain * plain * plain / 27 + a / 6
    let tail = StudentT.logUpperTail(abs(t), degreesOfFreedom: Double(sample.eventCount - 1))
    logProbability = min(0, tail + 0.693_147_180_559_945_3)
    let score = max(0, Normal.score(logUpperTail: tail))
    z = t < 0 ? -score : score
  }
}
