/// What a worker counted: integers only, so that merging tallies in any order gives the same bits.
struct Tally: Sendable, Equatable {
  private(set) var trajectoryCount = 0
  private(set) var unresolvedCount = 0
  /// Shape `[outcome]`.
  private(set) var absorbedCounts: [Int]
  /// Steps to first passage, of trajectories that arrived: shape `[target]`.
  private(set) var passages: [Moments]
  /// Steps spent, of trajectories that were there at all: shape `[occupied]`.
  private(set) var occupancies: [Moments]
  /// Lesser of steps to absorption and the limit, of all trajectories.
  private(set) var steps = Moments()

  init(outcomeCount: Int, targetCount: Int, occupiedCount: Int) {
    absorbedCounts = [Int](repeating: 0, count: outcomeCount)
    passages = [Moments](repeating: Moments(), count: targetCount)
    occupancies = [Moments](repeating: Moments(), count: occupiedCount)
  }

  /// Counts the end of a trajectory.
  ///
  /// - Parameter outcome: Where it was absorbed, or -1.
  @inline(__always)
  mutating func finish(steps stepCount: Int, outcome: Int) {
    trajectoryCount &+= 1
    steps.add(stepCount)
    if outcome < 0 { unresolvedCount &+= 1 } else { absorbedCounts[outcome] &+= 1 }
  }

  @inline(__always)
  mutating func arrive(at target: Int, step: Int) {
    passages[target].add(step)
  }

  @inline(__always)
  mutating func occupy(_ set: Int, steps stepCount: Int) {
    occupancies[set].add(stepCount)
  }

  mutating func merge(_ other: Tally) {
    trajectoryCount += other.trajectoryCount
    unresolvedCount += other.unresolvedCount
    steps.merge(other.steps)
    for set in absorbedCounts.indices { absorbedCounts[set] += other.absorbedCounts[set] }
    for set in passages.indices { passages[set].merge(other.passages[set]) }
    for set in occupancies.indices { occupancies[set].merge(other.occupancies[set]) }
  }

  /// These counts with the first passages of another pass over the same trajectories added.
  func with(passagesOf other: Tally) -> Tally {
    var sum = self
    sum.passages += other.passages
    return sum
  }

  /// The counts as estimates.
  ///
  /// - Parameter limit: The largest number of steps that was followed; no mean lies above it.
  func estimates(confidence: Double, limit: Int) -> [Quantity: Estimate] {
    var values: [Quantity: Estimate] = [:]
    for (set, passage) in passages.enumerated() {
      values[.reachProbability(set: set)] = probability(passage.count, confidence)
      if passage.count > 0 {
        values[.firstPassageSteps(set: set)] = mean(passage, of: passage.count, confidence, limit)
      }
    }
    for (set, count) in absorbedCounts.enumerated() {
      values[.absorptionProbability(set: set)] = probability(count, confidence)
    }
    values[.unresolvedProbability] = probability(unresolvedCount, confidence)
    for (set, occupancy) in occupancies.enumerated() {
      values[.occupancySteps(set: set)] = mean(occupancy, of: trajectoryCount, confidence, limit)
    }
    values[.restrictedMeanSteps] = mean(steps, of: trajectoryCount, confidence, limit)
    return values
  }

  private func probability(_ count: Int, _ confidence: Double) -> Estimate {
    let n = Double(trajectoryCount)
    let value = Double(count) / n
    let complement = Double(trajectoryCount - count) / n
    return Estimate(
      value: value, complement: complement,
      sample: .init(
        trajectoryCount: trajectoryCount, eventCount: count,
        standardError: (value * complement / n).squareRoot(),
        interval: BinomialInterval.clopperPearson(
          successes: count, trials: trajectoryCount, confidence: confidence),
        skewness: nil))
  }

  /// A mean and its interval, kept to what is possible. Values that are all alike say nothing about
  /// their spread and get no interval.
  private func mean(
    _ moments: Moments, of total: Int, _ confidence: Double, _ limit: Int
  ) -> Estimate {
    let (mean, standardError, skewness) = moments.summary(total: total)
    return Estimate(
      value: mean, complement: nil,
      sample: .init(
        trajectoryCount: trajectoryCount, eventCount: total,
        standardError: standardError,
        interval: standardError.flatMap {
          $0 == 0
            ? nil
            : MeanInterval.studentT(
              mean: mean, standardError: $0, count: total, confidence: confidence
            ).clipped(to: 0...Double(limit))
        },
        skewness: skewness))
  }
}
