import Foundation

/// The scores of one probability against what happened. Lower is better.
///
/// - Source: Brier (1950); Good (1952); both strictly proper, Gneiting and Raftery, Journal of the
///   American Statistical Association 102 (2007), 359-378.
public struct ForecastScore: Sendable, Equatable {
  /// The squared distance from 1 where it happened, from 0 where not.
  public let brier: Double
  /// Minus the natural logarithm of the probability given to what happened; `inf` for what was held
  /// impossible. Nothing is clipped.
  ///
  /// - Unit: nats.
  public let log: Double

  init(brier: Double, log: Double) {
    self.brier = brier
    self.log = log
  }

  /// The scores of a probability.
  ///
  /// - Parameter complement: One minus the probability, from a sum of its own where there is one.
  public init(probability: Double, complement: Double, happened: Bool) {
    let missed = happened ? complement : probability
    brier = missed * missed
    // From the smaller of the two: the logarithm of a number next to 1 has no digits.
    let given = happened ? probability : complement
    log = missed < 0.5 ? -Foundation.log1p(-missed) : -Foundation.log(given)
  }

  /// The scores of a probability that is known as such.
  public init(probability: Double, happened: Bool) {
    self.init(probability: probability, complement: 1 - probability, happened: happened)
  }
}
