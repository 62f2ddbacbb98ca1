import Escalation
import MarkovChains

/// One number of a result, with everything that is known about it.
public struct EstimateRow: Sendable {
  let scenario: Scenario
  /// The levels of the four factors of the theory; nil where a model has no such level.
  let levels: [Double?]
  /// The values of the varied parameters, in their order.
  let varied: [Double]
  /// Where the incident or the chain is taken up; nil where the answer does not depend on it.
  let start: String?
  let question: RowQuestion
  /// The structure of the model; nil where it has one only.
  var structure: String?
  /// The measures in force, joined by +; nil for the baseline.
  var measures: String?
  /// The theatre of a campaign; nil for all of them together, and for what is no campaign.
  var theatre: String?
  let estimate: Estimate
  /// The exact answer, where the estimate was checked against one.
  let exact: Double?
  let score: CheckScore?
  /// The central range of the exact answer over what is not known of the parameters; nil when they were
  /// not drawn.
  var prior: ClosedRange<Double>?
}

/// What a row answers, in the words of its columns.
struct RowQuestion: Sendable, Equatable {
  let quantity: String
  let unit: String
  /// The rung of a ladder, the target or the state of a chain.
  let rung: String?
  /// The rung's place on the ladder, or the state's in the chain.
  let rungNumber: Int?
  var quantile: Double?
  /// The horizon, in steps of the model; nil for ever.
  let day: Int?
}
