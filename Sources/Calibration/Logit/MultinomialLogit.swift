import Foundation
import LinearAlgebra

/// A multinomial logit: the log odds of each category against the first are linear in covariates.
///
/// - Source: McCullagh and Nelder, Generalized Linear Models (1989), section 5.2; observed and expected
///   information are the same, so Newton's steps are those of scoring.
public struct MultinomialLogit: Sendable {
  /// Shape `[category less one, covariate]`, on the scale of the covariates as they were given.
  public let coefficients: Matrix
  /// The covariance of the coefficients, category by category: inverse information.
  public let covariance: Matrix
  /// The same with clusters on both sides; nil without clusters.
  public let clusteredCovariance: Matrix?
  /// How many clusters there are.
  public let clusterCount: Int
  /// The log-likelihood, without any penalty.
  public let logLikelihood: Double
  /// Whether covariates tell some category from the others without exception, so that the likelihood has
  /// no maximum.
  public let isSeparated: Bool
  /// How the maximum was kept finite.
  public let penalty: Penalty
  /// The number of observations.
  public let observationCount: Double
  /// How nearly covariates say the same: the condition of the scaled information at the start.
  public let condition: Double
  /// The two covariates, by number, that weigh most in the weakest direction.
  public let weakestCovariates: [Int]
  /// A condition from which the weakest direction is worth a word.
  public static let poorCondition = 1e5

  /// What is added to the log-likelihood.
  public enum Penalty: String, Sendable, CaseIterable {
    case none
    /// Half the log determinant of the information: Jeffreys' prior, which also takes away the bias of first
    /// order (Firth 1993; Bull, Mak and Greenwood 2002).
    case firth
  }

  /// Standard errors, shape as ``coefficients``: clustered where there are clusters.
  public var standardErrors: Matrix {
    let spread = clusteredCovariance ?? covariance
    return Matrix(
      rowCount: coefficients.rowCount, columnCount: coefficients.columnCount,
      elements: (0..<spread.rowCount).map { max(0, spread[$0, $0]).squareRoot() })
  }

  /// Observations of one logit: covariates, categories, weights and clusters.
  public struct Observations: Sendable {
    /// Shape `[observation, covariate]`; a constant is a column of ones.
    public let covariates: Matrix
    /// Shape `[observation]`: categories from 0; the first is the baseline.
    public let outcomes: [Int]
    /// Shape `[observation]`: how often each was seen.
    public let counts: [Double]
    /// Shape `[observation]`: clusters by number; nil when observations are independent.
    public let clusters: [Int]?
    /// The number of categories.
    public let categoryCount: Int

    /// Observations; counts are one unless given.
    public init(
      covariates: Matrix, outcomes: [Int], categoryCount: Int, counts: [Double]? = nil,
      clusters: [Int]? = nil
    ) {
      self.covariates = covariates
      self.outcomes = outcomes
      self.categoryCount = categoryCount
      self.counts = counts ?? [Double](repeating: 1, count: outcomes.count)
      self.clusters = clusters
    }
  }

  /// Fits by maximum likelihood; where covariates separate categories, with Firth's penalty.
  ///
  /// - Parameter penalty: nil takes none unless the categories are separated.
  /// - Throws: `CalibrationError.unfit`: a category or covariates without variation, columns that depend on
  ///   each other, too few observations; `.interrupted`.
  /// - Complexity: O(observations · (categories · covariates)²) a step.
  public init(
    _ observations: Observations, penalty: Penalty? = nil, control: FitControl = FitControl()
  ) throws(CalibrationError) {
    let problem = try LogitProblem(observations)
    guard let collinearity = problem.collinearity(), collinearity.condition < 1e14 else {
      throw .unfit("some covariates say the same: one of them is worked out from the others")
    }
    var stopped = false
    func goesOn(_ text: String) -> Bool {
      stopped = stopped || !control.goesOn("multinomial logit, \(text)")
      return !stopped
    }
    var summit = problem.climb(.none, goesOn: goesOn)
    isSeparated = problem.isSeparated(summit)
    let chosen = penalty ?? (isSeparated ? .firth : .none)
    if chosen == .firth { summit = problem.climb(.firth, goesOn: goesOn) }
    if stopped { throw control.interruption }
    guard summit.isConverged || (chosen == .none && isSeparated) else {
      throw .unfit("the likelihood has no maximum that \(summit.iterationCount) steps could reach")
    }
    self.penalty = chosen
    condition = collinearity.condition
    weakestCovariates = collinearity.covariates
    let point = problem.evaluate(summit.parameters)
    guard let inverse = Factorization.inversePositiveDefinite(point.information) else {
      throw .unfit(
        "the information vanishes at the maximum: the covariates separate the categories; leave --penalty out"
      )
    }
    coefficients = problem.original(summit.parameters)
    covariance = problem.originalCovariance(inverse)
    let spread = problem.clusteredCovariance(summit.parameters, inverse: inverse)
    clusteredCovariance = spread.map { problem.originalCovariance($0.covariance) }
    clusterCount = spread?.clusterCount ?? 0
    logLikelihood = point.logLikelihood
    observationCount = observations.counts.reduce(0, +)
  }
}
