/// The weak prior of a fit: enough to keep what the counts leave open from running away, too little to
/// move what they settle.
///
/// Rows lean on pseudo-transitions, spread as the level's own moves are, so an observed level gives no
/// move the probability zero. Everything else leans on zero with a normal density.
public struct WeakPrior: Sendable, Equatable {
  /// Pseudo-transitions a row (and class).
  public var rowTransitions = 1.0
  /// The precision of the coefficients of terms.
  public var termPrecision = 0.25
  /// The precision of loadings and of the shifts of classes.
  public var loadingPrecision = 0.1
  /// Pseudo-sequences for each first level, spread evenly over classes.
  public var classSequences = 2.0
  /// The precision of the three offsets of a split.
  public var offsetPrecision = 2.0

  /// The prior of the shipped fits.
  public init() {}
}
