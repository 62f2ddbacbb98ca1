import Escalation
import Foundation
import MarkovChains
import ShippedModels
import SpecialFunctions
import Tables
import TestSupport
import Testing

@testable import Experiments

@Suite struct PriorStudyTests {
  private func odds(
    _ model: EscalationModel, count: Int, vary: [String] = [], set: [String] = [],
    trajectories: Int? = nil, seed: UInt64 = 5, confidence: Double = 0.95
  ) throws -> Study {
    Study(
      model: model, settings: try set.map { try Setting($0) },
      variations: try vary.map { try Variation($0) }, trajectoryCount: trajectories,
      priorCount: count, seed: seed, horizon: nil, start: model.start, confidence: confidence)
  }

  private func ranges(
    _ result: StudyResult, _ quantity: RiskQuantity, rung: Int? = nil
  ) -> [ClosedRange<Double>] {
    result.rows.filter {
      $0.question.quantity == quantity.rawValue && $0.question.rungNumber == rung
    }.compactMap(\.prior)
  }

  /// The answer rises with one number, whose law is known: the range is the answer at its quantiles. The
  /// levels of the two ends are those of order statistics, beta numbers, held to the false-alarm rate:
  /// with 4,000 draws the end at 0.975 may be off to 0.957 or 0.989, and a law of one more tenth in width
  /// is seen with fresh seeds in one of two, a wrong half at once.
  @Test(arguments: [(0.95, "{value: -1, low: -2, high: 1}"), (0.8, "{value: -1, se: 0.7}")])
  func theRangeIsTheAnswerAtTheQuantilesOfItsNumber(confidence: Double, war: String) throws {
    let model = try OddsModel.model(war: war)
    let count = 4_000
    let result = try odds(model, count: count, seed: testSeed(5), confidence: confidence)
      .run(threadCount: 2)
    let range = try #require(ranges(result, .exceedanceProbability, rung: 2).first)
    let place = try #require(model.parameterIndex("moves.tension.any.war"))
    let law = try #require(PriorLaw(model.parameters[place]))
    // logit P(war) = war - end, and end is 1.
    func answer(_ level: Double) -> Double {
      NumberScale.logit.value(at: law.quantile(level) - 1)
    }
    for (level, end) in [
      ((1 - confidence) / 2, range.lowerBound), ((1 + confidence) / 2, range.upperBound),
    ] {
      let below = (Double(count) * level + 0.5).rounded(.down)
      func bound(_ rank: Double, _ tail: Double) -> Double {
        IncompleteBeta.quantile(
          a: rank, b: Double(count) + 1 - rank, logLowerTail: Elementary.log(tail)
        ).0
      }
      let least = answer(bound(below, AlphaBudget.level))
      let most = answer(bound(below + 1, 1 - AlphaBudget.level))
      #expect(end >= least && end <= most, "\(level): \(least) \(end) \(most)")
      #expect(abs(end - answer(level)) < 0.2 * answer(level))
    }
  }

