/// What brink reports of a chain. Raw values are the words of columns and options.
public enum ChainQuantity: String, Sendable, CaseIterable {
  /// The target is visited by the horizon, or ever.
  case reachProbability = "reach_probability"
  /// It is not.
  case unreachedProbability = "unreached_probability"
  /// The step of the first visit, given that there is one.
  case stepsToTarget = "steps_to_target"
  /// Its variance, given that there is one.
  case stepsVariance = "steps_variance"
  /// The smallest number of steps by which the target has been visited with a given probability.
  case stepsQuantile = "steps_quantile"
  /// The total reward before the first visit, given that there is one.
  case rewardToTarget = "reward_to_target"
  /// Steps spent in a state, by the horizon or ever.
  case occupancySteps = "occupancy_steps"
  /// The state occupied at the horizon.
  case stateProbability = "state_probability"
  /// The share of time spent in a state in the long run.
  case stationaryProbability = "stationary_probability"

  /// The unit of its values.
  public var unit: String {
    switch self {
    case .reachProbability, .unreachedProbability, .stateProbability, .stationaryProbability:
      "probability"
    case .stepsToTarget, .stepsQuantile, .occupancySteps: "steps"
    case .stepsVariance: "steps squared"
    case .rewardToTarget: "reward"
    }
  }

  /// Whether it is about the first visit to a target.
  public var isOfPassage: Bool {
    switch self {
    case .reachProbability, .unreachedProbability, .stepsToTarget, .stepsVariance,
      .stepsQuantile, .rewardToTarget:
      true
    case .occupancySteps, .stateProbability, .stationaryProbability: false
    }
  }
}

/// The level of a quantile as it was typed, with its complement to full precision.
public struct QuantileLevel: Sendable, Equatable {
  /// The text, for the record.
  let text: String
  /// The level.
  public let value: Double
  /// One minus it.
  let complement: Double

  /// Reads a level strictly between zero and one.
  public init(_ argument: String) throws(Variation.SyntaxError) {
    guard let number = DecimalNumber(argument), number.mantissa > 0, number.scale <= 18,
      let one = DecimalNumber(mantissa: 1, scale: 0).mantissa(atScale: number.scale),
      number.mantissa < one
    else {
      throw Variation.SyntaxError(
        description: "'\(argument)' is no level: write a decimal strictly between 0 and 1, of at "
          + "most 18 digits")
    }
    guard number.value < 1 else {
      throw Variation.SyntaxError(
        description: "'\(argument)' is nearer to 1 than a double can tell; 16 nines are")
    }
    text = argument
    value = number.value
    complement = DecimalNumber(mantissa: one - number.mantissa, scale: number.scale).value
  }
}
