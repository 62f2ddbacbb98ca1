/// The states of the chain that a ladder compiles to, in ascending severity.
///
/// Settled incidents come first, by the highest rung they saw; then active ones, by rung, highest
/// rung so far and phase of the current gap; the terminal rung is last.
struct LadderStates: Sendable {
  enum State: Sendable, Hashable {
    case settled(peak: Int)
    case active(rung: Int, peak: Int, isShort: Bool)
    case terminal
  }

  let states: [State]
  let indexOf: [State: Int]
  /// The (rung, peak) pairs behind the active states.
  let pairs: [StartPoint]

  init(_ form: LadderForm, _ ladder: Ladder, from start: StartPoint) {
    pairs = form.reachablePairs(from: [start], terminal: ladder.terminal).sorted {
      ($0.rung, $0.peak) < ($1.rung, $1.peak)
    }
    var states: [State] = Set(pairs.map(\.peak)).sorted().map { .settled(peak: $0) }
    for pair in pairs {
      if form.gaps[pair.rung]?.shortWeight != nil {
        states.append(.active(rung: pair.rung, peak: pair.peak, isShort: false))
      }
      states.append(.active(rung: pair.rung, peak: pair.peak, isShort: true))
    }
    if ladder.terminal != nil { states.append(.terminal) }
    self.states = states
    indexOf = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($0.element, $0.offset) })
  }

  /// The states for which a condition holds, as marks.
  func marks(_ condition: (State) -> Bool) -> [Bool] { states.map(condition) }

  /// The highest rung an incident in a state has seen.
  static func peak(_ state: State, terminal: Int?) -> Int {
    switch state {
    case .settled(let peak), .active(_, let peak, _): peak
    case .terminal: terminal ?? 0
    }
  }
}
