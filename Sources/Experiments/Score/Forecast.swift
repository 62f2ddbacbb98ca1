import Escalation

/// A forecaster's probability that a question is answered with yes.
public struct Forecast: Sendable, Equatable {
  /// The number of the question in its file, from 0.
  public let question: Int
  /// Who gave it: a person, a crowd, a market, a base rate.
  public let forecaster: String
  /// Unit: probability.
  public let probability: Double
  /// When it was given.
  public let date: CalendarDay
  /// How the question differs from what the model answers.
  public let difference: String
  /// Where the number was published.
  public let source: String
  /// How well the number is known: seen, recalled.
  public let status: String
}
