/// Sequences as a likelihood reads them: counts of moves out of numbered states.
///
/// States are repeated for each stratum: a set of sequences with the same attributes.
struct CompiledSequences {
  /// How the states are numbered inside a stratum.
  let space: HistorySpace
  /// Shape `[stratum × attribute]`: the values of the attributes of the specification.
  let strata: [[String]]
  /// Shape `[sequence]`: its stratum.
  let stratumOfSequence: [Int]
  /// Shape `[sequence]`: its first level.
  let starts: [Int]
  /// Shape `[sequence]`: its cluster.
  let clusters: [Int]
  /// Shape `[sequence + 1]`: where the visits of each begin.
  let offsets: [Int]
  /// Shape `[visit]`: the state, stratum times the number of states plus state.
  let visitStates: [Int]
  /// Shape `[visit × outcomes]`: how many moves to each outcome.
  let visitCounts: [Double]

  /// The number of outcomes: the levels and the end.
  var outcomeCount: Int { space.levelCount + 1 }
  /// The number of states over all strata.
  var stateCount: Int { space.states.count * strata.count }
  /// The number of sequences.
  var count: Int { starts.count }

  /// Sequences for a specification.
  init(_ set: SequenceSet, _ specification: Specification, space: HistorySpace) {
    self.space = space
    let attributes = specification.attributes
    var strata: [[String]] = []
    var numberOfStratum: [[String]: Int] = [:]
    var (starts, clusters, offsets): ([Int], [Int], [Int]) = ([], [], [0])
    var states: [Int] = []
    var counts: [Double] = []
    let outcomeCount = space.levelCount + 1
    var stratumOfSequence: [Int] = []
    for sequence in set.sequences {
      let values = attributes.map { sequence.attributes[$0] ?? "" }
      let stratum = numberOfStratum[values] ?? strata.count
      if stratum == strata.count {
        numberOfStratum[values] = stratum
        strata.append(values)
      }
      stratumOfSequence.append(stratum)
      var place: [Int: Int] = [:]
      for move in sequence.moves {
        let state = stratum * space.states.count + space.index(of: move.history)
        let visit = place[state] ?? states.count
        if visit == states.count {
          place[state] = visit
          states.append(state)
          counts += [Double](repeating: 0, count: outcomeCount)
        }
        counts[visit * outcomeCount + move.outcome] += Double(move.count)
      }
      starts.append(sequence.start)
      clusters.append(sequence.cluster)
      offsets.append(states.count)
    }
    self.strata = strata.isEmpty ? [attributes.map { _ in "" }] : strata
    self.starts = starts
    self.stratumOfSequence = stratumOfSequence
    self.clusters = clusters
    self.offsets = offsets
    visitStates = states
    visitCounts = counts
  }

  /// Shape `[state × outcomes]`: the moves of all sequences together.
  var totals: [Double] {
    var result = [Double](repeating: 0, count: stateCount * outcomeCount)
    for (visit, state) in visitStates.enumerated() {
      for outcome in 0..<outcomeCount {
        result[state * outcomeCount + outcome] += visitCounts[visit * outcomeCount + outcome]
      }
    }
    return result
  }

  /// How each attribute of a specification enters, by its values in these sequences.
  ///
  /// - Throws: `CalibrationError.unfit` for one that does not vary, or has too many values.
  func codings(_ specification: Specification) throws(CalibrationError) -> [AttributeCoding] {
    var result: [AttributeCoding] = []
    for (index, name) in specification.attributes.enumerated() {
      result.append(
        try AttributeCoding(name, values: stratumOfSequence.map { strata[$0][index] }))
    }
    return result
  }
}
