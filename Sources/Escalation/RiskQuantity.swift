import MarkovChains

/// What brink reports of an incident. Raw values are the words of columns and options.
public enum RiskQuantity: String, Sendable, CaseIterable {
  /// The highest rung is this one or above.
  case exceedanceProbability = "exceedance_probability"
  /// The incident has come to rest on this rung.
  case absorptionProbability = "absorption_probability"
  /// The incident has not come to rest.
  case unresolvedProbability = "unresolved_probability"
  /// Days spent on this rung.
  case occupancyDays = "occupancy_days"
  /// The lesser of days to the end and horizon.
  case daysToEnd = "days_to_end"
  /// Days until this rung or above is first reached, given that it is.
  case firstPassageDays = "first_passage_days"
  /// At least one of a year's incidents reaches this rung or above.
  case annualRisk = "annual_risk"

  /// The unit of its values.
  public var unit: String {
    switch self {
    case .exceedanceProbability, .absorptionProbability, .unresolvedProbability, .annualRisk:
      "probability"
    case .occupancyDays, .daysToEnd, .firstPassageDays: "days"
    }
  }
}

/// A row of the result: what is reported of which rung, and what the chain is asked for it.
public struct RiskQuestion: Sendable, Equatable {
  /// What is reported.
  public let quantity: RiskQuantity
  /// nil where the quantity is of the incident as a whole.
  public let rung: Int?
  /// What an engine answers.
  public let asked: Quantity

  /// A question.
  public init(quantity: RiskQuantity, rung: Int?, asked: Quantity) {
    self.quantity = quantity
    self.rung = rung
    self.asked = asked
  }
}
