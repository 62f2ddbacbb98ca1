import Escalation
import Foundation
import MarkovChains
import TestSupport

/// The model of a text.
func dyad(_ text: String = plainDyad) throws -> EscalationModel {
  try EscalationModel(ModelDocument(text: text, file: "dyad.yaml"))
}

/// The problems of a text, a line each.
func dyadProblems(_ text: String) -> String {
  do {
    _ = try dyad(text)
    return ""
  } catch {
    return "\(error)"
  }
}

extension EscalationModel {
  /// The exact probability of reaching a rung from the model's start, under some settings.
  func hit(
    _ rung: Int, _ settings: [(String, Double)] = [], start: StartPoint? = nil, horizon: Int? = nil
  ) throws -> Double {
    let values = try values(setting: settings.map { (path: $0.0, value: $0.1) })
    let mixture = compile([values], horizon: horizon, start: start ?? self.start)[0].mixture
    return try ExactEngine().reachProbabilities(of: [rung - 1], in: mixture)[0].value
  }

  /// The exact probability of reaching the top from every pair of postures, in the order of the states.
  func hitsFromEverywhere(_ settings: [(String, Double)]) throws -> [Double] {
    let values = try values(setting: settings.map { (path: $0.0, value: $0.1) })
    let problem = compile([values], horizon: nil, start: start)[0].mixture.problems[0]
    let passage = try ChainSolver(problem.matrix).passage(
      to: problem.targets[problem.targets.count - 1])
    return passage.probability.values
  }
}

/// Numbers for property tests, the same in every run.
struct TestNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Sebastiano Vigna's SplitMix64.
  mutating func next(_ range: ClosedRange<Double> = 0...1) -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    word ^= word >> 31
    return range.lowerBound + (range.upperBound - range.lowerBound) * Double(word >> 11) * 0x1p-53
  }

  mutating func pair(_ range: ClosedRange<Double>) -> (Double, Double) {
    let first = next(range)
    return (first, next(range))
  }
}
