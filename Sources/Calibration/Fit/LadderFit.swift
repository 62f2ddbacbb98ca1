import Foundation
import LinearAlgebra

/// A ladder fitted to sequences: maximum a posteriori under a weak prior.
public struct LadderFit: Sendable {
  /// What was fitted.
  public let specification: Specification
  /// The levels, lowest first.
  public let levels: [String]
  /// The log-likelihood, without the prior.
  public let logLikelihood: Double
  /// How many parameters the counts could tell apart: moves never seen are not counted.
  public let parameterCount: Int
  /// The number of moves it was fitted to.
  public let moveCount: Int
  /// Steps of the climb; 0 where the answer is a formula.
  public let iterationCount: Int
  /// Whether the climb ended at a summit.
  public let isConverged: Bool
  /// Shape `[node × state × outcomes]`; empty with attributes, by which they differ.
  let logProbabilities: [Double]
  /// Shape `[first level × node]`.
  let logWeights: [Double]
  /// At the maximum; empty where the answer is a formula.
  let parameters: [Double]
  /// What was maximised; nil where the answer is a formula.
  let likelihood: LadderLikelihood?
  let space: HistorySpace

  /// The number of nodes: classes, quadrature nodes, or one.
  public var nodeCount: Int { logWeights.count / levels.count }

  /// The Bayesian information criterion, with moves as observations.
  public var bic: Double {
    -2 * logLikelihood + Double(parameterCount) * log(Double(max(moveCount, 1)))
  }

  init(
    specification: Specification, levels: [String], logLikelihood: Double, parameterCount: Int,
    moveCount: Int, summit: NewtonAscent.Summit, logProbabilities: [Double],
    logWeights: [Double], likelihood: LadderLikelihood?, space: HistorySpace
  ) {
    self.specification = specification
    self.levels = levels
    self.logLikelihood = logLikelihood
    self.parameterCount = parameterCount
    self.moveCount = moveCount
    iterationCount = summit.iterationCount
    isConverged = summit.isConverged
    self.logProbabilities = logProbabilities
    self.logWeights = logWeights
    parameters = summit.parameters
    self.likelihood = likelihood
    self.space = space
  }

  /// The number of quadrature nodes of a frailty.
  public static let frailtyNodeCount = 7

  /// Logs of the probabilities of moves of sequences with some attributes.
  ///
  /// - Parameter attributes: As many as the specification has; a value that the fit has not seen counts as the
  ///   baseline, or as the mean.
  /// - Returns: Shape `[node × state × outcomes]`.
  func logProbabilities(attributes: [String]) -> [Double] {
    guard !attributes.isEmpty, let likelihood else { return logProbabilities }
    return likelihood.logProbabilities(parameters, attributes: attributes)
  }

  /// The log-probability of a move on a node, where there are no attributes.
  func logProbability(node: Int, state: Int, _ outcome: Int) -> Double {
    logProbabilities[(node * space.states.count + state) * (levels.count + 1) + outcome]
  }

  /// The log-likelihood of each of some sequences of the same levels, also of ones it was not fitted to.
  public func sequenceLogLikelihoods(_ set: SequenceSet) -> [Double] { scores(set).all }
}
