import Escalation
import Foundation
import MarkovChains
import ShippedModels
import Tables
import TestSupport
import Testing

@testable import Experiments

/// Derivatives by the numbers of a model, against differences of the exact answers themselves.
@Suite struct GradientTests {
  /// The exact answers with one number set.
  private func answers(
    _ study: Study, _ path: String, _ value: Double
  ) -> Estimates? {
    let settings = study.settings.map { (path: $0.name, value: $0.value) }
    guard let values = try? study.model.values(setting: settings + [(path, value)]) else {
      return nil
    }
    let compiled = study.model.compile([values], horizon: study.horizon, start: study.start)
    return try? ExactEngine().estimates(for: compiled[0].mixture)
  }

  /// Differences of fourth order, central where the number may move both ways, else to the side where it
  /// may; a thousandth of the number or of the room it has, of one for levels and logits.
  private func difference(
    _ study: Study, _ index: Int, _ value: Double, _ asked: [Quantity]
  ) throws -> (rates: [Double?], length: Double) {
    let parameter = study.model.parameters[index]
    let length: Double =
      switch parameter.rule {
      case .unitInterval where parameter.path.hasPrefix("processes."):
        value == 0 || value == 1 ? 0.01 : min(value, 1 - value)
      case .unitInterval, .logit: 1
      // Others of its row make room, of which the tests leave a hundredth.
      case .openProbability: min(value, 0.01)
      default: value == 0 ? 1 : abs(value)
      }
    let stencils: [[(place: Double, weight: Double)]] = [
      [(-2, 1), (-1, -8), (1, 8), (2, -1)],
      [(0, -25), (1, 48), (2, -36), (3, 16), (4, -3)],
      [(0, 25), (-1, -48), (-2, 36), (-3, -16), (-4, 3)],
    ]
    for stencil in stencils {
      let points = stencil.compactMap {
        answers(study, parameter.path, value + $0.place * length / 1000)
      }
      guard points.count == stencil.count else { continue }
      return (
        asked.map { quantity in
          let values = points.compactMap { $0[quantity]?.value }
          guard values.count == stencil.count, values.allSatisfy(\.isFinite) else { return nil }
          return zip(stencil, values).reduce(0.0) { $0 + $1.0.weight * $1.1 } / (12 * length / 1000)
        }, length
      )
    }
    throw CancellationError()
  }

  /// The largest error of a study's derivatives, as a change of the answer for a change of the number by
  /// its whole length, relative to the answer or to that change, whichever is larger.
  private func largestError(
    _ study: Study, by isCompared: (Int) -> Bool
  ) throws -> Double {
    let result = try study.gradient()
    let values = try study.values(at: Scenario(number: 0, overrides: []))
    var largest = 0.0
    var compared = 0
    var parameterCount = 0
    for index in study.model.parameters.indices where isCompared(index) {
      let path = study.model.parameters[index].path
      // What stands for both sides, where each has its own, or is of measures, is not differentiated.
      guard result.rows.contains(where: { $0.parameter.path == path }) else { continue }
      parameterCount += 1
      if result.fixed.contains(path) {
        #expect(path.hasPrefix("tempo.") || path.hasSuffix(".latency"), "\(path)")
        continue
      }
      let (rates, length) = try difference(
        study, index, values[index], study.questions.map(\.asked))
      for (question, rate) in zip(study.questions, rates) {
        let row = result.rows.first {
          $0.parameter.path == path && $0.question == study.rowQuestion(question)
        }
        guard let rate else {
          #expect(row?.derivative == nil || row?.estimate.value.isFinite == false)
          continue
        }
        let derivative = try #require(row?.derivative, "\(path) \(question)")
        let answer = try #require(row).estimate.value
        let scale = max(abs(rate * length), answer)
        compared += 1
        guard scale > 0 else {
          #expect(derivative == 0)
          continue
        }
        largest = max(largest, abs(derivative - rate) * length / scale)
      }
    }
    #expect(compared > 14 * parameterCount && parameterCount > 0)
    return largest
  }

