import MarkovChains
import SpecialFunctions
import TestSupport
import Testing

@testable import Escalation

/// The chain of days of a campaign, held against sums on paper.
@Suite struct CampaignChainTests {
  /// Laws on the rungs calm, tension, clash, war, the same in both theatres: war more often in hostile times.
  private let laws = PeakLaws(
    exceedance: [[[1, 1, 0.5, 0.1], [1, 1, 0.6, 0.2], [1, 1, 0.7, 0.4]]].flatMap { [$0, $0] })

  private func reach(
    _ campaign: CampaignModel, _ rung: Int, days: Int
  ) throws -> Double {
    let problem = campaign.problem(laws, campaign.structures[0], reaching: rung, days: days)
    return try ExactEngine().estimates(for: Mixture(problem))[.reachProbability(set: 0)]?.value
      ?? .nan
  }

  @Test func ratesAreThoseOfTheirFormula() throws {
    let campaign = try smallCampaign()
    let rates = campaign.rates(campaign.structures[0])
    for (state, height) in [-1.0, 0, 1].enumerated() {
      let heated = Elementary.exp(0.3 * height)
      #expect(relativeError(rates[0][state].perYear, 3 * heated) < 1e-15)
      #expect(rates[0][state].deliberate == 0)
      #expect(relativeError(rates[1][state].ordinary, 2 * heated) < 1e-15)
      // Deliberate onset: the cooler, the more.
      #expect(relativeError(rates[1][state].deliberate, Elementary.exp(-0.5 * height)) < 1e-15)
    }
  }

  @Test func theFirstDayAndTheSecondAreThoseOnPaper() throws {
    let campaign = try smallCampaign(replacing: "fade: 0.2", with: "fade: 0")
    let rates = campaign.rates(campaign.structures[0])
    let daily = (0..<3).map { rates[0][$0].perDay + rates[1][$0].perDay }
    let war = [0.1, 0.2, 0.4]
    let first = daily[1] * war[1]
    #expect(relativeError(try reach(campaign, 3, days: 1), first) < 1e-14)
    // Short of war an incident heats with 0.1 and cools with 0.2.
    let short = daily[1] * (1 - war[1])
    let second =
      short * 0.1 * daily[2] * war[2] + short * 0.2 * daily[0] * war[0]
      + (1 - first - 0.3 * short) * daily[1] * war[1]
    #expect(relativeError(try reach(campaign, 3, days: 2), first + second) < 1e-14)
  }

  /// What follows an incident goes by its highest rung: war always heats.
  @Test func residueMovesByTheHighestRung() throws {
    let campaign = try smallCampaign(replacing: "fade: 0.2", with: "fade: 0")
    let problem = campaign.problem(laws, campaign.structures[0], reaching: nil, days: 1)
    let rates = campaign.rates(campaign.structures[0])
    let daily = rates[0][1].perDay + rates[1][1].perDay
    let row = problem.matrix.row(1).map { problem.matrix.probabilities[$0] }
    #expect(row.count == 3)
    #expect(relativeError(row[0], daily * 0.8 * 0.2) < 1e-14)
    #expect(relativeError(row[2], daily * (0.8 * 0.1 + 0.2)) < 1e-14)
  }

  @Test func residueFadesTowardsTheMiddleFromEitherSide() throws {
    let quiet = try smallCampaign(
      replacing: "any: {heat: 0.1, cool: 0.2}", with: "any: {heat: 0, cool: 0}")
    #expect(
      relativeError(1 - Elementary.exp(365 * Elementary.log1p(-quiet.dailyFade)), 0.2) < 1e-12)
    let problem = quiet.problem(laws, quiet.structures[0], reaching: nil, days: 1)
    let rates = quiet.rates(quiet.structures[0])
    for state in [0, 2] {
      let daily = rates[0][state].perDay + rates[1][state].perDay
      let entries = problem.matrix.row(state)
      let inward = try #require(entries.first { problem.matrix.targets[$0] == 1 })
      // War heats: from below the middle that leads inward too.
      let heated = state == 0 ? daily * 0.1 : 0
      let expected = (1 - daily) * quiet.dailyFade + heated
      #expect(relativeError(problem.matrix.probabilities[inward], expected) < 1e-12)
    }
    #expect(try smallCampaign(replacing: "fade: 0.2", with: "fade: 1").dailyFade == 1)
    #expect(try smallCampaign(replacing: "fade: 0.2", with: "fade: 0").dailyFade == 0)
  }

  @Test func effectsShiftTheNumbersOfModelsAndStopAtTheirEnds() throws {
    let campaign = try smallCampaign(replacing: "nationalism: 0.1", with: "nationalism: 0.6")
    let structure = campaign.structures[0]
    let model = structure.models[0]
    let index = try #require(model.parameterIndex("nationalism"))
    let usual = try campaign.values(theatre: 0, state: 1, structure)
    #expect(usual.values == model.statedValues)
    #expect(usual.held.isEmpty)
    let hostile = try campaign.values(theatre: 0, state: 2, structure)
    #expect(hostile.values[index] == 1)
    #expect(hostile.held == ["nationalism"])
    let mild = try smallCampaign()
    #expect(
      relativeError(
        try mild.values(theatre: 0, state: 0, mild.structures[0]).values[index], 0.4) < 1e-15)
  }

  /// With an incident every day at most one arrives, and rows still sum to one.
  @Test func aFullDayLeavesNothingOver() throws {
    let campaign = try smallCampaign(
      replacing: "arrivals: 0.3", with: "arrivals: 0",
      models: [
        "first": smallModelWithBase,
        "second": smallModelWithBase.replacing("per_year: 2", with: "per_year: 360"),
      ])
    #expect(try reach(campaign, 1, days: 400) > 0.999_999)
  }
}
