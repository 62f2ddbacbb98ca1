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
  }

  /// All logits of a sweep as one matrix product: levels and nodes times coefficients.
  ///
  /// The product has the same bits under every BLAS kernel and for every batch, since what is drawn
  /// depends on it.
  ///
  /// - Parameter points: Points that agree in everything but the levels of factors.
  func logits(_ points: [ParameterValues], nodes: [Double]) -> LogitTable {
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
      let intercepts = intercepts(row, values)
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
  private func intercepts(_ row: Row, _ values: ParameterValues) -> [Double] {
    guard let hold = row.hold else { return row.moves.map { values[$0.parameter] } }
    let logHold = Elementary.log(values[hold])
    return row.moves.map { Elementary.log(values[$0.parameter]) - logHold }
  }

  /// Brings values that were set into line with the others: scales the probabilities of a stated row
  /// that were not set, so that the row sums to one, and refuses a short phase above the long one.
  func settle(
    _ values: inout ParameterValues, keeping isSet: Set<Int>, _ parameters: [Parameter]
  ) throws(ParameterError) {
    for gap in gaps.values where isSet.contains(gap.shortDays) || isSet.contains(gap.longDays) {
      let (short, long) = (values[gap.shortDays], values[gap.longDays])
      guard short <= long else {
        throw .invertedGap(path: parameters[gap.shortDays].path, short: short, long: long)
      }
    }
    for row in rows {
      guard let hold = row.hold else { continue }
      let members = [hold] + row.moves.map(\.parameter)
      guard members.contains(where: isSet.contains) else { continue }
      let set = members.filter(isSet.contains).reduce(0.0) { $0 + values[$1] }
      let free = members.filter { !isSet.contains($0) }
      let stated = free.reduce(0.0) { $0 + values[$1] }
      guard free.isEmpty ? abs(set - 1) <= 1e-9 : set < 1 else {
        throw .rowOverflow(path: parameters[hold].path, sum: set)
      }
      for index in free { values.values[index] *= (1 - set) / stated }
    }
  }
}
