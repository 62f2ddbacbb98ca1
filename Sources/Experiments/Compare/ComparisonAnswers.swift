import Escalation

/// The ratio that measures make to the expected number of incidents a year that reach a rung, parted by what
/// they act on; the parts multiply to the whole.
struct Mechanisms: Sendable, Equatable {
  /// Of incidents that begin.
  let onset: Double
  /// Of steps up; nil where nothing reaches the rung.
  let escalation: Double?
  /// Of steps down and endings.
  let exit: Double?
}

/// The answers under one structure.
struct StructureComparison: Sendable {
  /// nil where the model has one structure only.
  let structure: String?
  /// Shape `[rung]` for each combination: the risk at the stated numbers.
  let central: [Comparison.Combination: [Double]]
  /// Shape `[draw][rung]` for each combination that was followed over the draws.
  let overDraws: [Comparison.Combination: [[Double]]]
  /// Shape `[draw]`.
  let weights: [Double]
  /// How many independent draws those that the moments left are worth.
  let drawWorth: Double
  /// Shape `[rung]` for each combination that was followed over the draws.
  let mechanisms: [Comparison.Combination: [Mechanisms]]

  /// The paired changes of a combination over the draws: shape `[draw]`, the baseline of each with it.
  func pairs(_ combination: Comparison.Combination, rung: Int) -> [(base: Double, risk: Double)] {
    guard let base = overDraws[.baseline], let risk = overDraws[combination] else { return [] }
    return zip(base, risk).map { ($0[rung], $1[rung]) }
  }
}

/// The answers of a comparison.
public struct ComparisonAnswers: Sendable {
  let structures: [StructureComparison]
}
