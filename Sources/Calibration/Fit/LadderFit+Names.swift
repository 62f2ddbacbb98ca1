extension LadderFit {
  /// What a parameter is.
  public enum ParameterMeaning: Sendable, Equatable {
    /// The logit of a move against holding: the history of the row, the outcome, and how often it and
    /// holding were seen.
    case move(row: History, outcome: Int, count: Int, held: Int)
    /// The coefficient of a term on a direction (0 up, 1 down, 2 end).
    case term(String, direction: Int)
    /// The loading of the frailty, or the shift of a class, on a direction.
    case shift(class: Int, direction: Int)
    /// The log weight of a class for a first level.
    case weight(start: Int, class: Int)
  }

  /// One fitted parameter.
  public struct Parameter: Sendable {
    /// What it is called.
    public let name: String
    /// What it is.
    public let meaning: ParameterMeaning
    /// Its value at the maximum.
    public let value: Double
  }

  /// The names of the three directions.
  static let directionNames = ["up", "down", "end"]

  /// The parameters in their order; empty where the answer is a formula.
  public var fittedParameters: [Parameter] {
    guard let likelihood, !likelihood.data.space.states.isEmpty else { return [] }
    let layout = likelihood.layout
    let outcomes = levels.count + 1
    let counts = LadderFit.rowCounts(likelihood.data.totals, likelihood.data)
    var result: [Parameter] = []
    for set in 0..<layout.rowSetCount {
      for row in 0..<layout.rowCount {
        let level = space.rowLevel[row]
        guard let first = space.row.firstIndex(of: row) else { continue }
        let history = space.states[first]
        for outcome in 0..<outcomes where outcome != level {
          let inClass = layout.rowSetCount > 1 ? " in class \(set + 1)" : ""
          result.append(
            Parameter(
              name: "\(rowName(history)) to \(outcomeName(outcome))\(inClass)",
              meaning: .move(
                row: history, outcome: outcome, count: Int(counts[row * outcomes + outcome]),
                held: Int(counts[row * outcomes + level])),
              value: parameters[result.count]))
        }
      }
    }
    let termNames =
      layout.rowSetCount == 0
      ? ["offset"]
      : specification.termNames(
        levels: levels, codings: likelihood.codings)
    for name in termNames {
      for direction in 0..<3 {
        result.append(
          Parameter(
            name: "\(name) on \(Self.directionNames[direction])",
            meaning: .term(name, direction: direction), value: parameters[result.count]))
      }
    }
    let shifts = (layout.weightStart - layout.shiftStart) / 3
    for number in 0..<shifts {
      for direction in 0..<3 {
        let what =
          if case .frailty = layout.hidden { "frailty" } else { "class \(number + 2)" }
        result.append(
          Parameter(
            name: "\(what) on \(Self.directionNames[direction])",
            meaning: .shift(class: number, direction: direction), value: parameters[result.count]))
      }
    }
    if layout.weightStart < layout.count {
      for start in levels.indices {
        for number in 1..<layout.nodeCount {
          result.append(
            Parameter(
              name: "weight of class \(number + 1) from \(levels[start])",
              meaning: .weight(start: start, class: number), value: parameters[result.count]))
        }
      }
    }
    return result
  }

  /// What a row is called: the level and what else parts it from others.
  func rowName(_ history: History) -> String {
    var parts = [levels[history.level]]
    for key in specification.rows {
      switch key {
      case .peak: parts.append("peak \(levels[history.peak])")
      case .age: parts.append("age class \(HistorySpace.ageClass(history.age))")
      case .previous: parts.append("after \(history.previous.map { levels[$0] } ?? "nothing")")
      }
    }
    return parts.joined(separator: ", ")
  }

  func outcomeName(_ outcome: Int) -> String {
    outcome == levels.count ? "end" : levels[outcome]
  }
}
