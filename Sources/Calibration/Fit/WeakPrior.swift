/// The weak prior of a fit: enough to keep what the counts leave open from running away, too little to
/// move what they settle.
///
/// Rows lean on pseudo-transitions, spread as the level's own moves are unless told otherwise, so no move that
/// was seen anywhere gets the probability zero. Everything else leans on zero with a normal density.
public struct WeakPrior: Sendable, Equatable {
  /// Pseudo-transitions a row (and class).
  public var rowTransitions = 1.0
  /// How they are spread over the moves of a row.
  public var rowSpread = RowSpread.asLevel
  /// The precision of the coefficients of terms.
  public var termPrecision = 0.25
  /// The precision of loadings and of the shifts of classes.
  public var loadingPrecision = 0.1
  /// Pseudo-sequences for each first level, spread evenly over classes.
  public var classSequences = 2.0
  /// The precision of the three offsets of a split.
  public var offsetPrecision = 2.0

  /// How pseudo-transitions are spread over the moves of a row.
  public enum RowSpread: String, Sendable, CaseIterable {
    /// As the moves of the level are in the data.
    case asLevel = "as-level"
    /// Evenly: a proper prior that does not look at the data.
    case even
  }

  /// The prior of the shipped fits.
  public init() {}
}
