/// Reads what settled incidents leave behind.
struct ResidueReader {
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList

  static let keys = ["states", "start", "fade", "effects", "arrivals", "after"]
  /// The most states: an odd number, each an incident more or less.
  static let stateLimit = 99

  /// The residue, or nil with every problem reported.
  ///
  /// - Parameter models: The theatres' models; nil where they could not be read, and paths and rungs are
  ///   not checked.
  func residue(_ node: ModelDocument.Node, models: [EscalationModel]?) -> Residue? {
    guard let reader = MappingReader(node, allowed: Self.keys, problems) else { return nil }
    let states = reader.required("states", "names, coolest first").flatMap(states)
    let start = start(reader, states)
    let fade = number(
      reader.required("fade", "the chance a year of one state towards the middle; zero is written"),
      "residue.fade", .unitInterval)
    let effects = effects(
      reader.required("effects", "numbers of the models that it moves; {} for none"), models)
    let arrivals = number(
      reader.required("arrivals", "what it does to the rates of arrival; zero is written"),
      "residue.arrivals", .logit)
    let after = reader.required("after", "what an incident leaves, by its highest rung").flatMap {
      self.after($0, models?.first?.ladder)
    }
    guard let states, let start, let fade, let effects, let arrivals, let after else { return nil }
    return Residue(
      states: states, start: start, fade: fade, arrivals: arrivals, effects: effects, after: after)
  }

  private func number(
    _ node: ModelDocument.Node?, _ path: String, _ rule: NumberRule
  ) -> Int? {
    numbers.number(node, rule).map { parameters.add(path, $0, rule) }
  }

  private func states(_ node: ModelDocument.Node) -> [String]? {
    guard case .sequence(let items) = node.content else {
      problems.add(node, "a list of names, coolest first, is expected, not \(node.shown)")
      return nil
    }
    let names = items.compactMap { MappingReader.text($0, problems) }
    guard names.count == items.count else { return nil }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      problems.add(node, "two states are called '\(twice)'")
    }
    guard names.count % 2 == 1, names.count <= Self.stateLimit else {
      problems.add(
        node,
        "there are \(names.count) states; their number is odd and at most \(Self.stateLimit), since "
          + "residue fades towards the middle one")
      return nil
    }
    return names
  }

  private func start(_ reader: MappingReader, _ states: [String]?) -> Int? {
    guard let node = reader.required("start", "the state in which the campaign begins"),
      let name = reader.text(node), let states
    else { return nil }
    if let state = states.firstIndex(of: name) { return state }
    problems.add(
      node,
      "'\(name)' is not one of the states: \(states.joined(separator: ", "))"
        + Spelling.suggestion(for: name, among: states))
    return nil
  }

  private func effects(
    _ node: ModelDocument.Node?, _ models: [EscalationModel]?
  ) -> [Residue.Effect]? {
    guard let node, let reader = MappingReader(node, allowed: nil, problems) else { return nil }
    return reader.ordered.compactMap { written, position, value in
      let path = written.replacing("-", with: "_")
      let amount = number(value, "residue.effects.\(path)", .logit)
      if path.hasPrefix("incident_base.") || path.hasPrefix("measures.") {
        problems.add(
          at: position, path: value.path,
          path.hasPrefix("measures.")
            ? "a number of a measure changes nothing here"
            : "rates of arrival are moved by 'arrivals', not here")
        return nil
      }
      if let models, !models.contains(where: { $0.parameterIndex(path) != nil }) {
        let known = models.flatMap { $0.parameters.map(\.path) }
        problems.add(
          at: position, path: value.path,
          "no theatre's model has a number '\(path)'\(Spelling.suggestion(for: path, among: known)); "
            + "`brink show MODEL` lists them")
        return nil
      }
      return amount.map { Residue.Effect(path: path, amount: $0) }
    }
  }

  /// Shape `[rung]`: a row of its own, or that of `any`; the lowest rung may do without.
  private func after(_ node: ModelDocument.Node, _ ladder: Ladder?) -> [Residue.Move?]? {
    let allowed = ladder.map { $0.rungs + ["any"] }
    guard let reader = MappingReader(node, allowed: allowed, problems) else { return nil }
    var moves: [String: Residue.Move] = [:]
    var isWhole = true
    for (name, _, value) in reader.ordered {
      if let move = move(value, "residue.after.\(name)") {
        moves[name] = move
      } else {
        isWhole = false
      }
    }
    guard let ladder, isWhole else { return nil }
    let rows = ladder.rungs.map { moves[$0] ?? moves["any"] }
    if let missing = rows.indices.dropFirst().first(where: { rows[$0] == nil }) {
      problems.add(
        node,
        "there is no row for '\(ladder.rungs[missing])' and none for 'any'; zeros say that nothing is left"
      )
      return nil
    }
    return rows
  }

  private func move(_ node: ModelDocument.Node, _ path: String) -> Residue.Move? {
    guard let reader = MappingReader(node, allowed: ["heat", "cool"], problems) else { return nil }
    let heat = number(reader.required("heat", "zero is written"), "\(path).heat", .unitInterval)
    let cool = number(reader.required("cool", "zero is written"), "\(path).cool", .unitInterval)
    guard let heat, let cool else { return nil }
    let values = [heat, cool].map { parameters.parameters[$0].number.value }
    guard values[0] + values[1] <= 1 else {
      problems.add(
        node,
        "heat \(values[0]) and cool \(values[1]) are chances that exclude each other: their sum is "
          + "at most 1")
      return nil
    }
    return Residue.Move(heat: heat, cool: cool)
  }
}
