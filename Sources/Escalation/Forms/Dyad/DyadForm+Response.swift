import SpecialFunctions

extension DyadForm {
  /// A logit choice of the next posture, given what is read of the other side.
  ///
  ///     U(y') = -matching/2 (y' - t)² - inertia |y' - y| - n phi(y) max(y - y', 0) - cost b [y' >= L]
  ///     t = s + resolve + nationalism n + press max(0, y - s) + crossing [other >= own line]
  ///
  /// with phi(y) = steppingDown y / top. While a mediator's proposal is on the table the cost of stepping
  /// down is waived and each rung down gains a relief.
  ///
  /// What is believed of the other side's line is left out here: it depends on the rung, and lowers the weight of
  /// postures at the line or above by one factor, `exp(-cost b)`.
  ///
  /// - Parameters:
  ///   - isCrossed: Whether the other side stands at this side's own line or above, seen or not.
  ///   - isMediated: Whether a proposal is on the table.
  func responseWeights(
    of side: Int, rungCount n: Int, isCrossed: Bool, isMediated: Bool, _ values: ParameterValues
  ) -> ResponseWeights {
    let matching = values[response.matching]
    let inertia = values[response.inertia]
    let nationalism = values[factors.nationalism[side]]
    let steppingDown = nationalism * values[response.steppingDown] / Double(n - 1)
    let relief = values[mediation.relief]
    let press = values[response.press[side]]
    var pull = resolve(of: side, values) + values[response.nationalism] * nationalism
    if isCrossed, let own = lines.first(where: { $0.by == side }) { pull += values[own.crossing] }
    var weights = [Double](repeating: 0, count: n * n * ResponseWeights.choiceCount)
    for reading in 0..<n {
      for posture in 0..<n {
        let target = Double(reading) + pull + press * Double(max(0, posture - reading))
        let choices = Self.choices(posture, n)
        let utilities = choices.map { next -> Double in
          let distance = Double(next) - target
          var utility = -matching / 2 * distance * distance
          utility -= inertia * Double(abs(next - posture))
          let down = Double(max(posture - next, 0))
          utility += (isMediated ? relief : -steppingDown * Double(posture)) * down
          return utility
        }
        let largest = utilities.reduce(-.infinity, max)
        for (next, utility) in zip(choices, utilities) {
          weights[ResponseWeights.place(reading, posture, next, n)] =
            Elementary.exp(utility - largest)
        }
      }
    }
    return ResponseWeights(weights: weights)
  }

  /// How far above what it reads a side aims.
  func resolve(of side: Int, _ values: ParameterValues) -> Double {
    var resolve = values[response.resolve] + values[response.ownResolve[side]]
    if let confidence {
      resolve -= values[confidence.resolve] * (values[confidence.level[side]] - 0.5)
    }
    return resolve
  }
}

/// The weights of the next postures, before they are normalised: the largest of each choice is 1.
struct ResponseWeights {
  /// Postures within reach of one: two down, two up, and itself.
  static let choiceCount = 2 * DyadForm.moveLimit + 1

  /// Shape `[reading, own posture, next posture - own posture + 2]`, zero beyond the ladder.
  let weights: [Double]

  static func place(_ reading: Int, _ posture: Int, _ next: Int, _ n: Int) -> Int {
    (reading * n + posture) * choiceCount + next - posture + DyadForm.moveLimit
  }
}
