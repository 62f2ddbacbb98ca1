/// Reads the labels of states, a `.lab` file.
///
/// PRISM writes `0="init" 1="goal"` first and then lines `state: label label` of those numbers;
/// Storm writes the names between `#DECLARATION` and `#END` and then lines `state label label` of
/// names. `#` and `//` begin a comment.
struct LabelsReader {
  private let text: FileBytes
  private let problems: TextProblems
  private let stateCount: Int
  private var lines: LineScanner
  private var names: [String] = []
  private var places: [Int] = []
  /// Which label a word of a line stands for.
  private var indices: [String: Int] = [:]
  private var members: [[Int]] = []
  private var firstPlaces: [Int: Int] = [:]
  private var isNumbered = false

  init(_ text: FileBytes, _ problems: TextProblems, stateCount: Int) {
    self.text = text
    self.problems = problems
    self.stateCount = stateCount
    lines = LineScanner(text, readsDirectives: true)
  }

  /// The labels in the order of their declaration.
  mutating func read() -> [Label] {
    guard lines.next(), readDeclaration() else {
      if problems.isEmpty {
        problems.add(
          lines.fields.first?.lowerBound ?? text.start,
          "the labels are declared first: 0=\"init\" 1=\"goal\", or #DECLARATION init goal #END")
      }
      return []
    }
    members = Array(repeating: [], count: names.count)
    while lines.next() { readLine() }
    if let start = indices.values.first(where: { names[$0] == "init" }), members[start].isEmpty,
      problems.isEmpty
    {
      problems.add(places[start], "no state bears the label 'init': the chain has no start")
    }
    return zip(names, members).map { name, states in
      Label(name: name, states: Set(states).sorted())
    }
  }

  private mutating func readDeclaration() -> Bool {
    if text.isWord(lines.fields[0], "#DECLARATION") {
      return readWords()
    }
    isNumbered = true
    return readNumbered(lines.line)
  }

  /// Storm's declaration, over one line or several.
  private mutating func readWords() -> Bool {
    var words = Array(lines.fields.dropFirst())
    var ahead = lines
    var isClosed = words.contains { text.isWord($0, "#END") }
    while !isClosed, ahead.next() {
      isClosed = ahead.fields.contains { text.isWord($0, "#END") }
    }
    guard isClosed else {
      problems.add(lines.fields[0].lowerBound, "the declaration is never closed with #END")
      return false
    }
    while true {
      for (index, word) in words.enumerated() {
        if text.isWord(word, "#END") {
          if index + 1 < words.count {
            problems.add(words[index + 1].lowerBound, "text stands behind #END")
          }
          return true
        }
        declare(text.text(word), key: text.text(word), at: word.lowerBound)
      }
      guard lines.next() else { return false }
      words = lines.fields
    }
  }

  /// PRISM's declaration: `0="init" 1="goal"`.
  private mutating func readNumbered(_ line: Range<Int>) -> Bool {
    let bytes = text.bytes
    var at = line.lowerBound
    while true {
      while at < line.upperBound, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0d {
        at += 1
      }
      guard at < line.upperBound, bytes[at] != UInt8(ascii: "#") else { return true }
      let first = at
      while at < line.upperBound, bytes[at] &- UInt8(ascii: "0") <= 9 { at += 1 }
      let number = first..<at
      guard !number.isEmpty, at + 1 < line.upperBound, bytes[at] == UInt8(ascii: "="),
        bytes[at + 1] == UInt8(ascii: "\""),
        let close = bytes[(at + 2)..<line.upperBound].firstIndex(of: UInt8(ascii: "\""))
      else {
        problems.add(
          first,
          "the labels are declared first: 0=\"init\" 1=\"goal\", or #DECLARATION init goal #END")
        return false
      }
      let key = text.wholeNumber(number).map(String.init) ?? ""
      declare(text.text(at + 2..<close), key: key, at: first)
      at = close + 1
    }
  }

  private mutating func declare(_ name: String, key: String, at place: Int) {
    if name.isEmpty {
      problems.add(place, "a label has no name")
    } else if names.contains(name) {
      problems.add(place, "the label '\(name)' is declared twice")
    } else if indices[key] != nil {
      problems.add(place, "the number \(key) is declared twice")
    } else {
      indices[key] = names.count
      names.append(name)
      places.append(place)
    }
  }

  private mutating func readLine() {
    var fields = lines.fields
    // PRISM's colon may stand alone or close to its neighbours.
    if isNumbered {
      let colon = UInt8(ascii: ":")
      let whole = fields[0].lowerBound..<(fields.last?.upperBound ?? 0)
      guard let mark = text.bytes[whole].firstIndex(of: colon) else {
        problems.add(whole.lowerBound, "a line here is 'state: label label', by their numbers")
        return
      }
      fields = fields.flatMap { field -> [Range<Int>] in
        guard field.contains(mark) else { return [field] }
        return [field.lowerBound..<mark, mark + 1..<field.upperBound].filter { !$0.isEmpty }
      }
      guard let first = fields.first, first.upperBound <= mark else {
        problems.add(whole.lowerBound, "a line here is 'state: label label', by their numbers")
        return
      }
    }
    guard let state = state(fields[0]) else { return }
    for field in fields.dropFirst() {
      let word = text.text(field)
      let key = isNumbered ? text.wholeNumber(field).map(String.init) ?? word : word
      if let label = indices[key] {
        members[label].append(state)
      } else if isNumbered {
        problems.add(field.lowerBound, "no label has the number \(text.shown(field))")
      } else {
        problems.add(
          field.lowerBound,
          "the label \(text.shown(field)) is not declared"
            + Spelling.suggestion(for: String(word.prefix(60)), among: names))
      }
    }
  }

  private mutating func state(_ field: Range<Int>) -> Int? {
    guard let state = text.wholeNumber(field) else {
      problems.add(field.lowerBound, text.stateFlaw(field))
      return nil
    }
    guard state < stateCount else {
      problems.add(
        field.lowerBound,
        "there is no state \(text.text(field)): the chain has the states 0 to \(stateCount - 1)")
      return nil
    }
    if let first = firstPlaces[state] {
      problems.add(
        field.lowerBound, "state \(state) stands twice; first on line \(text.line(of: first))")
      return nil
    }
    firstPlaces[state] = field.lowerBound
    return state
  }
}
