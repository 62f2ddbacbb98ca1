import MarkovChains
import TestSupport
import Testing

@testable import Escalation

/// What channels, clients, confidence and conditions do.
@Suite struct DyadBehaviourTests {
  private func withSecondLine(_ refusal: Double) throws -> EscalationModel {
    try dyad(
      plainDyad.replacing(
        "latency: 0}\n",
        with: "latency: 0}\n  - {name: second, tier: military, from: calm, to: major_war, "
          + "availability: 0, answer: 0.8, latency: 0}\n"
      ).replacing("refusal: 0\n", with: "refusal: \(refusal)\n"))
  }

  /// Refusal is common to all channels: a second one buys the less the more often no one answers at all.
  @Test func aRefusedHotlineHelpsLessThanOneThatIsAnswered() throws {
    var gains: [Double] = []
    for refusal in [0, 0.3, 0.6, 0.9, 1] {
      let model = try withSecondLine(refusal)
      gains.append(
        try model.hit(5) - model.hit(5, [("channels.second.availability", 1)]))
    }
    for (more, less) in zip(gains, gains.dropFirst()) { #expect(less < more) }
    #expect(gains[0] > 0.01)
    #expect(abs(gains[4]) < 1e-13)
  }

  /// By hand: two channels of 0.8 at availability one half, and a common refusal of 0.3.
  @Test func answersOfChannelsAreThoseOnPaper() throws {
    let model = try withSecondLine(0.3)
    guard case .dyad(let form) = model.form else { return #expect(Bool(false)) }
    let values = try model.values(setting: [("channels.second.availability", 1)])
    #expect(
      abs(form.answerProbability(rung: 4, values) - 0.7 * (1 - 0.6 * 0.6)) < 1e-15)
    // An answer after two days comes in time if neither day brought a decision.
    let late = try model.values(setting: [
      ("channels.second.availability", 1), ("channels.second.latency", 2), ("tempo.daily", 0.25),
    ])
    #expect(
      abs(form.answerProbability(rung: 4, late) - 0.7 * (1 - 0.6 * (1 - 0.4 * 0.5625))) < 1e-15)
  }

