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

  /// The point with all loadings of the frailty turned, which is as likely; nil without a frailty.
  func mirrored(_ parameters: [Double]) -> [Double]? {
    guard case .frailty = layout.hidden else { return nil }
    var result = parameters
    for index in layout.shiftStart..<layout.weightStart { result[index].negate() }
    return result
  }

  /// The point or its mirror image: that in which the frailty makes ending rarer.
  func signed(_ parameters: [Double]) -> [Double] {
    guard case .frailty = layout.hidden, parameters[layout.shiftStart + 2] > 0 else {
      return parameters
    }
    return mirrored(parameters) ?? parameters
  }
}
