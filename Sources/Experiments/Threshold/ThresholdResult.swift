/// Where a quantity crosses a value as one parameter moves, under one structure.
public struct ThresholdResult: Sendable {
  /// nil where the model has one structure only.
  let structure: String?
  /// Where the parameter is now; nil where it stands for sides that differ.
  let stated: Double?
  /// The answer now.
  let baseline: Double
  /// The value to cross.
  let target: Double
  /// What was searched.
  let range: ClosedRange<Double>
  /// Whether a rule between parameters cut the range.
  let isCut: Bool
  /// The answers at the ends of the range.
  let ends: (low: Double, high: Double)
  /// Nearest to where the parameter is now first.
  let crossings: [Crossing]
  /// Where the answer comes closest to the target, and what it is there.
  let nearest: (value: Double, answer: Double)
  /// What is not known of all other parameters; nil when they were not drawn.
  let prior: Prior?

  /// A value of the parameter at which the quantity is the target.
  struct Crossing: Sendable, Equatable {
    let value: Double
    /// Whether the quantity rises with the parameter there.
    let isRising: Bool
  }

  /// The threshold over draws of all other parameters.
  struct Prior: Sendable {
    let draws: PriorRecord
    /// The central range of each draw's crossing nearest to where the parameter is now. A draw without one
    /// counts as infinite, on the side to which its answer moves towards the target; nil where no draw has an
    /// answer.
    let range: ClosedRange<Double>?
    /// The share of draws in which the quantity is above the target all over the range.
    let shareAbove: Double
    /// The share in which it is below.
    let shareBelow: Double
  }
}
