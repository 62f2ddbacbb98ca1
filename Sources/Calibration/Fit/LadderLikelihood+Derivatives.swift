import Foundation
import LinearAlgebra

extension LadderLikelihood {
  /// Sequences whose scores are held at once.
  private static let blockSize = 2048

  /// The log posterior alone, up to a constant.
  ///
  /// - Complexity: O(nodes · visits · outcomes).
  func logPosterior(_ parameters: [Double]) -> Double {
    let weights = logWeights(parameters)
    var gradient = [Double](repeating: 0, count: layout.count)
    var information: Matrix?
    return sequenceLogLikelihoods(logProbabilities(parameters), weights).reduce(0, +)
      + addPrior(
        parameters, nodeWeights: weights, gradient: &gradient, information: &information)
  }

  /// Value, gradient, and where asked for information and scores.
  ///
  /// - Complexity: O(nodes · (visits · outcomes + sequences · parameters²)).
  func evaluate(
    _ parameters: [Double], wantsInformation: Bool = false, wantsScores: Bool = false
  ) -> Evaluation {
    let p = layout.count
    let logs = logProbabilities(parameters)
    let weights = logWeights(parameters)
    let (states, outcomes) = (data.stateCount, data.outcomeCount)
    var gradient = [Double](repeating: 0, count: p)
    var logLikelihood = 0.0
    // Moves out of each state on each node, weighted by the posterior of the node.
    var moves = [Double](repeating: 0, count: nodeCount * states)
    var missing = Matrix(rowCount: p, columnCount: p)
    var scores = Matrix(rowCount: wantsScores ? data.count : 0, columnCount: p)
    let wantsSpread = wantsInformation && nodeCount > 1
    let probabilities = logs.map { exp($0) }
    let nodeWeights = weights.map { exp($0) }
    var block = 0
    while block < data.count {
      let sequences = block..<min(block + Self.blockSize, data.count)
      var nodeScores = Matrix(
        rowCount: wantsSpread ? sequences.count * nodeCount : 0, columnCount: p)
      var meanScores = Matrix(
        rowCount: wantsSpread || wantsScores ? sequences.count : 0, columnCount: p)
      var score = [Double](repeating: 0, count: p)
      for (local, sequence) in sequences.enumerated() {
        let joint = jointLogs(sequence, logs, weights)
        let total = Self.logSum(joint)
        logLikelihood += total
        for node in 0..<nodeCount {
          let posterior = exp(joint[node] - total)
          guard posterior > 1e-300 else { continue }
          for index in 0..<p { score[index] = 0 }
          addScore(
            of: sequence, node: node, probabilities, nodeWeights, into: &score)
          for visit in data.offsets[sequence]..<data.offsets[sequence + 1] {
            var count = 0.0
            for outcome in 0..<outcomes { count += data.visitCounts[visit * outcomes + outcome] }
            moves[node * states + data.visitStates[visit]] += posterior * count
          }
          for index in 0..<p { gradient[index] += posterior * score[index] }
          if wantsSpread {
            let root = posterior.squareRoot()
            let row = (local * nodeCount + node) * p
            for index in 0..<p { nodeScores.elements[row + index] = root * score[index] }
          }
          if wantsSpread || wantsScores {
            for index in 0..<p {
              meanScores.elements[local * p + index] += posterior * score[index]
            }
          }
        }
      }
      if wantsSpread {
        let (spread, mean) = (nodeScores.gram(), meanScores.gram())
        for index in missing.elements.indices {
          missing.elements[index] += spread.elements[index] - mean.elements[index]
        }
      }
      if wantsScores {
        scores.elements.replaceSubrange(
          (sequences.lowerBound * p)..<(sequences.upperBound * p), with: meanScores.elements)
      }
      block = sequences.upperBound
    }
    var information: Matrix?
    if wantsInformation {
      var complete = completeInformation(moves: moves, probabilities, nodeWeights)
      for index in complete.elements.indices {
        complete.elements[index] -= missing.elements[index]
      }
      information = complete
    }
    let logPrior = addPrior(
      parameters, nodeWeights: weights, gradient: &gradient, information: &information)
    return Evaluation(
      value: logLikelihood + logPrior, logLikelihood: logLikelihood, gradient: gradient,
      information: information, scores: wantsScores ? scores : nil)
  }