  /// What is varied or set is not drawn: with the other number fixed, nothing is unknown.
  @Test func whatAScenarioSetsIsNotDrawn() throws {
    let model = try OddsModel.model(war: "{value: -1, se: 0.5}", end: "{value: 1, se: 0.2}")
    // Of 220 draws the levels 0.025 and 0.975 are those of the 6th and the 215th.
    let swept = try odds(model, count: 220, vary: ["moves.tension.any.war=-1,0,2"])
      .run(threadCount: 2)
    let found = ranges(swept, .exceedanceProbability, rung: 2).map { range in
      [range.lowerBound, range.upperBound].map { NumberScale.logit.position(of: $0) }
    }
    #expect(found.count == 3)
    // The same draws of the end serve all scenarios, so that the ranges are shifted by what was set.
    for (range, shift) in zip(found, [0.0, 1, 3]) {
      #expect(abs(range[0] - found[0][0] - shift) < 1e-9)
      #expect(abs(range[1] - found[0][1] - shift) < 1e-9)
    }
    #expect(found[0][1] - found[0][0] > 0.5 && found[0][1] - found[0][0] < 1.1)
    #expect(swept.prior?.numbers == 1)
    let error = #expect(throws: StudyError.self) {
      try odds(
        model, count: 20, vary: ["moves.tension.any.war=-1,0"], set: ["moves.tension.any.end=1"]
      ).plan()
    }
    #expect(error?.description.contains("--prior has nothing to draw") == true)
  }

  /// Simulated or solved, on any number of threads: the range is that of exact answers.
  @Test func theRangeIsTheSameBesideSimulatedEstimatesAndOnAnyThreads() throws {
    let model = try shipped("korea-1950")
    func run(_ threads: Int, trajectories: Int? = nil, prior: Int? = 24) throws -> Table {
      let study = Study(
        model: model, variations: [try Variation("nationalism=0.2,0.8")],
        trajectoryCount: trajectories, priorCount: prior, seed: 3, horizon: model.horizon,
        start: model.start)
      return Table(study, try study.run(threadCount: threads))
    }
    let one = try run(1)
    #expect(try run(2).csv == one.csv)
    #expect(try run(7).csv == one.csv)
    let simulated = try run(2, trajectories: 20_000)
    #expect(try run(1, trajectories: 20_000).csv == simulated.csv)
    let names = one.columns.map(\.name)
    let (low, high) = (
      try #require(names.firstIndex(of: "prior_low")),
      try #require(names.firstIndex(of: "prior_high"))
    )
    func cells(_ table: Table, _ columns: [Int]) -> [String: [String]] {
      let place = [0, names.firstIndex(of: "quantity") ?? 0, names.firstIndex(of: "rung") ?? 0]
      return Dictionary(
        uniqueKeysWithValues: table.rows.map { row in
          (place.map { row[$0].text }.joined(separator: " "), columns.map { row[$0].text })
        })
    }
    let exact = cells(one, [low, high])
    for (key, ends) in cells(simulated, [low, high]) { #expect(exact[key] == ends, "\(key)") }
    #expect(exact.values.allSatisfy { !$0[0].isEmpty && !$0[1].isEmpty })
    // Without draws the two columns are empty, and no other cell differs.
    let rest = names.indices.filter { $0 != low && $0 != high }
    for trajectories in [nil, 20_000] {
      let without = try run(2, trajectories: trajectories, prior: nil)
      let with = trajectories == nil ? one : simulated
      #expect(without.rows.allSatisfy { $0[low] == .absent && $0[high] == .absent })
      #expect(cells(without, rest) == cells(with, rest))
    }
  }

  @Test func rangesHoldTheirPartOfTheDraws() throws {
    let model = try shipped("hainan-2001")
    let draws = try PriorDraws(model, count: 40, seed: 9)
    let questions = model.questions.filter { $0.quantity == .exceedanceProbability }
    let answers = try PriorAnswers(
      model, draws, questions, horizon: 90, start: model.start, threadCount: 2)
    let last = questions.count - 1
    let values = answers.answers[last].compactMap { $0 }
    #expect(values.count == 40)
    let scenario = model.compile([draws.values[7]], horizon: 90, start: model.start)[0]
    #expect(
      try ExactEngine().estimates(for: scenario.mixture)[questions[last].asked]?.value == values[7])
    let range = try #require(answers.range(question: last, confidence: 0.8))
    #expect(values.count { range.contains($0) } == 32)
  }

  @Test func weightsOfDrawsWeighTheirAnswers() throws {
    let model = try OddsModel.model(war: "{value: -1, se: 0.5}")
    let draws = try PriorDraws(model, count: 30, seed: 9)
    let questions = model.questions.filter { $0.quantity == .exceedanceProbability && $0.rung == 2 }
    func answers(_ draws: PriorDraws) throws -> PriorAnswers {
      try PriorAnswers(model, draws, questions, horizon: nil, start: model.start, threadCount: 1)
    }
    let all = try answers(draws)
    let only = try answers(draws.weighted(by: (0..<30).map { $0 == 4 ? 0.1 : 0 }))
    let value = try #require(all.answers[0][4])
    #expect(only.range(question: 0, confidence: 0.95) == value...value)
    let heavy = try #require(
      answers(draws.weighted(by: (0..<30).map { $0 == 4 ? 1e6 : 1 })).range(
        question: 0, confidence: 0.5))
    #expect(abs(heavy.lowerBound - value) < 0.01 && abs(heavy.upperBound - value) < 0.01)
  }

  @Test func headlineAndCaptionSayWhatIsNotKnown() throws {
    let model = try shipped("hainan-2001")
    func said(_ trajectories: Int?, count: Int = 60, vary: [String] = []) throws -> StudyReport {
      let study = Study(
        model: model, variations: try vary.map { try Variation($0) },
        trajectoryCount: trajectories, priorCount: count, seed: 2, horizon: model.horizon,
        start: model.start)
      return StudyReport(study, try study.run(threadCount: 2))
    }
    let exact = try said(nil)
    #expect(exact.headline.hasPrefix("Of 10,000 incidents like this, "))
    #expect(
      exact.headline.contains(
        " would reach limited clash or worse (430 with the parameters as stated)"))
    #expect(
      exact.headline.hasSuffix(
        "the ranges are what is not known of the parameters, at confidence 0.95."))
    let caption = exact.caption.joined(separator: "\n")
    #expect(!(exact.headline + caption).lowercased().contains("uncertainty not included"))
    #expect(caption.contains("60 draws of 90 of the model's numbers, seed 2; exact answers"))
    #expect(caption.contains("Each number is drawn apart from the others"))
    #expect(caption.contains("6 are not drawn"))
    #expect(!caption.contains("no tails") && !caption.contains("made anew"))
    #expect(caption.contains("Not a forecast"))
    #expect(exact.table.contains("prior_low  prior_high"))

    let simulated = try said(10_000).headline
    #expect(simulated.contains(" with the parameters as stated; "))
    #expect(simulated.contains(" by simulation noise at confidence 0.95), and "))
    #expect(try said(nil, count: 12).caption.contains { $0.contains("So few draws have no tails") })
    #expect(
      try said(nil, vary: ["nationalism=0,1"]).headline.hasPrefix("Over 2 scenarios: of 10,000"))
  }

  @Test func theManifestRecordsTheDraws() throws {
    let model = try OddsModel.model(war: "{value: -1, se: 0.5}")
    func json(_ count: Int?) throws -> String {
      let study = Study(
        model: model, priorCount: count, seed: 2, horizon: nil, start: model.start)
      let manifest = Manifest(study, try study.run(threadCount: 1), provenance: .blank)
      return String(decoding: try manifest.json(), as: UTF8.self)
    }
    let with = try json(40)
    #expect(with.contains("\"draws\" : 40"))
    #expect(with.contains("\"numbers\" : 1"))
    let without = try json(nil)
    #expect(!without.contains("\"prior\""))
    // Nothing else in the record depends on the draws.
    let lines = Set(with.split(separator: "\n"))
    #expect(without.split(separator: "\n").allSatisfy { lines.contains($0) })
  }

  @Test func tooManyDrawsAreRefusedAndAnInterruptedScenarioIsUnfinished() throws {
    let model = try OddsModel.model(war: "{value: -1, se: 0.5}")
    let error = #expect(throws: StudyError.self) {
      try odds(model, count: 1_000_000, vary: ["nationalism=0:1:0.05"]).plan()
    }
    #expect(error?.description.contains("draws of parameters; the limit is 10000000") == true)
    let stopped = try odds(model, count: 50, vary: ["nationalism=0,1"]).run(
      threadCount: 2, control: RunControl(isInterrupted: { true }))
    #expect(stopped.isInterrupted && stopped.rows.isEmpty)
  }

  /// A question alone has the bits that it has among all questions.
  @Test(arguments: ShippedModels.names)
  func askedAloneAnAnswerHasTheSameBits(_ name: String) throws {
    let model = try shipped(name)
    for horizon in [nil, 45] {
      let mixture = model.compile([model.statedValues], horizon: horizon, start: model.start)[0]
        .mixture
      let all = try ExactEngine().estimates(for: mixture)
      for question in model.questions {
        let (alone, names) = mixture.asking([question.asked])
        #expect(alone.problems[0].targets.count <= 1)
        let answer = try ExactEngine().estimates(for: alone)
        #expect(answer[names[0]] == all[question.asked], "\(question) \(horizon ?? 0)")
      }
      let (both, names) = mixture.asking([
        .firstPassageSteps(set: 5), .absorptionProbability(set: 1), .reachProbability(set: 4),
      ])
      let answers = try ExactEngine().estimates(for: both)
      #expect(answers[names[0]] == all[.firstPassageSteps(set: 5)])
      #expect(answers[names[1]] == all[.absorptionProbability(set: 1)])
      #expect(answers[names[2]] == all[.reachProbability(set: 4)])
    }
  }
}
