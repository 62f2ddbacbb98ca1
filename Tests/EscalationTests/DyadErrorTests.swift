import TestSupport
import Testing

@testable import Escalation

/// What is wrong with a dyad's file is told with its place, all at once.
@Suite struct DyadErrorTests {
  /// Five processes of four states each.
  private static let crowded: String = {
    let numbers = ["press.china", "press.usa", "shock.china", "shock.usa", "silence"]
    var text = "processes:\n"
    for (index, number) in numbers.enumerated() {
      text += "  p\(index):\n    of: \(number)\n    share: {a: 0, b: 0.3, c: 0.6, d: 1}\n"
      text += "    start: a\n    rise: 0.1\n    fall: 0.1\n"
    }
    return text
  }()

  static let added: [(String, String)] = [
    (
      "clients:\n  - {name: taiwan, patron: taiwan, rate: 0.01, backing: 0.5, emboldening: 1}\n",
      "dyad.yaml:33:28: error: clients[0].patron: the client 'taiwan' backs itself"
    ),
    (
      "clients:\n  - {name: usa, patron: china, rate: 0.01, backing: 0.5, emboldening: 1}\n",
      "'usa' is a side of the dyad, and no one's client"
    ),
    (
      "clients:\n  - {name: taiwan, patron: us, rate: 0.01, backing: 0.5, emboldening: 1}\n",
      "the patron 'us' is not one of the two sides (did you mean 'usa'?)"
    ),
    (
      "lines:\n  - {by: usa, rung: protest, cost: 1, crossing: 0}\n"
        + "  - {by: usa, rung: limited_clash, cost: 1, crossing: 0}\nbluff_bias: 0\nagreed_lines: 0\n",
      "dyad.yaml:34:5: error: lines[1]: 'usa' has declared two lines; a side has one"
    ),
    ("bluff_bias: 0.5\n", "'bluff_bias' is of lines, and there are none"),
    (
      "processes:\n  channel:\n    of: chanel_availability\n    share: {closed: 0, open: 1}\n"
        + "    start: open\n    rise: 0.1\n    fall: 0.1\n",
      "the file has no number 'chanel_availability' (did you mean 'channel_availability'?)"
    ),
    (
      "processes:\n  mood:\n    of: nationalism\n    shift: {low: -0.3, middle: 0, high: 0.3}\n"
        + "    start: middle\n    rise: {any: 0.1, protest: 0.7}\n    fall: 0.4\n",
      "on rung 'protest' rise and fall sum to 1.1 a day, more than 1"
    ),
    (
      "processes:\n  mood:\n    of: nationalism\n    shift: {low: 0.3, high: -0.3}\n"
        + "    start: low\n    rise: 0.1\n    fall: 0.4\n",
      "the states of a process stand in rising order"
    ),
    (
      crowded,
      "64 pairs of postures times the conditions make 65536 states; the limit is 16384"
    ),
    (
      "measures:\n  hotline:\n    about: a line\n    actor: usa\n    acts_on: exit\n    source: x\n"
        + "    change: {channels.line.anwser: {to: 0.9}}\n",
      "the model has no parameter 'channels.line.anwser' (did you mean 'channels.line.answer'?)"
    ),
    (
      "measures:\n  hotline:\n    about: a line\n    actor: usa\n    acts_on: exit\n    source: x\n"
        + "    needs: [protocol]\n    change: {channels.line.answer: {to: 0.9}}\n",
      "the measure 'hotline' needs 'protocol', which the file does not have"
    ),
    (
      "measures:\n  hotline:\n    about: a line\n    actor: usa\n    acts_on: exits\n    source: x\n"
        + "    change: {channels.line.answer: {to: 0.9, plus: 0.1}}\n",
      "a change is one of: to, plus, times"
    ),
    (
      "measures:\n  hotline:\n    about: a line\n    actor: usa\n    acts_on: exits\n    source: x\n"
        + "    change: {channels.line.answer: {to: 1.9}}\n",
      "'exits' is not one of: onset, escalation, exit (did you mean 'exit'?)"
    ),
    (
      "structures:\n  spiral:\n    about: matching\n    set: {press.chia: 0}\n",
      "the model has no parameter 'press.chia' (did you mean 'press.china'?)"
    ),
    (
      "moments:\n  start: {china: protest, usa: protest}\n  at: {nationalism: 0.5}\n"
        + "  of:\n    - {name: p5, quantity: exceedance_probability, rung: limited_clash, value: 0.2}\n",
      "a moment states 'se', the standard error of its logarithm, above 0"
    ),
  ]

