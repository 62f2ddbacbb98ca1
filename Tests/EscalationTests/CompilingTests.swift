import MarkovChains
import TestSupport
import Testing

@testable import Escalation

@Suite struct CompilingTests {
  private func matrices(
    _ model: EscalationModel, _ points: [ParameterValues], start: StartPoint? = nil
  ) throws -> [[TransitionMatrix]] {
    try model.compile(points, horizon: 30, start: start ?? model.start).map {
      $0.mixture.problems.map(\.matrix)
    }
  }

  /// One event by hand: from tension at reference, logits -1 (clash), 0.5 (end), hold 0.
  @Test func theSmallModelIsTheOneOnPaper() throws {
    let model = try small()
    let rows = model.eventRows(model.statedValues, start: model.start)
    let e = 2.718281828459045
    let total = 1 + 1 / e + e.squareRoot()
    #expect(rows[0].rung == 1)
    #expect(relativeError(rows[0].end, e.squareRoot() / total) < 1e-15)
    #expect(relativeError(rows[0].next[2], 1 / e / total) < 1e-15)
    #expect(relativeError(rows[0].next[1], 1 / total) < 1e-15)
  }

  /// The chain of days embeds the chain of events: ever reaching a rung does not depend on gaps.
  @Test func gapsLeaveReachUntouched() throws {
    let model = try small()
    let plain = try model.reach(3, from: 1)
    let slow = try model.reach(
      3, from: 1,
      setting: [
        ("gaps.tension.long_days", 500), ("gaps.tension.short_weight", 0.01),
        ("gaps.clash.days", 90),
      ])
    #expect(relativeError(slow, plain) < 1e-12)
    // By hand: a = P(war from tension), b = P(war from clash), each decided at the event, end included.
    let e = 2.718281828459045
    func row(_ weights: [Double]) -> [Double] { weights.map { $0 / weights.reduce(0, +) } }
    let tension = row([1, 1 / e, e.squareRoot()])
    let clash = row([1, 1, 1 / (e * e), 1 / e])
    // a (1 - hold) = to_clash b and b (1 - hold) = to_tension a + to_war.
    let x = tension[1] / (1 - tension[0])
    let y = clash[1] / (1 - clash[0])
    let z = clash[2] / (1 - clash[0])
    #expect(relativeError(plain, x * z / (1 - x * y)) < 1e-13)
  }

  @Test(arguments: [1.0, 1.5, 80])
  func meanDaysAreWhatTheGapsSay(_ days: Double) throws {
    // From clash with every way out but the end closed, days to the end are gaps until it ends.
    let text = smallModel.replacing("start: {rung: tension}", with: "start: {rung: clash}")
      .replacing(
        "{tension: 0, war: -2, end: -1}", with: "{tension: -500, war: -500, end: 0}"
      ).replacing("days: 3", with: "days: \(days)")
    let model = try EscalationModel(ModelDocument(text: text, file: "f.yaml"))
    let scenario = try model.compile([model.statedValues], horizon: nil, start: model.start)[0]
    let estimates = try ExactEngine().estimates(for: scenario.mixture)
    // Ends at each event with 1/2, the first at day 0: on average one gap.
    #expect(relativeError(estimates[.restrictedMeanSteps]?.value ?? 0, days) < 1e-12)
  }

  /// Same bits alone, in a crowd, and at any place in it.
  @Test func otherPointsChangeNoBit() throws {
    let model = try shipped("china-us")
    let points = try (0..<90).map {
      try model.values(setting: [
        ("signal_clarity", Double($0) / 97), ("nationalism", Double($0 * 7 % 90) / 89),
      ])
    }
    let crowd = try matrices(model, points)
    for index in [0, 1, 44, 63, 64, 65, 89] {
      #expect(try matrices(model, [points[index]])[0] == crowd[index])
    }
  }

