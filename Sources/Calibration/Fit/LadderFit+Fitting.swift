import Foundation
import LinearAlgebra
import RandomStreams
import SpecialFunctions

extension LadderFit {
  /// Fits a specification.
  ///
  /// - Parameters:
  ///   - set: At least one sequence.
  ///   - restarts: Climbs from different starts: with anything hidden there may be several summits.
  ///   - warm: A fit of the same specification to much the same data, where one more climb begins.
  /// - Throws: `CalibrationError.interrupted`.
  /// - Complexity: Some ten to thirty evaluations of ``LadderLikelihood``.
  public init(
    _ specification: Specification, to set: SequenceSet, prior: WeakPrior = WeakPrior(),
    restarts: Int = 3, warm: LadderFit? = nil, control: FitControl = FitControl()
  ) throws(CalibrationError) {
    let space = HistorySpace(specification, levelCount: set.levelCount)
    let data = CompiledSequences(set, specification, space: space)
    let totals = data.totals
    let levelRows = LevelRows(totals, data)
    self.specification = specification
    self.space = space
    levels = set.levels
    moveCount = set.moveCount
    let outcomes = data.outcomeCount
    guard !specification.isBaseRate else {
      let logs = levelRows.shares.map { log($0) }
      logProbabilities = space.states.flatMap { _ in logs }
      logWeights = [Double](repeating: 0, count: set.levelCount)
      parameterCount = outcomes - 1
      (iterationCount, isConverged, parameters, likelihood) = (0, true, [], nil)
      logLikelihood = zip(totals, logProbabilities).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
      return
    }
    let counts = Self.rowCounts(totals, data)
    let parents = (0..<space.rowCount).flatMap { row -> [Double] in
      switch prior.rowSpread {
      case .asLevel: Array(levelRows.row(space.rowLevel[row]))
      case .even: [Double](repeating: 1 / Double(outcomes), count: outcomes)
      }
    }
    let seen = (0..<space.rowCount).reduce(0) { sum, row in
      sum
        + max(
          0, counts[(row * outcomes)..<((row + 1) * outcomes)].count { $0 > 0 } - 1)
    }
    // A part may lack a value that the whole has; it then says nothing of its effect.
    let codings: [AttributeCoding]
    if let known = warm?.likelihood?.codings, !known.isEmpty {
      codings = known
    } else {
      codings = try data.codings(specification)
    }
    let termNames = specification.termNames(levels: set.levels, codings: codings)
    if specification.hidden == .none, termNames.isEmpty {
      // A row of its own for every history: counts and pseudo-counts.
      var rows = [Double](repeating: 0, count: space.rowCount * outcomes)
      for row in 0..<space.rowCount {
        let range = (row * outcomes)..<((row + 1) * outcomes)
        let total = counts[range].reduce(0, +) + prior.rowTransitions
        for index in range {
          rows[index] = log((counts[index] + prior.rowTransitions * parents[index]) / total)
        }
      }
      logProbabilities = space.states.indices.flatMap { state -> ArraySlice<Double> in
        let row = space.row[state]
        return rows[(row * outcomes)..<((row + 1) * outcomes)]
      }
      logWeights = [Double](repeating: 0, count: set.levelCount)
      parameterCount = seen
      (iterationCount, isConverged, parameters, likelihood) = (0, true, [], nil)
      logLikelihood = zip(totals, logProbabilities).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
      return
    }
    let likelihood = LadderLikelihood(
      specification: specification, data: data, prior: prior, parents: parents,
      codings: codings, termCount: termNames.count)
    let layout = likelihood.layout
    var best: NewtonAscent.Summit?
    var starts = (0..<(specification.hidden == .none ? 1 : max(1, restarts))).map {
      likelihood.start(parents: parents, climb: $0)
    }
    if let warm, warm.parameters.count == layout.count { starts.append(warm.parameters) }
    var ascent = NewtonAscent()
    for index in layout.shiftStart..<layout.weightStart { ascent.carefulSteps[index] = 0.5 }
    for (climb, start) in starts.enumerated() {
      var stopped = false
      let summit = ascent.climb(
        from: start,
        {
          let point = likelihood.evaluate($0, wantsInformation: true)
          guard let information = point.information else {
            preconditionFailure("information was asked for")
          }
          return (point.value, point.gradient, information)
        },
        step: { iteration, value in
          stopped = !control.goesOn(
            "'\(specification.name)', climb \(climb + 1) of \(starts.count), step \(iteration), "
              + "log posterior \(FitControl.shown(value))")
          return !stopped
        })
      if stopped { throw control.interruption }
      if best.map({ summit.value > $0.value }) ?? true { best = summit }
    }
    guard let summit = best else { preconditionFailure("there is at least one climb") }
    parameters = likelihood.signed(summit.parameters)
    logProbabilities =
      specification.attributes.isEmpty ? likelihood.logProbabilities(parameters) : []
    logWeights = likelihood.logWeights(parameters)
    logLikelihood = likelihood.evaluate(parameters).logLikelihood
    parameterCount =
      max(layout.rowSetCount, 1) * seen + layout.count - layout.termStart
    iterationCount = summit.iterationCount
    isConverged = summit.isConverged
    self.likelihood = likelihood
  }

