import SpecialFunctions

/// Intervals and tails for a number of successes among independent trials.
///
/// - Stability: portable.
public enum BinomialInterval {
  /// The interval of Clopper and Pearson, which covers at least as often as stated.
  ///
  /// With no success the lower end is exactly 0 and with no failure the upper end exactly 1; the
  /// other end then still spends half of the error, as in every other case.
  ///
  /// - Complexity: O(sqrt(trials)) at most.
  /// - Source: Clopper and Pearson, The use of confidence or fiducial limits illustrated in the
  ///   case of the binomial (Biometrika 26, 1934).
  public static func clopperPearson(
    successes: Int, trials: Int, confidence: Double
  ) -> Estimate.Interval {
    precondition(trials > 0 && successes >= 0 && successes <= trials, "successes among trials")
    precondition(confidence > 0 && confidence < 1, "confidence lies between zero and one")
    let failures = trials - successes
    let logSide = Elementary.log1p(-confidence) - 0.693_147_180_559_945_3
    let low: Double
    if successes == 0 {
      low = 0
    } else if failures == 0 {
      low = Elementary.exp(logSide / Double(trials))
    } else {
      low =
        IncompleteBeta.quantile(
          a: Double(successes), b: Double(failures + 1), logLowerTail: logSide
        ).x
    }
    let high: Double
    if failures == 0 {
      high = 1
    } else if successes == 0 {
      high = -Elementary.expm1(logSide / Double(trials))
    } else {
      high =
        IncompleteBeta.quantile(
          a: Double(failures), b: Double(successes + 1), logLowerTail: logSide
        ).complement
    }
    return .init(low: low, high: high, confidence: confidence, method: .clopperPearson)
  }

  /// The logarithms of P(K <= successes) and P(K >= successes) when every trial succeeds with the
  /// given probability.
  ///
  /// - Parameter complement: One minus the probability, to full relative precision.
  public static func logTails(
    successes: Int, trials: Int, probability: Double, complement: Double
  ) -> (atMost: Double, atLeast: Double) {
    let failures = trials - successes
    let atLeast =
      successes == 0
      ? 0
      : IncompleteBeta.logTails(
        a: Double(successes), b: Double(failures + 1), x: probability, complement: complement
      ).lower
    let atMost =
      failures == 0
      ? 0
      : IncompleteBeta.logTails(
        a: Double(failures), b: Double(successes + 1), x: complement, complement: probability
      ).lower
    return (atMost, atLeast)
  }
}
