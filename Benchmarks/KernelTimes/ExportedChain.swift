import MarkovChains

/// A mixture and its question as data, so that peers work on the same numbers.
struct ExportedChain: Encodable {
  struct Component: Encodable {
    let weight: Double
    let start: [Double]
    let offsets: [Int]
    let targets: [Int]
    let probabilities: [Double]
    /// Shape `[set][member]`.
    let sets: [[Int]]
    let occupied: [Int32]
    let outcomes: [[Int]]
  }

  let horizon: Int?
  let components: [Component]

  init(_ mixture: Mixture) {
    horizon = mixture.horizon
    components = zip(mixture.weights, mixture.problems).map { weight, problem in
      let members = { (set: [Bool]) in set.indices.filter { set[$0] } }
      return Component(
        weight: weight, start: problem.start, offsets: problem.matrix.offsets,
        targets: problem.matrix.targets, probabilities: problem.matrix.probabilities,
        sets: problem.targets.map(members), occupied: problem.occupied.groupOfState,
        outcomes: problem.outcomes.map(members))
    }
  }
}
