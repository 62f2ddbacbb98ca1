import Foundation
import MarkovChains

extension LadderFit {
  /// Reach by day, with gaps between events drawn from two phases.
  ///
  /// - Parameters:
  ///   - gaps: By level.
  ///   - days: Ascending.
  /// - Returns: Shape `[day]`.
  /// - Throws: `CalibrationError.unfit` when the chain cannot be solved.
  public func reach(
    _ target: Int, from start: Int, gaps: [GapFit], by days: [Int]
  ) throws(CalibrationError) -> [Double] {
    let count = space.states.count
    let phases = 2
    let (end, reached) = (count * phases, count * phases + 1)
    var parts: [(weight: Double, problem: ChainProblem)] = []
    for node in 0..<nodeCount {
      let weight = exp(logWeights[start * nodeCount + node])
      guard weight > 1e-15 else { continue }
      let ending = (0..<count).map { exp(logProbability(node: node, state: $0, levels.count)) }
      /// Arriving at an event: the end is decided there, then the phase of the gap.
      func arrival(_ state: Int, _ probability: Double) -> [(target: Int, probability: Double)] {
        let gap = gaps[space.states[state].level]
        return [(end, probability * ending[state])]
          + (0..<phases).map { phase in
            (state * phases + phase, probability * (1 - ending[state]) * gap.weights[phase])
          }
      }
      var rows: [[(target: Int, probability: Double)]] = []
      for state in 0..<count {
        for phase in 0..<phases {
          let leaving = min(1 / gaps[space.states[state].level].meanDays[phase], 1)
          var row = [(target: state * phases + phase, probability: 1 - leaving)]
          for outcome in 0..<levels.count {
            let move =
              leaving * exp(logProbability(node: node, state: state, outcome))
              / max(1 - ending[state], 1e-300)
            if outcome >= target {
              row.append((reached, move))
            } else {
              row += arrival(Int(space.next[state * levels.count + outcome]), move)
            }
          }
          rows.append(Self.merged(row))
        }
      }
      var mass = [Double](repeating: 0, count: count * phases + 2)
      for part in arrival(space.first(start), 1) { mass[part.target] += part.probability }
      let total = mass.reduce(0, +)
      var isTarget = [Bool](repeating: false, count: count * phases + 2)
      isTarget[reached] = true
      do {
        let matrix = try TransitionMatrix(rows: rows + [[(end, 1)], [(reached, 1)]])
        parts.append(
          (
            weight,
            ChainProblem(
              matrix: matrix, start: mass.map { $0 / total }, horizon: days.last ?? 0,
              targets: [isTarget])
          ))
      } catch {
        throw .unfit("the chain of '\(specification.name)' cannot be built: \(error)")
      }
    }
    let sum = parts.reduce(0) { $0 + $1.weight }
    do {
      let law = try ExactEngine().firstPassageLaw(
        for: Mixture(parts.map { ($0.weight / sum, $0.problem) }))
      return days.map { law[0][$0].probability }
    } catch {
      throw .unfit("the chain of '\(specification.name)' cannot be followed: \(error)")
    }
  }
}

extension SequenceSet {
  /// The share of the sequences that begin at a level and have got to another or above by each day; nil where
  /// days are not known.
  public func reach(_ target: Int, from start: Int, by days: [Int]) -> [Double]? {
    let begun = sequences.filter { $0.start == start }
    guard !begun.isEmpty, begun.allSatisfy({ $0.days.count == $0.moves.count }) else { return nil }
    let waits = begun.compactMap { sequence in
      sequence.moves.firstIndex { $0.history.level >= target }.map {
        sequence.days[$0] - sequence.days[0]
      }
    }
    return days.map { day in Double(waits.count { $0 <= day }) / Double(begun.count) }
  }

  /// The share of the sequences that begin at a level and have at least so many events.
  public func eventCounts(from start: Int, atLeast counts: [Int]) -> [Double] {
    let lengths = sequences.filter { $0.start == start }.map(\.moveCount)
    return counts.map { count in
      Double(lengths.count { $0 >= count }) / Double(max(lengths.count, 1))
    }
  }
}