  /// Every shipped model and all its numbers; with less than full effort a third of those of each ladder, and a
  /// fifteenth of those of two dyads, whose chains are large. The largest error seen is 1e-10 on ladders.
  @Test(arguments: ShippedModels.names.indices)
  func derivativesAreThoseOfTheAnswers(_ number: Int) throws {
    let name = ShippedModels.names[number]
    // Off the corners, where there is no derivative: clarity sent that is as much as can be received, publics
    // who can be no louder, a bias that is none.
    let model = try shipped(name)
    let smooth = [
      "signal_clarity_sent_usa=0.62", "nationalism=0.56", "signal.bias=0.1",
      "confidence.level=0.45",
    ].filter { setting in
      !model.form.isLadder
        && model.parameters.contains { setting.hasPrefix("\($0.path)=") }
    }
    let study = try study(name, set: smooth)
    let share = study.model.form.isLadder ? 3 : 15
    guard
      share == 3 || isFullEffort || ["china-us-dyad", "korea-1950-dyad"].contains(study.model.name)
    else {
      return
    }
    let error = try largestError(study) { isFullEffort || $0 % share == number % share }
    // The entries of dyads bend more within a step: 2e-8 was seen there.
    #expect(error < (share == 3 ? 1e-9 : 1e-7), "\(error)")
  }

  /// The derivative of the annual risk, which the rate of incidents moves too.
  @Test func derivativesOfAnnualRiskAreThoseOfTheAnswers() throws {
    let model = try shipped("south-china-sea")
    func risk(_ set: [(path: String, value: Double)]) throws -> Double {
      let study = Study(
        model: model,
        settings: try set.map { try Setting("\($0.path)=\($0.value)") },
        horizon: 365, start: model.start, quantities: [.annualRisk], rungs: [5],
        structures: [model])
      return try study.run(threadCount: 1).rows[0].estimate.value
    }
    let study = Study(
      model: model, horizon: 365, start: model.start, quantities: [.annualRisk], rungs: [5],
      structures: [model])
    let rows = try study.gradient().rows
    let whole = try risk([])
    #expect(rows.allSatisfy { relativeError($0.estimate.value, whole) < 1e-10 })
    for path in ["incident_base.per_year", "resolve.common", "silence"] {
      let row = try #require(rows.first { $0.parameter.path == path })
      let h = 1e-4
      let rate = try (risk([(path, row.value + h)]) - risk([(path, row.value - h)])) / (2 * h)
      #expect(relativeError(try #require(row.derivative), rate) < 1e-5, "\(path)")
    }
    let endless = Study(
      model: model, horizon: nil, start: model.start, quantities: [.annualRisk],
      structures: [model])
    #expect(throws: StudyError.self) { try endless.gradient() }
  }

