/// Wells of a few states among which a chain mixes at once, joined and left by rare moves.
///
/// Every state of a well has the same rare moves, so that wells lump to single states, whose
/// equations are solved by hand.
struct Wells {
  /// The number of states in each well; inside, every other state is taken alike.
  let size: Int
  /// Rare moves out of each well, to the state of the same place in another.
  let moves: [[(well: Int, probability: Rational)]]
  /// The probability of leaving a state of each well for the goal, and for the trap.
  let goals: [Rational]
  let traps: [Rational]

  var goal: Int { size * goals.count }
  var chain: RationalChain {
    var rows: [[(Int, Rational)]] = []
    for well in goals.indices {
      for place in 0..<size {
        var row = moves[well].map { ($0.well * size + place, $0.probability) }
        row += [(goal, goals[well]), (goal + 1, traps[well])]
        let rest = 1 - row.reduce(Rational.zero) { $0 + $1.1 }
        row += (0..<size).filter { $0 != place }.map {
          (well * size + $0, rest / Rational(size - 1))
        }
        rows.append(row)
      }
    }
    return RationalChain(rows + [[(goal, 1)], [(goal + 1, 1)]])
  }
}
