/// Closed forms of walks that move by one: `up` and `down` are probabilities by state.
///
/// - Source: Karlin and Taylor, A First Course in Stochastic Processes (second edition 1975),
///   chapter 4.
struct BirthDeathForms {
  let top: Int
  let up: (Int) -> Rational
  let down: (Int) -> Rational

  /// The probability of being at the top before the bottom.
  func topBeforeBottom(from start: Int) -> Rational {
    var (term, sum, part) = (Rational.one, Rational.zero, Rational.zero)
    for state in 0..<top {
      if state > 0 { term *= down(state) / up(state) }
      if state < start { part += term }
      sum += term
    }
    return part / sum
  }

  /// The mean number of steps from a lower state to a higher one, when the bottom reflects.
  func climb(from low: Int, to high: Int) -> Rational {
    var (step, sum) = (Rational.zero, Rational.zero)
    for state in 0..<high {
      step = (1 + (state > 0 ? down(state) * step : 0)) / up(state)
      if state >= low { sum += step }
    }
    return sum
  }

  /// The stationary probability of a state, when both ends reflect.
  func stationary(_ state: Int) -> Rational {
    var weights = [Rational.one]
    for state in 0..<top { weights.append(weights[state] * up(state) / down(state + 1)) }
    return weights[state] / weights.reduce(.zero, +)
  }

  var chain: RationalChain { .birthDeath(top: top, up: up, down: down) }
  /// The same with both ends absorbing.
  var absorbed: RationalChain {
    let inside = 1..<top
    return .birthDeath(
      top: top, up: { inside ~= $0 ? up($0) : 0 }, down: { inside ~= $0 ? down($0) : 0 })
  }
}
