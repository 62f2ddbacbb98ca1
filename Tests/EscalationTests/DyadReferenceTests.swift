import Foundation
import MarkovChains
import TestSupport
import Testing

@testable import Escalation

/// Dyads held against an independent program (Python with numpy) that the form was first tried out in.
@Suite struct DyadReferenceTests {
  /// The moments that the default numbers were fitted to give.
  @Test func defaultsGiveTheFittedMoments() throws {
    let model = try dyad()
    #expect(abs(try model.hit(5) - 0.207_465_605_938_745_66) < 1e-12)
    #expect(abs(try model.hit(6) - 0.043_603_748_465_374_18) < 1e-12)
    #expect(abs(try model.hit(7) - 0.007_866_461_869_074_803) < 1e-12)
    let mixture = model.compile([model.statedValues], horizon: nil, start: model.start)[0].mixture
    let days = try ExactEngine().meanStepsToEnd(in: mixture)
    #expect(abs(days - 65.674_417_551_000_39) < 1e-9)
    let (low, high) = ([("nationalism", 0.25)], [("nationalism", 0.75)])
    #expect(abs(try model.hit(5, high) / model.hit(5, low) - 1.475_296_120_420_247_3) < 1e-11)
    #expect(abs(try model.hit(6, high) / model.hit(6, low) - 2.175_059_669_022_475_7) < 1e-11)
    let mediated = [("third_party_mediation", 1.0)]
    #expect(abs(try model.hit(5, mediated) / model.hit(5) - 0.650_003_748_480_925_8) < 1e-11)
  }