  /// What jumps has no derivative: an answer that takes no time comes, the least delay loses it where a side
  /// decides every day.
  @Test func jumpsHaveNoDerivative() throws {
    let study = try study("korea-1950-dyad", quantities: [.exceedanceProbability], rungs: [6])
    let result = try study.gradient()
    #expect(result.fixed == ["channels.indirect.latency"])
    #expect(
      result.rows.filter { $0.parameter.path == "channels.indirect.latency" }
        .allSatisfy { $0.derivative == nil })
  }

  /// At both ends of levels, weights and days, where entries of the chain open and close, and in a row
  /// where two numbers set leave a hundredth to the others; for ever and up to a horizon, and from the
  /// middle of a crisis.
  @Test(arguments: [nil, 120])
  func derivativesAtTheEndsOfRanges(horizon: Int?) throws {
    let model = try shipped("hainan-2001")
    let settings = try [
      "signal_clarity=0", "nationalism=1", "third_party_mediation=0",
      "gaps.show_of_force.short_weight=0", "gaps.limited_clash.short_weight=1",
      "gaps.incident.days=1", "gaps.limited_war.short_days=1", "gaps.protest.short_days=83.76",
      "moves.protest.protest.hold=0.56", "moves.protest.protest.end=0.43",
      "coefficients.signal_clarity.up=0",
    ].map { try Setting($0) }
    for start in [model.start, StartPoint(rung: 4, peak: 5)] {
      let edge = Study(model: model, settings: settings, horizon: horizon, start: start)
      let error = try largestError(edge) { isFullEffort || $0 % 2 == 0 }
      #expect(error < 1e-8, "\(error)")
      #expect(try edge.gradient().fixed.isEmpty)
    }
  }

  /// Settings that leave a ten-millionth of a row to the others, less than a step: it is taken to the side
  /// where there is room, and errs no more, since the others share what is left evenly.
  @Test func aNearlyFullRowHasDerivatives() throws {
    let row = "moves.protest.protest."
    let full = try study(
      "hainan-2001", set: ["\(row)hold=0.56", "\(row)end=0.4399999"],
      quantities: [.exceedanceProbability])
    let result = try full.gradient()
    for (path, value) in [("\(row)hold", 0.56), ("\(row)end", 0.4399999)] {
      let points = try (0..<5).map { try #require(answers(full, path, value - Double($0) * 1e-4)) }
      for question in full.questions where question.rung ?? 0 > 2 {
        let values = try points.map { try #require($0[question.asked]).value }
        let expected =
          zip([25.0, -48, 36, -16, 3], values).reduce(0.0) { $0 + $1.0 * $1.1 } / 12e-4
        let found = result.rows.first {
          $0.parameter.path == path && $0.question == full.rowQuestion(question)
        }?.derivative
        #expect(relativeError(found ?? .nan, expected) < 1e-6, "\(path) \(question)")
      }
    }
  }

  /// The derivatives by the numbers of one question.
  private func rates(_ result: GradientResult, _ question: RowQuestion) -> [String: Double] {
    let rows = result.rows.filter { $0.question == question }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.parameter.path, $0.derivative ?? .nan) })
  }

  /// An offset moves all logits of its direction together, and a level all coefficients of its factor by
  /// what it is off the reference.
  @Test func derivativesOfTermsAddUp() throws {
    let study = try study("hainan-2001", set: ["nationalism=0.9"])
    let result = try study.gradient()
    let ladder = study.model.ladder
    for question in study.questions {
      let rates = rates(result, study.rowQuestion(question))
      guard let answer = result.rows.first(where: { $0.question == study.rowQuestion(question) })
      else { continue }
      var ups = 0.0
      for (path, rate) in rates.sorted(by: { $0.key < $1.key }) where path.hasPrefix("moves.") {
        let words = path.split(separator: ".").map(String.init)
        guard let rung = ladder.rung(named: words[1]), let target = ladder.rung(named: words[3]),
          rung >= 3, target > rung
        else { continue }
        ups += rate
      }
      let size = answer.estimate.value
      #expect(abs(ups - (rates["offsets.up"] ?? .nan)) <= 1e-9 * size, "\(question)")
      for (factor, distance) in [("nationalism", 0.9 - 0.5), ("third_party_mediation", -0.33)] {
        let sum = ["up", "force", "war", "down", "end"].reduce(0.0) { sum, word in
          let path = "coefficients.\(factor).\(word)"
          let value = result.rows.first { $0.parameter.path == path }?.value ?? .nan
          return sum + value * (rates[path] ?? .nan)
        }
        #expect(abs(sum - distance * (rates[factor] ?? .nan)) <= 1e-9 * size, "\(question)")
      }
    }
  }

  /// What one end gains the others lose, and every day is spent somewhere.
  @Test func derivativesOfWholesAreZeroOrSums() throws {
    for horizon in [nil, 365] {
      let model = try shipped("major-powers")
      let result = try Study(model: model, horizon: horizon, start: model.start).gradient()
      for parameter in model.parameters {
        let rows = result.rows.filter { $0.parameter.path == parameter.path }
        func sum(_ quantities: RiskQuantity...) -> (sum: Double, size: Double) {
          let rates = rows.filter { row in
            quantities.contains { $0.rawValue == row.question.quantity }
          }.map { $0.derivative ?? .nan }
          return (rates.reduce(0, +), rates.map(abs).reduce(0, +))
        }
        let ends = sum(.absorptionProbability, .unresolvedProbability)
        #expect(abs(ends.sum) <= 1e-12 * ends.size, "\(parameter.path)")
        let (spent, whole) = (sum(.occupancyDays), sum(.daysToEnd))
        #expect(abs(spent.sum - whole.sum) <= 1e-11 * spent.size, "\(parameter.path)")
      }
    }
  }
}