  /// A channel serves its rungs and no others.
  @Test func aChannelServesItsRungsAlone() throws {
    let model = try dyad(
      plainDyad.replacing("from: calm, to: major_war", with: "from: incident, to: show_of_force"))
    guard case .dyad(let form) = model.form else { return #expect(Bool(false)) }
    #expect(form.answerProbability(rung: 4, model.statedValues) > 0.39)
    #expect(form.answerProbability(rung: 5, model.statedValues) == 0)
  }

  /// A client provokes the more the more it is backed, and the other side's reading pays for it.
  @Test func aBackedClientRaisesTheRisk() throws {
    let model = try dyad(
      plainDyad + """

        clients:
          - {name: north_korea, patron: china, rate: 0.02, backing: 0.5, emboldening: 2}
        """)
    let risks = try [0, 0.5, 1].map { try model.hit(5, [("clients.north_korea.backing", $0)]) }
    #expect(risks[0] < risks[1])
    #expect(risks[1] < risks[2])
    #expect(try model.hit(5, [("clients.north_korea.rate", 0)]) == dyad().hit(5))
    guard case .dyad(let form) = model.form else { return #expect(Bool(false)) }
    #expect(form.shockProbability(of: 0, model.statedValues) == 1 - (1 - 0.02))
    #expect(
      relativeError(form.shockProbability(of: 1, model.statedValues), 1 - 0.98 * 0.98 * 0.98)
        < 1e-14)
  }

  private let confident =
    plainDyad + """

      confidence: {level: 0.5, clarity: 0.6, resolve: 0.5}
      processes:
        trust:
          of: confidence.level.usa
          shift: {low: -0.4, usual: 0}
          start: usual
          rise: 0.01
          fall: 0
          on_silence: {fall: 0.5}
      """

  /// Confidence at one half changes nothing; less of it raises the risk, and hostile silence lowers it.
  @Test func silenceCostsConfidenceAndConfidenceKeepsThePeace() throws {
    let model = try dyad(confident)
    let calm = [("processes.trust.on_silence.fall", 0.0), ("processes.trust.rise", 0)]
    #expect(relativeError(try model.hit(5, calm), try dyad().hit(5)) < 1e-12)
    #expect(try model.hit(5) > model.hit(5, calm))
    #expect(
      try model.hit(5, calm + [("confidence.level", 0.1)]) > model.hit(5, calm))
    // Where all calls are answered there is no silence, and nothing to be lost by it.
    let answered = [("channel_availability", 1.0), ("channels.line.answer", 1)]
    #expect(
      relativeError(try model.hit(5, answered), try dyad().hit(5, answered)) < 1e-12)
  }

  /// Stepping down may be read as weakness.
  @Test func steppingDownMayRaiseTheOthersResolve() throws {
    let model = try dyad(
      plainDyad + """

        processes:
          resolve_of_usa:
            of: resolve.usa
            shift: {usual: 0, raised: 0.4}
            start: usual
            rise: 0
            fall: 0.02
            on_other_steps_down: {rise: 0.3}
        """)
    let never = [("processes.resolve_of_usa.on_other_steps_down.rise", 0.0)]
    #expect(relativeError(try model.hit(5, never), try dyad().hit(5)) < 1e-12)
    #expect(try model.hit(5) > model.hit(5, never))
  }

  /// A condition whose rates are zero is as if it were not there, and costs no states.
  @Test func conditionsAtRestCostNoStates() throws {
    let model = try dyad(fullDyad)
    guard case .dyad(let form) = model.form else { return #expect(Bool(false)) }
    let held = model.compile(
      [form.holding(model.statedValues)], horizon: nil, start: model.start)[0]
    #expect(held.stateCount == 64)
    let plain = try dyad().hit(5, [("channel_availability", 0.9)])
    let risk = try ExactEngine().reachProbabilities(of: [4], in: held.mixture)[0].value
    #expect(relativeError(risk, plain) < 1e-12)
  }

  /// The lower of two postures is the rung, if the file says so.
  @Test func theRungMayBeTheLowerPosture() throws {
    let model = try dyad(plainDyad.replacing("sides:", with: "crisis_rung: lower\nsides:"))
    #expect(model.start.rung == 3)
    #expect(try model.hit(5) < dyad().hit(5))
    #expect(try relativeError(model.hit(7), dyad().hit(7)) > 0)
  }

  /// A factor of the file's own adds to the number it names; at its reference it changes nothing.
  @Test func factorsOfOnesOwnAct() throws {
    let model = try dyad(
      plainDyad.replacing(
        "third_party_mediation: 0\n",
        with: "third_party_mediation: 0\n  trade: {value: 0.5, reference: 0.5}\n")
        + "\ncoefficients:\n  trade: {resolve.common: -0.4}\n")
    #expect(model.factors.map(\.name).last == "trade")
    #expect(try model.hit(5) == dyad().hit(5))
    #expect(
      try model.hit(5, [("trade", 1)])
        == dyad().hit(5, [("resolve.common", -0.8217829689527216 - 0.2)]))
  }

  /// One side's own level holds against the level of both, in whatever order they are set.
  @Test func ownLevelsHoldAgainstCommonOnes() throws {
    let model = try dyad()
    let one = try model.values(setting: [("nationalism", 0.9), ("nationalism_usa", 0.1)])
    let two = try model.values(setting: [("nationalism_usa", 0.1), ("nationalism", 0.9)])
    #expect(one == two)
    let index = try #require(model.parameterIndex("nationalism"))
    #expect(one[index] == 0.5)
    #expect(model.commonValue(index, one) == nil)
    #expect(try model.commonValue(index, model.values(setting: [("nationalism", 0.9)])) == 0.9)
  }

  // MARK: Starts

  @Test func aCrisisMayBeTakenUpAnywhere() throws {
    let model = try dyad(fullDyad)
    let point = try model.startPoint("rung=5,peak=6,day=12,channel=closed")
    #expect(point.postures == [5, 4])
    #expect(point.peak == 6)
    #expect(point.day == 12)
    #expect(point.conditions == [0, 1, 0])
    #expect(point.isMidCrisis)
    // What was reached before has been reached; what is above is likelier with the channel closed.
    #expect(try model.hit(6, start: point) == 1)
    let open = try model.startPoint("rung=5,peak=6,day=12,channel=open")
    #expect(try model.hit(7, start: point) > model.hit(7, start: open))
    // Days that have passed count against the horizon.
    let late = try model.startPoint("rung=5,peak=5,day=20")
    let fresh = try model.startPoint("rung=5,peak=5")
    #expect(try model.hit(6, start: late, horizon: 30) == model.hit(6, start: fresh, horizon: 10))
    let sides = try model.startPoint("china=limited_clash,usa=protest,mediator=present")
    #expect(sides.postures == [5, 2])
    #expect(sides.rung == 5)
    #expect(try model.startPoint(model.startText(point)) == point)
  }

  @Test(arguments: [
    ("rung=9", "the ladder has no rung '9'"), ("channel=ajar", "'channel' has no state 'ajar'"),
    ("phone=open", "the model has no 'phone'"), ("rung=4,china=3", "not both"),
    ("china=calm,usa=calm", "the incident has ended"), ("rung=7", "the incident has ended"),
    ("rung=5,peak=4", "is not possible"), ("rung=4,day=-1", "is no day"),
    ("rung=4,rung=5", "given twice"), ("4", "a start is written"),
  ])
  func wrongStartsAreRefused(_ text: String, _ expected: String) throws {
    let model = try dyad(fullDyad)
    do throws(EscalationModel.PlaceError) {
      _ = try model.startPoint(text)
      #expect(Bool(false), "\(text) was taken")
    } catch {
      #expect(error.description.contains(expected), "\(error)")
    }
  }

  /// What is set outright comes first, then products, then sums, in whatever order measures stand; what is said of
  /// both sides comes before what is said of one.
  @Test func changesOfOneNumberAreTakenInTheirOrder() throws {
    func measure(_ name: String, _ change: String) -> String {
      "  \(name): {about: A, actor: usa, acts_on: exit, source: x, change: {\(change)}}\n"
    }
    let model = try dyad(
      plainDyad + "\nsources: [{key: x, cite: A test.}]\nmeasures:\n"
        + measure("more", "silence: {plus: 0.1}") + measure("half", "silence: {times: 0.5}")
        + measure("fixed", "silence: {to: 0.6}")
        + measure("own", "nationalism_usa: {to: 0.3}, nationalism: {to: 0.1}"))
    let values = model.values(try model.values(setting: []), under: model.measures)
    func value(_ path: String) throws -> Double { values[try #require(model.parameterIndex(path))] }
    #expect(try value("silence") == 0.4)
    #expect(try value("nationalism_usa") == 0.3 && value("nationalism_china") == 0.1)
    #expect(try value("nationalism") == 0.2)
  }

  /// Rates that a measure in some draw takes beyond one a day are cut in proportion, and nothing traps.
  @Test func ratesBeyondOneADayAreCut() throws {
    let model = try dyad(fullDyad)
    var values = try model.values(setting: [])
    let rise = try #require(model.parameterIndex("processes.nationalism_of_both.rise.any"))
    let fall = try #require(model.parameterIndex("processes.nationalism_of_both.fall"))
    values.values[rise] = 1
    values.values[fall] = 0.25
    var cut = values
    cut.values[rise] = 0.8
    cut.values[fall] = 1 - 0.8
    let start = model.start
    let found = model.compile([values], horizon: 30, start: start)[0].mixture
    #expect(
      found.problems[0].matrix
        == model.compile([cut], horizon: 30, start: start)[0].mixture.problems[0].matrix)
  }
}
