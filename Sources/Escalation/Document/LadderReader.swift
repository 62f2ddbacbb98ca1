/// Reads the parts of a model file that describe a ladder form.
struct LadderReader {
  let top: MappingReader
  let ladder: Ladder
  let factors: [FactorReader.Declared]
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList

  /// The keys of a ladder beside those of every form.
  static let keys = ["moves", "offsets", "frailty", "gaps"]

  /// The most bytes that the chains of one scenario may take.
  static let memoryLimit = 4 << 30

  /// The form and its start, or nil with every problem reported.
  func form() -> (LadderForm, StartPoint)? {
    let start = startPoint()
    let rows = rows()
    let offsets = directional("offsets", extraKeys: [])
    let frailty = directional("frailty", extraKeys: ["nodes"])
    let nodeCount = nodeCount()
    let coefficients = coefficients(
      classes: rows.map { Set($0.flatMap { $0.moves.map(\.moveClass) }) })
    let gaps = gaps()
    guard let start, let rows, let coefficients, let gaps, let nodeCount,
      fitsMemory(rows, nodeCount: nodeCount)
    else { return nil }
    let form = LadderForm(
      rows: rows, offsets: offsets, frailty: frailty, nodeCount: nodeCount,
      coefficients: coefficients, references: factors.map(\.reference), gaps: gaps)
    return isWhole(form, start) ? (form, start) : nil
  }

  // MARK: Ladder and start

  static func ladder(_ node: ModelDocument.Node?, _ problems: ProblemList) -> Ladder? {
    guard let node,
      let reader = MappingReader(
        node, allowed: ["rungs", "end", "terminal", "force", "war"], problems)
    else { return nil }
    guard let list = reader.required("rungs"), let endNode = reader.required("end") else {
      return nil
    }
    guard case .sequence(let items) = list.content, items.count >= 2 else {
      problems.add(list, "a list of at least two rungs, bottom to top, is expected here")
      return nil
    }
    var rungs: [String] = []
    var seen: Set<String> = []
    for item in items {
      guard let name = reader.text(item) else { return nil }
      if !FactorReader.isName(name) || ["any", "end", "hold"].contains(name) {
        problems.add(
          item,
          "'\(name)' is no name for a rung: small letters, digits and _, letter first, and not "
            + "one of any, end, hold")
      }
      if !seen.insert(name).inserted { problems.add(item, "the rung '\(name)' stands twice") }
      rungs.append(name)
    }
    func rung(_ key: String) -> Int? {
      guard let node = reader.optional(key), let name = reader.text(node) else { return nil }
      if let index = rungs.firstIndex(of: name) { return index }
      problems.add(
        node, "the ladder has no rung '\(name)'\(Spelling.suggestion(for: name, among: rungs))")
      return nil
    }
    guard let end = rung("end") else { return nil }
    if end != 0 { problems.add(endNode, "the rung in which incidents end is the lowest one") }
    let terminal = rung("terminal")
    if let terminal, terminal != rungs.count - 1, let node = reader.optional("terminal") {
      problems.add(node, "the terminal rung is the highest one")
    }
    let (force, war) = (rung("force"), rung("war"))
    // A rung that was meant but not found would break every rule that follows from it.
    for (key, found) in [("terminal", terminal), ("force", force), ("war", war)]
    where found == nil && reader.optional(key) != nil { return nil }
    if let force, let war, war <= force, let node = reader.optional("war") {
      problems.add(
        node,
        "'war' must be a rung above 'force', which is '\(rungs[force])'; leave it out where there is one only"
      )
    }
    return Ladder(rungs: rungs, end: end, terminal: terminal, force: force, war: war)
  }

  /// The rung a text names, if it can hold an active incident; problems are reported.
  private func activeRung(_ node: ModelDocument.Node?) -> Int? {
    guard let node, let name = top.text(node) else { return nil }
    guard let rung = ladder.rungs.firstIndex(of: name) else {
      problems.add(
        node,
        "the ladder has no rung '\(name)'\(Spelling.suggestion(for: name, among: ladder.rungs))")
      return nil
    }
    guard rung != ladder.end, rung != ladder.terminal else {
      problems.add(node, "nothing moves from '\(name)', where incidents end")
      return nil
    }
    return rung
  }

