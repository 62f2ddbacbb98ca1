import MarkovChains

extension DyadForm {
  /// The chain of days at one point, whose values are effective.
  ///
  /// Each day the conditions move by the rates of the rung, each apart; then both sides act under the new
  /// conditions, apart given the state, with a mediator's proposal put to both or to neither; then what
  /// happened on the day may move a condition once more.
  ///
  /// - Complexity: O(states · transitions of conditions · 25).
  func chain(_ states: DyadStates, _ values: ParameterValues, _ parameters: [Parameter])
    -> TransitionMatrix
  {
    var sides: [SideKernels] = []
    let acts = states.combinations.map { conditions in
      let governed = governed(values, conditions, parameters)
      // What both sides do apart does not depend on whether a mediator is there.
      var key = governed.values
      key[factors.mediation] = 0
      let known = sides.first { $0.key == key }
      let own = known ?? SideKernels(self, rungCount: states.rungCount, governed, key: key)
      if known == nil { sides.append(own) }
      return JointKernel(self, rungCount: states.rungCount, governed, own)
    }
    let steps = ConditionSteps(self, states, values)
    let events = ConditionEvents(self, states, values)
    let combinationCount = states.combinations.count
    var offsets = [0]
    var targets: [Int] = []
    var probabilities: [Double] = []
    var row = [Double](repeating: 0, count: states.count)
    for (place, pair) in states.postures.enumerated() {
      let rung = rung(pair.first, pair.second)
      let isAtRest = states.isSettled(pair) || states.isOver(pair)
      let moves = isAtRest ? [] : acts.map { $0.moves(pair) }
      for combination in 0..<combinationCount {
        if isAtRest {
          targets.append(place * combinationCount + combination)
          probabilities.append(1)
          offsets.append(targets.count)
          continue
        }
        for (moved, chance) in steps.moves(from: combination, rung: rung) {
          for move in moves[moved] {
            let target = states.placeOfPostures[
              move.next.first * states.rungCount + move.next.second]
            guard events.isEmpty else {
              for (after, share) in events.moves(from: moved, pair, move) {
                row[target * combinationCount + after] += chance * move.probability * share
              }
              continue
            }
            row[target * combinationCount + moved] += chance * move.probability
          }
        }
        for (target, probability) in row.enumerated() where probability > 0 {
          targets.append(target)
          probabilities.append(probability)
          row[target] = 0
        }
        offsets.append(targets.count)
      }
    }
    do {
      return try TransitionMatrix(
        offsets: offsets, targets: targets, probabilities: probabilities)
    } catch {
      preconditionFailure("rows are products of kernels whose rows sum to one: \(error)")
    }
  }

  /// The values of all parameters under some conditions.
  func governed(
    _ values: ParameterValues, _ conditions: [Int], _ parameters: [Parameter]
  ) -> ParameterValues {
    var result = values
    for (process, state) in zip(processes, conditions) {
      for target in process.targets {
        result.values[target] = process.value(
          of: result.values[target], in: state, values, rule: parameters[target].rule)
      }
    }
    return result
  }
}

/// The chance of each combination of conditions on the next day, by rung.
private struct ConditionSteps {
  /// Shape `[rung][combination]`.
  private let table: [[[(combination: Int, probability: Double)]]]

  init(_ form: DyadForm, _ states: DyadStates, _ values: ParameterValues) {
    table = (0..<states.rungCount).map { rung in
      states.combinations.map { conditions in
        var moves: [(conditions: [Int], probability: Double)] = [([], 1)]
        for (process, state) in zip(form.processes, conditions) {
          let steps = process.step(from: state, rung: rung, values)
          moves = moves.flatMap { head in
            steps.map { (head.conditions + [$0.state], head.probability * $0.probability) }
          }
        }
        return moves.map { (states.combinationIndex($0.conditions), $0.probability) }
      }
    }
  }

  func moves(from combination: Int, rung: Int) -> [(combination: Int, probability: Double)] {
    table[rung][combination]
  }
}

/// What the events of a day do to the conditions: worked out once for each combination of them and of what
/// may happen.
private struct ConditionEvents {
  /// What happened on a day, a bit each.
  private struct Day: OptionSet {
    let rawValue: Int
    static let silenceToFirst = Day(rawValue: 1)
    static let silenceToSecond = Day(rawValue: 2)
    static let firstStepsDown = Day(rawValue: 4)
    static let secondStepsDown = Day(rawValue: 8)
    static let count = 16

    func has(_ trigger: DyadProcess.Trigger, to side: Int?) -> Bool {
      let both: [Day] =
        switch trigger {
        case .silence: [.silenceToFirst, .silenceToSecond]
        case .otherStepsDown: [.secondStepsDown, .firstStepsDown]
        }
      return side.map { contains(both[$0]) } ?? !isDisjoint(with: both[0].union(both[1]))
    }
  }

  /// Shape `[combination · day]`; empty where no event moves a condition.
  private let table: [[(combination: Int, probability: Double)]]
  var isEmpty: Bool { table.isEmpty }

  init(_ form: DyadForm, _ states: DyadStates, _ values: ParameterValues) {
    guard !form.processes.allSatisfy({ $0.events.allSatisfy { values[$0.probability] == 0 } })
    else {
      table = []
      return
    }
    table = states.combinations.flatMap { conditions in
      (0..<Day.count).map { day in
        var moves: [(conditions: [Int], probability: Double)] = [([], 1)]
        for (process, state) in zip(form.processes, conditions) {
          let law = Self.law(of: process, from: state, Day(rawValue: day), values)
          moves = moves.flatMap { head in
            law.map { (head.conditions + [$0.state], head.probability * $0.probability) }
          }
        }
        return moves.map { (states.combinationIndex($0.conditions), $0.probability) }
      }
    }
  }

  /// The states of one condition after a day, and their chances.
  private static func law(
    of process: DyadProcess, from state: Int, _ day: Day, _ values: ParameterValues
  ) -> [(state: Int, probability: Double)] {
    var law = [(state: state, probability: 1.0)]
    for event in process.events where day.has(event.trigger, to: process.side) {
      let chance = values[event.probability]
      law = law.flatMap { before -> [(state: Int, probability: Double)] in
        let after = before.state + (event.isRise ? 1 : -1)
        guard chance > 0, process.stateNames.indices.contains(after) else { return [before] }
        return [
          (before.state, before.probability * (1 - chance)), (after, before.probability * chance),
        ]
        .filter { $0.1 > 0 }
      }
    }
    return law
  }

  /// The combinations after a day on which both sides moved.
  func moves(
    from combination: Int, _ pair: DyadStates.Postures, _ move: JointKernel.Move
  ) -> [(combination: Int, probability: Double)] {
    var day: Day = []
    if move.isSilentToFirst { day.insert(.silenceToFirst) }
    if move.isSilentToSecond { day.insert(.silenceToSecond) }
    if move.next.first < pair.first { day.insert(.firstStepsDown) }
    if move.next.second < pair.second { day.insert(.secondStepsDown) }
    return table[combination * Day.count + day.rawValue]
  }
}
