/// How strong a hidden confounder would have to be to explain an association away.
///
/// A confounder has two strengths, both risk ratios: how much more common it is among the exposed, and
/// how much more likely it makes the outcome. Neither is known; this says where they would have to lie.
///
/// - Source: Ding and VanderWeele, Epidemiology 27 (2016), 368-377; VanderWeele and Ding, Annals of
///   Internal Medicine 167 (2017), 268-274; Cornfield et al. (1959) for the older condition.
public struct ConfounderBound: Sendable, Equatable {
  /// The risk ratio or rate ratio, above 1: a ratio below 1 is turned over.
  public let ratio: Double
  /// The end of its interval next to 1, and 1 where the interval holds 1.
  public let limit: Double

  /// The bound for a ratio and its interval.
  public init(_ effect: EffectInterval) {
    precondition(
      effect.low > 0 && effect.low <= effect.estimate && effect.estimate <= effect.high,
      "a ratio lies above 0 and inside its interval")
    let isTurned = effect.estimate < 1
    ratio = isTurned ? 1 / effect.estimate : effect.estimate
    limit = max(1, isTurned ? 1 / effect.high : effect.low)
  }

  /// The E-value: with both strengths below it, no confounder explains the ratio.
  public var eValue: Double { Self.eValue(ratio) }

  /// The E-value of the end of the interval next to 1; 1 where nothing needs explaining.
  public var eValueOfLimit: Double { Self.eValue(limit) }

  private static func eValue(_ ratio: Double) -> Double {
    ratio + (ratio * (ratio - 1)).squareRoot()
  }

  /// The largest ratio that a confounder of two strengths can make out of nothing.
  ///
  /// - Parameters:
  ///   - exposure: How much more common it is among the exposed; at least 1.
  ///   - outcome: How much more likely it makes the outcome; at least 1.
  public static func largestRatio(exposure: Double, outcome: Double) -> Double {
    precondition(exposure >= 1 && outcome >= 1, "strengths are at least 1")
    return exposure * outcome / (exposure + outcome - 1)
  }

  /// How much more likely the confounder must make the outcome when it is so much more common among
  /// the exposed.
  ///
  /// - Parameter exposure: At least 1.
  /// - Returns: Infinite up to the ratio itself: Cornfield's condition, that a confounder must be more
  ///   common by at least the ratio it is to explain.
  public func outcomeNeeded(exposure: Double) -> Double {
    precondition(exposure >= 1, "strengths are at least 1")
    guard ratio > 1 else { return 1 }
    return exposure > ratio ? ratio * (exposure - 1) / (exposure - ratio) : .infinity
  }
}
