import MarkovChains
import SpecialFunctions

extension LadderForm {
  /// What happens at an event of each (rung, peak): everything a chain needs of the logits.
  struct EventLaw {
    /// The probability that the incident ends on arrival, and its complement as its own sum.
    let end: Double
    let goesOn: Double
    /// Given that it does not end: where the next event lies, rung by rung, hold included.
    let next: [(rung: Int, probability: Double)]

    /// - Parameter logits: Of the moves, in order; hold has zero.
    init(rung: Int, moves: [Move], logits: [Double]) {
      // What goes on and what ends have maxima of their own: however large one is, the other keeps
      // its proportions.
      let pairs = zip(moves, logits)
      var onward = [(rung: rung, logit: 0.0)]
      var endLogit = -Double.infinity
      for (move, logit) in pairs {
        switch move.destination {
        case .end: endLogit = logit
        case .rung(let target): onward.append((target, logit))
        }
      }
      let largest = onward.reduce(0) { max($0, $1.logit) }
      let weights = onward.map { Elementary.exp($0.logit - largest) }
      let staying = weights.reduce(0, +)
      next = zip(onward, weights).map { ($0.rung, $1 / staying) }
      let top = max(largest, endLogit)
      let ending = Elementary.exp(endLogit - top)
      let going = staying * Elementary.exp(largest - top)
      end = ending / (ending + going)
      goesOn = going / (ending + going)
    }
  }

  /// The event laws of all pairs at one point and node, in the order of the pairs.
  func eventLaws(_ states: LadderStates, _ table: LogitTable, point: Int, node: Int) -> [EventLaw] {
    states.pairs.map { pair in
      guard let row = rowIndex(rung: pair.rung, peak: pair.peak) else {
        preconditionFailure("validation leaves no pair without a row")
      }
      return EventLaw(
        rung: pair.rung, moves: rows[row].moves,
        logits: table.logits(
          point: point, node: node, row: row, moveCount: rows[row].moves.count))
    }
  }

  /// The chain of days, and the distribution over its states on the day the model takes over.
  ///
  /// A day in a phase passes without an event or brings one. At an event the rung may move; then the
  /// incident ends, or waits again in a phase drawn anew.
  func chain(
    _ states: LadderStates, _ laws: [EventLaw], values: ParameterValues, start: StartPoint,
    terminal: Int?
  ) -> (matrix: TransitionMatrix, start: [Double]) {
    let count = states.states.count
    var pairIndex: [Pair: Int] = [:]
    for (index, pair) in states.pairs.enumerated() {
      pairIndex[Pair(rung: pair.rung, peak: pair.peak)] = index
    }
    /// Spreads the mass of an event that lies on a rung over the states after it.
    func arrive(_ rung: Int, _ peak: Int, _ mass: Double, into row: inout [Double]) {
      if rung == terminal {
        row[index(.terminal)] += mass
        return
      }
      guard let pair = pairIndex[Pair(rung: rung, peak: peak)], let gap = gaps[rung] else {
        preconditionFailure("validation leaves no rung without a row and a gap")
      }
      row[index(.settled(peak: peak))] += mass * laws[pair].end
      let waiting = mass * laws[pair].goesOn
      guard let shortWeight = gap.shortWeight else {
        row[index(.active(rung: rung, peak: peak, isShort: true))] += waiting
        return
      }
      let weight = values[shortWeight]
      row[index(.active(rung: rung, peak: peak, isShort: true))] += waiting * weight
      row[index(.active(rung: rung, peak: peak, isShort: false))] += waiting * (1 - weight)
    }
    func index(_ state: LadderStates.State) -> Int {
      guard let index = states.indexOf[state] else {
        preconditionFailure("all states that can be reached were listed")
      }
      return index
    }
    let rows = states.states.enumerated().map {
      number, state -> [(target: Int, probability: Double)] in
      guard case .active(let rung, let peak, let isShort) = state,
        let pair = pairIndex[Pair(rung: rung, peak: peak)], let gap = gaps[rung]
      else { return [(number, 1)] }
      let leaving = 1 / values[isShort ? gap.shortDays : gap.longDays]
      var row = [Double](repeating: 0, count: count)
      for (target, probability) in laws[pair].next {
        arrive(target, max(peak, target), leaving * probability, into: &row)
      }
      row[number] += 1 - leaving
      return row.enumerated().compactMap { $0.element > 0 ? ($0.offset, $0.element) : nil }
    }
    var first = [Double](repeating: 0, count: count)
    arrive(start.rung, start.peak, 1, into: &first)
    do {
      return (try TransitionMatrix(rows: rows), first)
    } catch {
      preconditionFailure("rows are made of shares of one: \(error)")
    }
  }
}
