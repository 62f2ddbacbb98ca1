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

  /// Where an event on a rung leaves an incident, by the highest rung it has seen.
  enum Arrival: Sendable {
    /// At the terminal rung.
    case terminal(state: Int)
    /// At a pair; the state of what ends there, and those of what waits in a short and in a long gap. Without
    /// phases there is a short one only.
    case pair(Int, settled: Int, short: Int, long: Int?)
  }

  let states: [State]
  /// The (rung, peak) pairs behind the active states.
  let pairs: [StartPoint]
  /// Shape `[pair]`: the row of the form that serves it.
  let rowOfPair: [Int]
  /// Shape `[pair][next]`: where the rungs of the pair's event law lead, hold first, then the moves to rungs.
  let arrivals: [[Arrival]]
  /// Shape `[state]`: its pair, or nil where nothing happens any more.
  let pairOfState: [Int?]
  /// Where the incident is taken up.
  let first: Arrival

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

    let indexOf = Dictionary(
      uniqueKeysWithValues: states.enumerated().map { ($0.element, $0.offset) })
    let numberOfPair = Dictionary(
      uniqueKeysWithValues: pairs.enumerated().map {
        (LadderForm.Pair(rung: $0.element.rung, peak: $0.element.peak), $0.offset)
      })
    func index(_ state: State) -> Int {
      guard let index = indexOf[state] else {
        preconditionFailure("all states that can be reached were listed")
      }
      return index
    }
    func arrival(_ rung: Int, _ peak: Int) -> Arrival {
      if rung == ladder.terminal { return .terminal(state: index(.terminal)) }
      guard let pair = numberOfPair[LadderForm.Pair(rung: rung, peak: peak)],
        let gap = form.gaps[rung]
      else { preconditionFailure("validation leaves no rung without a row and a gap") }
      return .pair(
        pair, settled: index(.settled(peak: peak)),
        short: index(.active(rung: rung, peak: peak, isShort: true)),
        long: gap.shortWeight.map { _ in index(.active(rung: rung, peak: peak, isShort: false)) })
    }
    rowOfPair = pairs.map { pair in
      guard let row = form.rowIndex(rung: pair.rung, peak: pair.peak) else {
        preconditionFailure("validation leaves no pair without a row")
      }
      return row
    }
    arrivals = zip(pairs, rowOfPair).map { pair, row in
      let moved = form.rows[row].moves.compactMap { move -> Int? in
        guard case .rung(let rung) = move.destination else { return nil }
        return rung
      }
      return ([pair.rung] + moved).map { arrival($0, max(pair.peak, $0)) }
    }
    pairOfState = states.map { state in
      guard case .active(let rung, let peak, _) = state else { return nil }
      return numberOfPair[LadderForm.Pair(rung: rung, peak: peak)]
    }
    first = arrival(start.rung, start.peak)
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
