import TestSupport
import Testing

@testable import Escalation

/// What a user reads when a file is wrong: place, value, rule.
@Suite struct ModelErrorTests {
  @Test func theSmallModelIsValid() throws {
    #expect(try small().parameters.count == 4 + 5 + 16 + 4)
  }

  @Test(arguments: [
    (
      "nationalism: {value: 0.5,", "nationalism: {value: 1.5,",
      "small.yaml:13:24: error: factors.nationalism.value: 1.5 must lie between 0 and 1"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: inf,",
      "small.yaml:13:24: error: factors.nationalism.value: 'inf' is no finite decimal number"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: .nan,",
      "small.yaml:13:24: error: factors.nationalism.value: '.nan' is no finite decimal number"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: 1e400,",
      "small.yaml:13:24: error: factors.nationalism.value: 1e400 is beyond the range of doubles"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: 0x1p-3,",
      "small.yaml:13:24: error: factors.nationalism.value: '0x1p-3' is no finite decimal number"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: 0.5, low: 0.8, high: 0.2,",
      "small.yaml:13:34: error: factors.nationalism.low: low 0.8 is above high 0.2: the range is "
        + "inverted"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: 0.5, low: 0.6, high: 0.7,",
      "small.yaml:13:34: error: factors.nationalism.low: low 0.6 is above the value 0.5"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: 0.5, hihg: 0.7,",
      "small.yaml:13:29: error: factors.nationalism.hihg: unknown key 'hihg' (did you mean 'high'?)"
    ),
    (
      "nationalism: {value: 0.5, reference: 0.5}\n", "nationalsim: {value: 0.5, reference: 0.5}\n",
      "small.yaml:11:3: error: factors: the factor 'nationalism' is missing (did you mean "
        + "'nationalsim'?); zero coefficients silence it"
    ),
    (
      "closing: last_event", "closing: last_event\nhorzion: 30d",
      "small.yaml:10:1: error: horzion: unknown key 'horzion' (did you mean 'horizon'?)"
    ),
    (
      "horizon: 30d", "horizon: 30 weeks",
      "small.yaml:8:10: error: horizon: '30 weeks' is no horizon: write days such as 30d or 30 (at "
        + "most 10000000), or none"
    ),
    (
      "{force: -1, war: -1, down: 0.5, end: 0.5}", "{force: -1, down: 0.5, end: 0.5}",
      "small.yaml:19:19: error: coefficients.signal_clarity: the key 'war' is missing; zero must be "
        + "written"
    ),
    (
      "\n  clash: {days: 3}", "",
      "small.yaml:24:3: error: gaps: no gap for rung clash, which can be reached"
    ),
    (
      "{tension: 0, war: -2, end: -1}", "{tensoin: 0, war: -2, end: -1}",
      "small.yaml:17:39: error: moves[1].logits.tensoin: no move leads to 'tensoin' (did you mean "
        + "'tension'?)"
    ),
    (
      "{rung: tension, peak: any, logits: {clash: -1, end: 0.5}}",
      "{rung: tension, peak: any, per: day, probabilities: {hold: 0.5, clash: 0.1, end: 0.4}}",
      "small.yaml:16:37: error: moves[0].per: moves happen at events: write 'per: event'; days come "
        + "from gaps"
    ),
    (
      "{rung: tension, peak: any, logits: {clash: -1, end: 0.5}}",
      "{rung: tension, peak: any, per: event, probabilities: {hold: 0.5, clash: 0.1, end: 0.3}}",
      "small.yaml:16:59: error: moves[0].probabilities: the probabilities of a row sum to 0.9, not "
        + "to 1"
    ),
    (
      "clash: {days: 3}", "clash: {short_weight: 1, short_leaving: 0.5, long_days: 3}",
      "small.yaml:25:43: error: gaps.clash.short_leaving: a probability of leaving states its time "
        + "basis: 'per: day' or 'within: N days'"
    ),
    (
      "brink: 1", "brink: 2",
      "small.yaml:1:8: error: brink: this version reads model files of version 1, written 'brink: 1'"
    ),
    (
      "terminal: war", "terminal: clash",
      "small.yaml:5:67: error: ladder.terminal: the terminal rung is the highest one"
    ),
    (
      "name: small", "name: small\nname: large",
      "small.yaml:2:1: error: name: this key stands twice in its mapping; keep one"
    ),
    (
      "name: small", "name: small\n1: x\n\"1\": y",
      "small.yaml:3:1: error: 1: this key stands twice in its mapping; keep one"
    ),
  ])
  func oneProblemIsToldWithItsPlace(old: String, new: String, expected: String) {
    let found = problems(replacing: old, with: new)
    #expect(found.contains(expected), "\(found)")
  }

