import Escalation
import MarkovChains
import RandomStreams
import SpecialFunctions

extension PriorDraws {
  /// How many draws are weighed for each that is kept.
  static let candidatesPerDraw = 10

  /// Draws that know of the moments of a model: each as likely as its spreads and its moments together make it.
  ///
  /// Moments count as measurements of the logarithm of an answer with a normal error. Of ``candidatesPerDraw``
  /// times as many draws from the spreads so many are kept, each as often as its weight asks, by systematic
  /// resampling: a draw that is kept twice has weight 2. A model without moments has draws from its
  /// spreads alone.
  ///
  /// - Returns: Draws of integer weight, and how many independent draws the weighed candidates are worth; nil
  ///   where there were no moments to weigh them by.
  /// - Throws: `StudyError` where no draw comes near the moments.
  /// - Source: Rubin, Using the SIR algorithm to simulate posterior distributions (Bayesian Statistics 3,
  ///   1988); Kitagawa (1996) for systematic resampling.
  public static func informed(
    _ model: EscalationModel, count: Int, seed: UInt64,
    fixing settings: [(path: String, value: Double)] = [], threadCount: Int,
    control: RunControl = RunControl()
  ) throws(StudyError) -> (draws: PriorDraws, worth: Double?) {
    guard !model.moments.isEmpty else {
      let draws = try PriorDraws(model, count: count, seed: seed, fixing: settings)
      return (draws, nil)
    }
    let candidates = try PriorDraws(
      model, count: min(countLimit, count * candidatesPerDraw), seed: seed, fixing: settings)
    // Progress is counted in solutions of the question, which these are not.
    let quiet = RunControl(isInterrupted: control.isInterrupted, kernel: control.kernel)
    let distances = try Parallel.map(
      Array(candidates.values.indices), threadCount: threadCount, control: quiet,
      interruption: .engine(.interrupted)
    ) { draw throws(StudyError) -> Double in
      try MomentAnswers(model, at: candidates.settings(draw), control: quiet).distance
    }
    let least = distances.reduce(.infinity, min)
    guard least < .infinity else {
      throw .unanswerable("no draw of the parameters answers the moments of the model")
    }
    let weights = distances.map { Elementary.exp((least - $0) / 2) }
    let word = StreamAddress(seed: seed, scenarioKey: stableHash("moments".utf8))
      .words(trajectory: 0, purpose: .prior, index: 0).0
    let copies = systematicCopies(
      weights, count: count, offset: (Double(word >> 12) + 0.5) * 0x1p-52)
    return (
      candidates.chosen(copies),
      WeightedSample.effectiveCount(weights)
    )
  }

  /// How often each of some weighted values is drawn when so many are, at equal distances of the summed weight.
  static func systematicCopies(_ weights: [Double], count: Int, offset: Double) -> [Int] {
    let total = weights.reduce(0, +)
    var copies = [Int](repeating: 0, count: weights.count)
    var (sum, taken) = (0.0, 0)
    for (index, weight) in weights.enumerated() {
      sum += weight
      while taken < count, (Double(taken) + offset) / Double(count) * total < sum {
        copies[index] += 1
        taken += 1
      }
    }
    // What rounding left over belongs to the last that counts.
    if taken < count, let last = weights.lastIndex(where: { $0 > 0 }) {
      copies[last] += count - taken
    }
    return copies
  }
}
