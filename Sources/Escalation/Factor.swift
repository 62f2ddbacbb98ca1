/// One of the influences on an incident. The four of the theory are static members; a model file may
/// declare further ones.
public struct Factor: Sendable, Hashable {
  /// The name in files, keys and columns, for instance `third_party_mediation`.
  public let name: String

  /// A factor with a name of small letters, digits and `_`.
  public init(name: String) {
    self.name = name
  }

  /// The name as an option is usually typed, for instance `third-party-mediation`.
  public var optionName: String { name.replacing("_", with: "-") }

  /// How free of ambiguity and contradiction signals are. More of it prevents misjudgment.
  public static let signalClarity = Factor(name: "signal_clarity")
  /// Whether direct, high-level dialogue works when it is needed. More of it puts misreadings right.
  public static let channelAvailability = Factor(name: "channel_availability")
  /// How far public opinion captures policy. More of it pushes up and makes stepping down costly.
  public static let nationalism = Factor(name: "nationalism")
  /// Room for mediation by multilateral platforms or a third state. More of it ends crises sooner.
  public static let thirdPartyMediation = Factor(name: "third_party_mediation")

  /// The four factors of crisis management, in the order of columns.
  ///
  /// - Source: an essay on China-US crisis management (October 2025), by a researcher of one party,
  ///   which cites nobody.
  public static let theory = [
    signalClarity, channelAvailability, nationalism, thirdPartyMediation,
  ]
}
