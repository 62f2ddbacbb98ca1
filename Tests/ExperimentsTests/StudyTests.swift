import Escalation
import Foundation
import MarkovChains
import ShippedModels
import Synchronization
import Tables
import TestSupport
import Testing

@testable import Experiments

func shipped(_ name: String) throws -> EscalationModel {
  try EscalationModel(ModelDocument(text: ShippedModels.text(name) ?? "", file: "\(name).yaml"))
}

func study(
  _ name: String = "hainan-2001", vary: [String] = [], set: [String] = [],
  design: Design = .grid, engine: EngineChoice = .auto, trajectories: Int? = nil,
  seed: UInt64 = 11, independent: Bool = false, check: Bool = false,
  quantities: Set<RiskQuantity> = [],
  rungs: Set<Int> = []
) throws -> Study {
  let model = try shipped(name)
  return Study(
    model: model, settings: try set.map { try Setting($0) },
    variations: try vary.map { try Variation($0) }, design: design, engineChoice: engine,
    trajectoryCount: trajectories, seed: seed, isIndependent: independent, isChecked: check,
    horizon: model.horizon, start: model.start, quantities: quantities, rungs: rungs,
    structures: [model])
}

@Suite struct StudyTests {
  @Test func autoIsExactUnlessPathsAreAskedFor() throws {
    #expect(try study().plan().engine.engine == .exact)
    #expect(try study(trajectories: 10).plan().engine.engine == .path)
    #expect(try study(check: true).plan().engine.engine == .path)
    #expect(try study(check: true).plan().trajectoryCount == 1_000_000)
    #expect(try study(engine: .path).plan().trajectoryCount == 1_000_000)
  }

