import Foundation

/// How many times as fast something happens where a factor is present, within strata of equal age.
public struct RateRatio: Sendable, Equatable {
  /// The Mantel-Haenszel ratio.
  public let ratio: Double
  /// The standard error of its log, treating days as independent: too small.
  public let logError: Double
  /// Events with the factor, over all strata.
  public let exposedEvents: Int
  /// Events without.
  public let unexposedEvents: Int

  /// Events and time of one stratum.
  public struct Stratum: Sendable, Equatable {
    /// Events while the factor is present.
    public var exposedEvents = 0
    /// Time at risk while it is present.
    public var exposedTime = 0.0
    /// Events while it is absent.
    public var unexposedEvents = 0
    /// Time at risk while it is absent.
    public var unexposedTime = 0.0

    /// An empty stratum.
    public init() {}
  }

  /// The ratio over strata; nil where either side has no event.
  ///
  /// - Source: Rothman and Greenland, Modern Epidemiology (1998), chapter 15: person-time data, with the variance
  ///   of Greenland and Robins (1985).
  public init?(_ strata: [Stratum]) {
    var (top, bottom, spread) = (0.0, 0.0, 0.0)
    for stratum in strata where stratum.exposedTime > 0 && stratum.unexposedTime > 0 {
      let total = stratum.exposedTime + stratum.unexposedTime
      top += Double(stratum.exposedEvents) * stratum.unexposedTime / total
      bottom += Double(stratum.unexposedEvents) * stratum.exposedTime / total
      spread +=
        Double(stratum.exposedEvents + stratum.unexposedEvents) * stratum.exposedTime
        * stratum.unexposedTime / (total * total)
    }
    guard top > 0, bottom > 0 else { return nil }
    ratio = top / bottom
    logError = (spread / (top * bottom)).squareRoot()
    exposedEvents = strata.reduce(0) { $0 + $1.exposedEvents }
    unexposedEvents = strata.reduce(0) { $0 + $1.unexposedEvents }
  }

  /// The ratio with its central 95 % interval.
  public var interval: EffectInterval {
    let z = 1.959963984540054
    return EffectInterval(
      estimate: ratio, low: exp(log(ratio) - z * logError), high: exp(log(ratio) + z * logError))
  }
}
