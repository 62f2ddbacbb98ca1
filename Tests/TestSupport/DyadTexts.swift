/// A small valid dyad without conditions that change, in pieces that tests replace.
public let plainDyad = """
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
public let dyadConditions = """

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
public let fullDyad =
  plainDyad.replacing("channel_availability: 0.5", with: "channel_availability: 0.9")
  .replacing("third_party_mediation: 0\n", with: "third_party_mediation: 1\n") + dyadConditions

/// A line that each side has declared.
public let dyadLines = """

  lines:
    - {by: china, rung: limited_clash, cost: 1, crossing: 0.5}
    - {by: usa, rung: limited_clash, cost: 1, crossing: 0.5}
  bluff_bias: 0.3
  agreed_lines: 0
  """
