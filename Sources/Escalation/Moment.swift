/// A number that is known of incidents, which the model's answer is held against.
public struct Moment: Sendable {
  /// The word for it in tables.
  public let name: String
  /// What is asked, of which rung.
  public let question: RiskQuestion
  /// Where the incident is taken up; conditions are held there.
  public let start: StartPoint
  /// What is set for it.
  public let settings: [Setting]
  /// The settings of the answer it is divided by; nil for the answer itself.
  public let reference: [Setting]?
  /// What is known of it; its standard error is that of its logarithm.
  public let number: StatedNumber

  /// A value given to a parameter.
  public struct Setting: Sendable, Equatable {
    /// The path of the parameter.
    public let path: String
    /// Its value.
    public let value: Double
  }
}
