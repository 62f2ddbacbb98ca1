import MarkovChains
import SpecialFunctions

/// A model at one point: the chains that engines solve or simulate.
public struct CompiledScenario: Sendable {
  /// The chains, weighted by the frailty of incidents.
  public let mixture: Mixture
  /// States of each of the chains.
  public let stateCount: Int
}

extension EscalationModel {
  /// The chains of many points at once; all logits of points that differ in levels only are one
  /// matrix product.
  ///
  /// - Parameters:
  ///   - horizon: In days; nil follows an incident for ever.
  ///   - nodeCount: The number of quadrature nodes, when not the model's own.
  /// - Returns: One scenario a point, in order.
  /// - Stability: portable: the bits depend neither on the BLAS kernel nor on the other points.
  public func compile(
    _ points: [ParameterValues], horizon: Int?, start: StartPoint, nodeCount: Int? = nil
  ) -> [CompiledScenario] {
    switch form {
    case .ladder(let form):
      return compile(
        form, points, horizon: start.daysLeft(of: horizon), start: start, nodeCount: nodeCount)
    case .dyad(let form):
      return points.map {
        compile(
          form, $0, horizon: start.daysLeft(of: horizon), start: start, nodeCount: nodeCount)
      }
    }
  }

  /// The rows of a result, in the order in which they are printed.
  public var questions: [RiskQuestion] {
    let rungs = Array(1..<ladder.rungs.count)
    let active = rungs.filter { $0 != ladder.terminal }
    let resting = [ladder.end] + [ladder.terminal].compactMap { $0 }
    return rungs.enumerated().map {
      RiskQuestion(
        quantity: .exceedanceProbability, rung: $1, asked: .reachProbability(set: $0))
    }
      + resting.enumerated().map {
        RiskQuestion(
          quantity: .absorptionProbability, rung: $1, asked: .absorptionProbability(set: $0))
      }
      + [RiskQuestion(quantity: .unresolvedProbability, rung: nil, asked: .unresolvedProbability)]
      + active.enumerated().map {
        RiskQuestion(quantity: .occupancyDays, rung: $1, asked: .occupancySteps(set: $0))
      }
      + [RiskQuestion(quantity: .daysToEnd, rung: nil, asked: .restrictedMeanSteps)]
      + rungs.enumerated().map {
        RiskQuestion(quantity: .firstPassageDays, rung: $1, asked: .firstPassageSteps(set: $0))
      }
  }

  private func compile(
    _ form: LadderForm, _ points: [ParameterValues], horizon: Int?, start: StartPoint,
    nodeCount: Int?
  ) -> [CompiledScenario] {
    let states = LadderStates(form, ladder, from: start)
    let rule = GaussHermite.rule(count: nodeCount ?? form.nodeCount)
    let sets = AskedSets(states, ladder)
    var scenarios = [CompiledScenario?](repeating: nil, count: points.count)
    for group in groupsOfEqualCoefficients(points) {
      let table = form.logits(group.map { points[$0] }, nodes: rule.nodes)
      for (point, number) in group.enumerated() {
        let components = rule.nodes.indices.map { node in
          let laws = form.eventLaws(states, table, point: point, node: node)
          let chain = form.chain(states, laws, values: points[number])
          return (rule.weights[node], sets.problem(chain.matrix, chain.start, horizon))
        }
        scenarios[number] = CompiledScenario(
          mixture: Mixture(components), stateCount: states.states.count)
      }
    }
    return scenarios.compactMap { $0 }
  }

  /// The sets of states that the questions are about, the same at every point.
  private struct AskedSets {
    let targets: [[Bool]]
    let occupied: StateGroups
    let outcomes: [[Bool]]

    init(_ states: LadderStates, _ ladder: Ladder) {
      let rungs = 1..<ladder.rungs.count
      let settled = states.marks {
        if case .settled = $0 { true } else { false }
      }
      let terminal = ladder.terminal.map { _ in states.marks { $0 == .terminal } }
      targets = rungs.map { rung in
        states.marks { LadderStates.peak($0, terminal: ladder.terminal) >= rung }
      }
      occupied = StateGroups(
        sets: rungs.filter { $0 != ladder.terminal }.map { rung in
          states.marks {
            if case .active(rung, _, _) = $0 { true } else { false }
          }
        }, stateCount: states.states.count)
      outcomes = [settled] + [terminal].compactMap { $0 }
    }

    func problem(_ matrix: TransitionMatrix, _ start: [Double], _ horizon: Int?) -> ChainProblem {
      ChainProblem(
        matrix: matrix, start: start, horizon: horizon, targets: targets, rewards: nil,
        occupied: occupied, finals: .none(stateCount: matrix.stateCount), outcomes: outcomes)
    }
  }

  /// Points that agree in everything but the levels of factors, in order of first appearance.
  private func groupsOfEqualCoefficients(_ points: [ParameterValues]) -> [[Int]] {
    var groupOf: [[Double]: Int] = [:]
    var groups: [[Int]] = []
    for (number, point) in points.enumerated() {
      let key = Array(point.values[factors.count...])
      if let group = groupOf[key] {
        groups[group].append(number)
      } else {
        groupOf[key] = groups.count
        groups.append([number])
      }
    }
    return groups
  }
}
