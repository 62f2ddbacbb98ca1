import Foundation
import LinearAlgebra

/// The marginal likelihood of a ladder on sequences, with its weak prior: value, gradient, information
/// and the score of every sequence.
///
/// With the hidden part fixed at a node (a class, or a quadrature node of the frailty) the logits are
/// linear in the parameters, and the moves of a sequence are independent. The marginal likelihood sums over nodes;
/// its information is the mean of the nodes' information less the spread of their scores (Louis 1982).
///
/// Parameters, in this order: a logit for each row (and class) and each move against holding; three
/// coefficients for each term; three loadings, or three shifts for each class but the first; for each first
/// level the log weight of each class but the first.
struct LadderLikelihood {
  let specification: Specification
  let data: CompiledSequences
  let layout: ParameterLayout
  let prior: WeakPrior
  /// Shape `[row × outcomes]`: what pseudo-transitions are spread by.
  let parents: [Double]
  /// How each attribute of the specification enters.
  let codings: [AttributeCoding]
  /// Shape `[state × terms]`.
  let terms: [Double]
  /// Shape `[node]`: quadrature nodes of the frailty; empty without one.
  let frailtyNodes: [Double]
  /// Shape `[node]`.
  let frailtyWeights: [Double]
  /// Shape `[node × state × outcomes]`: logits that are given, for offsets on a fit; else empty.
  let given: [Double]
  /// Shape `[first level × node]`: weights that are given with them, as logs.
  let givenLogWeights: [Double]

  /// The value and its derivatives at one point.
  struct Evaluation {
    /// Log-likelihood and log prior together.
    let value: Double
    /// The log-likelihood alone.
    let logLikelihood: Double
    let gradient: [Double]
    /// The negative second derivatives; nil when not asked for.
    let information: Matrix?
    /// Shape `[sequence, parameter]`: derivatives of each sequence's log-likelihood; nil when not asked
    /// for.
    let scores: Matrix?
  }

  /// The number of nodes that are summed over.
  var nodeCount: Int { layout.nodeCount }

  /// Logs of probabilities at a point.
  ///
  /// - Returns: Shape `[node × state × outcomes]`.
  func logProbabilities(_ parameters: [Double]) -> [Double] {
    logProbabilities(parameters, terms: terms, states: data.stateCount)
  }

  /// The same for sequences with attributes that the data need not have.
  func logProbabilities(_ parameters: [Double], attributes: [String]) -> [Double] {
    let space = data.space
    return logProbabilities(
      parameters,
      terms: space.states.indices.flatMap {
        space.terms(specification, state: $0, codings: codings, own: attributes)
      }, states: space.states.count)
  }

  private func logProbabilities(
    _ parameters: [Double], terms: [Double], states: Int
  ) -> [Double] {
    let outcomes = data.outcomeCount
    let stateCount = data.space.states.count
    var result = [Double](repeating: 0, count: nodeCount * states * outcomes)
    var shift = [0.0, 0.0, 0.0]
    for node in 0..<nodeCount {
      for direction in 0..<3 {
        shift[direction] = layout.shift(node: node, direction, parameters, frailtyNodes)
      }
      for state in 0..<states {
        let at = (node * states + state) * outcomes
        let row = data.space.row[state % stateCount]
        let level = data.space.states[state % stateCount].level
        for outcome in 0..<outcomes {
          var logit = given.isEmpty ? 0 : given[at + outcome]
          if outcome != level {
            if let index = layout.logit(node: node, row: row, level: level, outcome) {
              logit += parameters[index]
            }
            let direction = layout.directions[level * outcomes + outcome]
            for term in 0..<layout.termCount {
              logit +=
                terms[state * layout.termCount + term]
                * parameters[layout.termStart + 3 * term + direction]
            }
            logit += shift[direction]
          }
          result[at + outcome] = logit
        }
        Self.normalise(&result, at..<(at + outcomes))
      }
    }
    return result
  }

  /// Logs of the weights of the nodes by first level, shape `[first level × node]`.
  func logWeights(_ parameters: [Double]) -> [Double] {
    let levels = data.space.levelCount
    if !givenLogWeights.isEmpty { return givenLogWeights }
    var result = [Double](repeating: 0, count: levels * nodeCount)
    for level in 0..<levels {
      for node in 0..<nodeCount {
        if !frailtyWeights.isEmpty {
          result[level * nodeCount + node] = log(frailtyWeights[node])
        } else if node > 0 {
          result[level * nodeCount + node] =
            parameters[layout.weightStart + level * (nodeCount - 1) + node - 1]
        }
      }
      if frailtyWeights.isEmpty {
        Self.normalise(&result, (level * nodeCount)..<((level + 1) * nodeCount))
      }
    }
    return result
  }

  /// The log-likelihood of each sequence.
  func sequenceLogLikelihoods(_ logs: [Double], _ logWeights: [Double]) -> [Double] {
    (0..<data.count).map { sequence in
      let joint = jointLogs(sequence, logs, logWeights)
      return Self.logSum(joint)
    }
  }

  /// Shape `[node]`: log weight plus the log-probability of all moves of a sequence.
  func jointLogs(_ sequence: Int, _ logs: [Double], _ logWeights: [Double]) -> [Double] {
    let (states, outcomes) = (data.stateCount, data.outcomeCount)
    var joint = [Double](repeating: 0, count: nodeCount)
    for node in 0..<nodeCount {
      var sum = logWeights[data.starts[sequence] * nodeCount + node]
      for visit in data.offsets[sequence]..<data.offsets[sequence + 1] {
        let at = (node * states + data.visitStates[visit]) * outcomes
        for outcome in 0..<outcomes {
          let count = data.visitCounts[visit * outcomes + outcome]
          if count != 0 { sum += count * logs[at + outcome] }
        }
      }
      joint[node] = sum
    }
    return joint
  }

  static func logSum(_ logs: [Double]) -> Double {
    let largest = logs.max() ?? 0
    guard largest.isFinite else { return largest }
    return largest + log(logs.reduce(0) { $0 + exp($1 - largest) })
  }

  private static func normalise(_ values: inout [Double], _ range: Range<Int>) {
    var largest = -Double.infinity
    for index in range { largest = max(largest, values[index]) }
    var sum = 0.0
    for index in range { sum += exp(values[index] - largest) }
    let total = largest + log(sum)
    for index in range { values[index] -= total }
  }
}
