import Escalation
import Foundation
import MarkovChains
import TestSupport
import Testing

@testable import Experiments

/// A dyad with three measures: a line that is answered, a second one that needs a protocol, and the protocol.
private let measured =
  plainDyad.replacing(
    "latency: 0}\n",
    with: "latency: 0}\n  - {name: second, tier: military, from: calm, to: major_war, "
      + "availability: 0, answer: 0.8, latency: 0}\n"
  ).replacing("horizon: none", with: "horizon: 365d") + """

    sources: [{key: test, cite: A test.}]
    incident_base:
      definition: an incident of a test
      per_year: {value: 0.5, low: 0.2, high: 1}
    measures:
      answered_line:
        about: The line is answered.
        actor: [china, usa]
        acts_on: escalation
        source: test
        change: {channels.line.answer: {to: 0.95, low: 0.85, high: 0.99}}
      second_line:
        about: A second line.
        actor: usa
        acts_on: escalation
        needs: [protocol]
        source: test
        change: {channels.second.availability: {to: 1}}
      protocol:
        about: Fewer incidents.
        actor: usa
        acts_on: onset
        source: test
        change: {incident_base.per_year: {times: 0.8}}
      drums:
        about: Louder publics, which helps no one.
        actor: china
        acts_on: escalation
        source: test
        change: {nationalism: {plus: 0.2}}
    """

private func measuredModel(_ text: String = measured) throws -> EscalationModel {
  try EscalationModel(ModelDocument(text: text, file: "measured.yaml"))
}

private func compared(
  _ model: EscalationModel, measures: [String]? = nil,
  quantity: RiskQuantity = .exceedanceProbability, rungs: Set<Int> = [5],
  all: Bool = false, draws: Int = 0, seed: UInt64 = 1, horizon: Int? = 365
) -> Comparison {
  Comparison(
    model: model, models: model.structured, settings: [],
    measures: measures?.compactMap { model.measure(named: $0) } ?? model.measures,
    quantity: quantity, rungs: rungs, horizon: horizon, start: model.start,
    wantsAllCombinations: all, drawCount: draws, seed: seed, confidence: 0.95)
}

