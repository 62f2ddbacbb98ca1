import Escalation
import Foundation
import MarkovChains
import ShippedModels
import SpecialFunctions
import Tables
import TestSupport
import Testing

@testable import Experiments

/// Campaigns held against sums on paper, against each other and against simulation.
@Suite struct CampaignStudyTests {
  private func rows(_ campaign: CampaignModel) throws -> [EstimateRow] {
    try CampaignStudy(campaign: campaign).run(threadCount: 2).rows
  }

  private func value(
    _ rows: [EstimateRow], _ quantity: CampaignQuantity, rung: String? = nil, theatre: String? = nil
  ) throws -> Double {
    let found = rows.filter {
      $0.question.quantity == quantity.rawValue && $0.question.rung == rung && $0.theatre == theatre
    }
    try #require(found.count == 1)
    return found[0].estimate.value
  }

  private func risk(_ campaign: CampaignModel) throws -> Double {
    try value(rows(campaign), .campaignRisk, rung: "war")
  }

  /// 1 - (1 - sum of daily chances)^days.
  private func power(_ daily: Double, _ days: Int) -> Double {
    -Elementary.expm1(Double(days) * Elementary.log1p(-daily))
  }

  @Test func twoTheatresWithoutResidueAreThoseOnPaper() throws {
    let campaign = try Campaigns.campaign(
      theatres: ["{name: a, model: one}", "{name: b, model: two, per_year: 7.3}"],
      models: ["one": Campaigns.model(war: 0), "two": Campaigns.model(war: -2)])
    let found = try rows(campaign)
    let second = 1 / (1 + Elementary.exp(2))
    let parts = [0.01 * 0.5, 0.02 * second]
    let daily = parts[0] + parts[1]
    for (quantity, days) in [(CampaignQuantity.annualRisk, 365), (.campaignRisk, 3650)] {
      #expect(
        relativeError(try value(found, quantity, rung: "war"), power(daily, days)) < 1e-12)
      #expect(
        relativeError(try value(found, quantity, rung: "tension"), power(0.03, days)) < 1e-12)
    }
    for (theatre, part) in zip(["a", "b"], parts) {
      #expect(
        relativeError(
          try value(found, .riskShare, rung: "war", theatre: theatre), part / daily) < 1e-12)
    }
    #expect(relativeError(try value(found, .expectedIncidents, theatre: "a"), 3.65) < 1e-12)
    #expect(relativeError(try value(found, .expectedIncidents, theatre: "b"), 7.3) < 1e-12)
    #expect(try value(found, .meanResidue) == 0)
  }

  /// The parts of theatres, as occupancy has them, sum to the risk that propagation has.
  @Test func partsOfTheatresSumToTheRisk() throws {
    let campaign = try Campaigns.campaign(
      theatres: ["{name: a, model: one}", "{name: b, model: two, per_year: 9}"],
      residue: Campaigns.residue(
        fade: 0.3, effects: "{channel_availability: 0.2}", arrivals: 0.2, heat: 0.3, cool: 0.1),
      models: ["one": Campaigns.model(war: -3, more: 3), "two": Campaigns.model(war: -5)])
    let study = CampaignStudy(campaign: campaign)
    let laws = try campaign.peakLaws(study.structures, threadCount: 1)[0]
    var solved = CampaignStudy.Solved(study: study, structure: study.structures[0], laws: laws)
    let parts = try solved.parts(reaching: 2, days: campaign.days, RunControl())
    #expect(relativeError(parts.reduce(0, +), try risk(campaign)) < 1e-12)
    let shares = try ["a", "b"].map {
      try value(rows(campaign), .riskShare, rung: "war", theatre: $0)
    }
    #expect(relativeError(shares[0] + shares[1], 1) < 1e-14)
  }

  /// A first year of the shipped campaign, under every structure, against the 27 confrontations of China and the
  /// United States: displays of force inside the exact Poisson interval of 11 in the 43 years since 1972, clashes
  /// and wars between the rates of those years (1 and 0) and of all 65 (8 and 2).
  @Test func theShippedCampaignIsAtTheLevelOfTheCounts() throws {
    let text = try #require(ShippedModels.text("china-us-campaign"))
    let campaign = try CampaignModel(
      ModelDocument(text: text, file: "china-us-campaign.yaml")
    ) { name throws(TheatreModelError) in
      do throws(ModelError) {
        return try EscalationModel(
          ModelDocument(text: ShippedModels.text(name) ?? "", file: "\(name).yaml"))
      } catch {
        throw TheatreModelError(error.description)
      }
    }
    let ranges = [
      "show_of_force": 0.1277...0.4578, "limited_clash": 1.0 / 43...8.0 / 65,
      "limited_war": 0...2.0 / 65,
    ]
    let found = try rows(campaign).filter { $0.question.quantity == "annual_risk" }
    #expect(Set(found.map(\.structure)).count == 3)
    for row in found {
      guard let range = row.question.rung.flatMap({ ranges[$0] }) else { continue }
      let rate = -Elementary.log1p(-row.estimate.value)
      #expect(range.contains(rate), "\(row.structure ?? "") \(row.question.rung ?? ""): \(rate)")
    }
  }

  /// A hundred campaigns of random numbers: residue that heats raises the risk, residue that cools lowers it.
  @Test func residueThatHeatsRaisesTheRiskAndResidueThatCoolsLowersIt() throws {
    var state: UInt64 = 20_251_126
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
    for trial in 0..<100 {
      let models = ["one": Campaigns.model(war: -6 * draw(), more: 4 * draw())]
      let (rate, effect, arrivals) = (0.1 + 5 * draw(), 0.4 * draw() + 0.01, draw())
      let (move, fade) = (0.05 + 0.9 * draw(), 0.9 * draw())
      func risk(heat: Double, cool: Double) throws -> Double {
        try self.risk(
          Campaigns.campaign(
            years: 3, theatres: ["{name: a, model: one, per_year: \(rate)}"],
            residue: Campaigns.residue(
              fade: fade, effects: "{channel_availability: \(effect)}", arrivals: arrivals,
              heat: heat, cool: cool),
            models: models))
      }
      let none = try risk(heat: 0, cool: 0)
      #expect(try risk(heat: move, cool: 0) > none, "trial \(trial)")
      #expect(try risk(heat: 0, cool: move) < none, "trial \(trial)")
    }
  }

  /// Residue of one theatre reaches the others: where all incidents of one heat, the other's share grows.
  @Test func troubleInOneTheatreHeatsTheOthers() throws {
    func risk(heat: Double) throws -> Double {
      // Incidents of the first theatre never become war by more than one in a million.
      let found = try rows(
        Campaigns.campaign(
          theatres: ["{name: a, model: one, per_year: 30}", "{name: b, model: two, per_year: 1}"],
          residue: Campaigns.residue(arrivals: 0.5, heat: heat),
          models: ["one": Campaigns.model(war: -14), "two": Campaigns.model(war: -2)]))
      return try value(found, .campaignRisk, rung: "war")
    }
    #expect(try risk(heat: 0.5) > 1.2 * risk(heat: 0))
  }

  @Test func residueFadesAsItsChanceAYearSays() throws {
    let fade = 0.4
    func residue(start: String, years: Int, fade: Double) throws -> Double {
      let campaign = try Campaigns.campaign(
        years: years, theatres: ["{name: a, model: one, per_year: 0}"],
        residue: Campaigns.residue(start: start, fade: fade))
      return try value(rows(campaign), .meanResidue)
    }
    // The mean over a year of what decays by 0.4 in it.
    let daily = -Elementary.expm1(Elementary.log1p(-fade) / 365)
    let mean = fade / (365 * daily)
    #expect(relativeError(try residue(start: "hot", years: 1, fade: fade), mean) < 1e-12)
    #expect(relativeError(try residue(start: "cool", years: 1, fade: fade), -mean) < 1e-12)
    #expect(try residue(start: "hot", years: 3, fade: 0) == 1)
    #expect(relativeError(try residue(start: "hot", years: 1, fade: 1), 1.0 / 365) < 1e-12)
  }

  @Test func opportunityInvitesWhereTheOtherLooksUnwilling() throws {
    func incidents(start: String, slope: Double) throws -> (count: Double, risk: Double) {
      let campaign = try Campaigns.campaign(
        years: 1,
        theatres: ["{name: a, model: one, opportunity: {per_year: 2, slope: \(slope)}}"],
        residue: Campaigns.residue(start: start, arrivals: 0.25))
      let found = try rows(campaign)
      return (
        try value(found, .expectedIncidents, theatre: "a"),
        try value(found, .annualRisk, rung: "war")
      )
    }
    for (start, height) in [("cool", -1.0), ("middle", 0), ("hot", 1)] {
      let rate = 3.65 * Elementary.exp(0.25 * height) + 2 * Elementary.exp(-0.7 * height)
      let found = try incidents(start: start, slope: 0.7)
      #expect(relativeError(found.count, rate) < 1e-12)
      #expect(relativeError(found.risk, power(rate / 365 * 0.5, 365)) < 1e-12)
    }
    #expect(try incidents(start: "cool", slope: 2).risk > incidents(start: "cool", slope: 1).risk)
  }

  /// A law by a horizon of its own: an incident of which nothing comes in time counts for less.
  @Test func incidentsAreFollowedForTheHorizonOfTheirModel() throws {
    let campaign = try Campaigns.campaign(
      models: ["one": Campaigns.model(war: 0).replacing("horizon: none", with: "horizon: 5d")])
    let model = campaign.theatres[0].model
    let mixture = model.compile([model.statedValues], horizon: 5, start: model.start)[0].mixture
    let reach = try #require(
      try ExactEngine().estimates(for: mixture)[.reachProbability(set: 1)]?.value)
    #expect(reach < 0.49)
    #expect(relativeError(try risk(campaign), power(0.01 * reach, 3650)) < 1e-12)
  }

  static let busy: @Sendable () throws -> CampaignModel = {
    try Campaigns.campaign(
      years: 3, theatres: ["{name: a, model: one}", "{name: b, model: two, per_year: 12}"],
      residue: Campaigns.residue(
        states: "[1, 2, 3, 4, 5]", start: "3", fade: 0.3,
        effects: "{channel_availability: 0.2}", arrivals: 0.2, heat: 0.3, cool: 0.2),
      models: ["one": Campaigns.model(war: -3, more: 3), "two": Campaigns.model(war: -4)])
  }

  /// 60,000 trajectories: a bias of 2 % in a risk of a half would be seen.
  @Test func simulationAgreesWithTheExactAnswer() throws {
    let study = CampaignStudy(
      campaign: try Self.busy(), trajectoryCount: 60_000, seed: testSeed(7), isChecked: true)
    let result = try study.run(threadCount: 2)
    #expect(result.rows.count == 4)
    for row in result.rows {
      let score = try #require(row.score)
      #expect(
        score.logProbability > Elementary.log(AlphaBudget.level), "\(row.question): z \(score.z)")
    }
    #expect(result.check?.agrees == true)
    #expect(result.remarks.contains { $0.contains("paths do not answer expected_incidents") })
  }

  @Test func noNumberDependsOnThreads() throws {
    let campaign = try Self.busy()
    for count in [nil, 20_000] {
      let tables = try [1, 2, 5].map { threads in
        let study = CampaignStudy(campaign: campaign, trajectoryCount: count, seed: 11)
        return try study.table(of: study.run(threadCount: threads)).csv
      }
      #expect(Set(tables).count == 1)
    }
  }

  @Test func structuresAreAnsweredOneByOneAndSaidAsARange() throws {
    let structures = """
      structures:
        mild: {about: x, set: {channel_availability: 0.25}}
        harsh: {about: x, set: {channel_availability: 0.75}}
      """
    let campaign = try Campaigns.campaign(
      models: ["one": Campaigns.model(war: -4, more: 2, rest: structures)])
    let study = CampaignStudy(campaign: campaign)
    let result = try study.run(threadCount: 2)
    let found = result.rows.filter {
      $0.question.quantity == "campaign_risk" && $0.question.rung == "war"
    }
    #expect(found.map(\.structure) == ["mild", "harsh"])
    for (row, logit) in zip(found, [-4.5, -3.5]) {
      let daily = 0.01 / (1 + Elementary.exp(-logit))
      #expect(relativeError(row.estimate.value, power(daily, 3650)) < 1e-12)
    }
    let report = study.report(on: result)
    #expect(report.headline.contains("over the structures mild, harsh"), "\(report.headline)")
    #expect(report.table.contains(" to "))
    let one = CampaignStudy(campaign: campaign, structures: [campaign.structures[1]])
    let caption = one.report(on: try one.run(threadCount: 1)).caption.joined(separator: "\n")
    #expect(caption.contains("structure: harsh; not compared: mild."))
    #expect(caption.contains("a: an encounter, 4 a year; 3 seen in 1990-2000."), "\(caption)")
    #expect(caption.contains("Not a forecast."))
  }

  @Test func columnsKeysAndCellsAreThoseOfEveryStudy() throws {
    let study = CampaignStudy(campaign: try Self.busy())
    let result = try study.run(threadCount: 1)
    let table = study.table(of: result)
    #expect(table.columns.last?.name == "theatre")
    let places = table.key.compactMap { name in table.columns.firstIndex { $0.name == name } }
    #expect(places.count == table.key.count)
    let keys = table.rows.map { row in places.map { row[$0].text }.joined(separator: "|") }
    #expect(Set(keys).count == keys.count)
    #expect(!table.csv.lowercased().contains("nan"))
    let plan = try study.plan()
    #expect(plan.rowCount == table.rowCount)
    let manifest = study.manifest(of: result, provenance: .blank)
    #expect(manifest.model.companions?.map(\.file) == ["one.yaml", "two.yaml"])
  }

  @Test func whatPathsDoNotAnswerIsRefused() throws {
    let study = CampaignStudy(
      campaign: try Self.busy(), engineChoice: .path, quantities: [.meanResidue])
    #expect(throws: StudyError.self) { try study.plan() }
    let nothing = CampaignStudy(campaign: try Self.busy(), quantities: [.meanResidue], rungs: [1])
    #expect(throws: StudyError.self) { try nothing.plan() }
  }

  @Test func anInterruptedCampaignHasNoAnswers() throws {
    let result = try CampaignStudy(campaign: try Self.busy())
      .run(threadCount: 2, control: RunControl(isInterrupted: { true }))
    #expect(result.isInterrupted)
    #expect(result.rows.isEmpty)
  }

  @Test func aDescriptionTellsRatesAndChain() throws {
    let text = try CampaignDescription(try Self.busy(), threadCount: 1).text
    #expect(text.contains("residue, coolest first: 1, 2, 3 (start, middle), 4, 5"), "\(text)")
    #expect(text.contains("chain of days: residue from one day to the next"))
    #expect(text.contains("in the long run, shares of days: 1 0."))
    #expect(text.contains("residue.after.any.heat"))
  }
}