  private static func process(
    of target: String = "nationalism", states: String = "{low: -0.3, middle: 0, high: 0.3}",
    start: String = "middle", rise: String = "0.7", fall: String = "0.2"
  ) -> String {
    "processes:\n  mood:\n    of: \(target)\n    shift: \(states)\n    start: \(start)\n"
      + "    rise: \(rise)\n    fall: \(fall)\n"
  }

  private static func measure(_ change: String, _ more: String = "") -> String {
    "measures:\n  calmer:\n    about: Calm.\n    actor: usa\n    acts_on: exit\n    source: x\n\(more)"
      + "    change: {\(change)}\n"
  }

  private static func moments(_ start: String, _ moment: String, at: String = "{silence: 0.2}")
    -> String
  {
    "moments:\n  start: \(start)\n  at: \(at)\n  of:\n    - {name: m, se: 0.2, \(moment)}\n"
  }

  /// What stops a model only under a structure, a measure or a moment is told with its place too.
  static let addedApart: [(String, String)] = [
    (
      process() + measure("processes.mood.rise: {to: 0.95}"),
      "dyad.yaml:45:35: error: measures.calmer.processes.mood.rise: the rates of processes.mood on rung 'calm' "
        + "sum to 1.15 a day"
    ),
    (
      process() + "structures:\n  s:\n    about: fast\n    set: {processes.mood.rise: 0.95}\n",
      "dyad.yaml:42:32: error: structures.s.set.processes.mood.rise: the rates of processes.mood"
    ),
    (
      process()
        + moments(
          "{china: protest, usa: protest}", "quantity: days_to_end, value: 30",
          at: "{processes.mood.rise: 0.95}"),
      "error: moments.m: the rates of processes.mood on rung 'calm' sum to 1.15 a day"
    ),
    (
      process(states: "{rise: 0, open: 1}", start: "open"), "'rise' is no name for a state"
    ),
    (process(of: "tempo.log_spread"), "the spread of tempos is of incidents"),
    (
      moments("{china: major_war, usa: protest}", "quantity: days_to_end, value: 30"),
      "moments.start: nothing moves from there: the incident is over"
    ),
    (
      moments("{china: calm, usa: calm}", "quantity: days_to_end, value: 30"),
      "moments.start: nothing moves from there: the incident is over"
    ),
    (
      moments(
        "{china: protest, usa: protest}",
        "quantity: exceedance_probability, rung: limited_war, value: 2"),
      "2.0 is no probability of what may fail to happen"
    ),
    (
      moments(
        "{china: protest, usa: protest}",
        "quantity: exceedance_probability, rung: protest, value: 0.5"),
      "is on 'protest' or above at once"
    ),
    (
      measure("silence: {to: 0.1}").replacing("actor: usa", with: "actor: []"),
      "it says who must act"
    ),
    (
      measure("silence: {to: 0.1}").replacing("acts_on: exit", with: "acts_on: []"),
      "it says onset, escalation or exit"
    ),
    (
      measure("silence: 0.1"), "a change is one of: to, plus, times, such as {plus: 0.1}; not '0.1'"
    ),
    (
      measure("silence: {to: 0.1}", "    takes_away: perhaps\n"),
      "'perhaps' is not one of: true, false"
    ),
    ("begins: 1950-13-01\n", "'1950-13-01' is no day; write it as 2001-04-01"),
    (
      "coefficients:\n  nationalism: {shock.usa: 0.1}\n",
      "coefficients are of factors of the file's own, and there are none"
    ),
  ]

