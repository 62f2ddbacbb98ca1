import LinearAlgebra
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
  /// - Parameters:
  ///   - belief: How far the other side's line is believed.
  ///   - isCrossed: Whether the other side stands at this side's own line or above, seen or not.
  ///   - isMediated: Whether a proposal is on the table.
  /// - Returns: Shape `[reading, own posture · next posture]`: each posture's choices sum to one.
  func responseKernel(
    of side: Int, rungCount: Int, belief: Double, isCrossed: Bool, isMediated: Bool,
    _ values: ParameterValues
  ) -> Matrix {
    let matching = values[response.matching]
    let inertia = values[response.inertia]
    let nationalism = values[factors.nationalism[side]]
    let steppingDown = nationalism * values[response.steppingDown] / Double(rungCount - 1)
    let relief = values[mediation.relief]
    let press = values[response.press[side]]
    let faced = lines.first { $0.by != side }
    let lineCost = faced.map { values[$0.cost] * belief } ?? 0
    var pull = resolve(of: side, values) + values[response.nationalism] * nationalism
    if isCrossed, let own = lines.first(where: { $0.by == side }) { pull += values[own.crossing] }
    var kernel = Matrix(rowCount: rungCount, columnCount: rungCount * rungCount)
    for reading in 0..<rungCount {
      for posture in 0..<rungCount {
        let target = Double(reading) + pull + press * Double(max(0, posture - reading))
        let choices =
          max(0, posture - Self.moveLimit)...min(rungCount - 1, posture + Self.moveLimit)
        let utilities = choices.map { next -> Double in
          let distance = Double(next) - target
          var utility = -matching / 2 * distance * distance
          utility -= inertia * Double(abs(next - posture))
          let down = Double(max(posture - next, 0))
          utility += (isMediated ? relief : -steppingDown * Double(posture)) * down
          if let faced, next >= faced.rung { utility -= lineCost }
          return utility
        }
        let largest = utilities.reduce(-.infinity, max)
        let weights = utilities.map { Elementary.exp($0 - largest) }
        let sum = weights.reduce(0, +)
        for (next, weight) in zip(choices, weights) {
          kernel[reading, posture * rungCount + next] = weight / sum
        }
      }
    }
    return kernel
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
