import LinearAlgebra

/// A fit carried to a split too small for one of its own: three offsets, on up, down and the end.
public struct OffsetFit: Sendable {
  /// The fit with the offsets in it.
  public let fit: LadderFit
  /// On up, down and the end.
  public let offsets: [Double]
  /// Clustered standard errors of the three; nil with fewer than two clusters.
  public let standardErrors: [Double]?
}

extension LadderFit {
  /// The same fit with offsets that suit other sequences best.
  ///
  /// - Parameter set: Of the same levels; empty leaves the fit as it is.
  /// - Throws: `CalibrationError.interrupted`.
  public func offset(
    to set: SequenceSet, prior: WeakPrior = WeakPrior(), control: FitControl = FitControl()
  ) throws(CalibrationError) -> OffsetFit {
    precondition(specification.attributes.isEmpty, "offsets stand on a fit without attributes")
    let likelihood = LadderLikelihood(offsetting: self, to: set, prior: prior)
    var stopped = false
    let summit = NewtonAscent().climb(
      from: [0, 0, 0],
      {
        let point = likelihood.evaluate($0, wantsInformation: true)
        guard let information = point.information else {
          preconditionFailure("information was asked for")
        }
        return (point.value, point.gradient, information)
      },
      step: { iteration, value in
        stopped = !control.goesOn(
          "offsets on '\(specification.name)', step \(iteration), log posterior "
            + FitControl.shown(value))
        return !stopped
      })
    if stopped { throw control.interruption }
    let evaluation = likelihood.evaluate(summit.parameters)
    let fit = LadderFit(
      specification: specification, levels: levels, logLikelihood: evaluation.logLikelihood,
      parameterCount: 3, moveCount: set.moveCount, summit: summit,
      logProbabilities: likelihood.logProbabilities(summit.parameters), logWeights: logWeights,
      likelihood: likelihood, space: space)
    return OffsetFit(
      fit: fit, offsets: summit.parameters,
      standardErrors: fit.clusteredErrors?.standardErrors)
  }
}

extension LadderLikelihood {
  /// The likelihood of three offsets on a fit.
  init(offsetting fit: LadderFit, to set: SequenceSet, prior: WeakPrior) {
    specification = fit.specification
    data = CompiledSequences(set, fit.specification, space: fit.space)
    self.prior = prior
    parents = []
    codings = []
    (frailtyNodes, frailtyWeights) = ([], [])
    given = fit.logProbabilities
    givenLogWeights = fit.logWeights
    layout = ParameterLayout(
      levelCount: fit.levels.count, rowCount: fit.space.rowCount, termCount: 1, hidden: .none,
      nodeCount: fit.nodeCount, hasRows: false)
    terms = [Double](repeating: 1, count: fit.space.states.count)
  }
}
