import Escalation

/// A question with a yes or no answer that forecasters were asked, and how a model answers it.
public struct ForecastQuestion: Sendable, Equatable {
  /// The word that rows of one question share.
  public let name: String
  /// The question as it was asked.
  public let text: String
  /// What counted as yes.
  public let definition: String
  /// The first day that counts.
  public let windowStart: CalendarDay
  /// The last day that counts.
  public let windowEnd: CalendarDay
  /// What happened; nil while the question is open.
  public let outcome: Bool?
  /// When that was settled.
  public let resolvedOn: CalendarDay?
  /// How the model answers.
  public let reading: Reading

  /// What a question becomes in the words of a model.
  public struct Reading: Sendable, Hashable {
    /// A shipped model or a file.
    public let model: String
    /// A rung, or `rung=R,peak=R`; empty for the start of the model.
    public let start: String
    /// The rung whose exceedance stands for yes.
    public let rung: String
    /// Days for which an incident is followed, or `none`; empty for the horizon of the model.
    public let horizon: String
    /// Incidents expected in the window; nil when the question is about one that is given.
    public let incidents: Double?
    /// Where that number comes from.
    public let incidentsSource: String
    /// `name=value` parted by semicolons; empty for the values of the model.
    public let settings: String

    /// The same with one incident given, whatever its source.
    var givenOneIncident: Reading {
      Reading(
        model: model, start: start, rung: rung, horizon: horizon, incidents: nil,
        incidentsSource: "", settings: settings)
    }
  }

  /// Whether it was asked of, and answered by, days the model was not fitted to.
  ///
  /// - Parameter year: The last year of the data; nil when the model does not say.
  /// - Returns: nil when it cannot be told.
  func isOutOfSample(after year: Int?) -> Bool? { year.map { windowStart.year > $0 } }
}
