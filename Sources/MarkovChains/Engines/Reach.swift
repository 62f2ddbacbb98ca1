/// The probability of ever visiting a set, from every state of a chain at once.
///
/// The graph decides first where it is exactly zero or one; the rest is solved without subtraction.
struct Reach {
  /// Shape `[state]`; exactly 0 or 1 where the graph says so.
  let probability: [Double]
  /// The probability of never visiting it, a sum of its own.
  let complement: [Double]
  /// The mean number of steps to the first visit, trajectories that never arrive counting zero.
  let steps: [Double]

  /// - Complexity: O(entries + sum of cubes of class sizes), for all start states.
  init(_ matrix: TransitionMatrix, target: [Bool]) throws(EngineError) {
    let n = matrix.stateCount
    let outside = target.map { !$0 }
    let possible = matrix.statesReaching(target, through: outside)
    let impossible = possible.map { !$0 }
    // Whoever can get to an impossible state without touching the target may miss the target.
    let avoidable = matrix.statesReaching(impossible, through: outside)
    let open = (0..<n).map { possible[$0] && avoidable[$0] && !target[$0] }
    let sure = (0..<n).map { target[$0] || !avoidable[$0] }

    let probabilities = try TransientSystem(matrix, among: open)
    let solved = probabilities.solve([
      TransientSystem.stepInto(sure, matrix), TransientSystem.stepInto(impossible, matrix),
    ])
    var probability = solved[0]
    var complement = solved[1]
    for state in 0..<n where sure[state] { probability[state] = 1 }
    for state in 0..<n where impossible[state] { complement[state] = 1 }

    // E[steps; arrives] = probability + Q E[steps; arrives] wherever the target is not yet reached.
    let moving = (0..<n).map { possible[$0] && !target[$0] }
    let times = try TransientSystem(matrix, among: moving)
    steps = times.solve([probability])[0]
    self.probability = probability
    self.complement = complement
  }
}