  @Test(arguments: [1, 2, 7])
  func threadsChangeNoByte(_ threads: Int) throws {
    for trajectories in [5_000, 100_000] {
      let paths = try study(vary: ["nationalism=0:1:0.25"], trajectories: trajectories)
      let one = Table(paths, try paths.run(threadCount: 1)).csv
      #expect(Table(paths, try paths.run(threadCount: threads)).csv == one)
    }
    let exact = try study(vary: ["nationalism=0:1:0.01"])
    #expect(
      Table(exact, try exact.run(threadCount: threads)).csv
        == Table(exact, try exact.run(threadCount: 1)).csv)
  }

  /// Every shipped model, simulated and solved: the rows' scores stay inside the false-alarm rate.
  /// 2^18 trajectories (2^24 with full effort): a bias of 1 % in a probability of one half, of 7 % in one of a hundredth.
  @Test(arguments: ShippedModels.names)
  func enginesAgreeOnEveryShippedModel(_ name: String) throws {
    let checked = try study(
      name, trajectories: isFullEffort ? 1 << 24 : 1 << 18, seed: testSeed(11), check: true)
    let result = try checked.run(threadCount: 2)
    let verdict = try #require(result.check)
    #expect(verdict.agrees, "\(verdict.score.z) \(verdict.worst.question)")
    #expect(verdict.rowCount >= 15)
  }

  /// Twenty-five scenarios that draw apart: their scores, pooled by Stouffer, are a normal number.
  @Test func independentScenariosHaveIndependentScores() throws {
    let checked = try study(
      "major-powers", vary: ["signal_clarity=0:1:0.25", "nationalism=0:1:0.25"],
      trajectories: 1 << 16, independent: true, check: true,
      quantities: [.exceedanceProbability], rungs: [5])
    let scores = try checked.run(threadCount: 2).rows.compactMap { $0.score?.z }
    #expect(scores.count == 25)
    let pooled = scores.reduce(0, +) / Double(scores.count).squareRoot()
    #expect(abs(pooled) < 6)
    #expect(Set(scores).count > 20)
  }

  /// Paired scenarios see the same incidents: more nationalism never shows less war, not even by one
  /// trajectory, where differences would else be lost in noise.
  @Test func pairedScenariosAreComparable() throws {
    func events(independent: Bool) throws -> [Int] {
      let paths = try study(
        "major-powers", vary: ["nationalism=0.5,0.505,0.51"], trajectories: 200_000,
        independent: independent, quantities: [.exceedanceProbability], rungs: [5])
      return try paths.run(threadCount: 2).rows.compactMap { $0.estimate.sample?.eventCount }
    }
    let paired = try events(independent: false)
    let apart = try events(independent: true)
    #expect(paired == paired.sorted())
    #expect(abs(paired[1] - paired[0]) < abs(apart[1] - apart[0]) + 200)
    #expect(paired != apart)
  }

  @Test func settingsAndVariationsAreCheckedBeforeAnythingRuns() throws {
    #expect(throws: StudyError.self) { try study(set: ["nationalism=1.5"]).plan() }
    #expect(throws: StudyError.self) { try study(vary: ["nationalism=0:2:0.5"]).plan() }
    #expect(throws: StudyError.self) { try study(vary: ["weather=0,1"]).plan() }
    #expect(throws: StudyError.self) {
      try study(vary: ["nationalism=0:1:0.0001", "signal_clarity=0:1:0.0001"]).plan()
    }
  }

  /// Paths that are cut at the step limit are held against the exact answer up to that limit, and the
  /// reader is told.
  @Test func pathsThatAreCutAreCheckedAsSuch() throws {
    let model = try shipped("pooled-1946-2014")
    let cut = Study(
      model: model, settings: [try Setting("gaps.show_of_force.long_days=1e6")],
      trajectoryCount: 2_000, seed: 5, isChecked: true, horizon: nil, start: model.start)
    let result = try cut.run(threadCount: 2)
    #expect(result.check?.agrees == true)
    #expect(
      result.rows.contains {
        $0.question.quantity == "unresolved_probability" && ($0.exact ?? 0) > 0.1
      })
    #expect(StudyReport(cut, result).caption.contains { $0.contains("were cut at 1000000 steps") })
  }

  /// Once refused: a short phase that is only too long for the stated long one, which is varied too.
  @Test func variationsThatBearOnEachOtherAreTriedTogether() throws {
    let together = try study(
      vary: [
        "gaps.show_of_force.short_days=80", "gaps.show_of_force.long_days=100,200",
        "nationalism=0,1",
      ])
    #expect(try together.plan().scenarioCount == 4)
    #expect(try together.run(threadCount: 1).finishedScenarioCount == 4)
    #expect(throws: StudyError.self) {
      try study(
        vary: ["gaps.show_of_force.short_days=80", "gaps.show_of_force.long_days=100,70"]
      ).plan()
    }
  }

  @Test func whatCannotBeAskedIsRefused() throws {
    #expect(throws: StudyError.self) {
      try study(quantities: [.daysToEnd], rungs: [5]).plan()
    }
    #expect(throws: StudyError.self) {
      try study(
        vary: ["moves.incident.incident.end=0.1,0.6", "moves.incident.incident.protest=0.1,0.6"]
      ).plan()
    }
  }

  @Test func choicesOfQuantityAndRungKeepTheirRowsOnly() throws {
    let chosen = try study(quantities: [.exceedanceProbability], rungs: [5, 6])
    #expect(try chosen.run(threadCount: 1).rows.count == 2)
    let whole = try study(quantities: [.daysToEnd])
    #expect(try whole.run(threadCount: 1).rows.count == 1)
  }

  @Test func interruptedStudiesKeepWhatWasFinished() throws {
    let asked = Atomic<Int>(0)
    let paths = try study(vary: ["nationalism=0:1:0.1"], trajectories: 100_000)
    let result = try paths.run(
      threadCount: 1,
      control: RunControl(isInterrupted: {
        asked.wrappingAdd(1, ordering: .relaxed).newValue > 50
      }))
    #expect(result.isInterrupted)
    #expect(result.finishedScenarioCount > 0 && result.finishedScenarioCount < 11)
    let whole = try paths.run(threadCount: 1)
    let kept = Table(paths, result).csv
    #expect(Table(paths, whole).csv.hasPrefix(kept))
  }
}
