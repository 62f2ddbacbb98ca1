import MarkovChains
import ShippedModels
import SpecialFunctions
import TestSupport
import Testing

@testable import Escalation

/// The shipped dyads under each of their structures.
@Suite struct ShippedDyadTests {
  /// The answers of the same form written down apart, in Python.
  @Test func aSpiralFromADisplayOfForceReachesWhatTheReferenceDoes() throws {
    let spiral = try #require(try shipped("china-us-dyad").structured("spiral"))
    for (reach, expected) in zip(try spiral.reach(), [0.173063, 0.034043, 0.0062968]) {
      #expect(abs(reach - expected) < 1e-6)
    }
  }

  /// Each answer lies within two standard errors of its moment, under every structure.
  @Test(arguments: ShippedModels.names)
  func structuresMeetTheMoments(_ name: String) throws {
    let model = try shipped(name)
    for structured in model.structured {
      for moment in model.moments {
        let score = try structured.score(moment)
        #expect(abs(score) < 2, "\(structured.structure ?? "") \(moment.name) \(score)")
      }
    }
  }

  /// When leaders refuse, every line goes dead together: of the risk that is left a second one then takes a
  /// smaller share, and nothing at all where they always do.
  @Test func aSecondLineIsWorthLessWhereLeadersRefuse() throws {
    for model in try shipped("china-us-dyad").structured {
      let line = try #require(model.measure(named: "hotline_levels"))
      // Shape [refusal][rung].
      let shares = try [0, 0.4, 0.8, 1].map { refusal in
        let settings = [(path: "refusal", value: refusal)]
        return zip(try model.reach(settings, under: [line]), try model.reach(settings)).map {
          1 - $0 / $1
        }
      }
      for rung in 0...2 {
        #expect(shares[0][rung] > 0.1 && shares[0][rung] > 1.3 * shares[1][rung])
        #expect(shares[1][rung] > 2 * shares[2][rung] && shares[2][rung] > 0)
        #expect(shares[3][rung] == 0)
      }
    }
  }

  /// Korea 1950: the less the line at the parallel is believed the likelier is war, and a working channel
  /// makes it less likely, wherever lines are reckoned with.
  @Test(arguments: ["deterrence", "mixed"])
  func aLineNotBelievedAndAClosedChannelMakeWarInKorea(_ structure: String) throws {
    let model = try #require(try shipped("korea-1950-dyad").structured(structure))
    func wars(_ path: String, _ values: [Double]) throws -> [[Double]] {
      try values.map { Array(try model.reach([(path: path, value: $0)]).dropFirst()) }
    }
    let bluff = try wars("bluff_bias.usa", [0, 0.4, 0.8, 1])
    let channel = try wars("channel_availability", [0.1, 0.4, 0.7, 1])
    for war in 0...1 {
      #expect(zip(bluff, bluff.dropFirst()).allSatisfy { 1.01 * $0[war] < $1[war] })
      #expect(zip(channel, channel.dropFirst()).allSatisfy { $0[war] > 1.5 * $1[war] })
    }
  }

  /// Belgrade 1999: the line was there, and refused. Calls that are taken on the first day make a clash less
  /// likely, calls that are never taken make it likelier.
  @Test func aLineThatIsRefusedIsNoneInBelgrade() throws {
    for model in try shipped("belgrade-1999-dyad").structured {
      let answered = try #require(model.measure(named: "line_answered"))
      let clash = try [
        model.reach(under: [answered]), model.reach(),
        model.reach([(path: "processes.refusal.fall", value: 0)]),
      ].map { $0[0] }
      #expect(1.2 * clash[0] < clash[1] && 1.2 * clash[1] < clash[2])
    }
  }

