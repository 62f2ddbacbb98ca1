/// Where the parameters of a ladder stand in one vector.
struct ParameterLayout {
  let levelCount: Int
  let rowCount: Int
  /// The number of nodes that are summed over: classes, quadrature nodes, or one.
  let nodeCount: Int
  /// How many sets of rows there are: one for each free class, else one; none when all rows are given.
  let rowSetCount: Int
  let termCount: Int
  let hidden: Specification.Hidden
  /// Shape `[level × outcomes]`: the direction of each move by number; holding has none.
  let directions: [Int]

  let termStart: Int
  let shiftStart: Int
  let weightStart: Int
  /// The number of all parameters.
  let count: Int

  init(
    levelCount: Int, rowCount: Int, termCount: Int, hidden: Specification.Hidden, nodeCount: Int,
    hasRows: Bool
  ) {
    self.levelCount = levelCount
    self.rowCount = rowCount
    self.termCount = termCount
    self.hidden = hidden
    self.nodeCount = nodeCount
    var (sets, shifts, weights) = (1, 0, 0)
    switch hidden {
    case .none: break
    case .classes:
      sets = nodeCount
      weights = levelCount * (nodeCount - 1)
    case .classExits:
      shifts = 3 * (nodeCount - 1)
      weights = levelCount * (nodeCount - 1)
    case .frailty: shifts = 3
    }
    rowSetCount = hasRows ? sets : 0
    termStart = rowSetCount * rowCount * levelCount
    shiftStart = termStart + 3 * termCount
    weightStart = shiftStart + shifts
    count = weightStart + weights
    directions = (0..<levelCount).flatMap { level in
      (0...levelCount).map {
        Direction(from: level, to: $0, levelCount: levelCount)?.rawValue ?? -1
      }
    }
  }

  /// The parameter of the logit of a move out of a row, on a node; nil when rows are given.
  func logit(node: Int, row: Int, level: Int, _ outcome: Int) -> Int? {
    guard rowSetCount > 0 else { return nil }
    let set = rowSetCount == 1 ? 0 : node
    return (set * rowCount + row) * levelCount + (outcome < level ? outcome : outcome - 1)
  }

  /// The parameters that shift a direction on a node, with what they are multiplied by.
  func shiftParameter(
    node: Int, _ direction: Int, _ frailtyNodes: [Double]
  ) -> (index: Int, factor: Double)? {
    switch hidden {
    case .none, .classes: nil
    case .classExits: node == 0 ? nil : (shiftStart + 3 * (node - 1) + direction, 1)
    case .frailty: (shiftStart + direction, frailtyNodes[node])
    }
  }

  /// What a node adds to the logits of a direction.
  func shift(
    node: Int, _ direction: Int, _ parameters: [Double], _ frailtyNodes: [Double]
  ) -> Double {
    shiftParameter(node: node, direction, frailtyNodes).map { $0.factor * parameters[$0.index] }
      ?? 0
  }
}
