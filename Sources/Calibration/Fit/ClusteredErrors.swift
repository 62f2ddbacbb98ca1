import LinearAlgebra

/// The covariance of fitted parameters when sequences of one cluster are not independent of each other.
///
/// - Source: Liang and Zeger (1986); White (1982): inverse information on both sides of the clusters'
///   squared scores, times clusters over clusters less one.
public struct ClusteredErrors: Sendable {
  /// Shape `[parameter, parameter]`.
  public let covariance: Matrix
  /// The same by the inverse information alone, as if sequences were independent and the model true.
  public let naiveCovariance: Matrix
  /// How many clusters there are; with few the errors are too small.
  public let clusterCount: Int

  /// With fewer clusters than this the errors are too small to be trusted.
  public static let fewClusters = 40

  /// Shape `[parameter]`.
  public var standardErrors: [Double] { Self.roots(covariance) }
  /// Shape `[parameter]`.
  public var naiveErrors: [Double] { Self.roots(naiveCovariance) }

  private static func roots(_ matrix: Matrix) -> [Double] {
    (0..<matrix.rowCount).map { max(0, matrix[$0, $0]).squareRoot() }
  }
}

extension LadderFit {
  /// The clustered errors of its parameters; nil where the answer is a formula, with one cluster, or where
  /// the information has no inverse.
  public var clusteredErrors: ClusteredErrors? {
    guard let likelihood, !parameters.isEmpty else { return nil }
    let point = likelihood.evaluate(parameters, wantsInformation: true, wantsScores: true)
    guard let information = point.information, let scores = point.scores,
      let inverse = Factorization.inversePositiveDefinite(information)
    else { return nil }
    let p = parameters.count
    let numbers = Array(Set(likelihood.data.clusters)).sorted()
    guard numbers.count > 1 else { return nil }
    let place = Dictionary(
      uniqueKeysWithValues: numbers.enumerated().map { ($0.element, $0.offset) })
    var sums = Matrix(rowCount: numbers.count, columnCount: p)
    for (sequence, cluster) in likelihood.data.clusters.enumerated() {
      guard let row = place[cluster] else { continue }
      for index in 0..<p { sums[row, index] += scores[sequence, index] }
    }
    var middle = sums.gram()
    let correction = Double(numbers.count) / Double(numbers.count - 1)
    for index in middle.elements.indices { middle.elements[index] *= correction }
    return ClusteredErrors(
      covariance: inverse.multiplied(by: middle).multiplied(by: inverse), naiveCovariance: inverse,
      clusterCount: numbers.count)
  }
}