  /// Once a trap: two rows of one rung and peak, and one move under two spellings, gave two
  /// parameters the same path.
  @Test(arguments: [
    (
      "{rung: clash, peak: any, logits: {tension: 0, war: -2, end: -1}}\n",
      "{rung: clash, peak: any, logits: {tension: 0, war: -2, end: -1}}\n"
        + "  - {rung: clash, peak: any, logits: {tension: 0, war: -2, end: -1}}\n",
      "small.yaml:18:5: error: moves[2]: a second row for the same rung and peak"
    ),
    (
      "rungs: [calm, tension, clash, war]", "rungs: [calm, tension, clash, war, clash]",
      "small.yaml:5:45: error: ladder.rungs[4]: the rung 'clash' stands twice"
    ),
    (
      "terminal: war, force: clash, war: war}", "terminal: war, force: clash, war: w-ar}",
      "small.yaml:5:91: error: ladder.war: the ladder has no rung 'w-ar' (did you mean 'war'?)"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: \"0.5\",",
      "small.yaml:13:24: error: factors.nationalism.value: a number is expected here, not the text '0.5'"
    ),
    (
      "nationalism: {value: 0.5,", "nationalism: {value: 1e-400,",
      "small.yaml:13:24: error: factors.nationalism.value: 1e-400 is beyond the range of doubles"
    ),
    (
      "about: A model for tests.", "about: null",
      "small.yaml:3:8: error: about: a text is expected here, not 'null'"
    ),
    (
      "tension: {short_weight", "ten-sion: {short_weight",
      "small.yaml:24:3: error: gaps.ten-sion: the ladder has no rung 'ten-sion' (did you mean "
        + "'tension'?)"
    ),
    (
      "form: ladder", "form: \"\\e[31mred\"",
      "small.yaml:4:7: error: form: '\\u{1b}[31mred' is not one of: ladder, dyad, campaign"
    ),
  ])
  func namesThatCollideDoNotTrap(old: String, new: String, expected: String) {
    let found = problems(replacing: old, with: new)
    #expect(found.contains(expected), "\(found)")
  }

  @Test func allProblemsAreToldAtOnceInOrder() {
    let text = smallModel.replacing("value: 0.5", with: "value: 7").replacing(
      "days: 3", with: "days: 0.5"
    ).replacing("about: A model for tests.", with: "about: A\nabout: B\ncolour: red")
    do {
      _ = try EscalationModel(ModelDocument(text: text, file: "f.yaml"))
      Issue.record("the model was accepted")
    } catch let error as ModelError {
      #expect(
        error.problems.map(\.path) == [
          "about", "colour", "factors.signal_clarity.value", "factors.channel_availability.value",
          "factors.nationalism.value", "gaps.clash.days",
        ])
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: ["", "\n\n", "# only a comment\n"])
  func emptyFilesAreTold(_ text: String) {
    #expect(throws: ModelError.self) { try ModelDocument(text: text, file: "f.yaml") }
  }