  /// Adds the derivatives of the log-probability of a sequence's moves, were the node known.
  private func addScore(
    of sequence: Int, node: Int, _ probabilities: [Double], _ nodeWeights: [Double],
    into score: inout [Double]
  ) {
    let (states, outcomes) = (data.stateCount, data.outcomeCount)
    let stateCount = data.space.states.count
    var shifts = (0.0, 0.0, 0.0)
    for visit in data.offsets[sequence]..<data.offsets[sequence + 1] {
      let state = data.visitStates[visit]
      let row = data.space.row[state % stateCount]
      let level = data.space.states[state % stateCount].level
      let at = (node * states + state) * outcomes
      var count = 0.0
      for outcome in 0..<outcomes { count += data.visitCounts[visit * outcomes + outcome] }
      var sums = (0.0, 0.0, 0.0)
      for outcome in 0..<outcomes where outcome != level {
        let rest =
          data.visitCounts[visit * outcomes + outcome] - count * probabilities[at + outcome]
        if let index = layout.logit(node: node, row: row, level: level, outcome) {
          score[index] += rest
        }
        switch layout.directions[level * outcomes + outcome] {
        case 0: sums.0 += rest
        case 1: sums.1 += rest
        default: sums.2 += rest
        }
      }
      for term in 0..<layout.termCount {
        let value = terms[state * layout.termCount + term]
        guard value != 0 else { continue }
        let index = layout.termStart + 3 * term
        score[index] += value * sums.0
        score[index + 1] += value * sums.1
        score[index + 2] += value * sums.2
      }
      shifts.0 += sums.0
      shifts.1 += sums.1
      shifts.2 += sums.2
    }
    for (direction, sum) in [shifts.0, shifts.1, shifts.2].enumerated() {
      if let shift = layout.shiftParameter(node: node, direction, frailtyNodes) {
        score[shift.index] += shift.factor * sum
      }
    }
    if layout.weightStart < layout.count {
      let start = data.starts[sequence]
      for other in 1..<nodeCount {
        score[layout.weightStart + start * (nodeCount - 1) + other - 1] +=
          (other == node ? 1 : 0) - nodeWeights[start * nodeCount + other]
      }
    }
  }

  /// The information that the moves would carry, were every node known.
  private func completeInformation(
    moves: [Double], _ probabilities: [Double], _ nodeWeights: [Double]
  ) -> Matrix {
    let p = layout.count
    let (states, outcomes) = (data.stateCount, data.outcomeCount)
    let stateCount = data.space.states.count
    var result = Matrix(rowCount: p, columnCount: p)
    for node in 0..<nodeCount {
      for state in 0..<states {
        let weight = moves[node * states + state]
        guard weight > 0 else { continue }
        let at = (node * states + state) * outcomes
        let row = data.space.row[state % stateCount]
        let level = data.space.states[state % stateCount].level
        let entries = (0..<outcomes).filter { $0 != level }.map { outcome in
          (
            probability: probabilities[at + outcome],
            loads: loads(node: node, state: state, row: row, level: level, outcome)
          )
        }
        var means: [Int: Double] = [:]
        for entry in entries {
          for (i, a) in entry.loads {
            means[i, default: 0] += entry.probability * a
            for (j, b) in entry.loads {
              result.elements[i * p + j] += weight * entry.probability * a * b
            }
          }
        }
        for (i, a) in means {
          for (j, b) in means { result.elements[i * p + j] -= weight * a * b }
        }
      }
    }
    if layout.weightStart < p {
      var begun = [Double](repeating: 0, count: data.space.levelCount)
      for start in data.starts { begun[start] += 1 }
      addWeightInformation(begun, nodeWeights, into: &result)
    }
    return result
  }

