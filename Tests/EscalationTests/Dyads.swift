import Escalation
import Foundation
import MarkovChains
import TestSupport

/// A small valid dyad without conditions that change, in pieces that tests replace.
let plainDyad = """
  brink: 1
  name: plain
  about: A dyad for tests.
  form: dyad
  ladder:
    rungs: [calm, incident, protest, coercive_signalling, show_of_force, limited_clash, limited_war, major_war]
    end: calm
    terminal: major_war
    force: limited_clash
    war: limited_war
  sides: [china, usa]
  step: 1d
  horizon: none
  closing: settled
  start: {china: show_of_force, usa: coercive_signalling}
  factors:
    signal_clarity: 0.5
    channel_availability: 0.5
    nationalism: 0.5
    third_party_mediation: 0
  signal: {width: 1, bias: 0}
  shock: 0.02
  channels:
    - {name: line, tier: leaders, from: calm, to: major_war, availability: 1, answer: 0.8, latency: 0}
  refusal: 0
  silence: 0.2
  response: {matching: 1, inertia: 1, nationalism: 0.2, stepping_down: 0.4035163714934642}
  resolve: {common: -0.8217829689527216, china: 0, usa: 0}
  press: 0
  tempo: {daily: 0.22001176379929813, log_spread: 0, nodes: 7}
  mediation: {proposal: 0.16735676621695555, relief: 2}
  """

/// Channel in two states, shared nationalism in three, mediator in or out: 768 states.
let conditions = """

  processes:
    channel:
      of: channel_availability
      share: {closed: 0, open: 1}
      start: open
      rise: 0.05
      fall: {any: 0.005, show_of_force: 0.02, limited_clash: 0.05, limited_war: 0.1}
    nationalism_of_both:
      of: nationalism
      shift: {low: -0.3, middle: 0, high: 0.3}
      start: middle
      rise: {calm: 0, incident: 0.005, protest: 0.01, coercive_signalling: 0.02, show_of_force: 0.03, any: 0.05}
      fall: 0.02
    mediator:
      of: third_party_mediation
      share: {absent: 0, present: 1}
      start: absent
      rise: {any: 0, coercive_signalling: 0.005, show_of_force: 0.01, limited_clash: 0.02, limited_war: 0.03}
      fall: 0.02
  """

/// The dyad with conditions, its factors as the full form has them.
let fullDyad =
  plainDyad.replacing("channel_availability: 0.5", with: "channel_availability: 0.9")
  .replacing("third_party_mediation: 0\n", with: "third_party_mediation: 1\n") + conditions

/// A line that each side has declared.
let lines = """

  lines:
    - {by: china, rung: limited_clash, cost: 1, crossing: 0.5}
    - {by: usa, rung: limited_clash, cost: 1, crossing: 0.5}
  bluff_bias: 0.3
  agreed_lines: 0
  """

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
