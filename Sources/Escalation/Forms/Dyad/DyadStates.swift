/// The states of the chain that a dyad compiles to, in ascending severity: settled ones first, then
/// active ones by the rung of the crisis and the sum of postures, those at the top last; each with every
/// combination of conditions that can be reached.
struct DyadStates: Sendable {
  /// The postures of both sides.
  struct Postures: Sendable, Hashable {
    let first: Int
    let second: Int
  }

  let postures: [Postures]
  /// Shape `[combination, process]`: the state of each process.
  let combinations: [[Int]]
  /// The place of each pair of postures, by `first * rungCount + second`.
  let placeOfPostures: [Int]
  let rungCount: Int
  let top: Int
  private let reachable: [ClosedRange<Int>]

  /// - Parameters:
  ///   - conditions: The state in which each process is taken up.
  ///   - points: The values under any of which a condition may be reached.
  init(_ form: DyadForm, _ ladder: Ladder, conditions: [Int], _ points: ParameterValues...) {
    let n = ladder.rungs.count
    rungCount = n
    top = ladder.terminal ?? n
    let active = 0..<(ladder.terminal ?? n)
    reachable = zip(form.processes, conditions).map { process, state in
      let ranges = points.map { process.reachable(from: state, $0, rungs: active) }
      return (ranges.map(\.lowerBound).min() ?? state)...(ranges.map(\.upperBound).max() ?? state)
    }
    combinations = reachable.reduce([[]]) { partial, range in
      partial.flatMap { head in range.map { head + [$0] } }
    }
    let top = top
    func group(_ p: Postures) -> Int {
      p.first == 0 && p.second == 0 ? 0 : p.first == top || p.second == top ? 2 : 1
    }
    postures = (0..<n * n).map { Postures(first: $0 / n, second: $0 % n) }.sorted {
      (group($0), form.rung($0.first, $0.second), $0.first + $0.second, $0.first)
        < (group($1), form.rung($1.first, $1.second), $1.first + $1.second, $1.first)
    }
    var places = [Int](repeating: 0, count: n * n)
    for (place, pair) in postures.enumerated() { places[pair.first * n + pair.second] = place }
    placeOfPostures = places
  }

  var count: Int { postures.count * combinations.count }

  /// The number of a state.
  func index(_ pair: Postures, _ combination: Int) -> Int {
    placeOfPostures[pair.first * rungCount + pair.second] * combinations.count + combination
  }

  func postures(of state: Int) -> Postures { postures[state / combinations.count] }

  func combination(of state: Int) -> [Int] { combinations[state % combinations.count] }

  /// The number of a combination of conditions.
  func combinationIndex(_ conditions: [Int]) -> Int {
    zip(conditions, reachable).reduce(0) { index, item in
      index * item.1.count + item.0 - item.1.lowerBound
    }
  }

  func isSettled(_ pair: Postures) -> Bool { pair.first == 0 && pair.second == 0 }

  func isOver(_ pair: Postures) -> Bool { pair.first == top || pair.second == top }

  /// The states whose postures meet a condition, as marks.
  func marks(_ condition: (Postures) -> Bool) -> [Bool] {
    postures.flatMap { pair in
      [Bool](repeating: condition(pair), count: combinations.count)
    }
  }
}
