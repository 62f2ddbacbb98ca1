import Foundation
import TestSupport
import Testing

@testable import Escalation

/// What a user reads when the files of a chain are wrong: file, place, value, rule.
@Suite struct TextFileErrorTests {
  @Test(arguments: [
    ("", "x.csv:1:1: error: the file is empty"),
    ("\u{feff}\n \r\n", "x.csv:1:1: error: the file is empty"),
    ("\na,b\n1,0\n0,1\n", "x.csv:1:1: error: the first line is blank; it is the header"),
    ("a;b\n1;0\n0;1\n", "x.csv:1:1: error: the cells are parted by semicolons"),
    ("a,b\n1,0\n0\n", "x.csv:3:1: error: the line has 1 cell, the header 2"),
    ("a,b\n1,0\n0,1,0\n", "x.csv:3:1: error: the line has 3 cells, the header 2"),
    ("a,b\n1,0\n\n0,1\n", "x.csv:3:1: error: a blank line inside the table"),
    ("a,b\n1,0\n", "x.csv:1:1: error: the header names 2 states, the table has 1 row"),
    ("a,b\n1,0\n0,1\n0,1\n", "x.csv:1:1: error: the header names 2 states, the table has 3 rows"),
    (",a,b\na,1,0\nc,0,1\n", "x.csv:3:1: error: row 2 is that of 'c', column 2 that of 'b'"),
    (",a,a\na,1,0\na,0,1\n", "x.csv:1:4: error: the name 'a' stands twice, for states 1 and 2"),
    ("a,,c\n1,0,0\n0,1,0\n0,0,1", "x.csv:1:3: error: the name of state 2 is missing"),
    ("\"\"\n1", "x.csv:1:1: error: the header names no state"),
    ("a,b\n1,\n0,1", "x.csv:2:3: error: a number is missing"),
    ("a,b\n1,\"0\n0,1", "x.csv:2:3: error: the quotes opened here are never closed"),
    ("a,b\n1,\"0\"1\n0,1", "x.csv:2:3: error: text stands behind the closing quotes"),
    ("a,b\n1,0\"\"\n0,1", "x.csv:2:3: error: a quote inside a cell without quotes"),
    ("a,b\n1,0\n0.5,0.47\n", "x.csv:3:1: error: the probabilities out of state 'b' sum to 0.97, "),
    ("a,b\n1,0\n0,0\n", "x.csv:3:1: error: the probabilities out of state 'b' sum to 0, not to 1"),
    ("a,b\n\"0,5\",0.5\n0,1\n", "x.csv:2:2: error: '0,5' is no decimal number: the decimal mark"),
    ("a,b\n-0.5,0.5\n0,1\n", "x.csv:2:1: error: the probability '-0.5' is negative"),
    ("a,b\n0,1.5\n0,1\n", "x.csv:2:3: error: the probability '1.5' is above 1"),
    ("é,b\n\"1\",x\n0,1\n", "x.csv:2:5: error: 'x' is no finite decimal number"),
    ("From,To,p\na,a,1\n", "x.csv:1:1: error: the header of a table of transitions is from,to,"),
    ("from,to,probability\n", "x.csv:1:1: error: the table has no line under its header"),
    (
      "from,to,probability,note\na,a,1,x\n",
      "x.csv:1:21: error: a table of transitions has the columns from, to and probability, each"
    ),
    ("from,to,probability\na,b\n", "x.csv:2:1: error: the line has 2 cells, the header 3"),
    ("from,to,probability\na,,1\n", "x.csv:2:3: error: the name of a state is missing"),
    (
      "from,to,probability\na,b,0.5\nb,b,1\na,b,0.5\n",
      "x.csv:4:1: error: the transition from state 'a' to state 'b' stands twice; first on line 2"
    ),
    (
      "from,to,probability\na\u{1b}[2J,b,0.5\n",
      "x.csv:2:1: error: the probabilities out of state 'a\\u{1b}[2J' sum to 0.5, not to 1"
    ),
  ])
  func aTableIsRefused(text: String, expected: String) {
    let found = chainProblems(("x.csv", text))
    #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
  }