@Suite struct ComparisonTests {
  /// The risk of a combination is that of the model with the numbers set by hand.
  @Test func measuresAreTheSettingsTheyStandFor() throws {
    let model = try measuredModel()
    func risk(_ settings: [(path: String, value: Double)]) throws -> Double {
      let mixture = model.compile(
        [try model.values(setting: settings)], horizon: 365, start: model.start)[0].mixture
      return try ExactEngine().reachProbabilities(of: [4], in: mixture)[0].value
    }
    let comparison = compared(model, all: true)
    let rows = comparison.rows(try comparison.run(threadCount: 2))
    #expect(rows.count == 16)
    func found(_ names: String) -> ComparisonRow? {
      rows.first { $0.measures.map(\.name).joined(separator: "+") == names }
    }
    let (line, second, loud) = (
      (path: "channels.line.answer", value: 0.95),
      (path: "channels.second.availability", value: 1.0), (path: "nationalism", value: 0.7)
    )
    #expect(found("")?.risk == (try risk([])))
    #expect(found("answered_line")?.risk == (try risk([line])))
    // Without the protocol the second line changes nothing; the protocol alone changes onset only.
    #expect(found("second_line")?.risk == found("")?.risk)
    #expect(found("protocol")?.risk == found("")?.risk)
    #expect(found("second_line+protocol")?.risk == (try risk([second])))
    #expect(
      relativeError(
        found("answered_line+second_line+protocol+drums")?.risk ?? 0,
        try risk([line, second, loud])) < 1e-14)
    let alone = try #require(found("answered_line"))
    #expect(alone.difference == alone.risk - alone.baseline)
    #expect(alone.ratio == alone.risk / alone.baseline)
    #expect(alone.numberNeeded == -1 / alone.difference)
  }

  /// The parts multiply to the ratio of the expected number of incidents that reach the rung.
  @Test func partsMultiplyToTheWhole() throws {
    let model = try measuredModel()
    let comparison = compared(model)
    let rows = comparison.rows(try comparison.run(threadCount: 2))
    for row in rows where !row.measures.isEmpty {
      let parts = try #require(row.mechanisms)
      let inside = try #require(parts.escalation) * (try #require(parts.exit))
      #expect(relativeError(inside, try #require(row.ratio)) < 1e-10)
      let isProtocol = row.measures.contains { $0.name == "protocol" }
      #expect(abs(parts.onset - (isProtocol ? 0.8 : 1)) < 1e-15)
    }
    // What only makes stepping down dearer acts by way of exit alone, but for steps that the chain then misses.
    let text = measured.replacing(
      "change: {nationalism: {plus: 0.2}}", with: "change: {response.stepping_down: {to: 2}}")
    let exits = try measuredModel(text)
    let own = compared(exits, measures: ["drums"])
    let row = try #require(own.rows(try own.run(threadCount: 1)).last)
    let parts = try #require(row.mechanisms)
    #expect(try #require(parts.exit) > 1.05)
    #expect(try #require(parts.exit) > #require(parts.escalation))
  }

  @Test func annualRiskCountsBeginnings() throws {
    let model = try measuredModel()
    let comparison = compared(model, quantity: .annualRisk)
    let rows = comparison.rows(try comparison.run(threadCount: 2))
    let single = compared(model)
    let incident = single.rows(try single.run(threadCount: 2))
    let p = try #require(incident.first?.baseline)
    #expect(relativeError(try #require(rows.first?.baseline), 1 - exp(-0.5 * p)) < 1e-12)
    let protocolRow = try #require(rows.first { $0.measures.map(\.name) == ["protocol"] })
    #expect(relativeError(protocolRow.risk, 1 - exp(-0.4 * p)) < 1e-12)
    for (text, horizon) in [(measured, nil), (plainDyad, 365)] as [(String, Int?)] {
      let study = compared(
        try measuredModel(text), quantity: .annualRisk, horizon: horizon)
      #expect(throws: StudyError.self) { try study.run(threadCount: 1) }
    }
  }

  /// Ranges over draws hold the difference of pairs, and harm is the share of draws in which the risk rises.
  @Test func drawsTellHelpFromHarm() throws {
    let model = try measuredModel()
    let comparison = compared(model, draws: 40)
    let answers = try comparison.run(threadCount: 2)
    let rows = comparison.rows(answers)
    let line = try #require(rows.first { $0.measures.map(\.name) == ["answered_line"] }?.range)
    let drums = try #require(rows.first { $0.measures.map(\.name) == ["drums"] }?.range)
    #expect(line.harm == 0)
    #expect(line.ratio.upperBound < 1)
    #expect(line.ratio.lowerBound < line.ratio.upperBound)
    #expect(drums.harm == 1)
    #expect(drums.difference.lowerBound > 0)
    // The line beats the drums in every draw, and the protocol, which does nothing to an incident, stands between.
    let tiers = try #require(comparison.tiers(answers, rung: 0))
    #expect(tiers[3] > tiers[0])
    #expect(comparison.rows(try comparison.run(threadCount: 1)).map(\.risk) == rows.map(\.risk))
    #expect(
      comparison.rows(try comparison.run(threadCount: 1)).map { $0.range?.ratio }
        == rows.map { $0.range?.ratio })
  }

  /// Both sides of a pair are under the same draw: what changes nothing has the ratio one in every draw.
  @Test func pairsShareTheirDraws() throws {
    let model = try measuredModel(
      measured.replacing("{nationalism: {plus: 0.2}}", with: "{nationalism: {times: 1}}")
        .replacing("silence: 0.2\n", with: "silence: {value: 0.2, low: 0.05, high: 0.6}\n"))
    let comparison = compared(model, measures: ["drums", "answered_line"], draws: 20)
    let rows = comparison.rows(try comparison.run(threadCount: 2))
    let nothing = try #require(rows.first { $0.measures.map(\.name) == ["drums"] }?.range)
    #expect(nothing.ratio == 1...1 && nothing.difference == 0...0 && nothing.harm == 0)
  }

  @Test func shapleySharesAreThoseOfTheTextbook() throws {
    // Two of three players with a right and a left glove: 1/6, 1/6, 4/6.
    let gloves = ShapleyShare.contributions(count: 3) { bits in
      bits & 4 != 0 && bits & 3 != 0 ? 1 : 0
    }
    for (share, expected) in zip(gloves, [1.0 / 6, 1.0 / 6, 4.0 / 6]) {
      #expect(abs(share - expected) < 1e-15)
    }
    var draws = (0..<16).map { Double(($0 * 7919) % 101) / 10 }
    draws[0] = 0
    let shares = ShapleyShare.contributions(count: 4) { draws[$0] }
    #expect(abs(shares.reduce(0, +) - draws[15]) < 1e-12)
    let model = try measuredModel()
    let comparison = compared(model)
    let rows = comparison.rows(try comparison.run(threadCount: 2))
    let told = rows.compactMap(\.shapleyShare)
    #expect(told.count == 4)
    #expect(abs(told.reduce(0, +) - 1) < 1e-9)
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    let model = try measuredModel()
    #expect(throws: StudyError.self) {
      try compared(model, measures: []).run(threadCount: 1)
    }
    #expect(throws: StudyError.self) {
      try compared(model, rungs: [3]).run(threadCount: 1)
    }
  }
}

