import Foundation
import SpecialFunctions
import Tables

extension LadderCalibration {
  /// The rows of a fit that is a formula: counts with the pseudo-transitions of the weak prior. Without rows for any
  /// other fit.
  ///
  /// - Source: Anderson and Goodman (1957) for the share and its error; the interval is the central 95 % of
  ///   Jeffreys' posterior, which gives moves that were never seen a range too (Brown, Cai and DasGupta 2001).
  public var rowTable: Table {
    struct Row: Sendable {
      let name: String
      let move: String
      let count: Int
      let total: Int
      let probability: Double

      var share: Double { Double(count) / Double(max(total, 1)) }

      /// An end of the central interval of Jeffreys' posterior.
      func end(_ level: Double) -> Double {
        IncompleteBeta.quantile(
          a: Double(count) + 0.5, b: Double(total - count) + 0.5, logLowerTail: log(level)
        ).x
      }
    }
    var rows: [Row] = []
    if fit.likelihood == nil, !fit.specification.isBaseRate {
      let data = CompiledSequences(sequences, fit.specification, space: fit.space)
      let counts = LadderFit.rowCounts(data.totals, data)
      let outcomes = data.outcomeCount
      for row in 0..<fit.space.rowCount {
        let own = counts[(row * outcomes)..<((row + 1) * outcomes)].map { Int($0) }
        let total = own.reduce(0, +)
        guard total > 0, let state = fit.space.row.firstIndex(of: row) else { continue }
        for outcome in 0..<outcomes {
          rows.append(
            Row(
              name: fit.rowName(fit.space.states[state]), move: fit.outcomeName(outcome),
              count: own[outcome], total: total,
              probability: exp(fit.logProbability(node: 0, state: state, outcome))))
        }
      }
    }
    return Table(
      name: "rows", key: ["row", "move"],
      [
        Column(name: "row", kind: .string, unit: nil, description: "history the row is for") {
          .text($0.name)
        },
        Column(
          name: "move", kind: .string, unit: nil, description: "rung of the next event, or end"
        ) { .text($0.move) },
        Column(name: "count", kind: .integer, unit: "moves", description: "how often") {
          .integer($0.count)
        },
        Column(name: "moves", kind: .integer, unit: "moves", description: "out of so many") {
          .integer($0.total)
        },
        Column(
          name: "probability", kind: .number, unit: "probability",
          description: "with the pseudo-transitions of the weak prior"
        ) { .number($0.probability) },
        Column(
          name: "share", kind: .number, unit: "probability", description: "count over moves"
        ) { .number($0.share) },
        Column(
          name: "standard_error", kind: .number, unit: "probability",
          description: "of the share, moves taken for independent"
        ) { .number(($0.share * (1 - $0.share) / Double($0.total)).squareRoot()) },
        Column(
          name: "low", kind: .number, unit: "probability",
          description: "lower end of the central 95 % of Jeffreys' posterior"
        ) { .number($0.count == 0 ? 0 : $0.end(0.025)) },
        Column(name: "high", kind: .number, unit: "probability", description: "its upper end") {
          .number($0.count == $0.total ? 1 : $0.end(0.975))
        },
      ], rows)
  }
}
