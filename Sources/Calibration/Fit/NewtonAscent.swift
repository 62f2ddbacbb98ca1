import LinearAlgebra

/// Climbs to a maximum by Newton's steps, damped where the surface is not concave or a step overshoots.
///
/// - Source: Nocedal and Wright, Numerical Optimization (2006), sections 3.4 and 4.3: the information is
///   made positive definite by a multiple of its diagonal (Levenberg and Marquardt).
struct NewtonAscent {
  /// One point: the value to climb, its gradient and its negative second derivatives.
  typealias Surface = (value: Double, gradient: [Double], information: Matrix)

  /// Where the climb came to rest.
  struct Summit {
    let parameters: [Double]
    let value: Double
    let iterationCount: Int
    /// Half the Newton decrement squared: about how much is still to be gained.
    let remainingGain: Double
    /// Whether next to nothing is left to be gained.
    let isConverged: Bool
  }

  /// The gain left at which the climb ends: small enough that four decimals of a logit which only the
  /// weak prior holds do not depend on the processor.
  var tolerance = 1e-17
  /// The most steps.
  var iterationLimit = 200
  /// The longest step along any parameter: a logit that no count holds would leap.
  var longestStep = 8.0
  /// The longest step along some parameters in place of that, by index: what decides which of several summits is
  /// climbed moves with care.
  var carefulSteps: [Int: Double] = [:]

  /// Climbs from a start.
  ///
  /// - Parameter step: Told after every step: its number and the value; false ends the climb.
  func climb(
    from start: [Double], _ surface: ([Double]) -> Surface,
    step: (Int, Double) -> Bool = { _, _ in true }
  ) -> Summit {
    var at = start
    var here = surface(at)
    var damping = 0.0
    var iteration = 0
    var gain = Double.infinity
    var lastFreeGain = Double.infinity
    let n = start.count
    guard n > 0 else {
      return Summit(
        parameters: at, value: here.value, iterationCount: 0, remainingGain: 0, isConverged: true)
    }
    climbing: while iteration < iterationLimit {
      iteration += 1
      gain = .infinity
      let side = Matrix(rowCount: n, columnCount: 1, elements: here.gradient)
      var accepted = false
      // Where value and gradient no longer agree, to rounding, damping would go up and down for ever.
      var trials = 0
      while damping < 1e12, trials < 80 {
        trials += 1
        var system = here.information
        for i in 0..<n {
          system.elements[i * n + i] += damping * max(abs(system.elements[i * n + i]), 1e-8)
        }
        if let direction = Factorization.solvePositiveDefinite(system, side) {
          gain = 0.5 * zip(direction.elements, here.gradient).reduce(0) { $0 + $1.0 * $1.1 }
          // A damped step gains little along a flat direction; only a free one tells that the summit is near. Where
          // free steps no longer halve what is left, it is rounding.
          if damping == 0, gain < 1e-9, gain > 0.5 * lastFreeGain { break climbing }
          if damping == 0 { lastFreeGain = gain }
          if gain < tolerance {
            if damping == 0 { break climbing }
            damping = damping > 1e-13 ? damping / 1000 : 0
            continue
          }
          let scale = self.scale(direction.elements)
          let there = zip(at, direction.elements).map { $0 + scale * $1 }
          let candidate = surface(there)
          // Near the summit the gain drowns in the rounding of the value.
          let rounding = 1e-13 * abs(here.value)
          if candidate.value.isFinite, candidate.value >= here.value - rounding {
            at = there
            here = candidate
            damping = damping > 1e-13 ? damping / 10 : 0
            accepted = true
            break
          }
        } else if damping < 1e-13, gain < tolerance {
          // With hardly any damping there was no gain, and with less the information has no inverse.
          break climbing
        }
        damping = max(damping * 10, 1e-12)
      }
      guard accepted, step(iteration, here.value) else { break }
    }
    return Summit(
      parameters: at, value: here.value, iterationCount: iteration, remainingGain: gain,
      isConverged: gain < 1e-9)
  }

  /// How much of a step is taken.
  private func scale(_ direction: [Double]) -> Double {
    var scale = 1.0
    for (index, length) in direction.enumerated() where length != 0 {
      scale = min(scale, (carefulSteps[index] ?? longestStep) / abs(length))
    }
    return scale
  }
}
