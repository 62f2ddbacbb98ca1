/// Reads a reward for each state, an `.srew` file.
///
/// A line `state reward` a state, those without a line have none. A first line whose first number
/// is the number of states, which no state has, is the header: its second number is that of the
/// lines to come and must be right. `#` and `//` begin a comment, as in PRISM's own first lines.
struct RewardsReader {
  private let text: FileBytes
  private let problems: TextProblems
  private var values: [Double]
  private var places: [UInt32]
  private var lines: LineScanner
  private var lineCount = 0
  private var header: (place: Int, count: Int)?
  /// The first line when it could be a header of another chain.
  private var suspect: (fields: [Range<Int>], state: Int, count: Int)?
  private var highest = -1

  init(_ text: FileBytes, _ problems: TextProblems, stateCount: Int) {
    self.text = text
    self.problems = problems
    values = Array(repeating: 0, count: stateCount)
    places = Array(repeating: .max, count: stateCount)
    lines = LineScanner(text)
  }

  /// Shape `[stateCount]`.
  mutating func read() -> [Double] {
    guard lines.next() else { return values }
    let fields = lines.fields
    if fields.count == 2, let first = text.wholeNumber(fields[0]),
      let second = text.wholeNumber(fields[1])
    {
      if first == values.count {
        header = (fields[0].lowerBound, second)
        _ = lines.next()
      } else if first < values.count {
        suspect = (fields, first, second)
      }
    }
    while !lines.fields.isEmpty {
      readLine(lines.fields)
      _ = lines.next()
    }
    if let header, header.count != lineCount {
      problems.add(
        header.place, "the header says \(header.count) rewards, the file has \(lineCount)")
    }
    // PRISM sorts its lines, so a first state above all others, with their number for its reward,
    // is the header of a chain of another size.
    if let suspect, problems.isEmpty, suspect.state > 0, lineCount > 1,
      suspect.count == lineCount - 1, suspect.state > highest
    {
      problems.add(
        suspect.fields[0].lowerBound,
        "the first line reads as the header of a chain of \(suspect.state) states, this one has "
          + "\(values.count); if it is a reward, move it below the others")
    }
    return values
  }

  private mutating func readLine(_ fields: [Range<Int>]) {
    lineCount += 1
    guard fields.count == 2 else {
      problems.add(
        fields[0].lowerBound,
        "\(fields.count) \(fields.count == 1 ? "field" : "fields") where 'state reward' is expected"
      )
      return
    }
    guard let state = text.wholeNumber(fields[0]) else {
      problems.add(fields[0].lowerBound, text.stateFlaw(fields[0]))
      return
    }
    guard state < values.count else {
      problems.add(
        fields[0].lowerBound,
        "there is no state \(text.text(fields[0])): the chain has the states 0 to "
          + "\(values.count - 1)")
      return
    }
    if lineCount > 1 || suspect == nil { highest = max(highest, state) }
    let outcome = DecimalNumber.read(text.bytes, fields[1])
    guard case .value(let value) = outcome else {
      problems.add(fields[1].lowerBound, text.numberFlaw(fields[1], outcome))
      return
    }
    guard value >= 0 else {
      problems.add(
        fields[1].lowerBound,
        "the reward \(text.shown(fields[1])) is negative: file costs and gains as two structures, "
          + "each not negative")
      return
    }
    guard places[state] == .max else {
      problems.add(
        fields[0].lowerBound,
        "state \(state) stands twice; first on line \(text.line(of: Int(places[state])))")
      return
    }
    places[state] = UInt32(truncatingIfNeeded: fields[0].lowerBound)
    values[state] = value
  }
}
