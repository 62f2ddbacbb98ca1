/// A condition of the crisis that changes while it lasts: a birth-death chain whose daily rates depend on
/// the rung, and which gives a parameter its value.
///
/// Its states stand in order. Each says what becomes of the parameter there: a share of the stated level, or
/// a shift of it. Some events of the day may move it as well.
public struct DyadProcess: Sendable {
  /// The word for it in files, options and names of states.
  public let name: String
  /// The names of its states, lowest first.
  public let stateNames: [String]
  /// The state in which the model takes it up.
  public let start: Int
  /// The parameters it governs.
  let targets: [Int]
  let kind: Kind
  /// Shape `[state]`: a parameter each.
  let values: [Int]
  /// The chance a day of moving one state up, or down, by rung.
  let rise: DyadForm.RungTable
  let fall: DyadForm.RungTable
  /// The side whose condition it is; nil for one of both.
  let side: Int?
  let events: [Event]

  /// How a state acts on the parameter.
  enum Kind: String, CaseIterable, Sendable {
    case share, shift
  }

  /// Something that happens on a day and moves the condition.
  struct Event: Sendable {
    let trigger: Trigger
    let isRise: Bool
    /// The parameter of its chance.
    let probability: Int
  }

  /// What moves a condition.
  enum Trigger: String, CaseIterable, Sendable {
    /// The side is left without an answer and reads the silence as hostile.
    case silence
    /// The other side steps down.
    case otherStepsDown = "other_steps_down"
  }

  /// The states that can be reached from one of them.
  func reachable(from state: Int, _ values: ParameterValues, rungs: Range<Int>) -> ClosedRange<Int>
  {
    let rises =
      rungs.contains { values[rise.parameters[$0]] > 0 }
      || events.contains { $0.isRise && values[$0.probability] > 0 }
    let falls =
      rungs.contains { values[fall.parameters[$0]] > 0 }
      || events.contains { !$0.isRise && values[$0.probability] > 0 }
    return (falls ? 0 : state)...(rises ? stateNames.count - 1 : state)
  }

  /// The chances of the next state on a day on a rung: the ways out, and staying.
  func step(from state: Int, rung: Int, _ values: ParameterValues) -> [(
    state: Int, probability: Double
  )] {
    let up = state + 1 < stateNames.count ? values[rise.parameters[rung]] : 0
    let down = state > 0 ? values[fall.parameters[rung]] : 0
    return [(state - 1, down), (state, 1 - up - down), (state + 1, up)].filter { $0.1 > 0 }
  }

  /// The parameter's value in a state.
  func value(of level: Double, in state: Int, _ values: ParameterValues, rule: NumberRule) -> Double
  {
    let change = values[self.values[state]]
    switch kind {
    case .share: return level * change
    case .shift: return rule == .unitInterval ? min(1, max(0, level + change)) : level + change
    }
  }
}
