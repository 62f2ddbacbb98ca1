import Escalation
import Foundation
import MarkovChains
import SpecialFunctions
import Tables
import TestSupport
import Testing

@testable import Experiments

@Suite struct ThresholdTests {
  private func asked(
    _ model: EscalationModel, vary: String = "signal_clarity", reach: String = "half",
    quantity: RiskQuantity = .exceedanceProbability, rung: Int? = 2, set: [String] = [],
    prior: Int? = nil, seed: UInt64 = 5, confidence: Double = 0.95, horizon: Int? = nil
  ) throws -> ThresholdStudy {
    let study = Study(
      model: model, settings: try set.map { try Setting($0) }, priorCount: prior, seed: seed,
      horizon: horizon, start: model.start, confidence: confidence)
    return try ThresholdStudy(
      study, vary: try ThresholdVariation(vary), quantity: quantity, rung: rung,
      goal: try ThresholdGoal(reach))
  }

  private func one(_ study: ThresholdStudy, threads: Int = 2) throws -> ThresholdResult {
    let results = try study.run(threadCount: threads)
    #expect(results.count == 1)
    return try #require(results.first)
  }

  private func logit(_ probability: Double) -> Double {
    NumberScale.logit.position(of: probability)
  }

  private func probability(_ logit: Double) -> Double { NumberScale.logit.value(at: logit) }

  /// logit P = -1 - 2 (x - 0.5) - 1, so that every threshold is known on paper.
  @Test(arguments: ["half", "double", "0.7x", "0.08", "0.25"])
  func aThresholdIsWhereThePaperHasIt(_ reach: String) throws {
    let result = try one(asked(OddsModel.model(), reach: reach))
    let baseline = probability(-2)
    #expect(relativeError(result.baseline, baseline) < 1e-12)
    let target =
      ["half": baseline / 2, "double": 2 * baseline, "0.7x": 0.7 * baseline][reach]
      ?? Double(reach) ?? .nan
    #expect(relativeError(result.target, target) < 1e-12)
    let crossing = try #require(result.crossings.first)
    #expect(result.crossings.count == 1)
    #expect(abs(crossing.value - (0.5 + (-2 - logit(target)) / 2)) < 1e-10)
    #expect(!crossing.isRising)
    #expect(result.stated == 0.5 && result.range == 0...1 && !result.isCut)
    #expect(relativeError(result.ends.low, probability(-1)) < 1e-12)
    #expect(relativeError(result.ends.high, probability(-3)) < 1e-12)
    #expect(result.prior == nil)
  }

  @Test func whatIsSetMovesTheThreshold() throws {
    let result = try one(
      asked(OddsModel.model(), reach: "0.1", set: ["moves.tension.any.end=0.5"]))
    #expect(abs((result.crossings.first?.value ?? .nan) - (0.5 + (-1.5 - logit(0.1)) / 2)) < 1e-10)
    let given = try one(asked(OddsModel.model(), vary: "signal-clarity=0.2:0.6", reach: "0.15"))
    #expect(given.range == 0.2...0.6)
    #expect(abs((given.crossings.first?.value ?? .nan) - (0.5 + (-2 - logit(0.15)) / 2)) < 1e-10)
  }

  /// Days to the end are a multiple of the mean gap: half of them is half of it, on a scale of logarithms.
  @Test func daysHalveWithTheGap() throws {
    let result = try one(
      asked(
        OddsModel.model(), vary: "gaps.tension.days=1:50", quantity: .daysToEnd, rung: nil))
    #expect(relativeError(result.crossings.first?.value ?? .nan, 1.5) < 1e-9)
    #expect(result.crossings.first?.isRising == true)
    let stated = try one(
      asked(
        OddsModel.model(days: "{days: {value: 3, low: 2, high: 5}}"), vary: "gaps.tension.days",
        reach: "double", quantity: .daysToEnd, rung: nil))
    // Twice as far as 2 to 5, by the logarithm: 3 (2/3)² to 3 (5/3)².
    #expect(relativeError(stated.range.lowerBound, 4.0 / 3) < 1e-12)
    #expect(relativeError(stated.range.upperBound, 25.0 / 3) < 1e-12)
    #expect(relativeError(stated.crossings.first?.value ?? .nan, 6) < 1e-9)
  }

