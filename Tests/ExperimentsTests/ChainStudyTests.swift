import Escalation
import Foundation
import MarkovChains
import TestSupport
import Testing

@testable import Experiments

/// A chain from the text of a table.
func chainModel(_ text: String, name: String = "x.csv") throws -> ChainModel {
  try ChainModel(file: name, sources: [SourceText(file: name, text: text)])
}

@Suite struct ChainStudyTests {
  static let ruin = """
    from,to,probability
    poor,broke,0.6
    poor,fair,0.4
    fair,poor,0.6
    fair,rich,0.4
    broke,broke,1
    rich,rich,1
    """

  private func values(_ result: StudyResult, _ quantity: String, _ rung: String) -> [Double] {
    result.rows.filter { $0.question.quantity == quantity && $0.question.rung == rung }
      .map(\.estimate.value)
  }

  @Test func absorbingStatesAreTheTargetsUnlessSomeAreNamed() throws {
    let study = ChainStudy(chain: try chainModel(Self.ruin), starts: [0])
    let result = try study.run(threadCount: 1)
    #expect(Set(result.rows.compactMap(\.question.rung)) == ["broke", "rich"])
    let report = study.report(on: result)
    #expect(report.caption.joined().contains("No target was named"))
    #expect(
      report.headline.hasPrefix("From 'poor' the chain reaches 'broke' with probability 0.78"))
  }

  /// One solve answers every start state, as each alone would be answered.
  @Test func allStartsAtOnceAreEachStartAlone() throws {
    let chain = try chainModel(Self.ruin)
    let target = try chain.target("end=broke,rich")
    let rich = try chain.target("rich")
    func run(_ starts: [Int]) throws -> [EstimateRow] {
      try ChainStudy(
        chain: chain, starts: starts, targets: [target, rich],
        levels: [try QuantileLevel("0.25")]
      ).run(threadCount: 2).rows
    }
    let all = try run([0, 1, 2, 3])
    var apart: [EstimateRow] = []
    for start in 0..<4 { apart += try run([start]) }
    #expect(all.map(\.estimate) == apart.map(\.estimate))
    #expect(all.map(\.start) == apart.map(\.start))
    #expect(Set(all.map(\.scenario.number)) == [0, 1, 2, 3])
  }

  /// Set by set or start by start, whichever takes fewer passes: the answers are the same.
  @Test func setsAndStartsGiveTheSameOccupancy() throws {
    let chain = try chainModel(Self.ruin)
    let sets = [try chain.target("inside=poor,fair"), try chain.target("rich")]
    for horizon in [nil, 5] {
      let asked: Set<ChainQuantity> =
        horizon == nil ? [.occupancySteps] : [.occupancySteps, .stateProbability]
      func run(_ starts: [Int]) throws -> [EstimateRow] {
        try ChainStudy(
          chain: chain, starts: starts, targets: sets, horizon: horizon, quantities: asked
        ).run(threadCount: 1).rows
      }
      var apart: [EstimateRow] = []
      for start in 0..<4 { apart += try run([start]) }
      let all = try run([0, 1, 2, 3])
      #expect(all.count == apart.count && all.count == 8 * asked.count)
      for (a, b) in zip(all, apart) {
        #expect(a.question == b.question && a.start == b.start)
        #expect(relativeError(a.estimate.value, b.estimate.value) < 1e-14)
      }
    }
  }

  /// Of the walk on 0...3 with up 2/5: from 1, rich is reached with 4/19.
  @Test func tablesHoldTheAnswers() throws {
    let chain = try chainModel(Self.ruin)
    let study = ChainStudy(
      chain: chain, starts: [0],
      quantities: Set(
        ChainQuantity.allCases.filter {
          $0 != .stepsQuantile && $0 != .rewardToTarget && $0 != .stateProbability
            && $0 != .stationaryProbability
        }))
    let result = try study.run(threadCount: 1)
    #expect(relativeError(values(result, "reach_probability", "rich")[0], 4.0 / 19) < 1e-14)
    #expect(relativeError(values(result, "unreached_probability", "rich")[0], 15.0 / 19) < 1e-14)
    #expect(relativeError(values(result, "occupancy_steps", "poor")[0], 25.0 / 19) < 1e-14)
    #expect(values(result, "occupancy_steps", "rich") == [.infinity])
    let table = study.table(of: result).csv
    #expect(!table.lowercased().contains("nan"))
    #expect(table.contains(",poor,occupancy_steps,rich,3,,,steps,inf,"))
  }

  @Test func horizonsBoundEverything() throws {
    let chain = try chainModel(Self.ruin)
    let study = ChainStudy(
      chain: chain, starts: [0], targets: [try chain.target("broke")], horizon: 3,
      quantities: [
        .reachProbability, .unreachedProbability, .stateProbability, .occupancySteps,
        .stepsToTarget,
        .stepsVariance,
      ])
    let result = try study.run(threadCount: 1)
    // 0.6 at once, or up and down and down: 0.4 * 0.6 * 0.6 at step 3.
    let (reach, late) = (0.6 + 0.144, 0.144)
    #expect(relativeError(values(result, "reach_probability", "broke")[0], reach) < 1e-14)
    #expect(relativeError(values(result, "state_probability", "broke")[0], reach) < 1e-14)
    let mean = (0.6 + 3 * late) / reach
    #expect(relativeError(values(result, "steps_to_target", "broke")[0], mean) < 1e-14)
    let variance = (0.6 * (1 - mean) * (1 - mean) + late * (3 - mean) * (3 - mean)) / reach
    #expect(relativeError(values(result, "steps_variance", "broke")[0], variance) < 1e-13)
    #expect(relativeError(values(result, "occupancy_steps", "broke")[0], 1.2) < 1e-14)
    #expect(result.rows.allSatisfy { $0.question.day == 3 })
  }

  @Test func simulatedAnswersAreCheckedAgainstTheExactOnes() throws {
    let chain = try ChainModel(
      file: "w.tra",
      sources: [
        SourceText(
          file: "w.tra", text: "0 0 0.5\n0 1 0.25\n0 2 0.25\n1 0 1\n2 2 0.25\n2 3 0.75\n3 3 1\n"),
        SourceText(file: "w.srew", text: "0 1.5\n1 2\n2 0.125\n"),
      ])
    for horizon in [nil, 7] {
      let study = ChainStudy(
        chain: chain, starts: [0, 1], targets: [try chain.target("3"), try chain.target("1,3")],
        horizon: horizon,
        quantities: horizon == nil
          ? [.reachProbability, .unreachedProbability, .stepsToTarget, .rewardToTarget]
          : [
            .reachProbability, .unreachedProbability, .stepsToTarget, .rewardToTarget,
            .occupancySteps, .stateProbability,
          ],
        reward: chain.rewards[0], trajectoryCount: 1 << 17, seed: testSeed(5), isChecked: true)
      let result = try study.run(threadCount: 2)
      let verdict = try #require(result.check)
      #expect(verdict.agrees, "\(verdict.worst.question) z \(verdict.score.z)")
      #expect(verdict.rowCount >= (horizon == nil ? 14 : 20))
    }
  }

  @Test func sameStudySameBytesOnAnyNumberOfThreads() throws {
    let chain = try chainModel(Self.ruin)
    let study = ChainStudy(
      chain: chain, starts: [0, 1], targets: [try chain.target("rich")], trajectoryCount: 50_000,
      seed: 9)
    let one = study.table(of: try study.run(threadCount: 1)).csv
    for threads in [2, 3, 7] {
      #expect(study.table(of: try study.run(threadCount: threads)).csv == one)
    }
  }

  /// The replayed trajectories are those that a run counts.
  @Test func replayTellsWhatWasCounted() throws {
    let chain = try chainModel(Self.ruin)
    let count = 400
    let study = ChainStudy(
      chain: chain, starts: [0], targets: [try chain.target("rich")], trajectoryCount: count,
      seed: 4)
    let rows = try study.run(threadCount: 1).rows
    let reached = try (0..<count).map { try study.replay($0) }.filter {
      $0.stays.last?.rung == "rich"
    }
    let reach = try #require(rows.first { $0.question.quantity == "reach_probability" })
    #expect(reach.estimate.sample?.eventCount == reached.count)
    let steps = try #require(rows.first { $0.question.quantity == "steps_to_target" })
    let sum = reached.reduce(0) { $0 + ($1.stays.last?.first ?? 0) }
    #expect(relativeError(steps.estimate.value, Double(sum) / Double(reached.count)) < 1e-14)
    let first = try #require(reached.first)
    #expect(try study.replay(0, isReaching: true).trajectory == first.trajectory)
    #expect(first.text.hasPrefix("illustration, one of many: trajectory"))
  }

  @Test func incidentsAreReplayedAsTheyAreCounted() throws {
    let count = 3_000
    let counted = try study(trajectories: count, seed: 3)
    let rows = try counted.run(threadCount: 2).rows
    let replays = try (0..<count).map { try counted.replay($0) }
    for rung in 2...5 {
      let row = try #require(
        rows.first {
          $0.question.quantity == "exceedance_probability" && $0.question.rungNumber == rung
        })
      let events = replays.count { replay in
        replay.stays.contains { stay in
          counted.model.ladder.rungs.firstIndex(of: stay.peak ?? "").map { $0 >= rung } ?? false
        }
      }
      #expect(row.estimate.sample?.eventCount == events)
    }
    let found = try counted.replay(0, reaching: 5)
    #expect(found.text.contains("limited_clash"))
    #expect(found.table.rows.count == found.stays.count)
  }

  @Test(
    arguments: [
      ("from,to,probability\na,b,1\nb,a,1\n", "no absorbing state", []),
      (
        "from,to,probability\na,a,1\nb,b,1\n", "2 closed classes",
        [ChainQuantity.stationaryProbability]
      ),
      (
        "from,to,probability\na,b,1\nb,a,1\n", "state_probability is that at a horizon",
        [.stateProbability]
      ),
      ("from,to,probability\na,a,1\n", "steps_quantile needs a level", [.stepsQuantile]),
      ("from,to,probability\na,a,1\n", "the chain has no rewards", [.rewardToTarget]),
    ] as [(String, String, [ChainQuantity])])
  func questionsWithoutAnAnswerAreRefused(text: String, says: String, asked: [ChainQuantity]) throws
  {
    let study = ChainStudy(chain: try chainModel(text), starts: [0], quantities: Set(asked))
    do throws(StudyError) {
      _ = try study.run(threadCount: 1)
      Issue.record("nothing was refused")
    } catch {
      #expect(error.description.contains(says), "\(error)")
    }
  }

  @Test func whatCannotBeReachedHasProbabilityZeroExactlyAndIsSaid() throws {
    let chain = try chainModel("from,to,probability\na,b,1\nb,b,1\nc,c,1\n")
    let study = ChainStudy(chain: chain, starts: [0], targets: [try chain.target("c")])
    let result = try study.run(threadCount: 1)
    #expect(values(result, "reach_probability", "c") == [0])
    #expect(values(result, "unreached_probability", "c") == [1])
    #expect(values(result, "steps_to_target", "c") == [])
    #expect(study.report(on: result).caption.joined().contains("the probability is exactly 0"))
    let everywhere = ChainStudy(chain: chain, starts: [0], targets: [try chain.target("all=a,b,c")])
    let sure = try everywhere.run(threadCount: 1)
    #expect(values(sure, "steps_to_target", "all") == [0])
    #expect(everywhere.report(on: sure).caption.joined().contains("holds every state"))
  }

  /// Survival of 0.25^1000 is 8.7e-603: below doubles, and still told with all its digits.
  @Test func numbersBelowDoublesKeepTheirDigits() throws {
    var text = "from,to,probability\n"
    for state in 0..<1000 { text += "\(state),\(state + 1),0.25\n\(state),end,0.75\n" }
    let chain = try chainModel(text + "1000,1000,1\nend,end,1\n")
    let study = ChainStudy(chain: chain, starts: [0], targets: [try chain.target("1000")])
    let result = try study.run(threadCount: 1)
    let table = study.table(of: result)
    let value = try #require(table.csv.split(separator: "\n").first { $0.contains(",reach_prob") })
    #expect(value.contains(",probability,8.70980981621722e-603,"))
    #expect(values(result, "reach_probability", "1000") == [0])
    #expect(relativeError(values(result, "steps_to_target", "1000")[0], 1000) < 1e-12)
    #expect(study.report(on: result).caption.joined().contains("below the range of doubles"))
    let json = try JSONSerialization.jsonObject(with: Data(table.json.utf8)) as? [[String: Any]]
    #expect(json?.count == result.rows.count)
  }

  @Test(arguments: [
    "0", "1", "-0.1", "1.5", "nan", "x", "", "1e-19", "0.9999999999999999999",
    "0.99999999999999999",
  ])
  func whatIsNoLevelIsRefused(_ text: String) {
    #expect(throws: Variation.SyntaxError.self) { try QuantileLevel(text) }
  }

  @Test func levelsKeepTheirComplement() throws {
    let level = try QuantileLevel("0.9999999999999999")
    #expect(level.complement == 1e-16)
    #expect(try QuantileLevel("1e-3").value == 0.001)
  }

  @Test func chainsAreDescribed() throws {
    let text = ChainDescription(try chainModel("from,to,probability\na,b,1\nb,a,1\nc,a,1\n")).text
    for piece in ["states: 3, transitions: 3", "absorbing states: none", "closed: a, b, period 2"] {
      #expect(text.contains(piece), "\(text)")
    }
  }
}