  @Test(arguments: [
    ("# nothing\n", "x.tra:1:1: error: the file holds no transition"),
    ("dtmc\n", "x.tra:1:1: error: the file holds no transition"),
    ("mdp\n0 0 1\n", "x.tra:1:1: error: the file holds a model of kind 'mdp'; only dtmc is read"),
    ("0 0\n", "x.tra:1:1: error: a chain has at least one state"),
    ("2 x\n", "x.tra:1:1: error: a first line of two fields is the header"),
    ("99999999999999999999 1\n0 0 1", "x.tra:1:1: error: '99999999999999999999' states are past"),
    ("2 999999999999\n0 0 1", "x.tra:1:3: error: '999999999999' transitions are past the limit"),
    ("\n2 3\n0 1 1\n1 1 1", "x.tra:2:1: error: the header says 3 transitions, the file has 2"),
    ("2 1\n0 1 1\n1 1 1", "x.tra:1:1: error: the header says 1 transitions, the file has 2"),
    (
      "2 2\n0 1 1\n1 2 1", "x.tra:3:3: error: there is no state 2: the header says 2 states, 0 to 1"
    ),
    ("0 0 1\n1 99999999999999999999 1", "x.tra:2:3: error: state '99999999999999999999' is past"),
    ("0 0 1\n-1 0 1", "x.tra:2:1: error: '-1' is negative: states are numbered from 0"),
    ("0 0 1\n0x1 0 1", "x.tra:2:1: error: '0x1' is no state number"),
    ("0 0 1\n1 0", "x.tra:2:1: error: 2 fields where 'from to probability' is expected"),
    ("0 0 1\n1", "x.tra:2:1: error: 1 field where 'from to probability' is expected"),
    ("0 0 1 go\n", "x.tra:1:7: error: the action label 'go' is not read"),
    ("2 2\n0 0 1 1\n0 1 0 1\n", "x.tra:2:1: error: a line of four numbers belongs to a decision"),
    ("2 2 2\n0 0 0 1\n0 1 0 1\n", "x.tra:1:1: error: the file holds a decision process"),
    ("2 2\n0 0.5:0 0.5:1\n", "x.tra:2:1: error: transitions by rows are not read"),
    (
      "0 1 0.5\n1 1 1\n0 1 0.5\n",
      "x.tra:3:1: error: the transition from state 0 to state 1 stands twice; first on line 1"
    ),
    (
      "1 1 1\n\n0 1 0.5\n0 0 0.47\n",
      "x.tra:3:1: error: the probabilities out of state 0 sum to 0.97, not to 1"
    ),
    ("0 0 nan", "x.tra:1:5: error: 'nan' is no finite decimal number"),
    ("0 0 inf", "x.tra:1:5: error: 'inf' is no finite decimal number"),
    ("0 0 0x1p-3", "x.tra:1:5: error: '0x1p-3' is no finite decimal number"),
    ("0 0 1e400", "x.tra:1:5: error: '1e400' is beyond the range of doubles"),
    ("0 0 1e-400", "x.tra:1:5: error: '1e-400' is smaller than a double can hold"),
    ("0 0 1e99999999999999999999", "x.tra:1:5: error: '1e99999999999999999999' is beyond"),
    ("0 0 1/3", "x.tra:1:5: error: '1/3' is a fraction: write it as a decimal number"),
    ("0 0 0,5", "x.tra:1:5: error: '0,5' is no decimal number: the decimal mark is a point"),
    ("0 0 1,000.5", "x.tra:1:5: error: '1,000.5' is no decimal number"),
    ("0 0 .", "x.tra:1:5: error: '.' is no finite decimal number"),
    ("0 0 1e", "x.tra:1:5: error: '1e' is no finite decimal number"),
    ("0 0 -1", "x.tra:1:5: error: the probability '-1' is negative"),
    ("0 0 1.0000000000001", "x.tra:1:5: error: the probability '1.0000000000001' is above 1"),
  ])
  func aTransitionFileIsRefused(text: String, expected: String) {
    let found = chainProblems(("x.tra", text))
    #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
  }