@Suite struct MomentTests {
  /// Moments that are the model's own answers at other numbers are met by those numbers.
  @Test func matchingFindsTheNumbersBehindTheMoments() throws {
    func text(_ moments: [(String, Double)]) -> String {
      plainDyad + """

        sources: [{key: test, cite: A test.}]
        moments:
          start: {china: show_of_force, usa: coercive_signalling}
          at: {nationalism: 0.5}
          of:
        """
        + moments.map { name, value in
          let kind =
            name == "days"
            ? "quantity: days_to_end"
            : "quantity: exceedance_probability, rung: \(name)"
          return
            "\n    - {name: \(name), \(kind), value: \(value), se: 0.2, basis: judgement, source: test}"
        }.joined()
    }
    let plain = try measuredModel(plainDyad)
    let truth = try plain.values(setting: [("resolve.common", -0.9), ("tempo.daily", 0.15)])
    let mixture = plain.compile([truth], horizon: nil, start: plain.start)[0].mixture
    let reach = try ExactEngine().reachProbabilities(of: [4, 5], in: mixture).map(\.value)
    let days = try ExactEngine().meanStepsToEnd(in: mixture)
    let own = try measuredModel(
      text([("limited_clash", reach[0]), ("limited_war", reach[1]), ("days", days)]))
    let matching = try MomentMatching(
      own, matching: ["resolve.common", "tempo.daily"], threadCount: 2)
    #expect(matching.isConverged)
    #expect(abs(matching.numbers[0].after + 0.9) < 1e-5)
    #expect(abs(matching.numbers[1].after - 0.15) < 1e-5)
    #expect(matching.after.distance < 1e-9)
    #expect(matching.before.distance > 1)
    for number in matching.numbers { #expect(try #require(number.standardError) > 0) }
    #expect(throws: StudyError.self) {
      try MomentMatching(plain, matching: ["resolve.common"], threadCount: 1)
    }
    // Written back, the file holds the matched number and its error.
    let again = try measuredModel(
      MomentReport(own, [matching]).restated())
    let index = try #require(again.parameterIndex("resolve.common"))
    #expect(abs(again.parameters[index].number.value + 0.9) < 1e-5)
    #expect(again.parameters[index].number.basis == .fitted)
  }

  /// Draws that know of the moments lie nearer to them than those that do not.
  @Test func momentsInformTheDraws() throws {
    let text =
      plainDyad.replacing(
        "common: -0.8217829689527216", with: "common: {value: -0.8, low: -1.4, high: -0.2}") + """

        sources: [{key: test, cite: A test.}]
        moments:
          start: {china: show_of_force, usa: coercive_signalling}
          at: {nationalism: 0.5}
          of:
            - {name: p5, quantity: exceedance_probability, rung: limited_clash, value: 0.2, se: 0.1, basis: judgement, source: test}
        """
    let model = try measuredModel(text)
    let blind = try PriorDraws(model, count: 200, seed: 3)
    let informed = try PriorDraws.informed(model, count: 200, seed: 3, threadCount: 2)
    #expect(informed.draws.weights.reduce(0, +) == 200)
    func spread(_ draws: PriorDraws) throws -> ClosedRange<Double> {
      let index = try #require(model.parameterIndex("resolve.common"))
      return WeightedSample(draws.values.map { $0[index] }, weights: draws.weights)
        .centralRange(0.9)
    }
    let (wide, narrow) = (try spread(blind), try spread(informed.draws))
    #expect(wide.upperBound - wide.lowerBound > 4 * (narrow.upperBound - narrow.lowerBound))
    #expect(narrow.contains(-0.83))
    #expect(try #require(informed.worth) > 100)
    #expect(
      try PriorDraws.informed(model, count: 200, seed: 3, threadCount: 1).draws.values
        == informed.draws.values)
  }

  @Test func copiesFollowTheWeights() {
    let copies = PriorDraws.systematicCopies([1, 0, 2, 1], count: 8, offset: 0.5)
    #expect(copies == [2, 0, 4, 2])
    #expect(
      PriorDraws.systematicCopies([1e-300, 1], count: 5, offset: 0.999).reduce(0, +) == 5)
  }
}
