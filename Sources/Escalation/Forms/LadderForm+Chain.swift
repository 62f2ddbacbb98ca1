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

    /// - Parameter logit: Of a move, by its place; hold has zero.
    init(rung: Int, moves: [Move], logit: (Int) -> Double) {
      // What goes on and what ends have maxima of their own: however large one is, the other keeps
      // its proportions.
      var onward = [(rung: rung, probability: 0.0)]
      onward.reserveCapacity(moves.count + 1)
      var endLogit = -Double.infinity
      for (place, move) in moves.enumerated() {
        switch move.destination {
        case .end: endLogit = logit(place)
        case .rung(let target): onward.append((target, logit(place)))
        }
      }
      // Logits first, then weights, then probabilities.
      let largest = onward.reduce(0) { max($0, $1.probability) }
      var staying = 0.0
      for place in onward.indices {
        onward[place].probability = Elementary.exp(onward[place].probability - largest)
        staying += onward[place].probability
      }
      for place in onward.indices { onward[place].probability /= staying }
      next = onward
      let top = max(largest, endLogit)
      let ending = Elementary.exp(endLogit - top)
      let going = staying * Elementary.exp(largest - top)
      end = ending / (ending + going)
      goesOn = going / (ending + going)
    }
  }

  /// The event laws of all pairs at one point and node, in the order of the pairs.
  func eventLaws(_ states: LadderStates, _ table: LogitTable, point: Int, node: Int) -> [EventLaw] {
    zip(states.pairs, states.rowOfPair).map { pair, row in
      let column = table.columnOfRow[row]
      return EventLaw(rung: pair.rung, moves: rows[row].moves) {
        table.logits[point * table.nodeCount + node, column + $0]
      }
    }
  }

  /// The chain of days, and the distribution over its states on the day the model takes over.
  ///
  /// A day in a phase passes without an event or brings one. At an event the rung may move; then the
  /// incident ends, or waits again in a phase drawn anew.
  func chain(
    _ states: LadderStates, _ laws: [EventLaw], values: ParameterValues
  ) -> (matrix: TransitionMatrix, start: [Double]) {
    let count = states.states.count
    let gapOfPair = states.pairs.map { pair -> Gap in
      guard let gap = gaps[pair.rung] else {
        preconditionFailure("validation leaves no rung without a gap")
      }
      return gap
    }
    /// Spreads the mass of an event over the states after it.
    func arrive(_ arrival: LadderStates.Arrival, _ mass: Double, into row: inout [Double]) {
      switch arrival {
      case .terminal(let state): row[state] += mass
      case .pair(let pair, let settled, let short, let long):
        row[settled] += mass * laws[pair].end
        let waiting = mass * laws[pair].goesOn
        guard let long, let shortWeight = gapOfPair[pair].shortWeight else {
          row[short] += waiting
          return
        }
        let weight = values[shortWeight]
        row[short] += waiting * weight
        row[long] += waiting * (1 - weight)
      }
    }
    var offsets = [0]
    var targets: [Int] = []
    var probabilities: [Double] = []
    var row = [Double](repeating: 0, count: count)
    for (number, state) in states.states.enumerated() {
      if let pair = states.pairOfState[number], case .active(_, _, let isShort) = state {
        let gap = gapOfPair[pair]
        let leaving = 1 / values[isShort ? gap.shortDays : gap.longDays]
        for (arrival, next) in zip(states.arrivals[pair], laws[pair].next) {
          arrive(arrival, leaving * next.probability, into: &row)
        }
        row[number] += 1 - leaving
      } else {
        row[number] = 1
      }
      for target in 0..<count {
        if row[target] > 0 {
          targets.append(target)
          probabilities.append(row[target])
        }
        row[target] = 0
      }
      offsets.append(targets.count)
    }
    var first = [Double](repeating: 0, count: count)
    arrive(states.first, 1, into: &first)
    do {
      return (
        try TransitionMatrix(offsets: offsets, targets: targets, probabilities: probabilities),
        first
      )
    } catch {
      preconditionFailure("rows are made of shares of one: \(error)")
    }
  }
}
