import LinearAlgebra

/// The equations x = b + Q x over some states of a chain, ready for many right sides.
///
/// Q is the chain restricted to those states. Its communicating classes are eliminated apart, each
/// after the classes it leads to; what leaves a class is its row excess, given directly.
///
/// - Stability: approximate, 1e-12 relative, without subtraction.
/// - Source: Grassmann, Taksar and Heyman (1985) for the elimination; the order of classes is that
///   of Tarjan (1972).
struct TransientSystem {
  /// The largest class that is eliminated densely.
  static let classLimit = 5_000

  private let matrix: TransitionMatrix
  private let classes: StateClasses
  private let factors: [SubtractionFreeElimination]

  /// - Parameter included: The states of the system; from each, a state outside must be reachable.
  /// - Complexity: O(entries + sum of cubes of class sizes).
  init(_ matrix: TransitionMatrix, among included: [Bool]) throws(EngineError) {
    self.matrix = matrix
    classes = StateClasses(matrix, among: included)
    var positions = [Int](repeating: -1, count: matrix.stateCount)
    var factors: [SubtractionFreeElimination] = []
    for (index, members) in classes.classes.enumerated() {
      if let obstacle = Self.obstacle(classSize: members.count) { throw obstacle }
      for (position, state) in members.enumerated() { positions[state] = position }
      var offDiagonals = Matrix(rowCount: members.count, columnCount: members.count)
      var excess = [Double](repeating: 0, count: members.count)
      for (position, state) in members.enumerated() {
        for entry in matrix.row(state) {
          let target = matrix.targets[entry]
          if classes.classOfState[target] == index {
            offDiagonals[position, positions[target]] = matrix.probabilities[entry]
          } else {
            excess[position] += matrix.probabilities[entry]
          }
        }
      }
      do {
        factors.append(try SubtractionFreeElimination(offDiagonals: offDiagonals, excess: excess))
      } catch {
        throw .singular(state: members[0])
      }
    }
    self.factors = factors
  }

  /// Why a class of some size is not eliminated, or nil when it is.
  static func obstacle(classSize: Int) -> EngineError? {
    guard classSize > classLimit else { return nil }
    return .tooLarge(
      what: "exact elimination", need: "\(classSize) states in one communicating class",
      limit: "\(classLimit)")
  }

  /// The solutions for several nonnegative right sides.
  ///
  /// - Parameter rightSides: Shape `[set][state]`; only entries of included states are read.
  /// - Returns: Shape `[set][state]`, zero outside the system.
  func solve(_ rightSides: [[Double]]) -> [[Double]] {
    var solutions = rightSides.map { _ in [Double](repeating: 0, count: matrix.stateCount) }
    for (index, members) in classes.classes.enumerated() {
      var local = Matrix(rowCount: members.count, columnCount: rightSides.count)
      for (position, state) in members.enumerated() {
        for (column, side) in rightSides.enumerated() {
          var sum = side[state]
          for entry in matrix.row(state) {
            let target = matrix.targets[entry]
            // Later classes are solved already; states outside the system hold zero.
            if classes.classOfState[target] != index {
              sum += matrix.probabilities[entry] * solutions[column][target]
            }
          }
          local[position, column] = sum
        }
      }
      let answer = factors[index].solve(local)
      for (position, state) in members.enumerated() {
        for column in rightSides.indices { solutions[column][state] = answer[position, column] }
      }
    }
    return solutions
  }

  /// The probability of one step from each state into a set: shape `[state]`.
  static func stepInto(_ set: [Bool], _ matrix: TransitionMatrix) -> [Double] {
    (0..<matrix.stateCount).map { state in
      var sum = 0.0
      for entry in matrix.row(state) where set[matrix.targets[entry]] {
        sum += matrix.probabilities[entry]
      }
      return sum
    }
  }
}