  @Test(arguments: [
    ("x.lab", "", "d/x.lab:1:1: error: the file is empty"),
    ("x.lab", "# none\n", "d/x.lab:1:1: error: the labels are declared first"),
    ("x.lab", "0: 1\n", "d/x.lab:1:1: error: the labels are declared first"),
    ("x.lab", "0=\"a\" 1=\"a\"\n", "d/x.lab:1:7: error: the label 'a' is declared twice"),
    ("x.lab", "0=\"a\" 0=\"b\"\n", "d/x.lab:1:7: error: the number 0 is declared twice"),
    ("x.lab", "0=\"\"\n", "d/x.lab:1:1: error: a label has no name"),
    ("x.lab", "0=\"a\"\n0: 1\n", "d/x.lab:2:4: error: no label has the number '1'"),
    ("x.lab", "0=\"a\"\n0 0\n", "d/x.lab:2:1: error: a line here is 'state: label label'"),
    (
      "x.lab", "0=\"a\"\n2: 0\n",
      "d/x.lab:2:1: error: there is no state 2: the chain has the states"
    ),
    ("x.lab", "0=\"a\"\nx: 0\n", "d/x.lab:2:1: error: 'x' is no state number"),
    ("x.lab", "0=\"a\"\n1: 0\n1: 0\n", "d/x.lab:3:1: error: state 1 stands twice; first on line 2"),
    ("x.lab", "0=\"init\"\n", "d/x.lab:1:1: error: no state bears the label 'init'"),
    ("x.lab", "#DECLARATION a b\n0 a\n", "d/x.lab:1:1: error: the declaration is never closed"),
    (
      "x.lab", "#DECLARATION goal #END\n0 gaol\n",
      "d/x.lab:2:3: error: the label 'gaol' is not declared (did you mean 'goal'?)"
    ),
    ("x.srew", "2 2\n0 1\n", "d/x.srew:1:1: error: the header says 2 rewards, the file has 1"),
    ("x.srew", "0 1 2\n", "d/x.srew:1:1: error: 3 fields where 'state reward' is expected"),
    ("x.srew", "0 1\n3 1\n", "d/x.srew:2:1: error: there is no state 3: the chain has the states"),
    ("x.srew", "0 1\n0 1\n", "d/x.srew:2:1: error: state 0 stands twice; first on line 1"),
    ("x.a.srew", "0 -1\n", "d/x.a.srew:1:3: error: the reward '-1' is negative: file costs and"),
    ("x.srew", "0 1e999\n", "d/x.srew:1:3: error: '1e999' is beyond the range of doubles"),
    ("x.srew", "1 1\n0 3\n", "d/x.srew:1:1: error: the first line reads as the header of a chain"),
  ])
  func aFileBesideIsRefusedUnderItsName(name: String, text: String, expected: String) {
    let found = chainProblems(("d/x.tra", "0 1 1\n1 1 1\n"), (name, text))
    #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
  }

