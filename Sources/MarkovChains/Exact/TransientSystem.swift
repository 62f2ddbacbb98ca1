import LinearAlgebra

/// The equations x = b + Q x over some states of a chain, ready for many right sides.
///
/// Q is the chain restricted to those states. Its communicating classes are eliminated apart, each
/// after the classes it leads to; what leaves a class is its row excess, given directly.
///
/// - Stability: approximate, 1e-12 relative, without subtraction.
/// - Source: Grassmann, Taksar and Heyman (1985) for the elimination; the order of classes is that
///   of Tarjan (1972).
struct TransientSystem<Number: NonnegativeNumber> {
  private let matrix: TransitionMatrix
  private let classes: StateClasses
  /// What leaves each state that is a class of its own.
  private let leaving: [Number]
  /// The factors of the larger classes.
  private let blocks: [SparseElimination<Number>]
  /// Which of them belongs to a class, or -1.
  private let blockOfClass: [Int]
  /// Whether some number left the range of the type, so that digits may be lost.
  let hasLostRange: Bool

  /// - Parameters:
  ///   - included: The states of the system; from each, a state outside must be reachable.
  ///   - factors: Those known of the chain's classes; nil keeps none.
  /// - Complexity: O(entries + fill of the classes that are not known).
  init(
    _ matrix: TransitionMatrix, among included: [Bool], factors: ClassFactors<Number>?
  ) throws(SystemFailure) {
    self.matrix = matrix
    let classes = StateClasses(matrix, among: included)
    var leaving = [Number](repeating: .zero, count: matrix.stateCount)
    var blocks: [SparseElimination<Number>] = []
    var blockOfClass = [Int](repeating: -1, count: classes.classes.count)
    var places = [Int32](repeating: -1, count: matrix.stateCount)
    var hasLostRange = false
    for (index, members) in classes.classes.enumerated() {
      if members.count == 1 {
        let sum = Self.leaving(members[0], matrix)
        guard !sum.isZero else { throw .singular(state: members[0]) }
        leaving[members[0]] = sum
        continue
      }
      blockOfClass[index] = blocks.count
      func make() throws(SystemFailure) -> SparseElimination<Number> {
        try Self.block(members, index, classes, matrix, &places)
      }
      let block =
        if let factors { try factors.factors(of: members, else: make) } else { try make() }
      hasLostRange = hasLostRange || block.hasLostRange
      blocks.append(block)
    }
    self.classes = classes
    self.leaving = leaving
    self.blocks = blocks
    self.blockOfClass = blockOfClass
    self.hasLostRange = hasLostRange
  }

  private static func leaving(_ state: Int, _ matrix: TransitionMatrix) -> Number {
    var sum = Number.zero
    for entry in matrix.row(state) where matrix.targets[entry] != state {
      sum = sum + Number(matrix.probabilities[entry])
    }
    return sum
  }

  /// The factors of one class.
  private static func block(
    _ members: [Int], _ index: Int, _ classes: StateClasses, _ matrix: TransitionMatrix,
    _ places: inout [Int32]
  ) throws(SystemFailure) -> SparseElimination<Number> {
    for (place, state) in members.enumerated() { places[state] = Int32(place) }
    var offsets = [0]
    offsets.reserveCapacity(members.count + 1)
    var columns: [Int32] = []
    var values: [Number] = []
    var excess = [Number](repeating: .zero, count: members.count)
    for (place, state) in members.enumerated() {
      for entry in matrix.row(state) {
        let target = matrix.targets[entry]
        let probability = Number(matrix.probabilities[entry])
        if classes.classOfState[target] != index {
          excess[place] = excess[place] + probability
        } else if target != state {
          columns.append(places[target])
          values.append(probability)
        }
      }
      offsets.append(columns.count)
    }
    do {
      // Scaled numbers cost an order of magnitude more, and are asked for after the doubles failed.
      return try SparseElimination(
        offsets: offsets, columns: columns, values: values, excess: excess,
        workLimit: SparseElimination<Number>.workLimit / (Number.isDouble ? 1 : 10))
    } catch {
      switch error {
      case .singular(let place): throw .singular(state: members[place])
      case .fill: throw .fill(classSize: members.count)
      }
    }
  }

  /// The solution of x = b + Q x for a nonnegative b.
  ///
  /// - Parameter rightSide: Shape `[state]`; only entries of included states are read.
  /// - Returns: Shape `[state]`, zero outside the system.
  func solve(_ rightSide: [Number]) -> [Number] {
    var solution = [Number](repeating: .zero, count: matrix.stateCount)
    for (index, members) in classes.classes.enumerated() {
      if blockOfClass[index] < 0 {
        let state = members[0]
        solution[state] = gathered(state, index, rightSide[state], solution) / leaving[state]
        continue
      }
      let local = members.map { gathered($0, index, rightSide[$0], solution) }
      let answer = blocks[blockOfClass[index]].solve(local)
      for (place, state) in members.enumerated() { solution[state] = answer[place] }
    }
    return solution
  }

  /// What a state's own right side and the classes after its own, solved already, add up to.
  private func gathered(
    _ state: Int, _ index: Int, _ side: Number, _ solution: [Number]
  ) -> Number {
    var sum = side
    for entry in matrix.row(state) {
      let target = matrix.targets[entry]
      // States outside the system hold zero.
      guard classes.classOfState[target] != index, !solution[target].isZero else { continue }
      sum = sum + Number(matrix.probabilities[entry]) * solution[target]
    }
    return sum
  }

  /// The solution of y = c + y Q for a nonnegative c: with a start distribution, the mean number of
  /// visits to every state.
  ///
  /// - Parameter rightSide: Shape `[state]`; only entries of included states are read.
  /// - Returns: Shape `[state]`, zero outside the system.
  func solveTransposed(_ rightSide: [Number]) -> [Number] {
    var inflow = rightSide
    var solution = [Number](repeating: .zero, count: matrix.stateCount)
    for (index, members) in classes.classes.enumerated().reversed() {
      if blockOfClass[index] < 0 {
        solution[members[0]] = inflow[members[0]] / leaving[members[0]]
      } else {
        let answer = blocks[blockOfClass[index]].solveTransposed(members.map { inflow[$0] })
        for (place, state) in members.enumerated() { solution[state] = answer[place] }
      }
      for state in members where !solution[state].isZero {
        for entry in matrix.row(state) {
          let target = matrix.targets[entry]
          guard classes.classOfState[target] != index, classes.classOfState[target] >= 0 else {
            continue
          }
          inflow[target] =
            inflow[target] + Number(matrix.probabilities[entry]) * solution[state]
        }
      }
    }
    return solution
  }
}

/// Why a system of a chain has no factors.
enum SystemFailure: Error {
  /// No way out of some states that doubles could tell.
  case singular(state: Int)
  /// A class fills up beyond the limits of elimination.
  case fill(classSize: Int)
}

extension TransitionMatrix {
  /// The probability of one step from each state into a set: shape `[state]`.
  func stepInto(_ set: [Bool]) -> [Double] {
    (0..<stateCount).map { state in
      var sum = 0.0
      for entry in row(state) where set[targets[entry]] { sum += probabilities[entry] }
      return sum
    }
  }
}
