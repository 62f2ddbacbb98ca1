import MarkovChains
import SpecialFunctions

/// The points from which the parts of a day are taken, to tell what a change acts on.
public struct MechanismPoints: Sendable {
  /// Where steps up come from.
  public let rising: ParameterValues
  /// Where steps down and endings come from.
  public let falling: ParameterValues
  /// Where all else comes from: days without a move, and conditions that change on them.
  public let level: ParameterValues

  /// Points of one model.
  public init(rising: ParameterValues, falling: ParameterValues, level: ParameterValues) {
    self.rising = rising
    self.falling = falling
    self.level = level
  }
}

extension EscalationModel {
  /// A chain whose steps up are those of one point and whose steps down are those of another.
  ///
  /// A step is up or down by the rung on a ladder and by the sum of postures on a dyad. Days without either
  /// fill what is left of a row in the proportions that they have at their own point; where the steps of two
  /// points sum to more than one, both make room in proportion.
  ///
  /// - Parameter horizon: In days; nil follows an incident for ever.
  public func compile(
    _ points: MechanismPoints, horizon: Int?, start: StartPoint
  ) -> CompiledScenario {
    let horizon = start.daysLeft(of: horizon)
    let parts: [CompiledScenario]
    let severity: [Int]
    switch form {
    case .ladder(let form):
      parts = compile(
        [points.rising, points.falling, points.level], horizon: horizon,
        start: StartPoint(rung: start.rung, peak: start.peak))
      severity = LadderStates(form, ladder, from: start).states.map { state in
        switch state {
        case .settled: 0
        case .active(let rung, _, _): rung
        case .terminal: ladder.terminal ?? 0
        }
      }
    case .dyad(let form):
      let points = MechanismPoints(
        rising: form.effective(points.rising, parameters),
        falling: form.effective(points.falling, parameters),
        level: form.effective(points.level, parameters))
      let states = DyadStates(
        form, ladder, conditions: start.conditions, points.rising, points.falling, points.level)
      // The same spread of tempos for all, or none: classes are matched one by one.
      let spreads = [points.rising, points.falling, points.level].map { $0[form.tempo.logSpread] }
      let nodeCount = spreads.contains { $0 > 0 } ? form.tempo.nodeCount : 1
      let scenario = { (values: ParameterValues) in
        CompiledScenario(
          mixture: Mixture(
            form.nodes(values, count: nodeCount).map { weight, tempo in
              var values = values
              values.values[form.tempo.daily] = tempo
              return (
                weight,
                problem(form, states, form.chain(states, values, parameters), horizon, start)
              )
            }), stateCount: states.count)
      }
      let level = scenario(points.level)
      parts = [
        points.rising == points.level ? level : scenario(points.rising),
        points.falling == points.level ? level : scenario(points.falling), level,
      ]
      severity = states.postures.flatMap { pair in
        [Int](repeating: pair.first + pair.second, count: states.combinations.count)
      }
    }
    let base = parts[2].mixture
    let components = base.problems.indices.map { index in
      let matrix = Self.joined(
        parts.map { $0.mixture.problems[index].matrix }, severity: severity)
      return (base.weights[index], base.problems[index].with(matrix: matrix))
    }
    return CompiledScenario(mixture: Mixture(components), stateCount: parts[2].stateCount)
  }

  /// - Parameter matrices: Of steps up, of steps down, and of all else.
  private static func joined(_ matrices: [TransitionMatrix], severity: [Int]) -> TransitionMatrix {
    let n = severity.count
    var (offsets, targets, probabilities) = ([0], [Int](), [Double]())
    var row = [Double](repeating: 0, count: n)
    for state in 0..<n {
      var sums = [0.0, 0.0, 0.0]
      func part(_ index: Int, _ body: (Int, Double) -> Void) {
        let matrix = matrices[index]
        for entry in matrix.row(state) {
          let target = matrix.targets[entry]
          let kind =
            severity[target] > severity[state] ? 0 : severity[target] < severity[state] ? 1 : 2
          if kind == index { body(target, matrix.probabilities[entry]) }
        }
      }
      for index in 0..<3 { part(index) { sums[index] += $1 } }
      let moves = sums[0] + sums[1]
      let shrink = moves > 1 ? 1 / moves : 1
      for index in 0..<2 { part(index) { row[$0] = $1 * shrink } }
      let rest = max(0, 1 - moves)
      if sums[2] > 0 {
        part(2) { row[$0] = $1 * rest / sums[2] }
      } else {
        row[state] = rest
      }
      for target in 0..<n where row[target] > 0 {
        targets.append(target)
        probabilities.append(row[target])
        row[target] = 0
      }
      offsets.append(targets.count)
    }
    do {
      return try TransitionMatrix(offsets: offsets, targets: targets, probabilities: probabilities)
    } catch {
      preconditionFailure("parts of rows fill a row: \(error)")
    }
  }
}
