/// Reads the transitions of PRISM's explicit format, a `.tra` file.
///
/// A line `from to probability` a transition, states numbered from 0, in any order. A first line of
/// two numbers states the numbers of states and of transitions and must be right; before it may
/// stand a line `dtmc`, as Storm writes it. `#` and `//` begin a comment.
struct TransitionsReader {
  private let text: FileBytes
  private let problems: TextProblems
  private let limits: ChainFileLimits
  private var lines: LineScanner
  private var list = TransitionList()
  private var header: (place: Int, states: Int, transitions: Int)?
  private var lineCount = 0
  private var stateCount = 0

  init(_ text: FileBytes, _ problems: TextProblems, limits: ChainFileLimits) {
    self.text = text
    self.problems = problems
    self.limits = limits
    lines = LineScanner(text)
  }

  /// The chain, without matrix when something is wrong; nil when reading had to stop.
  mutating func read() -> ChainContent? {
    guard lines.next() else {
      problems.add(text.start, "the file holds no transition")
      return nil
    }
    guard skipKind(), readHeader() else { return nil }
    while !lines.fields.isEmpty {
      guard readTransition() else { return nil }
      _ = lines.next()
    }
    if let header, header.transitions != lineCount {
      problems.add(
        header.place,
        "the header says \(header.transitions) transitions, the file has \(lineCount)")
    }
    guard stateCount > 0 else {
      problems.add(text.start, "the file holds no transition")
      return nil
    }
    return list.content(names: StateNames(numbered: stateCount), text, problems)
  }

  /// Passes over `dtmc`; other kinds of model end the reading.
  private mutating func skipKind() -> Bool {
    guard lines.fields.count == 1 else { return true }
    let word = lines.fields[0]
    for kind in ["ctmc", "mdp", "ma", "pomdp", "smg"] where text.text(word) == kind {
      problems.add(word.lowerBound, "the file holds a model of kind '\(kind)'; only dtmc is read")
      return false
    }
    guard text.isWord(word, "dtmc") else { return true }
    guard lines.next() else {
      problems.add(word.lowerBound, "the file holds no transition")
      return false
    }
    return true
  }

  /// Takes a line of two fields as the header; false ends the reading.
  private mutating func readHeader() -> Bool {
    let fields = lines.fields
    if fields.count == 3, isDecisionHeader(fields) {
      problems.add(
        fields[0].lowerBound,
        "the file holds a decision process, whose lines have four fields; only Markov chains are "
          + "read")
      return false
    }
    guard fields.count == 2 else { return true }
    guard let states = text.wholeNumber(fields[0]), let transitions = text.wholeNumber(fields[1])
    else {
      problems.add(
        fields[0].lowerBound,
        "a first line of two fields is the header: the numbers of states and of transitions")
      return false
    }
    guard states > 0 else {
      problems.add(fields[0].lowerBound, "a chain has at least one state")
      return false
    }
    guard states <= limits.states else {
      problems.add(
        fields[0].lowerBound,
        "\(text.shown(fields[0])) states are past the limit of \(limits.states)")
      return false
    }
    guard transitions <= limits.transitions else {
      problems.add(
        fields[1].lowerBound,
        "\(text.shown(fields[1])) transitions are past the limit of \(limits.transitions)")
      return false
    }
    header = (fields[0].lowerBound, states, transitions)
    stateCount = states
    // A line of a transition has at least six bytes, so a header cannot ask for more than fits.
    list.reserve(min(transitions, text.bytes.count / 6 + 1))
    _ = lines.next()
    return true
  }

  /// Three numbers before lines of four fields: states, choices and transitions.
  private func isDecisionHeader(_ fields: [Range<Int>]) -> Bool {
    var ahead = lines
    return fields.allSatisfy { text.wholeNumber($0) != nil } && ahead.next()
      && ahead.fields.count >= 4
  }

  /// Takes a line as a transition; false ends the reading.
  private mutating func readTransition() -> Bool {
    let fields = lines.fields
    lineCount += 1
    guard fields.count == 3, !text.bytes[fields[1]].contains(UInt8(ascii: ":")) else {
      return refuseFields(fields)
    }
    guard lineCount <= limits.transitions else {
      problems.add(
        fields[0].lowerBound, "the file has more than \(limits.transitions) transitions, the limit")
      return false
    }
    let source = state(fields[0])
    let target = state(fields[1])
    let probability = TransitionList.probability(text, fields[2], problems)
    if let source, let target, let probability {
      list.append(
        source: source, target: target, probability: probability, place: fields[0].lowerBound)
    } else {
      list.spoil(source)
    }
    return true
  }

  private mutating func state(_ field: Range<Int>) -> Int? {
    guard let state = text.wholeNumber(field) else {
      problems.add(field.lowerBound, text.stateFlaw(field))
      return nil
    }
    if let header {
      guard state < header.states else {
        problems.add(
          field.lowerBound,
          "there is no state \(text.text(field)): the header says \(header.states) states, 0 to "
            + "\(header.states - 1)")
        return nil
      }
    } else {
      guard state < limits.states else {
        problems.add(
          field.lowerBound,
          "state \(text.shown(field)) is past the limit of \(limits.states) states")
        return nil
      }
      stateCount = max(stateCount, state + 1)
    }
    return state
  }

  /// Tells why a line does not have three fields; false where the whole file is of another kind.
  private mutating func refuseFields(_ fields: [Range<Int>]) -> Bool {
    let place = fields[0].lowerBound
    if fields.dropFirst().contains(where: { text.bytes[$0].contains(UInt8(ascii: ":")) }) {
      problems.add(place, "transitions by rows are not read: write 'from to probability' lines")
      return false
    }
    guard fields.count == 4 else {
      problems.add(
        place,
        "\(fields.count) \(fields.count == 1 ? "field" : "fields") where 'from to probability' is "
          + "expected")
      list.spoil(text.wholeNumber(fields[0]))
      return true
    }
    if case .value = DecimalNumber.read(text.bytes, fields[3]) {
      problems.add(
        place, "a line of four numbers belongs to a decision process; only Markov chains are read")
    } else {
      problems.add(
        fields[3].lowerBound,
        "the action label \(text.shown(fields[3])) is not read: write 'from to probability' lines")
    }
    return false
  }
}
