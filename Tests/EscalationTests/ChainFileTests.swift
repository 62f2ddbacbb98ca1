import Foundation
import MarkovChains
import TestSupport
import Testing

@testable import Escalation

/// A chain from texts, the first of which is the main file.
func chain(_ files: (name: String, text: String)...) throws -> ChainModel {
  try ChainModel(
    file: files[0].name, sources: files.map { SourceText(file: $0.name, text: $0.text) })
}

/// What files that make no chain are told, a line each.
func chainProblems(_ files: (name: String, text: String)...) -> [String] {
  do {
    _ = try ChainModel(
      file: files[0].name, sources: files.map { SourceText(file: $0.name, text: $0.text) })
    return []
  } catch {
    return error.description.split(separator: "\n").map(String.init)
  }
}

/// Chains in files that say the same, and what they may look like.
@Suite struct ChainFileTests {
  private let matrix = try? TransitionMatrix(rows: [
    [(0, 0.5), (1, 0.25), (2, 0.25)], [(0, 1)], [(2, 1)],
  ])

  @Test func allFormatsGiveTheSameMatrix() throws {
    let long = "from,to,probability\na,a,0.5\na,b,.25\na,c,25e-2\nb,a,1\nc,c,1.0\n"
    for file in [
      ("x.csv", ",a,b,c\na,0.5,0.25,0.25\nb,1,0,0\nc,0,0,1\n"),
      ("x.csv", "state,a,b,c\na,0.5,0.25,0.25\nb,1,0,0\nc,0,0,1"),
      ("x.csv", "a,b,c\n0.5,0.25,0.25\n1,0,0\n0,0,1\n\n \n"),
      ("x.csv", "\u{feff}a,b,c\r\n0.5, 0.25 ,0.25\r\n\"1\",0,0\r\n0,0,1\r\n"),
      ("x.csv", long),
      (
        "x.csv",
        "probability,from,to\n0.5,a,a\n0.25,a,b\n0.25,a,c\n1,b,a\n0,b,b\n1,c,c\n"
      ),
    ] {
      let model = try chain(file)
      #expect(model.matrix == matrix, "\(file.1)")
      #expect((0..<3).map { model.stateNames[$0] } == ["a", "b", "c"])
      #expect(model.stateNames.index(of: "c") == 2 && model.stateNames.index(of: "0") == nil)
      #expect(model.notes.isEmpty && model.initialStates == [0] && model.name == "x")
    }
    for text in [
      "3 5\n0 0 0.5\n0 1 0.25\n0 2 0.25\n1 0 1\n2 2 1\n",
      "0 0 0.5\n0 1 0.25\n0 2 0.25\n1 0 1\n2 2 1",
      "dtmc\n# a comment\n2\t2 1 // end\r\n\r\n0 2 0.25\n0  1 0.25#c\n 0 0 0.5\n1 0 1\n0 \n"
        .replacing("0 \n", with: "// 7\n"),
    ] {
      let model = try chain(("x.tra", text))
      #expect(model.matrix == matrix, "\(text)")
      #expect(model.stateNames.isNumbered && model.stateNames[2] == "2")
      #expect(model.stateNames.index(of: "2") == 2 && model.stateNames.index(of: "02") == nil)
      #expect(model.notes.isEmpty)
    }
  }

  @Test func namesOfNumbersAreToldFromRowsOfNumbers() throws {
    let named = try chain(("x.csv", "state,0,1\n0,0.5,0.5\n1,0,1\n"))
    #expect(named.stateNames.count == 2 && named.stateNames[1] == "1")
    let bare = try chain(("x.csv", "1,0\n0,1\n1,0\n"))
    #expect(bare.stateNames.count == 2 && bare.stateNames[0] == "1")
    #expect(bare.matrix.targets == [1, 0])
    let lone = try chain(("x.csv", "a\n1"))
    #expect(lone.stateNames.count == 1 && lone.matrix.isAbsorbing(0))
  }

  @Test func quotesHoldCommasQuotesAndLines() throws {
    let model = try chain(
      ("x.csv", ",\"a,\"\"b\"\"\",\"two\nlines\"\n\"a,\"\"b\"\"\",0.5,0.5\n\"two\nlines\",0,1\n"))
    #expect(model.stateNames[0] == "a,\"b\"" && model.stateNames[1] == "two\nlines")
    #expect(try model.states(named: "a,\"b\"") == [0])
    let long = try chain(("x.csv", "from,to,probability\n\" a\",\"x\"\"y\",1\n"))
    #expect(long.stateNames[0] == " a" && long.stateNames[1] == "x\"y")
  }