  @Test func problemsOfAllFilesAreToldAtOnce() {
    let found = chainProblems(
      ("d/x.tra", "0 1 1\n1 1 2\n2 2 0.5\n2 x 1\n3 3 0.5"), ("x.lab", "0=\"a\"\n9: 0\n"),
      ("x.srew", "0 -1\n"))
    #expect(
      found == [
        "d/x.tra:2:5: error: the probability '2' is above 1; rates and counts are not read",
        "d/x.tra:4:3: error: 'x' is no state number",
        "d/x.tra:5:1: error: the probabilities out of state 3 sum to 0.5, not to 1",
        "d/x.lab:2:1: error: there is no state 9: the chain has the states 0 to 3",
        "d/x.srew:1:3: error: the reward '-1' is negative: file costs and gains as two structures, "
          + "each not negative",
      ])
  }

  @Test func twentyProblemsAreListedAndTheOthersCounted() {
    let lines = (0..<1000).map { "\($0) \($0) 2\n" }.joined()
    let found = chainProblems(("x.tra", lines), ("x.lab", "0=\"a\"\n5000: 0\n"))
    #expect(found.count == 21 && found.last == "and 981 more")
    #expect(found[19].hasPrefix("x.tra:20:"))
  }

  @Test func everyRepeatPointsToTheFirst() {
    let found = chainProblems(("x.tra", "1 1 1\n0 1 0.5\n0 0 0.5\n0 1 0.5\n0 1 0\n"))
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.hasSuffix("stands twice; first on line 2") })
  }

  @Test func garbageIsOneProblem() {
    for (bytes, expected) in [
      ([0x61, 0x2c, 0x0a, 0xff, 0xfe, 0xff], "x.csv:2:1: error: the file is not UTF-8 text"),
      ([0x61, 0xc3, 0xa9, 0xc3], "x.csv:1:3: error: the file is not UTF-8 text"),
      (
        [0x61, 0x0a, 0x31, 0x00, 0x00], "x.csv:2:2: error: the file holds a NUL byte: it is no text"
      ),
    ] as [([UInt8], String)] {
      let source = SourceText(file: "x.csv", bytes: Data(bytes))
      let error = #expect(throws: TextFileError.self) {
        try ChainModel(file: "x.csv", sources: [source])
      }
      #expect(error?.description == expected)
    }
  }

  @Test func limitsAreRefusedInWords() {
    let limits = ChainFileLimits(bytes: 40, states: 3, transitions: 4)
    for (name, text, expected) in [
      ("x.tra", "0 0 1\n3 3 1\n", "x.tra:2:1: error: state '3' is past the limit of 3 states"),
      ("x.tra", "4 1\n0 0 1\n", "x.tra:1:1: error: '4' states are past the limit of 3"),
      (
        "x.tra", "0 0 1\n1 1 1\n0 1 0\n0 2 0\n1 0 0\n", "x.tra:5:1: error: the file has more than 4"
      ),
      ("x.csv", "a,b,c,d\n", "x.csv:1:1: error: the file is past the limit of 3 states"),
      (
        "x.csv", String(repeating: " ", count: 41),
        "x.csv:1:1: error: the file is longer than 0 MiB"
      ),
    ] {
      let error = #expect(throws: TextFileError.self) {
        try ChainModel(
          file: name, sources: [SourceText(file: name, text: text)], unread: [], limits: limits)
      }
      #expect(error?.description.hasPrefix(expected) == true, "\(error as Any)")
    }
  }

  @Test func filesAreFoundOnTheDiskOrTheirAbsenceIsSaid() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let path = folder.appendingPathComponent("a.tra").path
    try write("a.tra", "0 1 1\n1 1 1\n")
    try write("a.lab", "0=\"goal\"\n1: 0\n")
    try write("a.srew", "0 1\n")
    try write("a.cost.srew", "0 2\n")
    try write("a.b.tra", "0 0 1\n")
    try write("a.b.srew", "0 7\n")
    try write("a.trew", "0 0 7\n")
    try write("ab.srew", "nonsense")
    try write("a2.srew", "0 2\n")
    try write("a3.tra", "0 0 1\n")
    try write("a3.srew", "0 2\n")
    try write("a.lab.old", "nonsense")
    let model = try ChainModel(file: path)
    #expect(model.sources.map(\.file) == ["a.tra", "a.cost.srew", "a.lab", "a.srew"])
    #expect(model.rewards.map(\.name) == ["", "cost"] && model.labels.count == 1)
    #expect(
      model.notes == [
        "a.trew: transition rewards are not read",
        "a2.srew: not read; rewards with a name stand in a file a.NAME.srew",
      ])
    #expect(model.name == "a" && model.file == path)
    let again = try ChainModel(file: path, sources: model.sources)
    #expect(again.matrix == model.matrix && again.rewards == model.rewards)
    #expect(try ChainModel(file: folder.appendingPathComponent("a.b.tra").path).rewards.count == 1)

    func failure(_ name: String, limits: ChainFileLimits = ChainFileLimits()) -> TextFileError? {
      #expect(throws: TextFileError.self) {
        try ChainModel(file: folder.path + "/" + name, limits: limits)
      }
    }
    let missing = folder.path + "/none.tra"
    #expect(failure("none.tra") == .unreadable(file: missing, reason: "no such file"))
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("f.csv"), withIntermediateDirectories: true)
    #expect(
      failure("f.csv")?.description.hasSuffix("f.csv: is a folder, not a file") == true)
    let long = failure("a.tra", limits: ChainFileLimits(bytes: 5))
    #expect(long?.description.contains("a.tra:1:1: error: the file is longer than") == true)
    #expect(
      failure("a.lab")?.description.hasSuffix("error: a chain is a .csv or .tra file") == true)
  }

  /// A file of two gigabytes is refused by its size; nothing of it is read.
  @Test func aHugeFileIsRefusedUnread() throws {
    let folder = try TestFiles.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("x.tra")
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 2 << 30)
    try handle.close()
    let error = #expect(throws: TextFileError.self) { try ChainModel(file: file.path) }
    #expect(
      error?.description.hasSuffix("the file is longer than 512 MiB, the longest that is read")
        == true)
  }
}
