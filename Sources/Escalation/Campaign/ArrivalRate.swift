/// How many incidents arrive in a theatre, in a state of residue.
public struct ArrivalRate: Sendable, Equatable {
  /// Those that nobody means, a year: the incident base, heated by residue.
  public let ordinary: Double
  /// Those that a side begins because it takes the other for unwilling, a year.
  public let deliberate: Double

  /// All of them, a year.
  public var perYear: Double { ordinary + deliberate }
  /// The chance of one on a day.
  public var perDay: Double { perYear / Double(CampaignModel.daysPerYear) }
}
