import Escalation
import MarkovChains
import ShippedModels

/// A shipped model by name.
func shipped(_ name: String) throws -> EscalationModel {
  let text = ShippedModels.text(name) ?? ""
  return try EscalationModel(ModelDocument(text: text, file: "\(name).yaml"))
}

extension EscalationModel {
  /// The exact probability of ever being at or above a rung, with some parameters set.
  func reach(
    _ rung: Int, from start: Int, peak: Int? = nil, setting: [(path: String, value: Double)] = [],
    horizon: Int? = nil
  ) throws -> Double {
    let point = StartPoint(rung: start, peak: peak ?? start)
    let scenario = try compile([values(setting: setting)], horizon: horizon, start: point)[0]
    let estimates = try ExactEngine().estimates(for: scenario.mixture)
    return estimates[.reachProbability(set: rung - 1)]?.value ?? .nan
  }
}

/// A small valid model of three rungs, in pieces that tests replace.
let smallModel = """
  brink: 1
  name: small
  about: A model for tests.
  form: ladder
  ladder: {rungs: [calm, tension, clash, war], end: calm, terminal: war, force: clash, war: war}
  start: {rung: tension}
  step: 1d
  horizon: 30d
  closing: last_event
  factors:
    signal_clarity: {value: 0.5, reference: 0.5}
    channel_availability: {value: 0.5, reference: 0.5}
    nationalism: {value: 0.5, reference: 0.5}
    third_party_mediation: {value: 0, reference: 0}
  moves:
    - {rung: tension, peak: any, logits: {clash: -1, end: 0.5}}
    - {rung: clash, peak: any, logits: {tension: 0, war: -2, end: -1}}
  coefficients:
    signal_clarity: {force: -1, war: -1, down: 0.5, end: 0.5}
    channel_availability: {force: 0, war: 0, down: 0, end: 0}
    nationalism: {force: 0.5, war: 1, down: 0, end: 0}
    third_party_mediation: {force: 0, war: 0, down: 0, end: 0.5}
  gaps:
    tension: {short_weight: 0.5, short_days: 2, long_days: 20}
    clash: {days: 3}
  """

/// The small model with one piece of text replaced.
func small(replacing old: String = "", with new: String = "") throws -> EscalationModel {
  let text = old.isEmpty ? smallModel : smallModel.replacing(old, with: new)
  precondition(old.isEmpty || text != smallModel, "the piece to replace is there")
  return try EscalationModel(ModelDocument(text: text, file: "small.yaml"))
}

/// The problems of the small model with one piece replaced, a line each.
func problems(replacing old: String, with new: String) -> [String] {
  do {
    _ = try small(replacing: old, with: new)
    return []
  } catch let error as ModelError {
    return error.description.split(separator: "\n").map(String.init)
  } catch {
    return ["\(error)"]
  }
}
