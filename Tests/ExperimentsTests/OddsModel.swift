import Escalation

/// A ladder whose answer is known in closed form: from its one active rung an incident ends or becomes war.
///
/// With logits a of war and b of the end the probability of ever reaching war is
/// e^a / (e^a + e^b), so that its logit is a - b: holding changes when, and not whether. At a clarity x,
/// logit = war + force (x - 0.5) - end.
enum OddsModel {
  /// - Parameters: Numbers as a model file writes them.
  static func text(
    war: String = "-1", end: String = "1", clarity: String = "0.5", force: String = "-2",
    days: String = "{days: 3}", more: String = "0"
  ) -> String {
    """
    brink: 1
    name: odds
    about: One rung, from which an incident ends or becomes war.
    form: ladder
    ladder: {rungs: [calm, tension, war], end: calm, terminal: war}
    start: {rung: tension}
    step: 1d
    horizon: none
    closing: last_event
    factors:
      signal_clarity: \(factor(clarity, reference: 0.5))
      channel_availability: {value: 0.5, reference: 0.5}
      nationalism: {value: 0.5, reference: 0.5}
      third_party_mediation: {value: 0, reference: 0}
    moves:
      - {rung: tension, peak: any, logits: {war: \(war), end: \(end)}}
    coefficients:
      signal_clarity: {up: \(force), end: 0}
      channel_availability: {up: \(more), end: 0}
      nationalism: {up: 0, end: 0}
      third_party_mediation: {up: 0, end: 0}
    gaps:
      tension: \(days)
    """
  }

  private static func factor(_ number: String, reference: Double) -> String {
    number.hasPrefix("{")
      ? number.dropLast() + ", reference: \(reference)}"
      : "{value: \(number), reference: \(reference)}"
  }

  static func model(
    war: String = "-1", end: String = "1", clarity: String = "0.5", force: String = "-2",
    days: String = "{days: 3}", more: String = "0"
  ) throws -> EscalationModel {
    try EscalationModel(
      ModelDocument(
        text: text(
          war: war, end: end, clarity: clarity, force: force, days: days, more: more),
        file: "odds.yaml"))
  }
}
