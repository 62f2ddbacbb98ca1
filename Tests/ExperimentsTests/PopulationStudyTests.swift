import Escalation
import MarkovChains
import ShippedModels
import SpecialFunctions
import Tables
import TestSupport
import Testing

@testable import Experiments

@Suite struct PopulationStudyTests {
  @Test func itServesOnlyWhenAskedFor() throws {
    #expect(try study(trajectories: 10, check: true).plan().engine.engine == .path)
    let plan = try study(engine: .population).plan()
    #expect(plan.engine == .init(engine: .population, why: "asked for"))
    #expect(plan.trajectoryCount == 1_000_000)
  }

  /// Every shipped ladder with 10^12 incidents, held against the exact answers row by row. A bias of four
  /// in a million in a probability of one half would be seen, of forty in a million in one of a hundredth.
  @Test(arguments: ShippedModels.names)
  func itAgreesWithTheExactEngine(_ name: String) throws {
    let checked = try study(
      name, engine: .population, trajectories: 1_000_000_000_000, seed: testSeed(21), check: true)
    let result = try checked.run(threadCount: 2)
    let verdict = try #require(result.check)
    #expect(verdict.agrees, "\(verdict.score.z) \(verdict.worst.question)")
    #expect(verdict.rowCount >= 12)
  }

  /// One structure of a dyad: 10^9 incidents in two thousand states.
  @Test func itAgreesOnADyad() throws {
    let model = try #require(try shipped("china-us-dyad").structured.first)
    let checked = Study(
      model: model, engineChoice: .population, trajectoryCount: 1_000_000_000,
      seed: testSeed(22), isChecked: true, horizon: model.horizon, start: model.start,
      structures: [model])
    let verdict = try #require(try checked.run(threadCount: 2).check)
    #expect(verdict.agrees, "\(verdict.score.z) \(verdict.worst.question)")
  }

  /// Twenty-five scenarios that draw apart: their scores, pooled by Stouffer, are a normal number.
  @Test func independentScenariosHaveIndependentScores() throws {
    let checked = try study(
      "major-powers", vary: ["signal_clarity=0:1:0.25", "nationalism=0:1:0.25"],
      engine: .population, trajectories: 1_000_000_000, seed: testSeed(23), independent: true,
      check: true, quantities: [.exceedanceProbability], rungs: [5])
    let scores = try checked.run(threadCount: 2).rows.compactMap { $0.score?.z }
    #expect(scores.count == 25)
    let pooled = scores.reduce(0, +) / Double(scores.count).squareRoot()
    #expect(abs(pooled) < 6.4)
    #expect(Set(scores).count == 25)
  }

  @Test(arguments: [2, 7])
  func threadsChangeNoByte(_ threads: Int) throws {
    let counts = try study(
      vary: ["nationalism=0:1:0.25"], engine: .population, trajectories: 1_000_000_000)
    let one = Table(counts, try counts.run(threadCount: 1)).csv
    #expect(Table(counts, try counts.run(threadCount: threads)).csv == one)
  }

  /// Occupancy is told without an error, and nothing else is.
  @Test func rowsPretendNothing() throws {
    let counts = try study(engine: .population, trajectories: 1_000_000)
    let result = try counts.run(threadCount: 1)
    let occupancy = result.rows.filter { $0.question.quantity == "occupancy_days" }
    #expect(!occupancy.isEmpty)
    for row in result.rows {
      let hasError = row.estimate.sample?.standardError != nil
      #expect(hasError == (row.question.quantity != "occupancy_days"), "\(row.question)")
    }
    let csv = Table(counts, result).csv
    #expect(csv.contains(",population,"))
    #expect(
      StudyReport(counts, result).caption.contains { $0.contains("without a standard error") })
    #expect(
      StudyReport(counts, result).caption.contains {
        $0.hasPrefix("Engine: population (asked for)")
      })
  }

  @Test func moreThanItCanCountIsRefusedBeforeAnythingRuns() throws {
    #expect(throws: StudyError.self) {
      try study(engine: .population, trajectories: 1_000_000_000_001).plan()
    }
  }

  /// A chain of one's own, rewards left out and said to be.
  @Test func aChainIsAnsweredByIt() throws {
    let chain = try ChainModel(
      file: "w.tra",
      sources: [
        SourceText(
          file: "w.tra", text: "0 0 0.5\n0 1 0.25\n0 2 0.25\n1 0 1\n2 2 0.25\n2 3 0.75\n3 3 1\n"),
        SourceText(file: "w.srew", text: "0 1.5\n1 2\n2 0.125\n"),
      ])
    for horizon in [nil, 7] {
      let checked = ChainStudy(
        chain: chain, starts: [0, 1], targets: [try chain.target("3"), try chain.target("1,3")],
        horizon: horizon,
        quantities: [.reachProbability, .unreachedProbability, .stepsToTarget, .rewardToTarget],
        reward: chain.rewards[0], engineChoice: .population, trajectoryCount: 1_000_000_000_000,
        seed: testSeed(24), isChecked: true)
      let result = try checked.run(threadCount: 2)
      let verdict = try #require(result.check)
      #expect(verdict.agrees, "\(verdict.worst.question) z \(verdict.score.z)")
      #expect(result.remarks.contains("populations do not answer reward_to_target"))
    }
    let rewards = ChainStudy(
      chain: chain, starts: [0], targets: [try chain.target("3")], horizon: nil,
      quantities: [.rewardToTarget], reward: chain.rewards[0], engineChoice: .population)
    #expect(throws: StudyError.self) { try rewards.plan() }
  }

  /// A bias of five in a million in a risk of a half would be seen.
  @Test func aCampaignIsAnsweredByIt() throws {
    let checked = CampaignStudy(
      campaign: try CampaignStudyTests.busy(), engineChoice: .population,
      trajectoryCount: 1_000_000_000_000, seed: testSeed(25), isChecked: true)
    let result = try checked.run(threadCount: 2)
    #expect(result.rows.count == 4)
    for row in result.rows {
      let score = try #require(row.score)
      #expect(
        score.logProbability > Elementary.log(AlphaBudget.level), "\(row.question): z \(score.z)")
    }
    #expect(result.remarks.contains { $0.contains("populations do not answer expected_incidents") })
  }
}