  /// A fifth factor without effect leaves every bit where it was, whatever its level.
  @Test(arguments: [0.0, 0.3, 1])
  func aFifthFactorWithZeroCoefficientsKeepsEveryBit(_ level: Double) throws {
    let text = smallModel.replacing(
      "  third_party_mediation: {value: 0, reference: 0}\n",
      with: "  third_party_mediation: {value: 0, reference: 0}\n"
        + "  trade: {value: \(level), reference: 0.5}\n"
    ).replacing(
      "gaps:\n", with: "  trade: {force: 0, war: 0, down: 0, end: 0}\ngaps:\n")
    let five = try EscalationModel(ModelDocument(text: text, file: "f.yaml"))
    let four = try small()
    #expect(five.factors.map(\.name).last == "trade")
    for clarity in [0.0, 0.37, 1] {
      let setting = [(path: "signal_clarity", value: clarity)]
      #expect(
        try matrices(five, [five.values(setting: setting)])
          == matrices(four, [four.values(setting: setting)]))
    }
  }

  @Test func factorsAtTheirReferenceChangeNothing() throws {
    let model = try shipped("major-powers")
    let plain = try matrices(model, [model.statedValues])
    let silent = try model.values(
      setting: model.parameters.filter { $0.path.hasPrefix("coefficients.") }.map { ($0.path, 0) })
    #expect(try matrices(model, [silent]) == plain)
  }

  @Test func rowsSumToOneAndClosedSetsAreClosed() throws {
    for name in ["pooled-1946-2014", "hainan-2001"] {
      let model = try shipped(name)
      for rung in 1...6 {
        let point = StartPoint(rung: rung, peak: rung)
        let scenario = try model.compile([model.statedValues], horizon: nil, start: point)[0]
        for problem in scenario.mixture.problems {
          // TransitionMatrix has checked the rows; what was once reached stays reached.
          for target in problem.targets { #expect(problem.matrix.isClosed(target)) }
          #expect(abs(problem.start.reduce(0, +) - 1) < 1e-15)
        }
      }
    }
  }

  /// A probability set by hand is kept, and the rest of its row makes room in proportion.
  @Test func settingAProbabilityKeepsIt() throws {
    let model = try shipped("hainan-2001")
    let path = "moves.incident.incident.protest"
    let row = try model.eventRows(
      model.values(setting: [
        (path, 0.2), ("third_party_mediation", 0.33),
      ]), start: model.start)[0]
    #expect(relativeError(row.next[2], 0.2) < 1e-14)
    #expect(relativeError(row.next[1] / row.end, 0.5 / 0.025) < 1e-13)
    let values = try model.values(setting: [(path, 0.2)])
    let members = ["hold", "end", "protest", "show_of_force"].compactMap {
      model.parameterIndex("moves.incident.incident.\($0)")
    }
    #expect(abs(members.reduce(0) { $0 + values[$1] } - 1) < 1e-15)
    #expect(throws: ParameterError.self) {
      try model.values(setting: [(path, 0.7), ("moves.incident.incident.end", 0.6)])
    }
  }

  /// Once, points with equal values but other settings shared the rescaled row of the first.
  @Test func pointsThatSetOtherProbabilitiesDoNotShareARow() throws {
    let model = try shipped("hainan-2001")
    let row = "moves.incident.incident"
    let plain = try model.values(setting: [("\(row).hold", 0.4)])
    let kept = try model.values(setting: [("\(row).hold", 0.4), ("\(row).end", 0.025)])
    let together = try matrices(model, [plain, kept])
    #expect(together[1] == (try matrices(model, [kept])[0]))
    #expect(together[0] != together[1])
  }

  /// Once a trap: an end that outweighs all else by more than doubles can hold left 0 / 0.
  @Test(
    arguments: [
      [("frailty.end", 500.0)], [("frailty.end", -500)],
      [("offsets.end", 500), ("moves.show_of_force.show_of_force.end", 500)],
      [("offsets.up", -500), ("offsets.down", -500), ("offsets.end", -500)],
      [("frailty.up", 500), ("frailty.down", 500)],
    ] as [[(String, Double)]])
  func extremeLogitsStillMakeAChain(_ settings: [(String, Double)]) throws {
    let model = try shipped("hainan-2001")
    let point = try model.values(setting: settings.map { (path: $0.0, value: $0.1) })
    for start in 1...6 {
      let chains = try matrices(model, [point], start: StartPoint(rung: start, peak: start))
      #expect(chains[0].count == 7)
    }
  }

  @Test func aShortPhaseAboveTheLongOneIsRefusedHowEverItIsSet() throws {
    let model = try shipped("hainan-2001")
    #expect(throws: ParameterError.self) {
      try model.values(setting: [("gaps.show_of_force.long_days", 1)])
    }
    #expect(throws: ModelError.self) {
      try small(replacing: "short_days: 2, long_days: 20", with: "short_days: 20, long_days: 2")
    }
  }

  @Test func settingsAreChecked() throws {
    let model = try shipped("hainan-2001")
    #expect(throws: ParameterError.self) { try model.values(setting: [("nationalism", 1.5)]) }
    #expect(throws: ParameterError.self) { try model.values(setting: [("nationalism", .nan)]) }
    #expect(
      throws: ParameterError.unknown(path: "natonalism", hint: " (did you mean 'nationalism'?)")
    ) {
      try model.values(setting: [("natonalism", 0.5)])
    }
    #expect(try model.values(setting: [("signal-clarity", 0.25)])[0] == 0.25)
  }

  @Test func leavingProbabilitiesAreConverted() throws {
    func mean(_ phase: String) throws -> Double {
      let model = try small(
        replacing: "tension: {short_weight: 0.5, short_days: 2, long_days: 20}",
        with: "tension: {short_weight: 0.5, short_days: 1, long_leaving: \(phase)}")
      let index = try #require(model.parameterIndex("gaps.tension.long_days"))
      return model.statedValues[index]
    }
    #expect(try mean("{value: 0.05, per: day}") == 20)
    // 1 - 0.95^14 within two weeks is 0.05 a day.
    #expect(relativeError(try mean("{value: 0.512325020835, within: 14 days}"), 20) < 1e-9)
    #expect(throws: ModelError.self) { try mean("{value: 0.05}") }
    #expect(throws: ModelError.self) { try mean("{value: 0.05, within: a week}") }
    #expect(throws: ModelError.self) { try mean("{value: 1e-20, per: day}") }
  }

  @Test func startsInsideACrisisAreKnown() throws {
    let model = try shipped("pooled-1946-2014")
    #expect(model.problem(startingAt: StartPoint(rung: 4, peak: 6)) == nil)
    #expect(StartPoint(rung: 4, peak: 6).isMidCrisis)
    #expect(model.problem(startingAt: StartPoint(rung: 0, peak: 0)) != nil)
    #expect(model.problem(startingAt: StartPoint(rung: 1, peak: 4)) != nil)
    #expect(try model.reach(6, from: 4, peak: 6) == 1)
  }
}