  private func startPoint() -> StartPoint? {
    guard let node = top.required("start"),
      let reader = MappingReader(node, allowed: ["rung", "peak"], problems),
      let rung = activeRung(reader.required("rung"))
    else { return nil }
    guard let peakNode = reader.optional("peak") else { return StartPoint(rung: rung, peak: rung) }
    guard let peak = activeRung(peakNode) else { return nil }
    guard peak >= rung else {
      problems.add(peakNode, "the highest rung so far is not below the rung itself")
      return nil
    }
    return StartPoint(rung: rung, peak: peak)
  }

  // MARK: Moves

  private func rows() -> [LadderForm.Row]? {
    guard let node = top.required("moves") else { return nil }
    guard case .sequence(let items) = node.content, !items.isEmpty else {
      problems.add(node, "a list of rows, one for each rung and peak, is expected here")
      return nil
    }
    var rows: [LadderForm.Row] = []
    var isComplete = true
    var seen: Set<LadderForm.Pair> = []
    for item in items {
      guard let row = row(item) else {
        isComplete = false
        continue
      }
      if !seen.insert(.init(rung: row.rung, peak: row.peak)).inserted {
        problems.add(item, "a second row for the same rung and peak")
      }
      rows.append(row)
    }
    return isComplete ? rows : nil
  }

  private func row(_ node: ModelDocument.Node) -> LadderForm.Row? {
    guard
      let reader = MappingReader(
        node, allowed: ["rung", "peak", "logits", "probabilities", "per"], problems),
      let rung = activeRung(reader.required("rung")),
      let peakNode = reader.required("peak", "the highest rung so far, or any")
    else { return nil }
    var peak: Int?
    if reader.text(peakNode) != "any" {
      guard let named = activeRung(peakNode) else { return nil }
      guard named >= rung else {
        problems.add(peakNode, "the highest rung so far is not below the rung itself")
        return nil
      }
      peak = named
    }
    let path = "moves.\(ladder.rungs[rung]).\(peak.map { ladder.rungs[$0] } ?? "any")"
    switch (reader.optional("logits"), reader.optional("probabilities")) {
    case (let logits?, nil):
      if let per = reader.optional("per") { problems.add(per, "logits have no time basis") }
      return moves(logits, from: rung, path, .logit).map {
        LadderForm.Row(rung: rung, peak: peak, moves: $0.moves, hold: nil)
      }
    case (nil, let probabilities?):
      guard let per = reader.required("per", "probabilities of moves are 'per: event'") else {
        return nil
      }
      guard reader.text(per) == "event" else {
        problems.add(per, "moves happen at events: write 'per: event'; days come from gaps")
        return nil
      }
      return statedRow(probabilities, rung: rung, peak: peak, path)
    default:
      problems.add(node, "a row has either 'logits' or 'probabilities'")
      return nil
    }
  }

  private func statedRow(
    _ node: ModelDocument.Node, rung: Int, peak: Int?, _ path: String
  ) -> LadderForm.Row? {
    guard let (moves, hold) = moves(node, from: rung, path, .openProbability) else { return nil }
    guard let hold else {
      problems.add(node, "the probability of 'hold' is missing")
      return nil
    }
    let sum = ([hold] + moves.map(\.parameter)).reduce(0) {
      $0 + parameters.parameters[$1].number.value
    }
    guard abs(sum - 1) <= 1e-9 else {
      let shown = (sum * 1e12).rounded() / 1e12
      problems.add(node, "the probabilities of a row sum to \(shown), not to 1")
      return nil
    }
    return LadderForm.Row(rung: rung, peak: peak, moves: moves, hold: hold)
  }

