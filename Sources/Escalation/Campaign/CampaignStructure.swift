/// The models of a campaign's theatres under one structure.
public struct CampaignStructure: Sendable {
  /// The structure's name; nil where no theatre has structures.
  public let name: String?
  /// Shape `[theatre]`: a model without structures is the same under each.
  public let models: [EscalationModel]
}
