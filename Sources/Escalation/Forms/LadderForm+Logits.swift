import LinearAlgebra
import SpecialFunctions

extension LadderForm {
  /// The logits of all moves at many points and nodes.
  struct LogitTable {
    /// Row `point * nodeCount + node`, column: moves of all rows of the form, in order.
    let logits: Matrix
    let nodeCount: Int
    /// The first column of each row of the form.
    let columnOfRow: [Int]

    /// The weights of the outcomes of one event, hold being first, then the row's moves; only their
    /// ratios matter.
    func weights(point: Int, node: Int, row: Int, moveCount: Int) -> [Double] {
      let line = point * nodeCount + node
      let logits = (0..<moveCount).map { self.logits[line, columnOfRow[row] + $0] }
      let largest = logits.reduce(0, max)
      return [Elementary.exp(-largest)] + logits.map { Elementary.exp($0 - largest) }
    }
  }

  /// All logits of a sweep as one matrix product: levels and nodes times coefficients.
  ///
  /// The product has the same bits under every BLAS kernel and for every batch, since what is drawn
  /// depends on it.
  ///
  /// - Parameter points: Points that agree in everything but the levels of factors.
  func logits(
    _ points: [ParameterValues], nodes: [Double]
  ) throws(ParameterError) -> LogitTable {
    let factorCount = references.count
    let columnCount = rows.reduce(0) { $0 + $1.moves.count }
    var levels = Matrix(rowCount: points.count * nodes.count, columnCount: factorCount + 2)
    for (p, point) in points.enumerated() {
      for (q, node) in nodes.enumerated() {
        let line = p * nodes.count + q
        levels[line, 0] = 1
        for factor in 0..<factorCount {
          levels[line, 1 + factor] = point[factor] - references[factor]
        }
        levels[line, factorCount + 1] = node
      }
    }
    var coefficientTable = Matrix(rowCount: factorCount + 2, columnCount: columnCount)
    var columnOfRow: [Int] = []
    var column = 0
    guard let values = points.first else {
      return LogitTable(logits: levels, nodeCount: nodes.count, columnOfRow: [])
    }
    for row in rows {
      columnOfRow.append(column)
      let intercepts = try intercepts(row, values)
      for (move, intercept) in zip(row.moves, intercepts) {
        let direction = move.moveClass.direction
        var constant = intercept
        if let offsets, row.rung >= offsets.lowestRung {
          constant += values[offsets.parameter(direction)]
        }
        coefficientTable[0, column] = constant
        for factor in 0..<factorCount {
          guard let parameter = coefficients[factor][move.moveClass] else { continue }
          coefficientTable[1 + factor, column] = values[parameter]
        }
        if let frailty, row.rung >= frailty.lowestRung {
          coefficientTable[factorCount + 1, column] = values[frailty.parameter(direction)]
        }
        column += 1
      }
    }
    return LogitTable(
      logits: levels.reproducibleProduct(coefficientTable), nodeCount: nodes.count,
      columnOfRow: columnOfRow)
  }

  /// The logits of a row before offsets, factors and frailty.
  ///
  /// A row of probabilities keeps those that were set by hand and scales the others to fill the rest.
  private func intercepts(
    _ row: Row, _ values: ParameterValues
  ) throws(ParameterError) -> [Double] {
    guard let hold = row.hold else { return row.moves.map { values[$0.parameter] } }
    let parameters = [hold] + row.moves.map(\.parameter)
    let isSet = parameters.map { values.overridden.contains($0) }
    let set = zip(parameters, isSet).reduce(0.0) { $1.1 ? $0 + values[$1.0] : $0 }
    let free = zip(parameters, isSet).reduce(0.0) { $1.1 ? $0 : $0 + values[$1.0] }
    let isWhole = free == 0 ? abs(set - 1) <= 1e-9 : set < 1
    guard isWhole else { throw .rowOverflow(row: "a row of 'moves'", sum: set) }
    let scale = set > 0 && free > 0 ? (1 - set) / free : 1
    let probabilities = zip(parameters, isSet).map { $1 ? values[$0] : values[$0] * scale }
    return probabilities.dropFirst().map { Elementary.log($0 / probabilities[0]) }
  }
}
