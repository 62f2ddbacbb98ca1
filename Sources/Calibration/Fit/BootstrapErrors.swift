import Dispatch
import LinearAlgebra
import RandomStreams
import Synchronization

/// Standard errors by drawing clusters with replacement and fitting again.
///
/// Where one cluster holds a large share of the moves, the clustered formula is too small: the fit bends to
/// that cluster, whose scores then vanish. Drawing it twice or not at all shows what hangs on it.
///
/// - Source: Davison and Hinkley, Bootstrap Methods and their Application (1997), section 2.4, for units
///   drawn whole.
public struct BootstrapErrors: Sendable {
  /// Shape `[parameter]`.
  public let standardErrors: [Double]
  /// By target level from the second up, shape `[target - 1][first level]`.
  public let reachErrors: [[Double]]
  /// How many draws there were.
  public let replicateCount: Int

  /// Fits again to so many draws.
  ///
  /// - Parameter seed: The same seed gives the same draws, whatever the number of threads.
  /// - Throws: `CalibrationError`.
  /// - Complexity: One fit a draw.
  public init(
    _ fit: LadderFit, _ set: SequenceSet, replicates: Int, seed: UInt64,
    prior: WeakPrior = WeakPrior(), control: FitControl = FitControl()
  ) throws(CalibrationError) {
    let specification = fit.specification
    typealias Draw = (parameters: [Double], reach: [[Double]])
    let results = Mutex<[Int: Result<Draw, CalibrationError>]>([:])
    let draws = ClusterDraws(set)
    DispatchQueue.concurrentPerform(iterations: replicates) { replicate in
      let result = Result<Draw, CalibrationError> { () throws(CalibrationError) in
        let place = control.at("bootstrap draw \(replicate + 1) of \(replicates)")
        guard place.goesOn("before its first step") else { throw place.interruption }
        let drawn = try LadderFit(
          specification, to: draws.sample(seed: seed, number: replicate), prior: prior,
          restarts: 2, warm: fit, control: place)
        return (
          drawn.parameters, try specification.attributes.isEmpty ? drawn.reachOfAllTargets() : []
        )
      }
      results.withLock { $0[replicate] = result }
    }
    var samples: [Draw] = []
    for (_, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      samples.append(try result.get())
    }
    replicateCount = replicates
    standardErrors = (samples.first?.parameters.indices ?? 0..<0).map { index in
      Self.deviation(samples.map { $0.parameters[index] })
    }
    reachErrors = (samples.first?.reach.indices ?? 0..<0).map { target in
      samples[0].reach[target].indices.map { start in
        Self.deviation(samples.map { $0.reach[target][start] })
      }
    }
  }

  static func deviation(_ values: [Double]) -> Double {
    let count = Double(values.count)
    guard count > 1 else { return 0 }
    let mean = values.reduce(0, +) / count
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
  }
}

/// Draws whole clusters of sequences with replacement.
struct ClusterDraws {
  private let set: SequenceSet
  private let members: [[Int]]

  init(_ set: SequenceSet) {
    self.set = set
    var places: [Int: [Int]] = [:]
    for (place, sequence) in set.sequences.enumerated() {
      places[sequence.cluster, default: []].append(place)
    }
    members = places.sorted { $0.key < $1.key }.map(\.value)
  }

  /// As many clusters as there are, each drawn with the same probability.
  func sample(seed: UInt64, number: Int) -> SequenceSet {
    var draws = NormalDraws(seed: seed, number: number)
    return set.taking(members.flatMap { _ in members[draws.below(members.count)] })
  }
}
