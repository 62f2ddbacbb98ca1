import MarkovChains

/// A chain of many states, written by code, whose answers are closed forms.
struct LargeChain: Sendable {
  /// A set of states and what is known about first passage to it.
  struct Passage: Sendable {
    let name: String
    /// Shape `[state]`.
    let targets: [Bool]
    let answers: [KnownQuestion: Rational]
  }

  let name: String
  let source: String
  let start: Int
  /// The different probabilities of all transitions.
  let palette: [Rational]
  /// Shape `[stateCount + 1]`.
  private(set) var offsets = [0]
  /// For each transition its target, ascending in a row, and its place in the palette.
  private(set) var targets: [Int] = []
  private(set) var colours: [UInt8] = []
  var passages: [Passage] = []

  init(_ name: String, source: String, start: Int, palette: [Rational]) {
    self.name = name
    self.source = source
    self.start = start
    self.palette = palette
  }

  var stateCount: Int { offsets.count - 1 }
  /// For each transition the double nearest to its probability.
  var probabilities: [Double] {
    let doubles = palette.map(\.double)
    return colours.map { doubles[Int($0)] }
  }

  /// One more transition of the state whose row is being written.
  mutating func add(_ target: Int, _ colour: UInt8) {
    targets.append(target)
    colours.append(colour)
  }

  mutating func endRow() { offsets.append(targets.count) }

  func matrix() throws -> TransitionMatrix {
    try TransitionMatrix(offsets: offsets, targets: targets, probabilities: probabilities)
  }

  /// The same in rational numbers, for small sizes.
  func rationalChain() -> RationalChain {
    RationalChain(
      (0..<stateCount).map { state in
        (offsets[state]..<offsets[state + 1]).map { (targets[$0], palette[Int(colours[$0])]) }
      })
  }
}

extension TransitionMatrix {
  /// The transitions as PRISM reads them (`-importtrans`): a line with the numbers of states and of
  /// transitions, then one line for each with source, target and probability.
  var explicitTransitions: String {
    var text = "\(stateCount) \(targets.count)\n"
    for state in 0..<stateCount {
      for entry in row(state) { text += "\(state) \(targets[entry]) \(probabilities[entry])\n" }
    }
    return text
  }

  /// The labels that belong to them (`-importlabels`): `init` for the start, `target` for the set.
  func explicitLabels(start: Int, targets: [Bool]) -> String {
    var text = "0=\"init\" 1=\"target\"\n"
    for state in 0..<stateCount where state == start || targets[state] {
      text += "\(state):\(state == start ? " 0" : "")\(targets[state] ? " 1" : "")\n"
    }
    return text
  }
}
