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
  /// Shape `[node × state × outcomes]`, of every stratum.
  let logProbabilities: [Double]
  /// Shape `[first level × node]`.
  let logWeights: [Double]
  /// At the maximum; empty where the answer is a formula.
  let parameters: [Double]
  /// What was maximised; nil where the answer is a formula.
  let likelihood: LadderLikelihood?
  let space: HistorySpace
  /// Shape `[stratum × attribute]`.
  let strata: [[String]]

  /// The number of nodes: classes, quadrature nodes, or one.
  public var nodeCount: Int { logWeights.count / levels.count }

  /// The Bayesian information criterion, with moves as observations.
  public var bic: Double {
    -2 * logLikelihood + Double(parameterCount) * log(Double(max(moveCount, 1)))
  }

  init(
    specification: Specification, levels: [String], logLikelihood: Double, parameterCount: Int,
    moveCount: Int, summit: NewtonAscent.Summit, logProbabilities: [Double],
    logWeights: [Double], likelihood: LadderLikelihood?, space: HistorySpace, strata: [[String]]
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
    self.strata = strata
  }

  /// The number of quadrature nodes of a frailty.
  public static let frailtyNodeCount = 7

  /// The probability of a move, on a node.
  func logProbability(node: Int, state: Int, _ outcome: Int) -> Double {
    let outcomes = levels.count + 1
    let states = space.states.count * strata.count
    return logProbabilities[(node * states + state) * outcomes + outcome]
  }

  /// The log-likelihood of each of some sequences, also of ones it was not fitted to.
  ///
  /// - Parameter set: Of the same levels; attributes that the fit has not seen are an error of the caller.
  public func sequenceLogLikelihoods(_ set: SequenceSet) -> [Double] {
    let data = CompiledSequences(set, specification, space: space)
    return (0..<data.count).map { sequence in
      LadderLikelihood.logSum(jointLogs(data, sequence))
    }
  }

  /// Shape `[node]`: log weight plus log-probability of all moves of a sequence.
  func jointLogs(_ data: CompiledSequences, _ sequence: Int) -> [Double] {
    (0..<nodeCount).map { node in
      var sum = logWeights[data.starts[sequence] * nodeCount + node]
      for visit in data.offsets[sequence]..<data.offsets[sequence + 1] {
        let state = fittedState(data, data.visitStates[visit])
        for outcome in 0..<data.outcomeCount {
          let count = data.visitCounts[visit * data.outcomeCount + outcome]
          if count != 0 { sum += count * logProbability(node: node, state: state, outcome) }
        }
      }
      return sum
    }
  }

  /// The number that a state of other sequences has here.
  func fittedState(_ data: CompiledSequences, _ state: Int) -> Int {
    let count = space.states.count
    guard strata.count > 1 || !specification.attributes.isEmpty else { return state % count }
    return stratum(data.strata[state / count]) * count + state % count
  }

  /// The stratum with some attributes.
  func stratum(_ values: [String]) -> Int {
    guard let found = strata.firstIndex(of: values) else {
      preconditionFailure("the fit has seen no sequence with \(values)")
    }
    return found
  }
}
