import SpecialFunctions

/// Intervals for the mean of independent values.
public enum MeanInterval {
  /// Student's interval around a mean; right in the limit of large samples.
  ///
  /// - Source: Student, The probable error of a mean (Biometrika 6, 1908).
  public static func studentT(
    mean: Double, standardError: Double, count: Int, confidence: Double
  ) -> Estimate.Interval {
    precondition(count >= 2, "one value says nothing about its spread")
    let reach =
      standardError
      * StudentT.quantile(confidence: confidence, degreesOfFreedom: Double(count - 1))
    return .init(
      low: mean - reach, high: mean + reach, confidence: confidence, method: .studentT)
  }
}
