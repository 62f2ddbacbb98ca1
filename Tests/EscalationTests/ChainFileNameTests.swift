import Testing

@testable import Escalation

/// What a text on the command line means in a chain.
@Suite struct ChainFileNameTests {
  private func named() throws -> ChainModel {
    try chain(
      ("x.csv", ",calm,s=1,\"a,b\",war\ncalm,0,1,0,0\ns=1,0,0,1,0\n\"a,b\",0,0,0,1\nwar,0,0,0,1\n"))
  }

  private func numbered() throws -> ChainModel {
    try chain(
      ("x.tra", "0 1 1\n1 2 1\n2 2 1\n"), ("x.lab", "0=\"init\" 1=\"goal\" 2=\"1\"\n0: 0 2\n2: 1\n")
    )
  }

  private func failure(_ text: String, in model: ChainModel) -> String? {
    let error = #expect(throws: StateNameError.self) { try model.target(text) }
    return error?.description
  }

  @Test func namesLabelsNumbersAndLists() throws {
    let model = try named()
    #expect(try model.states(named: "war, calm,war") == [0, 3])
    #expect(try model.states(named: "a,b") == [2])
    let other = try numbered()
    #expect(try other.states(named: "goal") == [2])
    #expect(try other.states(named: "goal,0") == [0, 2])
    // A state before a label of the same name.
    #expect(try other.states(named: "1") == [1])
    #expect(other.notes == ["the label '1' has the name of a state; the name means the state"])
  }

  @Test func targetsHaveNames() throws {
    let model = try named()
    #expect(try model.target("war") == ChainTarget(name: "war", states: [3]))
    #expect(try model.target("war,calm") == ChainTarget(name: "war,calm", states: [0, 3]))
    #expect(try model.target("bad=war,calm") == ChainTarget(name: "bad", states: [0, 3]))
    #expect(try model.target("s=1") == ChainTarget(name: "s=1", states: [1]))
    #expect(try model.target("s=1,war") == ChainTarget(name: "s=1,war", states: [1, 3]))
    #expect(try model.target("t=s=1,war") == ChainTarget(name: "t", states: [1, 3]))
  }

  @Test func unknownNamesAreToldWithWhatIsThere() throws {
    let model = try named()
    #expect(
      failure("clam", in: model)
        == "no state or label is called 'clam' (did you mean 'calm'?); the states are calm, s=1, a,b, war"
    )
    #expect(
      failure("bad=wra", in: model)?.hasPrefix("no state or label is called 'wra' (did") == true)
    #expect(failure("war,,calm", in: model) == "the name of a state is missing")
    #expect(failure("=war", in: model) == "'=war': a target is 'name=state,state' or 'state,state'")
    let other = try numbered()
    #expect(
      failure("gaol", in: other)
        == "no state or label is called 'gaol' (did you mean 'goal'?); the states are 0 to 2; the "
        + "labels are init, goal, 1")
    #expect(failure("3", in: other) == "there is no state 3: the chain has the states 0 to 2")
    #expect(failure("99999999999999999999", in: other)?.hasPrefix("there is no state 9999") == true)
    var text = "from,to,probability\n"
    for state in 0..<100 { text += "state\(state),state0,1\n" }
    let large = try chain(("x.csv", text))
    #expect(
      failure("stat7", in: large)
        == "no state or label is called 'stat7' (did you mean 'state7'?); the chain has 100 states")
  }
}