  /// What is meant for onset changes the rate of incidents and what is not leaves it alone.
  @Test(arguments: ShippedModels.names)
  func measuresForOnsetAreThoseThatChangeTheRate(_ name: String) throws {
    let model = try shipped(name)
    let rate = model.parameterIndex("incident_base.per_year")
    for measure in model.measures {
      let changed = measure.changes.map(\.parameter)
      #expect(measure.actsOn.contains(.onset) == changed.contains { $0 == rate }, "\(measure.name)")
      #expect((measure.actsOn != [.onset]) == changed.contains { $0 != rate }, "\(measure.name)")
      #expect(
        changed.count == 1 || measure.about.contains("two numbers")
          || measure.about.contains("is written for"), "\(measure.name) says why it moves several")
    }
  }

  /// No measure makes a clash likelier, but those that take away what there is.
  @Test(arguments: ShippedModels.names)
  func noMeasureDoesHarmUnlessItTakesSomethingAway(_ name: String) throws {
    let model = try shipped(name)
    guard !model.measures.isEmpty else { return }
    let plain = try model.reach()[0]
    for measure in model.measures {
      let others = model.measures.filter { measure.needs.contains($0.name) }
      let clash = try model.reach(under: [measure] + others)[0]
      if measure.name.hasPrefix("without_") {
        #expect(clash > plain, "\(measure.name)")
      } else {
        #expect(clash <= plain, "\(measure.name)")
      }
    }
  }

  /// The measures that the essays propose, each in some file; the nine of the first essay in one.
  @Test func everyProposalIsAMeasure() throws {
    let nine = [
      "maritime_air_awareness", "modern_hotline", "hotline_levels", "round_the_clock",
      "prevention_framework", "rules_of_conduct", "trust_dialogue", "security_forum",
      "multilateral_mediation",
    ]
    #expect(try shipped("china-us-dyad").measures.map(\.name) == nine)
    let further = [
      "without_mmca_1998", "without_notification_2014", "without_encounter_rules_2014",
      "without_defence_hotline", "without_cues", "without_asean_dialogue", "reassurance_private",
      "reassurance_public", "toning_down_rhetoric", "arms_control", "military_contacts",
      "no_provocative_exercises", "mediator_role", "dissuade_independence", "disavow_alliance",
      "no_lecturing", "fewer_close_passages", "client_lever", "conditional_preparation",
      "track_two",
    ]
    let all = Set(try ShippedModels.names.flatMap { try shipped($0).measures.map(\.name) })
    #expect(all.isSuperset(of: further))
  }

  /// `Documentation/measures.md` has a row for each measure of each file, to the last digit.
  @Test(arguments: ShippedModels.names)
  func everyMeasureStandsOnThePage(_ name: String) throws {
    let model = try shipped(name)
    let page = try TestFiles.text("Documentation/measures.md")
    for measure in model.measures {
      let changes = measure.changes.map { change in
        let number = model.parameters[change.number].number
        let range = number.low.flatMap { low in
          number.high.map { " (\(shown(low)) to \(shown($0)))" }
        }
        return "`\(model.parameters[change.parameter].path)` \(change.kind.rawValue) "
          + shown(number.value) + (range ?? "")
      }
      let needs = measure.needs.map { "`\($0)`" } + [measure.needsFromOthers].compactMap(\.self)
      let cells = [
        "`\(measure.name)`", "`\(name)`", measure.actors.joined(separator: ", "),
        measure.actsOn.map(\.rawValue).joined(separator: ", "), needs.joined(separator: "; "),
        changes.joined(separator: "; "), measure.about,
      ]
      let row = "| " + cells.joined(separator: " | ") + " |\n"
      #expect(page.contains(row), "\(row)")
    }
  }
}

/// A number as pages have it.
private func shown(_ value: Double) -> String {
  value == value.rounded() ? "\(Int(value))" : "\(value)"
}

extension EscalationModel {
  /// The exact probabilities of coming to a clash, a limited and a major war by the horizon, from the
  /// model's start.
  func reach(
    _ settings: [(path: String, value: Double)] = [], under measures: [Measure] = []
  ) throws -> [Double] {
    let point = try values(values(setting: settings), under: measures)
    let scenario = compile([point], horizon: horizon, start: start)[0]
    let estimates = try ExactEngine().estimates(for: scenario.mixture)
    return try (5...7).map { try #require(estimates[.reachProbability(set: $0 - 1)]?.value) }
  }

  /// How far the answer to a moment is from it, in standard errors of its logarithm, with conditions held
  /// where they start.
  func score(_ moment: Moment) throws -> Double {
    let held = parameters.map(\.path).filter {
      $0.hasPrefix("processes.") && ($0.contains(".rise") || $0.contains(".fall"))
    }
    func answer(_ settings: [Moment.Setting]) throws -> Double {
      let point = try values(
        setting: held.map { ($0, 0) } + settings.map { ($0.path, $0.value) })
      let scenario = compile([point], horizon: nil, start: moment.start)[0]
      let estimates = try ExactEngine().estimates(for: scenario.mixture)
      return try #require(estimates[moment.question.asked]?.value)
    }
    let value = try answer(moment.settings) / (moment.reference.map(answer) ?? 1)
    let error = try #require(moment.number.standardError)
    return (Elementary.log(value) - Elementary.log(moment.number.value)) / error
  }
}