  @Test(arguments: DyadErrorTests.addedApart)
  func whatIsWrongElsewhereIsToldWithItsPlace(_ piece: String, _ expected: String) {
    let problems = dyadProblems(plainDyad + "\n" + piece + "sources: [{key: x, cite: A test.}]")
    #expect(problems.contains(expected), "\(problems)")
    #expect(problems.split(separator: "\n").count == 1, "\(problems)")
  }

  /// Each change that makes rates too high is told, and once, under however many structures.
  @Test func allRatesThatAreTooHighAreToldAtOnce() {
    let more =
      "  wilder:\n    about: Wild.\n    actor: usa\n    acts_on: exit\n    source: x\n"
      + "    change: {processes.mood.fall: {to: 0.4}}\n"
    let problems = dyadProblems(
      plainDyad + "\n" + Self.process() + Self.measure("processes.mood.rise: {to: 0.95}") + more
        + "structures:\n  s: {about: slow, set: {press: 0}}\n  t: {about: slower, set: {silence: 0.1}}\n"
        + "sources: [{key: x, cite: A test.}]"
    ).split(separator: "\n")
    #expect(problems.count == 2, "\(problems)")
    #expect(problems[0].contains("measures.calmer") && problems[0].contains("sum to 1.15 a day"))
    #expect(problems[1].contains("measures.wilder") && problems[1].contains("sum to 1.1 a day"))
  }