  @Test(arguments: [
    "just words", "[1, 2]", "a: [", "a: b: c", "\t- x", "a: &x [*x, *y]", "\0\u{1}",
  ])
  func whatIsNoModelIsRefusedAndNeverCrashes(_ text: String) {
    #expect(throws: ModelError.self) {
      try EscalationModel(ModelDocument(text: text, file: "f.yaml"))
    }
  }

  @Test func aliasesThatGrowWithoutBoundAreRefused() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let items = (0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(throws: ModelError.self) { try ModelDocument(text: text, file: "f.yaml") }
  }

  @Test func aFactorMayNotBearTheNameOfAColumn() {
    let found = problems(
      replacing: "  third_party_mediation: {value: 0, reference: 0}\n",
      with:
        "  third_party_mediation: {value: 0, reference: 0}\n  quantity: {value: 0, reference: 0}\n")
    #expect(found.contains { $0.contains("'quantity' is a column of results") }, "\(found)")
  }

  /// One mistake is one message, however much depends on it.
  @Test(arguments: [
    ("war: war}", "war: wra}"), ("terminal: war", "terminal: wr"), ("brink: 1", "brink: []"),
    ("closing: last_event", "closing: last_event\nsources: null"),
  ])
  func oneMistakeIsOneMessage(old: String, new: String) {
    #expect(problems(replacing: old, with: new).count == 1)
  }

  @Test func rowsThatCannotEndAreTold() {
    let found = problems(replacing: "{clash: -1, end: 0.5}", with: "{clash: -1}")
    // It can still end by way of a clash.
    #expect(!found.contains { $0.contains("nor the terminal") })
    let text = smallModel.replacing("{clash: -1, end: 0.5}", with: "{clash: -1}").replacing(
      "{tension: 0, war: -2, end: -1}", with: "{tension: 0}"
    ).replacing("force: -1, war: -1, down: 0.5, end: 0.5", with: "force: 0, down: 0").replacing(
      "force: 0, war: 0, down: 0, end: 0", with: "force: 0, down: 0"
    ).replacing("force: 0.5, war: 1, down: 0, end: 0", with: "force: 0, down: 0")
    do {
      _ = try EscalationModel(
        ModelDocument(
          text: text.replacing("{force: 0, down: 0.5}", with: "{force: 0, down: 0}").replacing(
            "{force: 0, down: 0, end: 0.5}", with: "{force: 0, down: 0}"), file: "f.yaml"))
      Issue.record("the model was accepted")
    } catch {
      #expect(
        "\(error)".contains("neither 'end' nor the terminal rung can be reached"), "\(error)")
    }
  }

  /// Three thousand rungs of any peak are nine million states: refused by their number, at once.
  @Test func aStateSpaceBeyondMemoryIsRefusedBeforeItIsAllocated() throws {
    let names = (0..<3000).map { "r\($0)" }
    let rows = (1..<2999).map { rung in
      "  - {rung: r\(rung), peak: any, logits: {r\(rung + 1): -1, end: 0.5}}"
    }
    let gaps = (1..<2999).map { "  r\($0): {days: 3}" }
    let zero = "{up: 0, end: 0}"
    let text = """
      brink: 1
      name: huge
      about: Too many rungs.
      form: ladder
      ladder: {rungs: [\(names.joined(separator: ", "))], end: r0, terminal: r2999}
      start: {rung: r1}
      step: 1d
      horizon: none
      closing: last_event
      factors:
        signal_clarity: {value: 0.5, reference: 0.5}
        channel_availability: {value: 0.5, reference: 0.5}
        nationalism: {value: 0.5, reference: 0.5}
        third_party_mediation: {value: 0, reference: 0}
      coefficients:
        signal_clarity: \(zero)
        channel_availability: \(zero)
        nationalism: \(zero)
        third_party_mediation: \(zero)
      moves:
      \(rows.joined(separator: "\n"))
      gaps:
      \(gaps.joined(separator: "\n"))
      """
    do {
      _ = try EscalationModel(ModelDocument(text: text, file: "f.yaml"))
      Issue.record("the model was accepted")
    } catch {
      #expect(
        "\(error)"
          == "f.yaml:5:9: error: ladder: 3000 rungs make about 8999998 states in 1 classes, 8275 MiB; "
          + "the limit is 4096 MiB: use fewer rungs or fewer nodes", "\(error)")
    }
  }
}

@Suite struct SpellingTests {
  @Test func closeWordsAreSuggestedAndFarOnesAreNot() {
    let words = ["nationalism", "signal_clarity"]
    #expect(
      Spelling.suggestion(for: "natoinalism", among: words) == " (did you mean 'nationalism'?)")
    #expect(
      Spelling.suggestion(for: "Signal-Clarity", among: words)
        == " (did you mean 'signal_clarity'?)")
    #expect(Spelling.suggestion(for: "weather", among: words) == "")
    #expect(Spelling.suggestion(for: "x", among: []) == "")
  }

  @Test func distances() {
    #expect(Spelling.distance("", "abc") == 3)
    #expect(Spelling.distance("kitten", "sitting") == 3)
    #expect(Spelling.distance("ab", "ba") == 1)
  }
}