  private func moves(
    _ node: ModelDocument.Node, from rung: Int, _ path: String, _ rule: NumberRule
  ) -> (moves: [LadderForm.Move], hold: Int?)? {
    guard let reader = MappingReader(node, allowed: nil, problems) else { return nil }
    var moves: [LadderForm.Move] = []
    var hold: Int?
    var isComplete = true
    for (key, position, value) in reader.ordered {
      guard let number = numbers.number(value, rule) else {
        isComplete = false
        continue
      }
      let parameter = { parameters.add("\(path).\(key)", number, rule) }
      if key == "end" {
        moves.append(.init(destination: .end, moveClass: .end, parameter: parameter()))
      } else if key == "hold", rule == .openProbability {
        hold = parameter()
      } else if let target = ladder.rungs.firstIndex(of: key), target != ladder.end,
        let moveClass = ladder.moveClass(from: rung, to: target),
        abs(target - rung) <= LadderForm.moveLimit
      {
        moves.append(
          .init(destination: .rung(target), moveClass: moveClass, parameter: parameter()))
      } else {
        problems.add(at: position, path: value.path, moveProblem(key, from: rung, rule))
        isComplete = false
      }
    }
    return isComplete ? (moves, hold) : nil
  }

  private func moveProblem(_ key: String, from rung: Int, _ rule: NumberRule) -> String {
    if key == "hold" { return "hold is the baseline of the logits; it is not written" }
    guard let target = ladder.rungs.firstIndex(of: key) else {
      let known = ladder.rungs + ["end"] + (rule == .openProbability ? ["hold"] : [])
      return "no move leads to '\(key)'\(Spelling.suggestion(for: key, among: known))"
    }
    if target == ladder.end { return "ending is written 'end'" }
    if target == rung {
      return rule == .openProbability
        ? "staying is written 'hold'" : "hold is the baseline of the logits; it is not written"
    }
    return "a move reaches at most \(LadderForm.moveLimit) rungs up or down"
  }

  // MARK: Offsets, frailty, coefficients, gaps

  private func directional(_ key: String, extraKeys: [String]) -> LadderForm.Directional? {
    guard let node = top.optional(key),
      let reader = MappingReader(
        node, allowed: ["up", "down", "end", "lowest_rung"] + extraKeys, problems)
    else { return nil }
    let indices = MoveDirection.allCases.map { direction -> Int? in
      let name = direction.rawValue
      return numbers.number(reader.required(name, "zero must be written"), .logit).map {
        parameters.add("\(key).\(name)", $0, .logit)
      }
    }
    let lowest = reader.optional("lowest_rung").map { activeRung($0) } ?? 0
    guard let up = indices[0], let down = indices[1], let end = indices[2], let lowest else {
      return nil
    }
    return .init(up: up, down: down, end: end, lowestRung: lowest)
  }

  private func nodeCount() -> Int? {
    guard let node = top.optional("frailty") else { return 1 }
    guard let reader = MappingReader(node, allowed: nil, ProblemList()),
      let entry = reader.optional("nodes")
    else {
      problems.add(node, "the key 'nodes' is missing; seven serve well")
      return nil
    }
    guard let count = numbers.plain(entry, .count) else { return nil }
    guard count >= 1, count <= Double(LadderForm.nodeLimit) else {
      problems.add(entry, "the number of nodes lies between 1 and \(LadderForm.nodeLimit)")
      return nil
    }
    return Int(count)
  }

  /// - Parameter classes: The classes that moves have; nil when the moves could not be read.
  private func coefficients(classes: Set<MoveClass>?) -> [[MoveClass: Int]]? {
    guard let node = top.required("coefficients", "zero must be written"),
      let reader = MappingReader(node, allowed: factors.map(\.factor.name), problems)
    else { return nil }
    let needed = MoveClass.allCases.filter { classes?.contains($0) ?? true }
    var isComplete = true
    let table = factors.map { declared -> [MoveClass: Int] in
      let name = declared.factor.name
      guard let entry = reader.required(name, "zero must be written"),
        let group = MappingReader(entry, allowed: needed.map(\.rawValue), problems)
      else {
        isComplete = false
        return [:]
      }
      var indices: [MoveClass: Int] = [:]
      for moveClass in needed {
        let value =
          classes == nil
          ? group.optional(moveClass.rawValue)
          : group.required(moveClass.rawValue, "zero must be written")
        guard let number = numbers.number(value, .logit) else {
          isComplete = false
          continue
        }
        indices[moveClass] = parameters.add(
          "coefficients.\(name).\(moveClass.rawValue)", number, .logit)
      }
      return indices
    }
    return isComplete ? table : nil
  }