  /// A factor of the file's own may not be called as a number of the form.
  @Test(arguments: ["silence", "shock", "press", "nationalism_usa"])
  func factorsCalledAsNumbersAreRefused(_ name: String) {
    let text =
      plainDyad.replacing(
        "third_party_mediation: 0\n",
        with: "third_party_mediation: 0\n  \(name): {value: 0.2, reference: 0.5}\n")
      + "\ncoefficients: {\(name): {resolve.common: 0.1}}"
    #expect(
      dyadProblems(text).contains("two numbers are called '\(name)'"), "\(dyadProblems(text))")
  }

  /// A factor of the file's own stays as it is; what it acts on may be governed, and both sides at once may not.
  @Test func whatOwnFactorsMayNotDoIsTold() {
    let own =
      plainDyad.replacing(
        "third_party_mediation: 0\n",
        with: "third_party_mediation: 0\n  trade: {value: 0.2, reference: 0.5}\n") + "\n"
    let both = dyadProblems(own + "coefficients: {trade: {shock: 0.1}}")
    #expect(both.contains("'shock' stands for both sides; write shock.china and shock.usa"))
    let governed = dyadProblems(
      own + "coefficients: {trade: {silence: 0.1}}\n" + Self.process(of: "trade"))
    #expect(governed.contains("'trade' is a factor of the file's own"))
    let raised = dyadProblems(
      own.replacing("{value: 0.2, ", with: "{value: 1, ") + Self.process()
        + "coefficients: {trade: {processes.mood.rise: 0.25}}\n")
    #expect(raised.contains("sum to 1.025 a day"), "\(raised)")
  }

  /// One mistake is one problem: what hangs on what could not be read is not told as missing.
  @Test func oneMistakeIsOneProblem() throws {
    let text =
      fullDyad.replacing("nationalism: 0.5", with: "nationalism: 1.5")
      + Self.measure("processes.channel.rise: {times: 2}") + "sources: [{key: x, cite: A test.}]"
    #expect(dyadProblems(text).split(separator: "\n").count == 1, "\(dyadProblems(text))")
    let press =
      plainDyad.replacing("press: 0\n", with: "press: {china: -1, usa: 0}\n")
      + "\nstructures: {s: {about: x, set: {press: 0, pres: 0}}}"
    let told = dyadProblems(press)
    #expect(
      told.contains("no parameter 'pres'") && !told.contains("no parameter 'press'"), "\(told)")
  }

  @Test func aMarkOfTheEncodingIsNoPartOfTheFile() {
    #expect(dyadProblems("\u{FEFF}" + plainDyad) == "")
  }

  static let replaced: [(String, String, String)] = [
    ("sides: [china, usa]", "sides: [peak, usa]", "'peak' is no name for a side"),
    ("press: 0\n", "press: 1e154\n", "1e154 must lie between 0 and 500"),
    ("relief: 2}", "relief: 501}", "501 must lie between 0 and 500"),
    (
      "silence: 0.2\n", "silence: [0.2]\n",
      "a number is expected here, plain or as {value: …}, not a list"
    ),
    (
      "war: limited_war", "war: limited_clash",
      "'war' must be a rung above 'force', which is 'limited_clash'"
    ),
    ("sides: [china, usa]", "sides: [china, china]", "both sides are called 'china'"),
    ("sides: [china, usa]", "sides: [china]", "a list of two sides"),
    (
      "start: {china: show_of_force, usa: coercive_signalling}", "start: {china: calm, usa: calm}",
      "both sides are settled"
    ),
    ("usa: coercive_signalling}", "usa: coercive}", "the ladder has no rung 'coercive'"),
    ("shock: 0.02", "shock: {china: 0.02}", "the key 'usa' is missing"),
    ("shock: 0.02", "shock: 1.02", "1.02 must lie between 0 and 1"),
    ("silence: 0.2\n", "", "the key 'silence' is missing"),
    ("refusal: 0\n", "refusal: {protest: 0.2}\n", "no number for rung 'incident'"),
    ("from: calm, to: major_war", "from: major_war, to: calm", "from a rung to one below it"),
    ("press: 0\n", "press: 0\nmoves: []\n", "unknown key 'moves'"),
    ("closing: settled", "closing: last_event", "'last_event' is not one of: settled"),
    ("nationalism: 0.5\n", "nationalism: {china: 0.5}\n", "the key 'usa' is missing"),
    ("  nationalism: 0.5\n", "", "the factor 'nationalism' is missing"),
    ("nodes: 7", "nodes: 99", "the number of nodes lies between 1 and 32"),
    (
      "form: dyad", "form: dyads",
      "'dyads' is not one of: ladder, dyad, campaign (did you mean 'dyad'?)"
    ),
  ]

  @Test func theSmallDyadsAreValid() {
    for text in [plainDyad, fullDyad, plainDyad + dyadLines] { #expect(dyadProblems(text) == "") }
  }

  @Test(arguments: DyadErrorTests.added)
  func whatIsAddedWrongIsToldWithItsPlace(_ piece: String, _ expected: String) {
    let problems = dyadProblems(plainDyad + "\n" + piece)
    #expect(problems.contains(expected), "\(problems)")
  }

  @Test(arguments: DyadErrorTests.replaced)
  func whatIsReplacedWrongIsTold(_ old: String, _ new: String, _ expected: String) {
    #expect(plainDyad.contains(old))
    let problems = dyadProblems(plainDyad.replacing(old, with: new))
    #expect(problems.contains(expected), "\(problems)")
  }

  @Test func allProblemsOfAFileAreToldAtOnce() {
    let text = plainDyad.replacing("shock: 0.02", with: "shock: 2").replacing(
      "silence: 0.2", with: "silence: x"
    ).replacing("relief: 2", with: "relief: -2")
    #expect(dyadProblems(text).split(separator: "\n").count == 3)
  }

  @Test func ratesThatAreSetTooHighAreRefused() throws {
    let model = try dyad(fullDyad)
    #expect(
      throws: ParameterError.rateOverflow(
        process: "nationalism_of_both", rung: "incident", sum: 1.005)
    ) {
      try model.values(setting: [
        ("processes.nationalism_of_both.fall", 1)
      ])
    }
  }
}
