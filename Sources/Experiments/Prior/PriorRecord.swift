import Escalation

/// What was drawn for a result, as captions and manifests tell it.
struct PriorRecord: Codable, Sendable, Equatable {
  /// Draws of each scenario.
  var draws: Int
  /// How many draws of equal weight would tell as much.
  var effectiveDraws: Double
  /// Numbers that were drawn in at least one scenario; those of measures are not counted.
  var numbers: Int
  /// Draws that broke a rule between numbers and were made anew, over all scenarios.
  var redraws: Int

  /// The record of one scenario.
  ///
  /// - Parameter worth: How many independent draws they are worth, where moments chose them.
  init(_ draws: PriorDraws, worth: Double? = nil, of model: EscalationModel) {
    self.draws = Int(draws.weights.reduce(0, +))
    effectiveDraws = min(worth ?? .infinity, draws.effectiveCount)
    numbers = Self.ownNumbers(draws, of: model).count
    redraws = draws.redrawCount
  }

  /// What was drawn, but for what only measures would change.
  static func ownNumbers(_ draws: PriorDraws, of model: EscalationModel) -> [Int] {
    draws.drawn.filter { !model.parameters[$0].path.hasPrefix("measures.") }
  }

  /// The record of several scenarios together.
  func joined(_ other: PriorRecord) -> PriorRecord {
    var joined = self
    joined.effectiveDraws = min(effectiveDraws, other.effectiveDraws)
    joined.numbers = max(numbers, other.numbers)
    joined.redraws += other.redraws
    return joined
  }

  /// What is said of the draws, a sentence a line.
  ///
  /// - Parameters:
  ///   - total: All numbers of the model, but for those of measures.
  ///   - hasMeasures: Whether measures are in force, whose numbers are then drawn too.
  func lines(
    seed: UInt64, confidence: Double, of total: Int, hasMeasures: Bool
  ) -> [String] {
    let isWeighted = effectiveDraws < Double(draws) * (1 - 1e-9)
    let worth =
      isWeighted
      ? ", chosen by the model's moments and worth \(Int(effectiveDraws)) independent ones" : ""
    let rest =
      total > numbers
      ? "; \(total - numbers) are not drawn: they have no range, are set, or make room in their row"
      : ""
    var lines = [
      "Not known: \(draws) draws of \(numbers) of the model's numbers"
        + "\(hasMeasures ? " and those of the measures" : "")\(worth), seed \(seed); exact "
        + "answers, central \(confidence).",
      (isWeighted
        ? "Numbers are drawn apart, then the moments say which go together; other errors may go together too"
        : "Each number is drawn apart from the others, although their errors may go together")
        + rest
        + ".",
    ]
    if redraws > 0 {
      lines.append(
        "\(redraws) \(redraws == 1 ? "draw" : "draws") that broke a rule between numbers "
          + "\(redraws == 1 ? "was" : "were") made anew.")
    }
    if effectiveDraws * (1 - confidence) < 1 {
      lines.append("So few draws have no tails: the range is that of all of them.")
    }
    return lines
  }
}
