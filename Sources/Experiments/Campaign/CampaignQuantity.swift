/// What is estimated of a campaign.
public enum CampaignQuantity: String, Sendable, CaseIterable {
  /// The probability that in the first year an incident reaches this rung or one above.
  case annualRisk = "annual_risk"
  /// The same over all years of the campaign.
  case campaignRisk = "campaign_risk"
  /// How many incidents arrive in a theatre in the first year.
  case expectedIncidents = "expected_incidents"
  /// How much of the risk over all years comes from a theatre: where the first incident is that gets there.
  case riskShare = "risk_share"
  /// The mean of residue over all days, in states above the middle.
  case meanResidue = "mean_residue"

  /// The unit of the estimate.
  public var unit: String {
    switch self {
    case .annualRisk, .campaignRisk: "probability"
    case .expectedIncidents: "incidents"
    case .riskShare: "share"
    case .meanResidue: "states above the middle"
    }
  }

  /// Whether simulation answers it.
  var isOfPaths: Bool { self == .annualRisk || self == .campaignRisk }
}
