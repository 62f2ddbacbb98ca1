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

  /// Means are scored from this many values per unit of squared skewness on: fewer, and Student's t
  /// is not to be believed so far out.
  ///
  /// - Source: the rule of n >= 100 skewness², about four times that of Cochran, Sampling
  ///   Techniques (1977), section 2.15, since the check looks further into the tail.
  static let valuesPerSquaredSkewness = 100.0

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
      // All values alike. That settles the matter only when the exact mean is the same.
      guard mean == exact else { return nil }
      z = 0
      logProbability = 0
      return
    }
    let needed = Self.valuesPerSquaredSkewness * max(1, skewness * skewness)
    guard Double(sample.eventCount) >= needed else { return nil }
    let t = (mean - exact) / standardError
    let tail = StudentT.logUpperTail(abs(t), degreesOfFreedom: Double(sample.eventCount - 1))
    logProbability = min(0, tail + 0.693_147_180_559_945_3)
    let score = max(0, Normal.score(logUpperTail: tail))
    z = t < 0 ? -score : score
  }
}
