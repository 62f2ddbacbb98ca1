/// Reads structures and measures: named changes of numbers that the file has stated before.
struct ChangeReader {
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList
  /// The sides of a dyad; empty on a ladder.
  let sides: [String]

  /// The structures in file order; none where the file has none. Problems are reported.
  func structures(_ node: ModelDocument.Node?) -> [Structure] {
    entries(node, kind: "structure").compactMap { name, value in
      guard let reader = MappingReader(value, allowed: ["about", "set"], problems),
        let about = reader.text(reader.required("about")),
        let set = reader.required("set", "the numbers that differ"),
        let changes = MappingReader(set, allowed: nil, problems)
      else { return nil }
      let statements = changes.ordered.compactMap { path, position, value -> Structure.Statement? in
        guard let index = target(path, position, value) else { return nil }
        return numbers.number(value, parameters.parameters[index].rule).map {
          Structure.Statement(parameter: index, number: $0)
        }
      }
      return Structure(name: name, about: about, statements: statements)
    }
  }

  /// The measures in file order; none where the file has none. Problems are reported.
  func measures(_ node: ModelDocument.Node?) -> [Measure] {
    let entries = entries(node, kind: "measure")
    let names = entries.map(\.name)
    return entries.compactMap { measure($0.name, $0.value, names) }
  }

  private func measure(
    _ name: String, _ node: ModelDocument.Node, _ names: [String]
  ) -> Measure? {
    let keys = [
      "about", "actor", "acts_on", "needs", "needs_from_others", "takes_away", "change", "source",
    ]
    guard let reader = MappingReader(node, allowed: keys, problems) else { return nil }
    let about = reader.text(reader.required("about"))
    let actors = list(reader.required("actor", "who must act"), reader, "who must act")
    let parts = list(
      reader.required("acts_on", "onset, escalation or exit"), reader, "onset, escalation or exit"
    ).compactMap { item -> Measure.Part? in
      if let part = Measure.Part(rawValue: item.text) { return part }
      let known = Measure.Part.allCases.map(\.rawValue)
      problems.add(
        item.node,
        "'\(item.text)' is not one of: \(known.joined(separator: ", "))"
          + Spelling.suggestion(for: item.text, among: known))
      return nil
    }
    let needs = reader.optional("needs").map { list($0, reader) } ?? []
    for item in needs {
      if item.text == name {
        problems.add(item.node, "the measure '\(name)' needs itself")
      } else if !names.contains(item.text) {
        problems.add(
          item.node,
          "the measure '\(name)' needs '\(item.text)', which the file does not have"
            + Spelling.suggestion(for: item.text, among: names))
      }
    }
    let others = reader.text(reader.optional("needs_from_others"))
    let takesAway = flag(reader.optional("takes_away"), reader)
    source(reader)
    guard let changeNode = reader.required("change", "what it changes"),
      let changes = MappingReader(changeNode, allowed: nil, problems)
    else { return nil }
    if changes.ordered.isEmpty { problems.add(changeNode, "a measure changes something") }
    let read = changes.ordered.compactMap { path, position, value in
      change(of: path, position, value, in: name)
    }
    guard let about, !actors.isEmpty, !parts.isEmpty else { return nil }
    // What is said of both sides comes before what is said of one, in whatever order they stand.
    let isOfOne = read.map { parameters.parameters[$0.parameter].members.isEmpty }
    let ordered =
      zip(read, isOfOne).filter { !$0.1 }.map(\.0) + zip(read, isOfOne).filter(\.1).map(\.0)
    return Measure(
      name: name, about: about, actors: actors.map(\.text), actsOn: parts,
      needs: needs.map(\.text), takesAway: takesAway, needsFromOthers: others, changes: ordered)
  }

  private func change(
    of path: String, _ position: SourcePosition, _ node: ModelDocument.Node, in measure: String
  ) -> Measure.Change? {
    guard let index = target(path, position, node) else { return nil }
    let kinds = Measure.Change.Kind.allCases
    if case .scalar = node.content {
      problems.add(
        node, "a change is one of: to, plus, times, such as {plus: 0.1}; not \(node.shown)")
      return nil
    }
    guard
      let reader = MappingReader(
        node, allowed: kinds.map(\.rawValue) + NumberReader.keys.filter { $0 != "value" }, problems)
    else { return nil }
    let stated = kinds.filter { reader.optional($0.rawValue) != nil }
    guard stated.count == 1, let kind = stated.first else {
      problems.add(node, "a change is one of: to, plus, times")
      return nil
    }
    let rule: NumberRule =
      switch kind {
      case .to: parameters.parameters[index].rule
      case .plus: .logit
      case .times: .nonnegative
      }
    guard let number = numbers.number(node, rule, valueKey: kind.rawValue) else { return nil }
    return Measure.Change(
      parameter: index, kind: kind,
      number: parameters.add("measures.\(measure).\(path)", number, rule))
  }

  /// The parameter that a change names.
  private func target(
    _ path: String, _ position: SourcePosition, _ node: ModelDocument.Node
  ) -> Int? {
    let known = parameters.parameters.map(\.path).filter { !$0.hasPrefix("measures.") }
    if known.contains(path), let index = parameters.index(path) { return index }
    guard !problems.mayHaveLost(path) else { return nil }
    problems.add(
      at: position, path: node.path,
      "the model has no parameter '\(path)'\(Spelling.suggestion(for: path, among: known))")
    return nil
  }

  private func entries(
    _ node: ModelDocument.Node?, kind: String
  ) -> [(name: String, value: ModelDocument.Node)] {
    guard let node, let reader = MappingReader(node, allowed: nil, problems) else { return [] }
    return reader.ordered.compactMap { name, position, value in
      guard FactorReader.isName(name) else {
        problems.add(
          at: position, path: value.path,
          "'\(name)' is no name for a \(kind): small letters, digits and _, letter first")
        return nil
      }
      return (name, value)
    }
  }

  /// The texts of a list, or of a single text.
  ///
  /// - Parameter what: What an empty list lacks; nil where it may be empty.
  private func list(
    _ node: ModelDocument.Node?, _ reader: MappingReader, _ what: String? = nil
  ) -> [(node: ModelDocument.Node, text: String)] {
    guard let node else { return [] }
    guard case .sequence(let items) = node.content else {
      return reader.text(node).map { [(node, $0)] } ?? []
    }
    if items.isEmpty, let what { problems.add(node, "the list is empty; it says \(what)") }
    return items.compactMap { item in reader.text(item).map { (item, $0) } }
  }

  private func flag(_ node: ModelDocument.Node?, _ reader: MappingReader) -> Bool {
    guard let node, let text = reader.text(node) else { return false }
    if text != "true", text != "false" {
      problems.add(node, "'\(text)' is not one of: true, false")
    }
    return text == "true"
  }

  private func source(_ reader: MappingReader) {
    guard let node = reader.required("source", "a key of the sources"),
      let key = reader.text(node), let known = numbers.sourceKeys, !known.contains(key)
    else { return }
    problems.add(
      node, "no source has the key '\(key)'\(Spelling.suggestion(for: key, among: known))")
  }
}
