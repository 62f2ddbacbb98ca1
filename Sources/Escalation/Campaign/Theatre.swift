/// A place where incidents of one kind arrive.
public struct Theatre: Sendable {
  /// The word for it in files and columns.
  public let name: String
  /// Its model, as the file names it.
  public let modelName: String
  /// What becomes of one of its incidents.
  public let model: EscalationModel
  /// The campaign's own number of incidents a year; nil where it is the model's.
  let rate: Int?
  /// Deliberate onset; nil where there is none.
  let opportunity: Opportunity?

  /// Whether some of its incidents are begun on purpose.
  public var hasOpportunity: Bool { opportunity != nil }

  /// Incidents that a side begins because it takes the other for unwilling: the more of them, the cooler
  /// the residue.
  struct Opportunity: Sendable {
    /// How many a year in the middle state.
    let rate: Int
    /// By how much the logarithm of their rate falls with each state of residue upward.
    let slope: Int
  }
}
