import LinearAlgebra

extension LadderLikelihood {
  /// The negative second derivatives of the log prior.
  func priorInformation(_ parameters: [Double]) -> Matrix {
    var information: Matrix? = Matrix(rowCount: layout.count, columnCount: layout.count)
    var gradient = [Double](repeating: 0, count: layout.count)
    _ = addPrior(
      parameters, nodeWeights: logWeights(parameters), gradient: &gradient,
      information: &information)
    return information ?? Matrix(rowCount: layout.count, columnCount: layout.count)
  }
}
