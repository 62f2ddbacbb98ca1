import Escalation
import MarkovChains
import RandomStreams
import Tables

extension Study {
  /// A trajectory of the study's baseline by its number.
  ///
  /// - Parameters:
  ///   - trajectory: Its number, from 0; with a rung, the number that the search begins with.
  ///   - rung: Tell the first trajectory from there on that reaches this rung or one above.
  /// - Throws: `StudyError`.
  public func replay(
    _ trajectory: Int, reaching rung: Int? = nil, control: RunControl = RunControl()
  ) throws(StudyError) -> Replay {
    let values: ParameterValues
    do throws(ParameterError) {
      values = try self.values(at: Scenario(number: 0, overrides: []))
    } catch {
      throw .parameter(error)
    }
    let mixture = model.compile([values], horizon: horizon, start: start)[0].mixture
    let source = try PathEngine.Replay.ready(
      mixture, StreamAddress(seed: seed, scenarioKey: scenarioKey(values)))
    let places = model.statePlaces(values, start: start)
    var path = source.path(trajectory)
    if let rung {
      try checkReach(rung, mixture, control)
      path = try Replay.search(
        from: trajectory, source.path,
        isMarked: { $0.stays.contains { places[$0.state].peak >= rung } },
        control)
    }
    let names = model.stateNames(values, start: start)
    let rungs = model.ladder.rungs
    // A dyad's states do not remember the highest rung; the trajectory does.
    var peak = start.peak
    let stays = path.stays.enumerated().map { index, stay in
      let isLast = index == path.stays.count - 1
      let place = places[stay.state]
      peak = max(peak, place.peak)
      return Replay.Stay(
        first: stay.first,
        last: isLast ? (path.isAbsorbed ? nil : path.end) : path.stays[index + 1].first - 1,
        rung: rungs[place.rung], rungNumber: place.rung, peak: rungs[peak],
        state: names[stay.state], told: model.form.isLadder ? nil : names[stay.state])
    }
    let highest = path.stays.map { places[$0.state].peak }.max() ?? 0
    let weight = mixture.weights[path.component]
    let kind =
      mixture.weights.count > 1
      ? " It drew \(model.form.isLadder ? "frailty" : "tempo") class \(path.component + 1) of "
        + "\(mixture.weights.count), weight "
        + "\(Figures.significant(weight, digits: 2))."
      : ""
    return Replay(
      name: model.name + (models[0].structure.map { ", structure \($0)" } ?? ""),
      trajectory: path.trajectory, seed: seed, unit: "day", stays: stays,
      ending: (path.isAbsorbed
        ? "It came to rest on day \(path.end)"
        : horizon != nil
          ? "It was still under way at the horizon, day \(path.end)"
          : "It was cut at day \(path.end), still under way") + "; highest rung \(rungs[highest])."
        + kind,
      remarks: source.remarks)
  }

  /// Refuses a search that would not end.
  private func checkReach(
    _ rung: Int, _ mixture: Mixture, _ control: RunControl
  ) throws(StudyError) {
    guard rung > start.peak, ExactEngine.obstacle(to: mixture) == nil else { return }
    let chance: Double
    do throws(EngineError) {
      chance = try ExactEngine().reachProbabilities(of: [rung - 1], in: mixture, control: control)[
        0
      ]
      .value
    } catch {
      throw .engine(error)
    }
    let name = model.ladder.rungs[rung]
    guard chance > 0 else {
      throw .unanswerable(
        "no trajectory reaches \(name) or worse from there: the probability is exactly 0")
    }
    guard chance * Double(Replay.searchLimit) > 0.01 else {
      throw .unanswerable(
        "\(name) or worse has a probability of \(Figures.significant(chance, digits: 2)), too little for a "
          + "search of \(Figures.grouped(Double(Replay.searchLimit))) trajectories")
    }
  }
}

extension ChainStudy {
  /// A trajectory of the study by its number, told until every target's first visit is decided, or to
  /// its end.
  ///
  /// - Parameters:
  ///   - trajectory: Its number, from 0; when searching, the number that the search begins with.
  ///   - isReaching: Tell the first trajectory from there on that visits a target.
  /// - Throws: `StudyError`.
  public func replay(
    _ trajectory: Int, isReaching: Bool = false, control: RunControl = RunControl()
  ) throws(StudyError) -> Replay {
    let n = chain.matrix.stateCount
    guard starts.count == 1 else {
      throw .usage("a trajectory starts from one state: name it with --start")
    }
    let union = ChainTarget(
      name: "", states: Set(namedTargets.flatMap(\.states)).sorted())
    if isReaching, union.states.isEmpty {
      throw .usage("--reaching looks for a target: name one with --target")
    }
    if horizon == nil, union.states.isEmpty,
      !(0..<n).contains(where: { chain.matrix.isAbsorbing($0) })
    {
      throw .unanswerable(
        "the chain has no absorbing state, so a trajectory never ends: give a --horizon or a --target"
      )
    }
    let isTarget = marks(union)
    if isReaching,
      !chain.matrix.statesReaching(isTarget, through: [Bool](repeating: true, count: n))[starts[0]]
    {
      throw .unanswerable(
        "no trajectory from '\(chain.stateNames[starts[0]])' can reach it: the probability is exactly 0"
      )
    }
    // Up to its first visit a trajectory of the chain that stops in the targets draws the same.
    let matrix = union.states.isEmpty ? chain.matrix : chain.matrix.absorbing(in: isTarget)
    let source = try PathEngine.Replay.ready(
      Mixture(
        ChainProblem(matrix: matrix, start: distribution(at: starts[0]), horizon: horizon)),
      StreamAddress(seed: seed, scenarioKey: scenarioKey(starts[0])))
    var path = source.path(trajectory)
    if isReaching {
      path = try Replay.search(
        from: trajectory, source.path, isMarked: { $0.stays.contains { isTarget[$0.state] } },
        control)
    }
    let stays = path.stays.enumerated().map { index, stay in
      let isLast = index == path.stays.count - 1
      let name = chain.stateNames[stay.state]
      return Replay.Stay(
        first: stay.first,
        last: isLast ? (path.isAbsorbed ? nil : path.end) : path.stays[index + 1].first - 1,
        rung: name, rungNumber: stay.state, peak: nil, state: name)
    }
    let last = path.stays.last?.state ?? 0
    let reached = namedTargets.filter { $0.states.contains(last) }.map { "'\($0.name)'" }
    let ending =
      !reached.isEmpty
      ? "It reached \(reached.joined(separator: " and ")) at step \(path.end)."
      : path.isAbsorbed
        ? "It came to rest at step \(path.end)."
        : "It was \(horizon != nil ? "still under way at the horizon" : "cut"), step \(path.end)."
    return Replay(
      name: chain.name, trajectory: path.trajectory, seed: seed, unit: "step", stays: stays,
      rest: reached.isEmpty ? "where it comes to rest" : "the target", ending: ending,
      remarks: chain.notes + source.remarks)
  }
}

extension PathEngine.Replay {
  fileprivate static func ready(
    _ mixture: Mixture, _ address: StreamAddress
  ) throws(StudyError) -> Self {
    do throws(EngineError) {
      return try Self(mixture, address: address)
    } catch {
      throw .engine(error)
    }
  }
}