  private func gaps() -> [Int: LadderForm.Gap]? {
    guard let node = top.required("gaps"), let reader = MappingReader(node, allowed: nil, problems)
    else { return nil }
    var gaps: [Int: LadderForm.Gap] = [:]
    var isComplete = true
    for (key, position, value) in reader.ordered {
      guard let rung = ladder.rungs.firstIndex(of: key), rung != ladder.end, rung != ladder.terminal
      else {
        let isKnown = ladder.rungs.contains(key)
        let hint = isKnown ? "" : Spelling.suggestion(for: key, among: ladder.rungs)
        problems.add(
          at: position, path: value.path,
          isKnown
            ? "no incident waits on '\(key)', where it ends"
            : "the ladder has no rung '\(key)'\(hint)")
        isComplete = false
        continue
      }
      guard
        let gap = GapReader(numbers: numbers, parameters: parameters, problems: problems)
          .gap(value, path: "gaps.\(key)")
      else {
        isComplete = false
        continue
      }
      gaps[rung] = gap
    }
    return isComplete ? gaps : nil
  }

  // MARK: The form as a whole

  /// Refuses a state space that would not fit, before anything of its size is allocated.
  private func fitsMemory(_ rows: [LadderForm.Row], nodeCount: Int) -> Bool {
    let rungCount = ladder.rungs.count
    let pairCount = rows.reduce(0) { $0 + ($1.peak != nil ? 1 : rungCount - $1.rung) }
    let stateCount = 2 * pairCount + rungCount
    // Guide, cut-offs and a dozen entries a state; the largest class is eliminated densely.
    let classSize = min(stateCount, 2 * rungCount)
    let bytes = stateCount * nodeCount * 900 + 16 * classSize * classSize
    guard bytes > Self.memoryLimit, let node = top.optional("ladder") else { return true }
    problems.add(
      node,
      "\(rungCount) rungs make about \(stateCount) states in \(nodeCount) classes, "
        + "\((bytes >> 20) + 1) MiB; the limit is \(Self.memoryLimit >> 20) MiB: "
        + "use fewer rungs or fewer nodes")
    return false
  }

  /// Whether every pair that can be reached has a row and a gap and can come to an end.
  private func isWhole(_ form: LadderForm, _ start: StartPoint) -> Bool {
    guard let movesNode = top.optional("moves"), let gapsNode = top.optional("gaps") else {
      return false
    }
    let starts = form.rows.map { StartPoint(rung: $0.rung, peak: $0.peak ?? $0.rung) } + [start]
    let pairs = form.reachablePairs(from: starts, terminal: ladder.terminal).sorted {
      ($0.rung, $0.peak) < ($1.rung, $1.peak)
    }
    var isWhole = true
    for pair in pairs where form.rowIndex(rung: pair.rung, peak: pair.peak) == nil {
      problems.add(
        movesNode,
        "no row for rung \(ladder.rungs[pair.rung]) with peak \(ladder.rungs[pair.peak]), "
          + "which can be reached")
      isWhole = false
    }
    for rung in Set(pairs.map(\.rung)).sorted() where form.gaps[rung] == nil {
      problems.add(gapsNode, "no gap for rung \(ladder.rungs[rung]), which can be reached")
      isWhole = false
    }
    guard isWhole else { return false }
    for pair in form.pairsWithoutEnd(among: pairs, terminal: ladder.terminal) {
      problems.add(
        movesNode,
        "from rung \(ladder.rungs[pair.rung]) with peak \(ladder.rungs[pair.peak]) neither 'end' "
          + "nor the terminal rung can be reached")
      isWhole = false
    }
    return isWhole
  }
}
