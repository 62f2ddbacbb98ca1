import Escalation
import Foundation

/// The probability a model gave to a sequence of moves, and its log score beside those of counts.
///
/// The frailty is drawn once for the sequence: each node's product of moves is weighted and summed, so
/// that early moves say something of later ones.
public struct SequenceScore: Sendable, Equatable {
  /// Given the start; nil without moves, where nothing was asked.
  let probability: Double?
  /// The sum of the logarithms; in nats, minus infinity when some move is impossible.
  let logarithm: Double
  let moveCount: Int
  let leftOutCount: Int
  /// The moves that the counts speak of too, and how each scores on those.
  let comparedCount: Int
  let compared: Double
  let firstOrder: Double
  let baseRate: Double
  /// The first move that the model forbids.
  let forbidden: EventSequence.Move?

  /// - Parameter nodes: Rows of the model at each node of the frailty, with weights.
  init(
    _ sequence: EventSequence, nodes: [(weight: Double, rows: [EventRow])], ladder: Ladder,
    baselines: CountedBaselines
  ) {
    var weights = nodes.map(\.weight)
    var (logarithm, compared, firstOrder, baseRate) = (0.0, 0.0, 0.0, 0.0)
    var comparedCount = 0
    var forbidden: EventSequence.Move?
    for move in sequence.moves {
      let rows = nodes.map { node in
        node.rows.first { $0.rung == move.from.rung && $0.peak == move.from.peak }
      }
      func probabilities(_ to: EventSequence.Destination) -> [Double] {
        rows.map { row in
          guard let row else { return 0 }
          switch to {
          case .end: return row.end
          case .rung(let rung): return row.next[rung]
          }
        }
      }
      func predicted(_ shares: [Double]) -> Double {
        zip(weights, shares).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let shares = probabilities(move.to)
      let probability = predicted(shares)
      if let from = baselines.level(ladder.rungs[move.from.rung]),
        let outcomes = Self.outcomes(like: move.to, ladder, baselines)
      {
        comparedCount += 1
        compared += log(outcomes.same.reduce(0) { $0 + predicted(probabilities($1)) })
        firstOrder += log(baselines.firstOrder(from: from, to: outcomes.level))
        baseRate += log(baselines.baseRate(to: outcomes.level))
      }
      logarithm += log(probability)
      if probability > 0 {
        weights = zip(weights, shares).map { $0 * $1 / probability }
      } else if forbidden == nil {
        forbidden = move
      }
    }
    self.logarithm = logarithm
    probability = sequence.moves.isEmpty ? nil : exp(logarithm)
    moveCount = sequence.moves.count
    leftOutCount = sequence.leftOut.count
    self.comparedCount = comparedCount
    self.compared = compared
    self.firstOrder = firstOrder
    self.baseRate = baseRate
    self.forbidden = forbidden
  }

  /// The destinations that are one outcome to the counts, and its level, nil for the end; nil where the
  /// counts say nothing.
  private static func outcomes(
    like destination: EventSequence.Destination, _ ladder: Ladder, _ baselines: CountedBaselines
  ) -> (same: [EventSequence.Destination], level: Int?)? {
    switch destination {
    case .end: return ([.end], nil)
    case .rung(let rung):
      guard let level = baselines.level(ladder.rungs[rung]) else { return nil }
      let same = ladder.rungs.indices.filter { baselines.level(ladder.rungs[$0]) == level }
      return (same.map { .rung($0) }, level)
    }
  }

  /// A sum of logarithms over a number of moves, in nats per move; nil without moves.
  static func perMove(_ sum: Double, _ count: Int) -> Double? {
    count > 0 ? sum / Double(count) : nil
  }
}
