/// Reads the lines that sides have declared: "at this rung I act".
struct LineReader {
  let top: MappingReader
  let pairs: SideReader

  /// The lines and how they are taken.
  struct Found {
    let lines: [DyadForm.Line]
    let bluffBias: [Int]?
    let agreed: Int?
  }

  /// The lines; none where the file has none. Problems are reported.
  func lines() -> Found? {
    let problems = pairs.problems
    guard let node = top.optional("lines") else {
      for key in ["bluff_bias", "agreed_lines"] {
        if let stray = top.optional(key) {
          problems.add(stray, "'\(key)' is of lines, and there are none")
        }
      }
      return Found(lines: [], bluffBias: nil, agreed: nil)
    }
    guard case .sequence(let items) = node.content else {
      problems.add(node, "a list of lines is expected here, not \(node.shown)")
      return nil
    }
    var lines: [DyadForm.Line] = []
    var isComplete = true
    for item in items {
      guard let line = line(item) else {
        isComplete = false
        continue
      }
      if lines.contains(where: { $0.by == line.by }) {
        problems.add(item, "'\(pairs.sides[line.by])' has declared two lines; a side has one")
        isComplete = false
      }
      lines.append(line)
    }
    let bias = pairs.pair(
      top.required("bluff_bias", "how far a side takes a declared line for bluff"), "bluff_bias",
      .unitInterval)
    let agreed = pairs.number(
      top.required("agreed_lines", "0 must be written"), "agreed_lines", .unitInterval)
    guard isComplete, let bias, let agreed else { return nil }
    return Found(lines: lines, bluffBias: bias, agreed: agreed)
  }

  private func line(_ item: ModelDocument.Node) -> DyadForm.Line? {
    let problems = pairs.problems
    guard
      let reader = MappingReader(item, allowed: ["by", "rung", "cost", "crossing"], problems),
      let byNode = reader.required("by"), let by = reader.text(byNode)
    else { return nil }
    guard let side = pairs.sides.firstIndex(of: by) else {
      problems.add(
        byNode,
        "'\(by)' is not one of the two sides\(Spelling.suggestion(for: by, among: pairs.sides))")
      return nil
    }
    var rung: Int?
    if let node = reader.required("rung"), let name = reader.text(node) {
      rung = pairs.ladder.rungs.firstIndex(of: name)
      if rung == nil {
        let hint = Spelling.suggestion(for: name, among: pairs.ladder.rungs)
        problems.add(node, "the ladder has no rung '\(name)'\(hint)")
      }
    }
    let path = "lines.\(by)"
    let cost = pairs.number(reader.required("cost"), "\(path).cost", .strength)
    let crossing = pairs.number(
      reader.required("crossing", "0 must be written"), "\(path).crossing", .strength)
    guard let rung, let cost, let crossing else { return nil }
    return .init(by: side, rung: rung, cost: cost, crossing: crossing)
  }
}
