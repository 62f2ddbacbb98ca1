import Escalation
import Foundation

/// The log score of the highest level reached, ever, beside those of counts.
///
/// Rungs of one level are one outcome; nothing is scored where the counts say nothing of the start.
struct PeakScore: Sendable, Equatable {
  /// In nats: the logarithm of the probability given to the level.
  let model: Double?
  let firstOrder: Double?
  let baseRate: Double?

  init(
    start: StartPoint, peak: Int, _ law: PeakLaw, _ ladder: Ladder, _ baselines: CountedBaselines
  ) {
    guard start.rung == start.peak, let first = baselines.level(ladder.rungs[start.rung]),
      let level = baselines.level(ladder.rungs[peak]),
      let lowest = ladder.rungs.firstIndex(where: { baselines.level($0) == level }),
      let highest = ladder.rungs.lastIndex(where: { baselines.level($0) == level })
    else {
      (model, firstOrder, baseRate) = (nil, nil, nil)
      return
    }
    model = log(law.atLeast(lowest).value - law.worse(than: highest).value)
    firstOrder = baselines.firstOrderPeak(first: first, peak: level).map { log($0) }
    baseRate = log(baselines.peakShare(first: first, peak: level))
  }
}