  /// Clarity brings the clash nearer and war from it farther: P = σ(-2 + 6 d) σ(-6 d), which rises and falls.
  private static let bent = OddsModel.text()
    .replacing(
      "rungs: [calm, tension, war], end: calm, terminal: war",
      with: "rungs: [calm, tension, clash, war], end: calm, terminal: war, force: clash, war: war"
    )
    .replacing(
      "- {rung: tension, peak: any, logits: {war: -1, end: 1}}",
      with:
        "- {rung: tension, peak: any, logits: {clash: -2, end: 0}}\n  - {rung: clash, peak: any, logits: {war: {value: 0, se: 0.1}, end: 0}}"
    )
    .replacing("{up: -2, end: 0}", with: "{force: 6, war: -6, end: 0}")
    .replacing("{up: 0, end: 0}", with: "{force: 0, war: 0, end: 0}")
    .replacing("  tension: {days: 3}", with: "  tension: {days: 3}\n  clash: {days: 2}")

  @Test func severalCrossingsAreAllFoundNearestFirst() throws {
    let model = try EscalationModel(ModelDocument(text: Self.bent, file: "bent.yaml"))
    func answer(_ x: Double) -> Double {
      probability(-2 + 6 * (x - 0.5)) * probability(-6 * (x - 0.5))
    }
    func root(_ low: Double, _ high: Double, _ target: Double) -> Double {
      var (low, high) = (low, high)
      let sign = answer(low) < target
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        if (answer(middle) < target) == sign { low = middle } else { high = middle }
      }
      return low
    }
    let study = try asked(model, reach: "0.05", rung: 3, prior: 40)
    let result = try one(study)
    #expect(result.crossings.map(\.isRising) == [true, false])
    let expected = [root(0, 0.6, 0.05), root(0.7, 1, 0.05)]
    for (crossing, place) in zip(result.crossings, expected) {
      #expect(abs(crossing.value - place) < 1e-10)
    }
    #expect(result.crossings[0].value > 0.4 && result.crossings[1].value > 0.8)
    let prior = try #require(result.prior)
    #expect(prior.range.map { $0.contains(expected[0]) } == true)
    let report = ThresholdReport(study, [result])
    #expect(report.headline[0].contains("It crosses 0.05 2 times: at "))
    let rows = Table(study, [result]).rows
    #expect(rows.count == 2)
    // The top, which lies between two points of the scan, is crossed twice closely.
    let top = stride(from: 0.6, through: 0.8, by: 1e-6).map(answer).max() ?? .nan
    let close = try one(asked(model, reach: "\(top - 1e-7)", rung: 3))
    #expect(close.crossings.count == 2)
    let above = try one(asked(model, reach: "\(top + 1e-3)", rung: 3))
    #expect(above.crossings.isEmpty)
    #expect(relativeError(above.nearest.answer, top) < 1e-6)
  }

  /// What is not known of the threshold, against the law of the number it hangs on: x = 0.5 + (W - 1 - logit
  /// 0.06) / 2 with W normal, cut off at the ends of the range. The shares of draws beyond them are binomial,
  /// the end inside an order statistic; with 1,500 draws a share off by 0.08 would be seen.
  @Test func theRangeOfAThresholdIsThatOfWhatItHangsOn() throws {
    let model = try OddsModel.model(
      war: "{value: -1, se: 0.8}", clarity: "{value: 0.5, low: 0.3, high: 0.7}")
    let count = 1_500
    let result = try one(asked(model, reach: "0.06", prior: count, seed: testSeed(3)))
    let prior = try #require(result.prior)
    // The parameter that moves is not drawn.
    #expect(prior.draws.numbers == 1)
    func tail(_ z: Double) -> Double { Elementary.exp(Normal.logUpperTail(z)) }
    func score(_ x: Double) -> Double { (2 * (x - 0.5) + 1 + logit(0.06) + 1) / 0.8 }
    let z = Normal.score(upperTail: AlphaBudget.level)
    for (share, expected) in [
      (prior.shareAbove, tail(score(1))), (prior.shareBelow, tail(-score(0))),
    ] {
      let error = (expected * (1 - expected) / Double(count)).squareRoot()
      #expect(abs(share - expected) < z * error + 1 / Double(count), "\(share) \(expected)")
      #expect(expected > 0.005)
    }
    let range = try #require(prior.range)
    #expect(range.upperBound == .infinity)
    let below = (Double(count) * 0.025 + 0.5).rounded(.down)
    func bound(_ rank: Double, _ chance: Double) -> Double {
      let level = IncompleteBeta.quantile(
        a: rank, b: Double(count) + 1 - rank, logLowerTail: Elementary.log(chance)
      ).0
      return 0.5 + (-1 + 0.8 * Normal.score(upperTail: 1 - level) - 1 - logit(0.06)) / 2
    }
    #expect(range.lowerBound >= bound(below, AlphaBudget.level) - 1e-5)
    #expect(range.lowerBound <= bound(below + 1, 1 - AlphaBudget.level) + 1e-5)
    let text = ThresholdReport(try asked(model, reach: "0.06", prior: count), [result]).headline[0]
    #expect(text.contains(" to never at confidence 0.95; in "))
    #expect(text.contains("of draws it stays above all over the range"))
  }

  /// A half is half of what each draw says: x = 0.5 + (l - logit(p / 2)) / 2 with l = W - 1 and p = σ(l).
  @Test func aHalfIsHalfOfWhatEachDrawSays() throws {
    let model = try OddsModel.model(war: "{value: -1, se: 1.5}")
    let study = try asked(model, prior: 60, seed: 4, confidence: 0.9)
    let result = try one(study)
    let draws = try PriorDraws(model, count: 60, seed: 4)
    let place = try #require(model.parameterIndex("moves.tension.any.war"))
    let expected = draws.values.map { values -> Double in
      let level = values[place] - 1
      let x = 0.5 + (level - logit(probability(level) / 2)) / 2
      return x > 1 ? .infinity : x
    }
    let range = WeightedSample(expected, weights: draws.weights).centralRange(0.9)
    let found = try #require(result.prior?.range)
    #expect(abs(found.lowerBound - range.lowerBound) < 1e-6)
    #expect(
      found.upperBound == range.upperBound || abs(found.upperBound - range.upperBound) < 1e-6)
    #expect(result.prior?.shareAbove == Double(expected.count { $0 == .infinity }) / 60)
  }

  @Test func aParameterThatChangesNothingIsToldSo() throws {
    let study = try asked(
      OddsModel.model(war: "{value: -1, se: 0.5}"), vary: "nationalism", prior: 20)
    let result = try one(study)
    #expect(result.crossings.isEmpty)
    #expect(result.prior?.shareAbove == 1)
    #expect(result.prior?.range == .infinity...Double.infinity)
    let text = ThresholdReport(study, [result]).headline[0]
    #expect(
      text
        == "By nationalism the probability of war or worse cannot be halved, from 0.12: over 0 to 1 it "
        + "stays at 0.12; the nearest to 0.06 is 0.12 at 0; in none of the draws it can be had.")
    let row = try #require(Table(study, [result]).rows.first)
    let names = Table(study, [result]).columns.map(\.name)
    func cell(_ name: String) -> Cell? { names.firstIndex(of: name).map { row[$0] } }
    #expect(cell("threshold") == .absent && cell("crossing") == .absent)
    #expect(cell("note") == .text("above all over the range"))
    #expect(cell("prior_low") == .number(.infinity))
  }

  /// The long phase ends the range of the short one; where the user goes beyond it, that is refused.
  @Test func rulesBetweenParametersEndTheRange() throws {
    let gap =
      "{short_weight: 0.5, short_days: {value: 4, low: 1, high: 9}, long_days: {value: 12, se: 2}}"
    let model = try OddsModel.model(days: gap)
    let study = try asked(
      model, vary: "gaps.tension.short_days", reach: "40", quantity: .daysToEnd, rung: nil,
      prior: 30)
    let result = try one(study)
    #expect(result.isCut)
    #expect(relativeError(result.range.upperBound, 12) < 1e-9)
    #expect(result.range.lowerBound == 1)
    #expect(result.crossings.isEmpty)
    #expect(
      ThresholdReport(study, [result]).caption.contains { $0.contains("range ends where a rule") })
    let error = #expect(throws: StudyError.self) {
      try asked(
        model, vary: "gaps.tension.short_days=2:20", reach: "40", quantity: .daysToEnd, rung: nil
      ).run(threadCount: 1)
    }
    #expect(
      error?.description.contains("short phase of gaps.tension.short_days would last 20") == true)
  }

  @Test func threadsChangeNoByte() throws {
    let model = try shipped("hainan-2001")
    func csv(_ threads: Int) throws -> String {
      let study = try asked(model, reach: "half", rung: 5, prior: 12, horizon: 60)
      return Table(study, try study.run(threadCount: threads)).csv
    }
    let one = try csv(1)
    #expect(try csv(2) == one)
    #expect(try csv(7) == one)
  }

  @Test func aThresholdOfAShippedModelIsWhatARunSaysThere() throws {
    let model = try shipped("taiwan-strait-1996")
    for horizon in [nil, 120] {
      let result = try one(
        asked(model, vary: "nationalism", reach: "1.1x", rung: 5, horizon: horizon))
      let crossing = try #require(result.crossings.first)
      let run = Study(
        model: model, settings: [], variations: [try Variation("nationalism=\(crossing.value)")],
        horizon: horizon, start: model.start, quantities: [.exceedanceProbability], rungs: [5])
      let answer = try #require(try run.run(threadCount: 1).rows.first?.estimate.value)
      #expect(relativeError(answer, 1.1 * result.baseline) < 1e-9)
    }
  }

  @Test func columnsAreThePromisedOnes() throws {
    let study = try asked(OddsModel.model(war: "{value: -1, se: 0.5}"), prior: 12)
    let table = Table(study, [try one(study)])
    #expect(
      table.csv.prefix { $0 != "\n" }
        == "structure,parameter,stated,range_low,range_high,measures,start,quantity,rung,rung_number,day,"
        + "unit,baseline,goal,reach,crossing,threshold,direction,note,nearest,nearest_at,confidence,"
        + "prior_low,prior_high,share_above,share_below,draws")
    for (column, cell) in zip(table.columns, table.rows[0]) {
      switch cell {
      case .absent: break
      case .integer: #expect(column.kind == .integer, "\(column.name)")
      case .number, .scaled: #expect(column.kind == .number, "\(column.name)")
      case .text: #expect(column.kind == .string, "\(column.name)")
      }
    }
  }

  @Test func sentencesSayHowFarAndHowSure() throws {
    let study = try asked(OddsModel.model(war: "{value: -1, se: 0.01}"), prior: 60)
    let text = ThresholdReport(study, [try one(study)]).headline[0]
    #expect(
      text
        == "signal_clarity must rise from 0.5 to 0.879 (0.879 to 0.88 at confidence 0.95) to halve the "
        + "probability of war or worse, from 0.12 to 0.06.", "\(text)")
    let plain = try asked(OddsModel.model(), reach: "0.2")
    let report = ThresholdReport(plain, [try one(plain)])
    #expect(
      report.headline[0]
        == "signal_clarity must fall from 0.5 to 0.19 to bring the probability of war or "
        + "worse from 0.12 to 0.2.", "\(report.headline[0])")
    #expect(report.caption.contains { $0.contains("Parameter uncertainty not included") })
    #expect(report.table.contains("falling"))
  }

  @Test func questionsWithoutSenseAreRefused() throws {
    let model = try OddsModel.model()
    func refused(_ says: String, _ body: () throws -> ThresholdStudy) {
      let error = #expect(throws: StudyError.self) { try body().run(threadCount: 1) }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
    refused("did you mean 'nationalism'?") { try asked(model, vary: "nationalsm") }
    refused("is varied and set") { try asked(model, set: ["signal-clarity=0.4"]) }
    refused("lies between 0 and 1, and 1.0 is not inside") { try asked(model, reach: "1") }
    refused("more than a probability can be") { try asked(model, reach: "9x") }
    refused("states no range of moves.tension.any.war; give one") {
      try asked(model, vary: "moves.tension.any.war")
    }
    refused("signal_clarity = 1.2 must lie between 0 and 1") {
      try asked(model, vary: "signal_clarity=0:1.2")
    }
    refused("is of a rung: name one with --rung: tension, war") { try asked(model, rung: nil) }
    refused("leave out --rung") { try asked(model, quantity: .daysToEnd, rung: 1) }
    refused("absorption_probability is of calm, war") {
      try asked(model, quantity: .absorptionProbability, rung: 1)
    }
    refused("is below the horizon of 30 days, and 30.0 is not") {
      try asked(model, reach: "30", quantity: .daysToEnd, rung: nil, horizon: 30)
    }
    refused("annual_risk needs to know") { try asked(model, quantity: .annualRisk) }
    refused("is 1 as the model stands, and 2 is more than") {
      try asked(model, reach: "double", rung: 1)
    }
    for text in ["", "half-life", "-1", "0", "1x", "x", "0x", "nan", "inf"] {
      #expect(throws: Variation.SyntaxError.self, "\(text)") { try ThresholdGoal(text) }
    }
    for text in ["", "=0:1", "a=", "a=1", "a=1:0", "a=0:0", "a=0:1:2", "a=x:y"] {
      #expect(throws: Variation.SyntaxError.self, "\(text)") { try ThresholdVariation(text) }
    }
    let stopped = #expect(throws: StudyError.self) {
      try asked(model).run(threadCount: 2, control: RunControl(isInterrupted: { true }))
    }
    guard case .engine(.interrupted)? = stopped else {
      Issue.record("an interrupted search says so")
      return
    }
  }
}
