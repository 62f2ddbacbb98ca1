import LinearAlgebra

/// The chain of first passage to a set over 1, 2, 4, 8, ... steps.
///
/// Each is a matrix over the states outside the set, with what has arrived beside it. Arrivals are sums
/// of positive terms and keep their digits; the rest of a row is what has not arrived, so that errors do
/// not grow with the number of steps.
final class PassagePowers {
  /// The most doubles that all powers together may take.
  static let memoryLimit = 50_000_000

  private let stateOf: [Int]
  private let placeOf: [Int]
  private var powers: [Power]

  private struct Power {
    var matrix: Matrix
    var arrived: [Double]
  }

  init(_ matrix: TransitionMatrix, _ target: [Bool]) {
    stateOf = target.indices.filter { !target[$0] }
    var placeOf = [Int](repeating: -1, count: target.count)
    for (place, state) in stateOf.enumerated() { placeOf[state] = place }
    self.placeOf = placeOf
    var first = Matrix(rowCount: stateOf.count, columnCount: stateOf.count)
    for (place, state) in stateOf.enumerated() {
      for entry in matrix.row(state) where placeOf[matrix.targets[entry]] >= 0 {
        first[place, placeOf[matrix.targets[entry]]] = matrix.probabilities[entry]
      }
    }
    let into = matrix.stepInto(target)
    powers = [Power(matrix: first, arrived: stateOf.map { into[$0] })]
    Self.keepMass(&powers[0])
  }

  /// While little has arrived, a row and what has arrived sum to one. Squaring doubles whatever a row
  /// misses of that, so it is put right each time: else a slow leak would drown in rounding.
  private static func keepMass(_ power: inout Power) {
    let n = power.arrived.count
    for row in 0..<n where power.arrived[row] < 0.5 {
      var leaving = power.arrived[row]
      for column in 0..<n where column != row { leaving += power.matrix[row, column] }
      if leaving < 0.5 {
        // Where more than half stays, staying is what does not leave.
        power.matrix[row, row] = 1 - leaving
        continue
      }
      var sum = 0.0
      for column in 0..<n { sum += power.matrix[row, column] }
      let scale = (1 - power.arrived[row]) / sum
      for column in 0..<n { power.matrix[row, column] *= scale }
    }
  }

  private func square(_ power: Power) -> Power {
    let n = power.arrived.count
    var next = Power(matrix: power.matrix.multiplied(by: power.matrix), arrived: power.arrived)
    for row in 0..<n {
      for column in 0..<n { next.arrived[row] += power.matrix[row, column] * power.arrived[column] }
    }
    Self.keepMass(&next)
    return next
  }

  /// The smallest number of steps at which a level is reached; it must be reached some time.
  func quantile(
    _ level: ChainSolver.Level, from state: Int, _ control: RunControl
  ) throws(EngineError) -> Double {
    let n = stateOf.count
    var bit = 0
    while !isReached(level, powers[bit], placeOf[state]) {
      if control.isInterrupted() { throw .interrupted }
      bit += 1
      guard bit < 1000, (bit + 1) * n * n <= Self.memoryLimit else {
        throw .tooLarge(
          what: "a quantile", need: "more than 2^\(bit) steps", limit: "2^\(bit)")
      }
      if bit == powers.count { powers.append(square(powers[bit - 1])) }
    }
    var row = [Double](repeating: 0, count: n)
    row[placeOf[state]] = 1
    var arrived = 0.0
    var steps = 0.0
    for exponent in (0..<bit).reversed() {
      let trial = moved(row, powers[exponent])
      let soFar = arrived + trial.arrived
      if level.isReached(soFar, complement: trial.row.reduce(0, +)) { continue }
      row = trial.row
      arrived = soFar
      steps += Double(sign: .plus, exponent: exponent, significand: 1)
    }
    return steps + 1
  }

  private func isReached(_ level: ChainSolver.Level, _ power: Power, _ place: Int) -> Bool {
    var rest = 0.0
    for column in 0..<stateOf.count { rest += power.matrix[place, column] }
    return level.isReached(power.arrived[place], complement: rest)
  }

  private func moved(_ row: [Double], _ power: Power) -> (row: [Double], arrived: Double) {
    var next = [Double](repeating: 0, count: row.count)
    var arrived = 0.0
    for place in row.indices where row[place] > 0 {
      arrived += row[place] * power.arrived[place]
      for column in row.indices { next[column] += row[place] * power.matrix[place, column] }
    }
    return (next, arrived)
  }
}
