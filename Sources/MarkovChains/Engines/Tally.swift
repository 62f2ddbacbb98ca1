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
  /// Steps spent by all trajectories together, where those of each are not known: shape `[occupied]`;
  /// empty where they are.
  private(set) var totalsSpent: [UInt64]
  /// Rewards until first passage, of trajectories that arrived: shape `[target]`; empty without rewards.
  private(set) var rewards: [WideMoments]
  /// Trajectories whose last state lies in each set: shape `[final]`.
  private(set) var finalCounts: [Int]
  /// Lesser of steps to absorption and the limit, of all trajectories.
  private(set) var steps = Moments()
  /// Whether trajectories were followed to their ends, or stopped once their targets were decided.
  private let countsEnds: Bool

  init(
    outcomeCount: Int, targetCount: Int, occupiedCount: Int, finalCount: Int, hasRewards: Bool,
    countsEnds: Bool, knowsStays: Bool = true
  ) {
    self.countsEnds = countsEnds
    totalsSpent = [UInt64](repeating: 0, count: knowsStays ? 0 : occupiedCount)
    absorbedCounts = [Int](repeating: 0, count: outcomeCount)
    passages = [Moments](repeating: Moments(), count: targetCount)
    occupancies = [Moments](repeating: Moments(), count: knowsStays ? occupiedCount : 0)
    rewards = [WideMoments](repeating: WideMoments(), count: hasRewards ? targetCount : 0)
    finalCounts = [Int](repeating: 0, count: finalCount)
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

  /// Counts the end of a trajectory of which nothing more was asked.
  @inline(__always)
  mutating func finishDecided(steps stepCount: Int) {
    trajectoryCount &+= 1
    steps.add(stepCount)
  }

  @inline(__always)
  mutating func earn(_ units: UInt64, until target: Int) {
    rewards[target].add(units)
  }

  @inline(__always)
  mutating func end(in set: Int) {
    finalCounts[set] &+= 1
  }

  @inline(__always)
  mutating func arrive(at target: Int, step: Int) {
    passages[target].add(step)
  }

  @inline(__always)
  mutating func occupy(_ set: Int, steps stepCount: Int) {
    occupancies[set].add(stepCount)
  }

  /// Counts the steps of trajectories that come to rest in an outcome; `absorb` counts where.
  mutating func rest(_ moments: Moments) {
    steps.merge(moments)
  }

  /// Counts the steps of trajectories until they arrived at a target.
  mutating func arrive(at target: Int, _ moments: Moments) {
    passages[target].merge(moments)
  }

  /// Counts trajectories that rest in an outcome; `rest` counts when.
  mutating func absorb(_ outcome: Int, count: Int) {
    trajectoryCount += count
    absorbedCounts[outcome] += count
  }

  /// Counts the ends of trajectories that ended alike.
  mutating func finish(steps stepCount: Int, outcome: Int, count: Int) {
    trajectoryCount += count
    steps.add(stepCount, count: count)
    if outcome < 0 { unresolvedCount += count } else { absorbedCounts[outcome] += count }
  }

  mutating func finishDecided(steps stepCount: Int, count: Int) {
    trajectoryCount += count
    steps.add(stepCount, count: count)
  }

  mutating func end(in set: Int, count: Int) {
    finalCounts[set] += count
  }

  mutating func arrive(at target: Int, step: Int, count: Int) {
    passages[target].add(step, count: count)
  }

  /// Counts steps spent by some trajectories, of which it is not known who spent others.
  @inline(__always)
  mutating func spend(_ count: Int, steps stepCount: Int, in set: Int) {
    totalsSpent[set] &+= UInt64(truncatingIfNeeded: count) &* UInt64(truncatingIfNeeded: stepCount)
  }

  /// Counts the steps of many trajectories in a set.
  mutating func occupy(_ set: Int, _ moments: Moments) {
    occupancies[set].merge(moments)
  }

  mutating func merge(_ other: Tally) {
    trajectoryCount += other.trajectoryCount
    unresolvedCount += other.unresolvedCount
    steps.merge(other.steps)
    for set in absorbedCounts.indices { absorbedCounts[set] += other.absorbedCounts[set] }
    for set in passages.indices { passages[set].merge(other.passages[set]) }
    for set in occupancies.indices { occupancies[set].merge(other.occupancies[set]) }
    for set in totalsSpent.indices { totalsSpent[set] += other.totalsSpent[set] }
    for set in rewards.indices { rewards[set].merge(other.rewards[set]) }
    for set in finalCounts.indices { finalCounts[set] += other.finalCounts[set] }
  }

  /// These counts with the first passages of another pass over the same trajectories added.
  func with(passagesOf other: Tally) -> Tally {
    var sum = self
    sum.passages += other.passages
    sum.rewards += other.rewards
    return sum
  }

  /// The counts as estimates.
  ///
  /// - Parameters:
  ///   - limit: The largest number of steps that was followed; no mean lies above it.
  ///   - scale: How rewards were counted.
  func estimates(
    confidence: Double, limit: Int, scale: RewardScale? = nil
  ) -> [Quantity: Estimate] {
    var values: [Quantity: Estimate] = [:]
    for (set, passage) in passages.enumerated() {
      values[.reachProbability(set: set)] = probability(passage.count, confidence)
      if passage.count > 0 {
        values[.firstPassageSteps(set: set)] = mean(passage, of: passage.count, confidence, limit)
      }
    }
    for (set, reward) in rewards.enumerated() where reward.count > 0 {
      guard let scale else { continue }
      let (units, error, skewness) = reward.summary
      // A mean beyond doubles has no answer here.
      guard scale.reward(units).isFinite, error.map({ scale.reward($0).isFinite }) ?? true else {
        continue
      }
      values[.rewardToTarget(set: set)] = mean(
        scale.reward(units), error.map(scale.reward), skewness, of: reward.count, confidence,
        limit: .infinity)
    }
    for (set, count) in finalCounts.enumerated() {
      values[.finalProbability(set: set)] = probability(count, confidence)
    }
    for (set, count) in absorbedCounts.enumerated() {
      values[.absorptionProbability(set: set)] = probability(count, confidence)
    }
    if countsEnds {
      values[.unresolvedProbability] = probability(unresolvedCount, confidence)
      values[.restrictedMeanSteps] = mean(steps, of: trajectoryCount, confidence, limit)
    }
    for (set, occupancy) in occupancies.enumerated() {
      values[.occupancySteps(set: set)] = mean(occupancy, of: trajectoryCount, confidence, limit)
    }
    for (set, total) in totalsSpent.enumerated() {
      // Without the steps of each trajectory there is a mean, and nothing to say how far off it is.
      values[.occupancySteps(set: set)] = Estimate(
        value: Double(total) / Double(trajectoryCount), complement: nil,
        sample: .init(
          trajectoryCount: trajectoryCount, eventCount: trajectoryCount, standardError: nil,
          interval: nil, skewness: nil))
    }
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
    let (value, standardError, skewness) = moments.summary(total: total)
    return mean(
      value, standardError, skewness, of: total, confidence, limit: Double(limit))
  }

  private func mean(
    _ value: Double, _ standardError: Double?, _ skewness: Double?, of total: Int,
    _ confidence: Double, limit: Double
  ) -> Estimate {
    Estimate(
      value: value, complement: nil,
      sample: .init(
        trajectoryCount: trajectoryCount, eventCount: total,
        standardError: standardError,
        interval: standardError.flatMap {
          $0 == 0
            ? nil
            : MeanInterval.studentT(
              mean: value, standardError: $0, count: total, confidence: confidence
            ).clipped(to: 0...limit)
        },
        skewness: skewness))
  }
}