  @Test func aStateWithoutARowIsAbsorbingAndSaidToBe() throws {
    let model = try chain(("x.csv", "from,to,probability\na,b,1\n"))
    #expect(model.matrix.isAbsorbing(1))
    #expect(model.notes == ["1 state has no transition out and is absorbing: 'b'"])
    let numbered = try chain(("x.tra", "5 0\n"))
    #expect(
      numbered.notes == ["5 states have no transition out and are absorbing: 0, 1, 2 and 2 more"])
  }

  @Test func companionsBringLabelsAndRewards() throws {
    let tra = "3 3\n0 1 1\n1 2 1\n2 2 1\n"
    let model = try chain(
      ("d/x.tra", tra), ("x.lab", "0=\"init\" 1=\"deadlock\" 2=\"goal\"\n1: 0\n2: 1 2\n0: 2\n"),
      ("x.srew", "# Reward structure \"time\"\n# State rewards\n3 2\n0 1.5\n1 2\n"),
      ("x.cost.srew", "1 0\n2 1\n0 3\n"))
    #expect(
      model.labels == [
        Label(name: "init", states: [1]), Label(name: "deadlock", states: [2]),
        Label(name: "goal", states: [0, 2]),
      ])
    #expect(model.initialStates == [1])
    #expect(
      model.rewards == [
        RewardStructure(name: "", values: [1.5, 2, 0]),
        RewardStructure(name: "cost", values: [3, 0, 1]),
      ])
    #expect(model.sources.map(\.file) == ["d/x.tra", "x.lab", "x.srew", "x.cost.srew"])
    let storm = try chain(
      ("x.tra", tra), ("x.lab", "# labels\n#DECLARATION\ninit goal\n#END\n0 init\n2 goal init\n"))
    #expect(storm.labels.map(\.states) == [[0, 2], [2]] && storm.initialStates == [0, 2])
    let single = try chain(("x.tra", tra), ("x.lab", "#DECLARATION init #END\n1 init"))
    #expect(single.initialStates == [1])
  }

  /// Exactly at the tolerance nothing is touched; up to 1e-9 rows are divided; beyond they are
  /// refused.
  @Test func rowsAreDividedWithinABillionth() throws {
    let fine = try chain(("x.tra", "0 0 0.3333333333333333\n0 1 0.6666666666666667\n1 1 1"))
    #expect(fine.notes.isEmpty && fine.matrix.probabilities[0] == 0.3333333333333333)
    let ulps = try chain(("x.tra", "0 0 0.5\n0 1 0.50000000000000355\n1 1 1"))
    #expect(ulps.notes.isEmpty && ulps.matrix.probabilities[1] > 0.5)
    let inside = try chain(("x.tra", "1 1 1\n0 0 0.25\n0 1 0.75000000099\n"))
    #expect(inside.matrix.probabilities[0] == 0.25 / 1.00000000099)
    #expect(
      inside.notes == ["1 row was divided by its sum, which misses 1 by 1e-09 (state 0, line 2)"])
    let two = try chain(("x.csv", ",a,b\na,0.33333,0.6666699999\nb,0.5,0.50000000002\n"))
    #expect(
      two.notes == [
        "2 rows were divided by their sums, which miss 1 by at most 1e-10 (state 'a', line 2)"
      ])
    #expect(
      chainProblems(("x.tra", "1 1 1\n0 0 0.25\n0 1 0.75000000101\n")) == [
        "x.tra:2:1: error: the probabilities out of state 0 sum to 1.00000000101, not to 1"
      ])
  }

  /// Rows of every length whose sums miss one by about the tolerance end up within it.
  @Test func dividedRowsMeetTheMatrix() throws {
    for length in [1, 2, 3, 5, 17, 300, 3000] {
      let tolerance = TransitionMatrix.sumTolerance(entryCount: length)
      for factor in stride(from: -1.5, through: 1.5, by: 0.01) {
        let entry = min(1, (1 + factor * tolerance) / Double(length))
        var text = "\(length) \(2 * length - 1)\n"
        for target in 0..<length { text += "0 \(target) \(entry)\n" }
        for state in 1..<max(1, length) { text += "\(state) \(state) 1\n" }
        let model = try chain(("x.tra", text))
        #expect(model.matrix.row(0).count == length)
      }
    }
  }

  @Test func aLargeFileIsRead() throws {
    let (stateCount, degree) = (100_000, 10)
    var text = "\(stateCount) \(stateCount * degree)\n"
    for state in 0..<stateCount {
      for step in 0..<degree { text += "\(state) \((state + step * 7919) % stateCount) 0.1\n" }
    }
    let source = SourceText(file: "x.tra", text: text)
    let model = try ChainModel(file: "x.tra", sources: [source])
    #expect(model.matrix.stateCount == stateCount)
    #expect(model.matrix.targets.count == stateCount * degree)
    #expect(model.matrix.row(99_999).map { model.matrix.targets[$0] }.first == 7918)
  }
}
