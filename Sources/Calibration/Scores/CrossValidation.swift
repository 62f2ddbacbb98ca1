import Dispatch
import Synchronization

/// A specification fitted with part of the clusters held out, each part once, and scored on them.
public struct CrossValidation: Sendable {
  /// The scores of every sequence when it was held out.
  public let scores: MoveScores
  /// By target level from the second up, shape `[target - 1][first level]`: reach by the fits that had not
  /// seen the sequences, averaged over the sequences that begin there.
  public let reach: [[Double]]

  /// How a split is fitted.
  public enum Way: Sendable {
    /// By itself.
    case alone
    /// As a larger set with three offsets of its own.
    case offset(from: SequenceSet)
    /// As a larger set, as it is.
    case pooled(SequenceSet)
  }

  /// Fits and scores.
  ///
  /// - Parameter warm: The fit to all of the data that each fold's fit also sets out from.
  /// - Throws: `CalibrationError`.
  /// - Complexity: One fit a fold, two at a time.
  public init(
    _ specification: Specification, _ set: SequenceSet, way: Way, folds: Folds,
    warm: LadderFit? = nil, prior: WeakPrior = WeakPrior(), control: FitControl = FitControl()
  ) throws(CalibrationError) {
    let foldOf = set.sequences.map(folds.fold)
    // Classes have many summits, of which the whole data may know the best; a frailty has a few.
    let restarts = specification.hidden == .frailty ? 3 : 5
    let outcomes = Mutex<[Int: Result<(MoveScores, [[Double]]), CalibrationError>]>([:])
    DispatchQueue.concurrentPerform(iterations: folds.count) { fold in
      let held = set.sequences.indices.filter { foldOf[$0] == fold }
      guard !held.isEmpty else { return }
      let outcome = Result<(MoveScores, [[Double]]), CalibrationError> {
        () throws(CalibrationError) in
        guard control.goesOn("before fold \(fold + 1) of \(folds.count)") else {
          throw control.interruption
        }
        let place = control.at("fold \(fold + 1) of \(folds.count)")
        let rest = set.filter { folds.fold(of: $0) != fold }
        let fit: LadderFit
        switch way {
        case .alone:
          fit = try LadderFit(
            specification, to: rest, prior: prior, restarts: restarts, warm: warm, control: place)
        case .pooled(let pool):
          fit = try LadderFit(
            specification, to: pool.filter { folds.fold(of: $0) != fold }, prior: prior,
            restarts: restarts, warm: warm, control: place)
        case .offset(let pool):
          fit = try LadderFit(
            specification, to: pool.filter { folds.fold(of: $0) != fold }, prior: prior,
            restarts: restarts, warm: warm, control: place
          ).offset(to: rest, prior: prior, control: place).fit
        }
        let reach = try specification.attributes.isEmpty ? fit.reachOfAllTargets() : []
        return (fit.scores(set.taking(held)), reach)
      }
      outcomes.withLock { $0[fold] = outcome }
    }
    var scores = MoveScores(count: set.sequences.count, isOrdered: set.isOrdered)
    let levels = set.levelCount
    var reach = (1..<levels).map { [Double](repeating: 0, count: $0) }
    let begun = (0..<levels).map { start in set.sequences.count { $0.start == start } }
    for (fold, outcome) in outcomes.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      let (foldScores, foldReach) = try outcome.get()
      let held = set.sequences.indices.filter { foldOf[$0] == fold }
      for (place, sequence) in held.enumerated() {
        scores.all[sequence] = foldScores.all[place]
        if let below = foldScores.below { scores.below?[sequence] = below[place] }
        let start = set.sequences[sequence].start
        for target in 1..<levels where start < target && !foldReach.isEmpty {
          reach[target - 1][start] += foldReach[target - 1][start] / Double(begun[start])
        }
      }
    }
    self.scores = scores
    self.reach = reach
  }
}

extension LadderFit {
  /// Reach of every level but the lowest, shape `[target - 1][first level]`.
  public func reachOfAllTargets() throws(CalibrationError) -> [[Double]] {
    var result: [[Double]] = []
    for target in 1..<levels.count { result.append(try reach(target)) }
    return result
  }
}
