import MarkovChains
import ShippedModels
import SpecialFunctions
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