  /// Channel, nationalism and mediator as conditions that change: 768 states.
  @Test func theFullFormGivesItsReference() throws {
    let model = try dyad(fullDyad)
    let mixture = model.compile([model.statedValues], horizon: nil, start: model.start)[0].mixture
    #expect(mixture.problems[0].matrix.stateCount == 768)
    for (rung, expected) in [(5, 0.1731), (6, 0.0340), (7, 0.0063)] {
      #expect(abs(try model.hit(rung) - expected) < 5e-5)
    }
    // A channel that never fails, a mediator that never comes, nationalism that never rises.
    let never = { (path: String, rungs: [String]) in rungs.map { ("\(path).\($0)", 0.0) } }
    let force = ["any", "show_of_force", "limited_clash", "limited_war"]
    let lower = ["incident", "protest", "coercive_signalling", "show_of_force"]
    #expect(abs(try model.hit(7, never("processes.channel.fall", force)) - 0.0040) < 5e-5)
    #expect(
      abs(
        try model.hit(7, never("processes.mediator.rise", ["coercive_signalling"] + force)) - 0.0084
      )
        < 5e-5)
    #expect(
      abs(
        try model.hit(
          7, never("processes.nationalism_of_both.rise", lower + ["any"])) - 0.0040) < 5e-5)
    for (state, expected) in [(0, 0.0043), (1, 0.0063), (2, 0.0085)] {
      let start = StartPoint(
        rung: 4, peak: 4, postures: [4, 3], conditions: [1, state, 0])
      #expect(abs(try model.hit(7, start: start) - expected) < 5e-5)
    }
  }

  /// Own nationalism of each side: 2,304 states, solved exactly.
  @Test func ownNationalismMakesTwoThousandStates() throws {
    let own = { (side: String) in
      """
        nationalism_of_\(side):
          of: nationalism_\(side)
          shift: {low: -0.3, middle: 0, high: 0.3}
          start: middle
          rise: {calm: 0, incident: 0.005, protest: 0.01, coercive_signalling: 0.02, show_of_force: 0.03, any: 0.05}
          fall: 0.02

      """
    }
    let first = try #require(fullDyad.range(of: "  nationalism_of_both:"))
    let last = try #require(fullDyad.range(of: "  mediator:"))
    let text =
      String(fullDyad[..<first.lowerBound]) + own("china").replacing("  ", with: "  ")
      + own("usa") + String(fullDyad[last.lowerBound...])
    let model = try dyad(text)
    let mixture = model.compile([model.statedValues], horizon: nil, start: model.start)[0].mixture
    #expect(mixture.problems[0].matrix.stateCount == 2304)
    // Apart, the two nationalisms are less often high together than a shared one: less war, not much.
    let shared = try dyad(fullDyad).hit(7)
    let apart = try model.hit(7)
    #expect(apart < shared)
    #expect(apart > 0.5 * shared)
  }

  /// Sixty sets of numbers drawn at random, sides apart in everything, press and mediation by rung included.
  @Test func randomDyadsAgreeWithTheOtherProgram() throws {
    let lines = try TestFiles.text("Tests/EscalationTests/Vectors/dyads.csv").split(separator: "\n")
    let header = lines[0].split(separator: ",").map(String.init)
    let rungs = try dyad().ladder.rungs
    let table = rungs.enumerated().map { "\($1): 0.\($0 + 1)" }.joined(separator: ", ")
    let model = try dyad(
      plainDyad.replacing(
        "proposal: 0.16735676621695555", with: "proposal: {\(table)}"))
    let names = [
      "matching": "response.matching", "inertia": "response.inertia",
      "stepping_down": "response.stepping_down", "width": "signal.width",
      "bias.china": "signal.bias.china", "bias.usa": "signal.bias.usa", "tempo": "tempo.daily",
      "relief": "mediation.relief", "answer": "channels.line.answer",
      "clarity.china": "signal_clarity_received_china",
      "clarity.usa": "signal_clarity_received_usa", "availability": "channel_availability",
      "nationalism.china": "nationalism_china", "nationalism.usa": "nationalism_usa",
      "mediation": "third_party_mediation",
    ]
    #expect(lines.count == 61)
    for line in lines.dropFirst() {
      let row = Dictionary(
        uniqueKeysWithValues: zip(header, line.split(separator: ",").map { Double($0) ?? .nan }))
      func value(_ name: String) -> Double { row[name] ?? .nan }
      var settings = [
        ("resolve.common", 0.0), ("signal_clarity_sent_china", 1), ("signal_clarity_sent_usa", 1),
      ]
      for name in header.dropLast(4) where name != "mu" && !name.hasPrefix("mu") {
        settings.append((names[name] ?? name, value(name)))
      }
      for (rung, name) in rungs.enumerated() {
        settings.append(("mediation.proposal.\(name)", value("mu") * value("mu\(rung)")))
      }
      for (rung, name) in [(5, "p5"), (6, "p6"), (7, "p7")] {
        // The other program solves by LU, which loses digits of what is rare: absolutely, not relatively.
        #expect(abs(try model.hit(rung, settings) - value(name)) < 1e-12)
      }
      let values = try model.values(setting: settings.map { (path: $0.0, value: $0.1) })
      let mixture = model.compile([values], horizon: nil, start: model.start)[0].mixture
      #expect(
        relativeError(try ExactEngine().meanStepsToEnd(in: mixture), value("mean_days")) < 1e-9)
    }
  }

  /// Tempos drawn once per incident leave reach nearly alone, and spread the days.
  @Test func tempoSpreadsDaysAndHardlyReach() throws {
    let model = try dyad(
      plainDyad.replacing("log_spread: 0, nodes: 7", with: "log_spread: 0.9, nodes: 9"))
    for (rung, expected) in [(5, 0.2052), (6, 0.0419), (7, 0.0074)] {
      #expect(abs(try model.hit(rung) - expected) < 5e-5)
    }
    let plain = try dyad()
    // By day 15 a tenth is over with the spread; without it next to none.
    func over(_ model: EscalationModel, by day: Int) throws -> Double {
      let mixture = model.compile([model.statedValues], horizon: day, start: model.start)[0].mixture
      let estimates = try ExactEngine().estimates(for: mixture)
      return 1 - (estimates[.unresolvedProbability]?.value ?? .nan)
    }
    #expect(try over(model, by: 15) > 0.09)
    #expect(try over(plain, by: 15) < 0.03)
    #expect(try over(model, by: 220) < 0.91)
    #expect(try over(plain, by: 117) > 0.89)
  }
}
