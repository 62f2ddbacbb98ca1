/// What an engine can say about a chain; `set` counts the sets of the problem.
public enum Quantity: Sendable, Hashable {
  /// The probability that target set `set` is visited by the horizon, or ever.
  case reachProbability(set: Int)
  /// The mean step of the first visit to target set `set`, given that it is visited.
  case firstPassageSteps(set: Int)
  /// The probability of having been absorbed in outcome `set` by the horizon, or ever.
  case absorptionProbability(set: Int)
  /// The probability of not having been absorbed in any outcome by the horizon, or ever.
  case unresolvedProbability
  /// The mean number of steps spent in occupied set `set` before the horizon.
  case occupancySteps(set: Int)
  /// The mean total reward before the first visit to target set `set`, given that it is visited.
  case rewardToTarget(set: Int)
  /// The probability that the last state, at the horizon, lies in final set `set`.
  case finalProbability(set: Int)
  /// The mean of the lesser of steps to absorption in any outcome and horizon.
  case restrictedMeanSteps
}
