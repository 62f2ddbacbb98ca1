/// A campaign that was read and found valid: incidents keep arriving in several theatres, and each leaves
/// something behind for those that follow.
public struct CampaignModel: Sendable {
  /// The name that the file gives.
  public let name: String
  /// What the campaign is, in words.
  public let about: String
  /// The file it came from, as the user named it.
  public let file: String
  /// The text it came from, verbatim.
  public let text: String
  /// What its numbers refer to.
  public let sources: [EscalationModel.Source]
  /// How long it is followed, in years of ``daysPerYear`` days.
  public let years: Int
  /// Where incidents arrive, in the order of the file.
  public let theatres: [Theatre]
  /// What settled incidents leave behind.
  public let residue: Residue
  /// The campaign's own numbers; those of the theatres' models are the models'.
  public let parameters: [Parameter]
  /// The theatres' models under each structure that all of them share; one without a name where none
  /// has any.
  public let structures: [CampaignStructure]

  /// Days in a year of the campaign.
  public static let daysPerYear = 365
  /// The longest campaign, in years.
  public static let yearLimit = 1_000

  /// The ladder that all theatres share.
  public var ladder: Ladder { theatres[0].model.ladder }

  /// How long it is followed, in days.
  public var days: Int { years * Self.daysPerYear }

  /// The campaign under the structure of a name; nil when the theatres share none of that name. `-` and
  /// `_` are the same.
  public func structure(named name: String) -> CampaignStructure? {
    structures.first { $0.name == name.replacing("-", with: "_") }
  }

  func value(_ parameter: Int) -> Double { parameters[parameter].number.value }
}