  /// Which parameters enter the logit of a move, and with what factor.
  private func loads(
    node: Int, state: Int, row: Int, level: Int, _ outcome: Int
  ) -> [(Int, Double)] {
    var result: [(Int, Double)] = []
    if let index = layout.logit(node: node, row: row, level: level, outcome) {
      result.append((index, 1))
    }
    let direction = layout.directions[level * data.outcomeCount + outcome]
    for term in 0..<layout.termCount {
      let value = terms[state * layout.termCount + term]
      if value != 0 { result.append((layout.termStart + 3 * term + direction, value)) }
    }
    if let shift = layout.shiftParameter(node: node, direction, frailtyNodes) {
      result.append((shift.index, shift.factor))
    }
    return result
  }

  /// Adds so many times the covariance of the class indicators, by first level.
  private func addWeightInformation(
    _ counts: [Double], _ nodeWeights: [Double], into information: inout Matrix
  ) {
    let (p, others) = (layout.count, nodeCount - 1)
    for (level, count) in counts.enumerated() {
      for a in 1..<nodeCount {
        let i = layout.weightStart + level * others + a - 1
        for b in 1..<nodeCount {
          let j = layout.weightStart + level * others + b - 1
          let (wa, wb) = (nodeWeights[level * nodeCount + a], nodeWeights[level * nodeCount + b])
          information.elements[i * p + j] += count * ((a == b ? wa : 0) - wa * wb)
        }
      }
    }
  }

  /// Adds the prior's derivatives and returns its log.
  func addPrior(
    _ parameters: [Double], nodeWeights: [Double], gradient: inout [Double],
    information: inout Matrix?
  ) -> Double {
    let p = layout.count
    let outcomes = data.outcomeCount
    var logPrior = 0.0
    for set in 0..<layout.rowSetCount {
      for row in 0..<layout.rowCount {
        let level = data.space.rowLevel[row]
        let node = layout.rowSetCount == 1 ? 0 : set
        let indices = (0..<outcomes).map {
          $0 == level ? nil : layout.logit(node: node, row: row, level: level, $0)
        }
        let logits = indices.map { $0.map { parameters[$0] } ?? 0 }
        let total = Self.logSum(logits)
        let shares = logits.map { exp($0 - total) }
        for a in 0..<outcomes {
          logPrior += prior.rowTransitions * parents[row * outcomes + a] * (logits[a] - total)
          guard let i = indices[a] else { continue }
          gradient[i] += prior.rowTransitions * (parents[row * outcomes + a] - shares[a])
          guard information != nil else { continue }
          for b in 0..<outcomes {
            guard let j = indices[b] else { continue }
            information?.elements[i * p + j] +=
              prior.rowTransitions * ((a == b ? shares[a] : 0) - shares[a] * shares[b])
          }
        }
      }
    }
    func lean(_ range: Range<Int>, _ precision: Double) {
      for index in range {
        logPrior -= 0.5 * precision * parameters[index] * parameters[index]
        gradient[index] -= precision * parameters[index]
        information?.elements[index * p + index] += precision
      }
    }
    let terms = layout.termStart..<layout.shiftStart
    lean(terms, given.isEmpty ? prior.termPrecision : prior.offsetPrecision)
    lean(layout.shiftStart..<layout.weightStart, prior.loadingPrecision)
    if layout.weightStart < p {
      let others = nodeCount - 1
      let shares = nodeWeights.map { exp($0) }
      for level in 0..<data.space.levelCount {
        for node in 0..<nodeCount {
          logPrior +=
            prior.classSequences / Double(nodeCount) * nodeWeights[level * nodeCount + node]
          if node > 0 {
            gradient[layout.weightStart + level * others + node - 1] +=
              prior.classSequences * (1 / Double(nodeCount) - shares[level * nodeCount + node])
          }
        }
      }
      if information != nil {
        var added = Matrix(rowCount: p, columnCount: p)
        addWeightInformation(
          [Double](repeating: prior.classSequences, count: data.space.levelCount), shares,
          into: &added)
        for index in added.elements.indices {
          information?.elements[index] += added.elements[index]
        }
      }
    }
    return logPrior
  }
}
