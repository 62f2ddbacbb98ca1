import Testing

@testable import Escalation

/// What a campaign file may say, and what is said of one that may not.
@Suite struct CampaignReadingTests {
  @Test func aCampaignIsRead() throws {
    let campaign = try smallCampaign()
    #expect(campaign.years == 10)
    #expect(campaign.days == 3650)
    #expect(campaign.theatres.map(\.name) == ["north", "south"])
    #expect(campaign.residue.states == ["friendly", "usual", "hostile"])
    #expect(campaign.residue.states.indices.map(campaign.residue.value) == [-1, 0, 1])
    #expect(campaign.structures.map(\.name) == [nil])
    // The theatre's own number, and the model's where it has none.
    let base = campaign.theatres.indices.map { campaign.baseRate($0, campaign.structures[0]) }
    #expect(base == [3, 2])
    #expect(
      campaign.parameters.map(\.path) == [
        "theatres.north.per_year", "theatres.south.opportunity.per_year",
        "theatres.south.opportunity.slope", "residue.fade", "residue.effects.nationalism",
        "residue.arrivals", "residue.after.any.heat", "residue.after.any.cool",
        "residue.after.war.heat", "residue.after.war.cool",
      ])
  }

  @Test(arguments: [
    (
      "per_year: 3}", "per_year: 400}",
      "campaign.yaml:7:3: error: theatres: incidents arrive 1.1"
    ),
    (
      "model: first", "model: frist",
      "campaign.yaml:7:26: error: theatres[0].model: there is no 'frist'"
    ),
    ("years: 10\n", "", "campaign.yaml:1:1: error: the key 'years' is missing; a yearly risk"),
    ("years: 10", "years: 0", "campaign.yaml:5:8: error: years: a campaign lasts between 1 and"),
    (
      "nationalism: 0.1", "rationalism: 0.1",
      "campaign.yaml:13:13: error: residue.effects.rationalism: no theatre's model has a number"
    ),
    (
      "nationalism: 0.1", "incident_base.per_year: 0.1",
      "rates of arrival are moved by 'arrivals', not here"
    ),
    (
      "[friendly, usual, hostile]", "[usual, hostile]",
      "there are 2 states; their number is odd"
    ),
    (
      "[friendly, usual, hostile]", "[usual, hostile, usual]", "two states are called 'usual'"
    ),
    ("start: usual", "start: usal", "'usal' is not one of the states: friendly, usual, hostile"),
    ("cool: 0.2", "cool: 0.95", "their sum is at most 1"),
    ("    any: {heat: 0.1, cool: 0.2}\n", "", "there is no row for 'tension' and none for 'any'"),
    ("    war: {heat", "    wars: {heat", "unknown key 'wars' (did you mean 'war'?)"),
    ("fade: 0.2", "fade: 1.2", "1.2 must lie between 0 and 1"),
    ("  fade: 0.2\n", "", "the key 'fade' is missing"),
    ("name: south", "name: north", "two theatres are called 'north'"),
    ("name: south", "name: \"so,uth\"", "is no name of a theatre"),
    ("slope: 0.5", "slope: -0.5", "-0.5 must not be negative"),
    ("fade: 0.2", "fade: {value: 0.2, source: nowhere}", "no source has the key 'nowhere'"),
  ])
  func aProblemIsToldWithItsPlace(_ old: String, _ new: String, _ says: String) {
    let problems = campaignProblems(replacing: old, with: new)
    #expect(problems.contains { $0.contains(says) }, "\(problems)")
    #expect(problems.allSatisfy { $0.hasPrefix("campaign.yaml:") && $0.contains(": error: ") })
  }

  /// Residue that heats arrivals counts too: what is one a day in usual times is more in hostile ones.
  @Test func moreThanOneADayIsRefusedAtWhateverResidue() {
    let usual = campaignProblems(replacing: "per_year: 3", with: "per_year: 300")
    #expect(usual.count == 1)
    #expect(usual.first?.contains("where residue is 'hostile'") == true, "\(usual)")
    #expect(campaignProblems(replacing: "per_year: 3", with: "per_year: 200").isEmpty)
  }

  @Test func aTheatreNeedsAnIncidentBaseWithPerYear() {
    let none = campaignProblems(
      replacing: "years: 10", with: "years: 9",
      models: ["first": smallModel, "second": smallModelWithBase])
    #expect(none.contains { $0.contains("'first' has no incident_base") }, "\(none)")
    let rateless = smallModel + "\nincident_base: {definition: an encounter}\n"
    let problems = campaignProblems(
      replacing: "years: 10", with: "years: 9", models: ["first": rateless, "second": rateless])
    #expect(problems.count == 1)
    #expect(
      problems.first?.hasPrefix(
        "campaign.yaml:8:5: error: theatres[1]: 'south' needs an incident base with per_year")
        == true, "\(problems)")
  }

  @Test func theatresShareOneLadder() {
    let other = smallModelWithBase.replacing("clash", with: "fight")
    let problems = campaignProblems(
      replacing: "years: 10", with: "years: 9",
      models: ["first": smallModelWithBase, "second": other])
    #expect(problems.count == 1)
    #expect(problems.first?.contains("all theatres share one ladder") == true, "\(problems)")
  }

  @Test func everyProblemIsToldAtOnce() {
    let problems = campaignProblems(
      replacing: "  start: usual\n  fade: 0.2\n  effects: {nationalism: 0.1}",
      with: "  start: never\n  fade: -1\n  effects: {nobody: 0.1}\n  color: red")
    #expect(problems.count == 4, "\(problems)")
    let places = ["11:10", "12:9", "13:13", "14:3"]
    for (problem, place) in zip(problems, places) {
      #expect(problem.hasPrefix("campaign.yaml:\(place): error: residue"), "\(problem)")
    }
  }

  @Test func aCampaignIsNoModelOfAnIncident() throws {
    let document = try ModelDocument(text: smallCampaign, file: "campaign.yaml")
    #expect(document.isCampaign)
    #expect(try !ModelDocument(text: smallModel, file: "small.yaml").isCampaign)
    do {
      _ = try EscalationModel(document)
      Issue.record("read as a model")
    } catch {
      #expect(error.description.contains("a campaign is no model of one incident"))
    }
  }

  private static func structured(_ names: [String]) -> String {
    let entries = names.map { "  \($0): {about: x, set: {nationalism: 0.5}}\n" }
    return smallModelWithBase + "structures:\n" + entries.joined()
  }

  /// A theatre without structures is itself under each of the others'.
  @Test func structuresAreThoseThatAllTheatresShare() throws {
    func names(_ first: String, _ second: String) throws -> [String?] {
      try smallCampaign(models: ["first": first, "second": second]).structures.map(\.name)
    }
    #expect(try names(smallModelWithBase, Self.structured(["one", "two"])) == ["one", "two"])
    #expect(
      try names(Self.structured(["one", "two"]), Self.structured(["two", "three"])) == ["two"])
    let problems = campaignProblems(
      replacing: "years: 10", with: "years: 9",
      models: ["first": Self.structured(["one"]), "second": Self.structured(["two"])])
    #expect(
      problems.first?.contains("the theatres share no structure: north has one; south has two")
        == true, "\(problems)")
  }
}
