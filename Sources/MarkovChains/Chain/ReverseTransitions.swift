/// The transitions of a chain by where they lead: for each state the states that lead to it.
public struct ReverseTransitions: Sendable {
  /// The sources of state s are `sources[offsets[s]..<offsets[s + 1]]`, ascending.
  let offsets: [Int]
  let sources: [Int32]

  /// - Complexity: O(states + entries).
  public init(_ matrix: TransitionMatrix) {
    var counts = [Int](repeating: 0, count: matrix.stateCount + 1)
    for target in matrix.targets { counts[target + 1] += 1 }
    for state in 0..<matrix.stateCount { counts[state + 1] += counts[state] }
    var sources = [Int32](repeating: 0, count: matrix.targets.count)
    var fill = counts
    for state in 0..<matrix.stateCount {
      for entry in matrix.row(state) {
        sources[fill[matrix.targets[entry]]] = Int32(state)
        fill[matrix.targets[entry]] += 1
      }
    }
    offsets = counts
    self.sources = sources
  }

  /// The states from which a set can be reached, the set included, walking only through states
  /// for which `through` holds.
  ///
  /// - Complexity: O(states + entries).
  public func statesReaching(_ set: [Bool], through: [Bool]) -> [Bool] {
    var reached = set
    var open = set.indices.filter { set[$0] }
    while let state = open.popLast() {
      for position in offsets[state]..<offsets[state + 1] {
        let source = Int(sources[position])
        guard !reached[source], through[source] else { continue }
        reached[source] = true
        open.append(source)
      }
    }
    return reached
  }

  /// The smallest number of steps from each state to a set; `Int.max` where it cannot be reached.
  ///
  /// - Complexity: O(states + entries).
  func distances(to set: [Bool]) -> [Int] {
    var distances = set.map { $0 ? 0 : Int.max }
    var open = set.indices.filter { set[$0] }
    var place = 0
    while place < open.count {
      let state = open[place]
      place += 1
      for position in offsets[state]..<offsets[state + 1]
      where distances[Int(sources[position])] == .max {
        distances[Int(sources[position])] = distances[state] + 1
        open.append(Int(sources[position]))
      }
    }
    return distances
  }
}
