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

  /// Climbs from a start.
  ///
  /// - Parameter step: Told after every step: its number and the value; false ends the climb.
  func climb(
    from start: [Double], _ surface: ([Double]) -> Surface,
    step: (Int, Double) -> Bool = { _, _ in true }
  ) -> Summit {
    var at = start
    var here = surface(at)
    var damping = 1e-6
    var iteration = 0
    var gain = Double.infinity
    let n = start.count
    guard n > 0 else {
      return Summit(
        parameters: at, value: here.value, iterationCount: 0, remainingGain: 0, isConverged: true)
    }
    climbing: while iteration < iterationLimit {
      iteration += 1
      let side = Matrix(rowCount: n, columnCount: 1, elements: here.gradient)
      var accepted = false
      while damping < 1e12 {
        var system = here.information
        for i in 0..<n {
          system.elements[i * n + i] += damping * max(abs(system.elements[i * n + i]), 1e-8)
        }
        if let direction = Factorization.solvePositiveDefinite(system, side) {
          gain = 0.5 * zip(direction.elements, here.gradient).reduce(0) { $0 + $1.0 * $1.1 }
          if gain < tolerance, damping <= 1e-3 { break climbing }
          // A logit that no count holds may want to leap; it gets there in several steps.
          let longest = direction.elements.reduce(0) { max($0, abs($1)) }
          let scale = min(1, 8 / longest)
          let there = zip(at, direction.elements).map { $0 + scale * $1 }
          let candidate = surface(there)
          // Near the summit the gain drowns in the rounding of the value.
          let rounding = 1e-13 * abs(here.value)
          if candidate.value.isFinite, candidate.value >= here.value - rounding {
            at = there
            here = candidate
            damping = max(damping / 10, 1e-10)
            accepted = true
            break
          }
        }
        damping = max(damping * 10, 1e-8)
      }
      guard accepted, step(iteration, here.value) else { break }
    }
    return Summit(
      parameters: at, value: here.value, iterationCount: iteration, remainingGain: gain,
      isConverged: gain < 1e-9)
  }
}
