/// How a specification scores on sequences that were kept from its fit, such as those of later years.
public struct HoldoutScore: Sendable {
  /// What was fitted.
  public let specification: Specification
  /// Sequences that were scored.
  public let sequenceCount: Int
  /// Their moves.
  public let moveCount: Int
  /// Nats a move.
  public let score: Double
  /// Over the first-order chain fitted to the same sequences.
  public let gainOverFirstOrder: PairedGain
  /// Over the base rate of the same sequences.
  public let gainOverBaseRate: PairedGain
  /// The same from below the highest level; nil where the order is not known.
  public let gainBelowOverFirstOrder: PairedGain?
  /// The same from below the highest level; nil where the order is not known.
  public let gainBelowOverBaseRate: PairedGain?
  /// Reach of what was kept, foretold by the fit; empty for specifications with attributes.
  public let reach: [SplitCalibration.Reach]

  static func scores(
    of held: SequenceSet, fittedTo set: SequenceSet, _ fit: LadderFit,
    _ request: CalibrationRequest, control: FitControl
  ) throws(CalibrationError) -> [HoldoutScore] {
    var specifications: [Specification] = [.baseRate, .firstOrder]
    for specification in request.comparisons + [request.specification]
    where !specifications.contains(specification) {
      specifications.append(specification)
    }
    var results: [(fit: LadderFit, scores: MoveScores)] = []
    for specification in specifications {
      let fitted =
        specification == request.specification
        ? fit
        : try LadderFit(
          specification, to: set, prior: request.prior, restarts: 20, control: control)
      results.append((fitted, fitted.scores(held)))
    }
    let moves = held.sequences.map { Double($0.moveCount) }
    let clusters = held.sequences.map(\.cluster)
    func gain(_ own: MoveScores, _ other: MoveScores) -> PairedGain? {
      guard let own = own.below, let other = other.below else { return nil }
      return PairedGain(own, over: other, moves: held.movesBelow, clusters: clusters)
    }
    let (base, first) = (results[0].scores, results[1].scores)
    var list: [HoldoutScore] = []
    for (specification, result) in zip(specifications, results) {
      list.append(
        HoldoutScore(
          specification: specification, sequenceCount: held.sequences.count,
          moveCount: held.moveCount,
          score: result.scores.all.reduce(0, +) / max(moves.reduce(0, +), 1),
          gainOverFirstOrder: PairedGain(
            result.scores.all, over: first.all, moves: moves, clusters: clusters),
          gainOverBaseRate: PairedGain(
            result.scores.all, over: base.all, moves: moves, clusters: clusters),
          gainBelowOverFirstOrder: gain(result.scores, first),
          gainBelowOverBaseRate: gain(result.scores, base),
          reach: specification.attributes.isEmpty
            ? try SplitCalibration.reach(of: result.fit, held, held: []) : []))
    }
    return list
  }
}
