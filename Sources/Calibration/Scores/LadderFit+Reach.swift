import Foundation
import MarkovChains

extension LadderFit {
  /// The probability that a sequence which begins at a level gets to another or above, of every first
  /// level below it.
  ///
  /// - Parameters:
  ///   - target: A level above the lowest.
  ///   - attributes: The attributes of the sequence; needed only where the fit has any.
  /// - Returns: Shape `[first level]`, for levels below the target.
  /// - Throws: `CalibrationError.unfit` when the chain cannot be solved.
  public func reach(
    _ target: Int, attributes: [String]? = nil
  ) throws(CalibrationError) -> [Double] {
    let count = space.states.count
    let logs = logProbabilities(attributes: attributes ?? [])
    let outcomes = levels.count + 1
    let (end, reached) = (count, count + 1)
    var result = [Double](repeating: 0, count: target)
    for node in 0..<nodeCount {
      let rows = (0..<count).map { state -> [(target: Int, probability: Double)] in
        (0...levels.count).map { outcome in
          let probability = exp(logs[(node * count + state) * outcomes + outcome])
          if outcome == levels.count { return (end, probability) }
          if outcome >= target { return (reached, probability) }
          return (Int(space.next[state * levels.count + outcome]), probability)
        }
      }
      let answers: ChainSolver.PassageAnswers
      do {
        let matrix = try TransitionMatrix(
          rows: rows.map(Self.merged) + [[(end, 1)], [(reached, 1)]])
        var isTarget = [Bool](repeating: false, count: count + 2)
        isTarget[reached] = true
        answers = try ChainSolver(matrix).passage(to: isTarget)
      } catch {
        throw .unfit("the chain of '\(specification.name)' cannot be solved: \(error)")
      }
      for start in 0..<target {
        result[start] +=
          exp(logWeights[start * nodeCount + node])
          * answers.probability.estimate(from: space.first(start)).value
      }
    }
    return result
  }

  /// Moves to one state added up, as shares of their sum.
  static func merged(
    _ row: [(target: Int, probability: Double)]
  ) -> [(target: Int, probability: Double)] {
    var sums: [Int: Double] = [:]
    for (target, probability) in row where probability > 0 {
      sums[target, default: 0] += probability
    }
    let total = sums.values.reduce(0, +)
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value / total) }
  }

  /// The probability of at least so many events in a sequence that begins at a level.
  ///
  /// - Parameter counts: Ascending.
  /// - Returns: Shape `[count]`.
  public func eventCounts(from start: Int, atLeast counts: [Int]) -> [Double] {
    let states = space.states.count
    var result = [Double](repeating: 0, count: counts.count)
    for node in 0..<nodeCount {
      var mass = [Double](repeating: 0, count: states)
      mass[space.first(start)] = 1
      var events = 1
      for (place, count) in counts.enumerated() {
        while events < count {
          var next = [Double](repeating: 0, count: states)
          for state in 0..<states where mass[state] > 0 {
            for outcome in 0..<levels.count {
              next[Int(space.next[state * levels.count + outcome])] +=
                mass[state] * exp(logProbability(node: node, state: state, outcome))
            }
          }
          mass = next
          events += 1
        }
        result[place] += exp(logWeights[start * nodeCount + node]) * mass.reduce(0, +)
      }
    }
    return result
  }
}