  /// Shape `[row × outcomes]`: the moves out of each row.
  static func rowCounts(_ totals: [Double], _ data: CompiledSequences) -> [Double] {
    let outcomes = data.outcomeCount
    var result = [Double](repeating: 0, count: data.space.rowCount * outcomes)
    for state in 0..<data.stateCount {
      let row = data.space.row[state % data.space.states.count]
      for outcome in 0..<outcomes {
        result[row * outcomes + outcome] += totals[state * outcomes + outcome]
      }
    }
    return result
  }
}

extension LadderLikelihood {
  /// The likelihood of a specification on sequences.
  init(
    specification: Specification, data: CompiledSequences, prior: WeakPrior, parents: [Double],
    codings: [AttributeCoding], termCount: Int
  ) {
    self.specification = specification
    self.data = data
    self.prior = prior
    self.parents = parents
    self.codings = codings
    (given, givenLogWeights) = ([], [])
    let nodeCount: Int
    switch specification.hidden {
    case .none:
      (nodeCount, frailtyNodes, frailtyWeights) = (1, [], [])
    case .classes(let count), .classExits(let count):
      (nodeCount, frailtyNodes, frailtyWeights) = (count, [], [])
    case .frailty:
      let rule = GaussHermite.rule(count: LadderFit.frailtyNodeCount)
      (nodeCount, frailtyNodes, frailtyWeights) = (rule.nodes.count, rule.nodes, rule.weights)
    }
    layout = ParameterLayout(
      levelCount: data.space.levelCount, rowCount: data.space.rowCount, termCount: termCount,
      hidden: specification.hidden, nodeCount: nodeCount, hasRows: true)
    terms = data.strata.flatMap { own in
      data.space.states.indices.flatMap {
        data.space.terms(specification, state: $0, codings: codings, own: own)
      }
    }
  }

  /// Loadings on up, down and end that climbs begin with: incidents that last and stay where they are, that last
  /// and climb, that last and sink.
  private static let frailtyStarts = [[-0.7, -0.4, -1.3], [0.3, 0.1, -0.5], [-0.4, 0.5, -0.8]]

  /// Where a climb begins: rows as the level's own moves are; classes apart by chance.
  fileprivate func start(parents: [Double], climb: Int) -> [Double] {
    var result = [Double](repeating: 0, count: layout.count)
    let outcomes = data.outcomeCount
    for set in 0..<layout.rowSetCount {
      for row in 0..<layout.rowCount {
        let level = data.space.rowLevel[row]
        for outcome in 0..<outcomes where outcome != level {
          guard let index = layout.logit(node: set, row: row, level: level, outcome) else {
            continue
          }
          result[index] = log(parents[row * outcomes + outcome] / parents[row * outcomes + level])
        }
      }
    }
    var draws = NormalDraws(seed: 0x5EED, number: climb)
    switch specification.hidden {
    case .none: break
    case .classes:
      for index in 0..<layout.termStart { result[index] += 0.5 * draws.next() }
    case .classExits:
      for index in layout.shiftStart..<layout.weightStart { result[index] = draws.next() }
    case .frailty:
      let loadings =
        climb < Self.frailtyStarts.count
        ? Self.frailtyStarts[climb] : [draws.next(), draws.next(), -abs(draws.next())]
      result.replaceSubrange(layout.shiftStart..<layout.weightStart, with: loadings)
    }
    return result
  }
}

/// The moves of each level, smoothed by the shares of all: what rows lean on.
struct LevelRows {
  /// Shape `[outcome]`: the shares of all moves, with half a move added to each.
  let shares: [Double]
  private let rows: [Double]
  private let outcomes: Int

  init(_ totals: [Double], _ data: CompiledSequences, smoothing: Double = 2) {
    outcomes = data.outcomeCount
    let levels = data.space.levelCount
    var counts = [Double](repeating: 0, count: levels * outcomes)
    for state in 0..<data.stateCount {
      let level = data.space.states[state % data.space.states.count].level
      for outcome in 0..<outcomes {
        counts[level * outcomes + outcome] += totals[state * outcomes + outcome]
      }
    }
    let total = counts.reduce(0, +)
    let shares = (0..<outcomes).map { outcome -> Double in
      let sum = (0..<levels).reduce(0.0) { $0 + counts[$1 * data.outcomeCount + outcome] }
      return (sum + 0.5) / (total + 0.5 * Double(data.outcomeCount))
    }
    var rows = counts
    for level in 0..<levels {
      let range = (level * outcomes)..<((level + 1) * outcomes)
      let sum = counts[range].reduce(0, +) + smoothing
      for (outcome, index) in range.enumerated() {
        rows[index] = (counts[index] + smoothing * shares[outcome]) / sum
      }
    }
    self.shares = shares
    self.rows = rows
  }

  /// Shape `[outcome]`: the row of a level.
  func row(_ level: Int) -> ArraySlice<Double> {
    rows[(level * outcomes)..<((level + 1) * outcomes)]
  }
}
