/// What is asked of a known chain; passage is from its start to its targets.
enum KnownQuestion: Sendable, Hashable {
  /// The probability of ever being in the targets.
  case reach
  /// The probability of never being in them.
  case unreached
  /// The mean number of steps to them, given arrival.
  case stepsMean
  /// The variance of that number, given arrival.
  case stepsVariance
  /// The mean sum of the rewards of the states before arrival, given arrival.
  case rewardMean
  /// The mean number of visits to a state, step 0 included, whatever happens.
  case occupancy(state: Int)
  /// The probability of having been in the targets by a step.
  case boundedReach(by: Int)
  /// The probability of not having been in them by a step.
  case boundedUnreached(by: Int)
  /// The probability of being in a state at a step.
  case stateProbability(state: Int, at: Int)
  /// The stationary probability of a state.
  case stationary(state: Int)
  /// The first step by which the targets have been reached with at least this probability.
  case quantile(Rational)
}
