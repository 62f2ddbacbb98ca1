/// Reads the conditions that change during a crisis.
struct ProcessReader {
  let pairs: SideReader
  let ownFactors: [String]
  let problems: ProblemList

  private static let keys = [
    "of", "share", "shift", "start", "rise", "fall", "on_silence", "on_other_steps_down",
  ]

  /// The processes in file order; none where the file has none. Problems are reported.
  func processes(_ node: ModelDocument.Node?) -> [DyadProcess]? {
    guard let node else { return [] }
    guard let reader = MappingReader(node, allowed: nil, problems) else { return nil }
    var processes: [DyadProcess] = []
    var governed: [Int: String] = [:]
    var isComplete = true
    for (name, position, value) in reader.ordered {
      guard FactorReader.isName(name), !["rung", "peak", "day"].contains(name),
        !pairs.sides.contains(name)
      else {
        problems.add(at: position, path: value.path, "'\(name)' is no name for a process")
        isComplete = false
        continue
      }
      guard let process = process(name, value) else {
        isComplete = false
        continue
      }
      for target in process.targets {
        if let other = governed[target] {
          problems.add(
            value,
            "'\(pairs.parameters.parameters[target].path)' is governed by '\(other)' already")
          isComplete = false
        }
        governed[target] = name
      }
      processes.append(process)
    }
    return isComplete ? processes : nil
  }

  private func process(_ name: String, _ node: ModelDocument.Node) -> DyadProcess? {
    guard let reader = MappingReader(node, allowed: Self.keys, problems) else { return nil }
    let path = "processes.\(name)"
    let targets = targets(reader.required("of", "the number that it governs"))
    let states = states(reader, path)
    let start = reader.required("start").flatMap { startNode -> Int? in
      guard let states, let text = reader.text(startNode) else { return nil }
      if let index = states.names.firstIndex(of: text) { return index }
      problems.add(
        startNode,
        "'\(text)' is no state of it\(Spelling.suggestion(for: text, among: states.names)); it has "
          + states.names.joined(separator: ", "))
      return nil
    }
    let rise = pairs.rungTable(
      reader.required("rise", "the chance a day of one state up; 0 must be written"), "\(path).rise"
    )
    let fall = pairs.rungTable(
      reader.required("fall", "the chance a day of one state down; 0 must be written"),
      "\(path).fall")
    let events =
      events(reader, "on_silence", .silence, path)
      + events(reader, "on_other_steps_down", .otherStepsDown, path)
    guard let targets, let states, let start, let rise, let fall else { return nil }
    let process = DyadProcess(
      name: name, stateNames: states.names, start: start, targets: targets, kind: states.kind,
      values: states.values, rise: rise, fall: fall, side: side(of: targets), events: events)
    let stated = ParameterValues(values: pairs.parameters.parameters.map(\.number.value))
    if let excess = process.excess(stated) {
      problems.add(
        node,
        "on rung '\(pairs.ladder.rungs[excess.rung])' rise and fall sum to \(excess.sum) a day, more "
          + "than 1")
      return nil
    }
    return process
  }

  /// The single numbers behind a path.
  private func targets(_ node: ModelDocument.Node?) -> [Int]? {
    guard let node, let text = MappingReader.text(node, problems) else { return nil }
    let known = pairs.parameters.parameters
    guard let index = pairs.parameters.index(text), !text.hasPrefix("processes.") else {
      guard !problems.mayHaveLost(text) else { return nil }
      let hint = Spelling.suggestion(for: text, among: known.map(\.path))
      problems.add(node, "the file has no number '\(text)'\(hint)")
      return nil
    }
    guard text != "tempo.log_spread" else {
      problems.add(node, "the spread of tempos is of incidents, and does not change within one")
      return nil
    }
    guard !ownFactors.contains(text) else {
      problems.add(
        node,
        "'\(text)' is a factor of the file's own, which stays as it is during an incident; let the process "
          + "govern a number that the factor acts on")
      return nil
    }
    return known[index].members.isEmpty ? [index] : known[index].members
  }

  /// The side whose number it is; nil when it belongs to both.
  private func side(of targets: [Int]) -> Int? {
    let owners = Set(
      targets.map { target -> Int? in
        let path = pairs.parameters.parameters[target].path
        return pairs.sides.firstIndex { path.hasSuffix("_\($0)") || path.hasSuffix(".\($0)") }
      })
    return owners.count == 1 ? owners.first ?? nil : nil
  }

  private func states(
    _ reader: MappingReader, _ path: String
  ) -> (names: [String], kind: DyadProcess.Kind, values: [Int])? {
    let (kind, node): (DyadProcess.Kind, ModelDocument.Node)
    switch (reader.optional("share"), reader.optional("shift")) {
    case (let share?, nil): (kind, node) = (.share, share)
    case (nil, let shift?): (kind, node) = (.shift, shift)
    default:
      problems.add(
        reader.node,
        "a process names its states under 'share' (of the stated level) or 'shift' (added to it)")
      return nil
    }
    guard let states = MappingReader(node, allowed: nil, problems) else { return nil }
    let rule: NumberRule = kind == .share ? .unitInterval : .logit
    var names: [String] = []
    var values: [Int] = []
    for (name, position, value) in states.ordered {
      guard FactorReader.isName(name), !Self.keys.contains(name) else {
        problems.add(
          at: position, path: value.path,
          "'\(name)' is no name for a state: small letters, digits and _, letter first, and not a key of processes"
        )
        return nil
      }
      guard let index = pairs.number(value, "\(path).\(name)", rule) else { return nil }
      names.append(name)
      values.append(index)
    }
    guard names.count >= 2 else {
      problems.add(node, "a process has at least two states, lowest first")
      return nil
    }
    let stated = values.map { pairs.parameters.parameters[$0].number.value }
    guard zip(stated, stated.dropFirst()).allSatisfy({ $0 < $1 }) else {
      problems.add(node, "the states of a process stand in rising order")
      return nil
    }
    return (names, kind, values)
  }

  private func events(
    _ reader: MappingReader, _ key: String, _ trigger: DyadProcess.Trigger, _ path: String
  ) -> [DyadProcess.Event] {
    guard let node = reader.optional(key),
      let group = MappingReader(node, allowed: ["rise", "fall"], problems)
    else { return [] }
    return group.ordered.compactMap { direction, _, value in
      pairs.number(value, "\(path).\(key).\(direction)", .unitInterval).map {
        DyadProcess.Event(trigger: trigger, isRise: direction == "rise", probability: $0)
      }
    }
  }
}
