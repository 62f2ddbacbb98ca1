import Escalation
import MarkovChains

extension ModelDescription {
  /// The most steps times entries, or numbers times entries, that `show` spends on elasticities: a good
  /// part of a second.
  private static let workLimit = 300_000_000
  private static let shownCount = 10

  /// What reaching force and war depends on most; empty where there is neither above the start.
  ///
  /// - Parameter mixture: The chains at the settings of the study.
  static func elasticities(_ study: Study, _ mixture: Mixture) -> String {
    let rungs = [study.model.ladder.force, study.model.ladder.war].compactMap { $0 }.filter {
      $0 > study.start.peak
    }
    guard !rungs.isEmpty else { return "" }
    let entries = mixture.problems.reduce(0) { $0 + $1.matrix.targets.count }
    let steps = max(study.horizon ?? 0, mixture.problems[0].matrix.stateCount)
    guard entries * max(steps, study.model.parameters.count) <= workLimit else {
      return "elasticities: the chains are large; `brink sensitivity` has them\n"
    }
    let asked = Study(
      model: study.model, settings: study.settings, horizon: study.horizon, start: study.start,
      quantities: [.exceedanceProbability], rungs: Set(rungs),
      structures: Array(study.models.prefix(1)))
    guard let result = try? asked.gradient() else { return "" }
    let digits = JudgementShare(study.model).isMoreThanHalf ? 1 : 2
    return "the largest elasticities of force and war (`brink sensitivity` has all):\n"
      + GradientReport.blocks(result, study.horizon, top: shownCount, digits: digits)
  }
}
