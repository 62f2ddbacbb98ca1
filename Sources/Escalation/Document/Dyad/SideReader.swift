/// Reads numbers that each side has of its own, or each rung.
struct SideReader {
  let sides: [String]
  let ladder: Ladder
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList

  func number(_ node: ModelDocument.Node?, _ path: String, _ rule: NumberRule) -> Int? {
    numbers.number(node, rule).map { parameters.add(path, $0, rule) }
  }

  /// A number for each side: one for both, or one under the name of each. Either way there is a
  /// parameter for both and one for each.
  ///
  /// - Parameters:
  ///   - separator: What stands between the path and the name of a side.
  ///   - place: The index of a parameter that was reserved for both; nil adds one.
  func pair(
    _ node: ModelDocument.Node?, _ path: String, _ rule: NumberRule, separator: String = ".",
    place: Int? = nil
  ) -> [Int]? {
    guard let node else { return nil }
    guard isBySide(node) else {
      guard let number = numbers.number(node, rule) else { return nil }
      let both = place ?? parameters.add(path, number, rule)
      let members = sides.map {
        parameters.add(
          Parameter(path: path + separator + $0, number: number, rule: rule, isStated: false))
      }
      parameters.replace(
        both, by: Parameter(path: path, number: number, rule: rule, members: members))
      return members
    }
    guard let reader = MappingReader(node, allowed: sides, problems) else { return nil }
    let own = sides.map { numbers.number(reader.required($0), rule) }
    guard let first = own[0], let second = own[1] else { return nil }
    let mean = StatedNumber(
      value: first.value == second.value ? first.value : (first.value + second.value) / 2)
    let both = place ?? parameters.add(path, mean, rule)
    let members = zip(sides, [first, second]).map {
      parameters.add(path + separator + $0, $1, rule)
    }
    parameters.replace(
      both,
      by: Parameter(path: path, number: mean, rule: rule, members: members, isStated: false))
    return members
  }

  /// Whether a mapping names a side, and is not a number with its spread.
  private func isBySide(_ node: ModelDocument.Node) -> Bool {
    guard case .mapping(let pairs) = node.content else { return false }
    return !pairs.contains { $0.key == "value" }
  }

  /// A probability for each rung: one for all, or under `any` and the names of rungs that differ.
  func rungTable(_ node: ModelDocument.Node?, _ path: String) -> DyadForm.RungTable? {
    guard let node else { return nil }
    guard isBySide(node) else {
      return number(node, path, .unitInterval).map {
        .init(parameters: [Int](repeating: $0, count: ladder.rungs.count))
      }
    }
    guard let reader = MappingReader(node, allowed: ["any"] + ladder.rungs, problems) else {
      return nil
    }
    var isComplete = true
    let any = reader.optional("any").flatMap { number($0, "\(path).any", .unitInterval) }
    let table = ladder.rungs.enumerated().map { rung, name -> Int in
      if let entry = reader.optional(name) {
        if let own = number(entry, "\(path).\(name)", .unitInterval) { return own }
      } else if let any {
        return any
      } else if reader.optional("any") == nil, rung == ladder.terminal || rung == ladder.end {
        // Incidents have ended there; no number is needed, and none is made up: it is never read.
        return -1
      } else if reader.optional("any") == nil {
        problems.add(
          node, "no number for rung '\(name)'; 'any' serves the rungs that are not named")
      }
      isComplete = false
      return 0
    }
    guard isComplete, let some = table.first(where: { $0 >= 0 }) else { return nil }
    return .init(parameters: table.map { $0 < 0 ? some : $0 })
  }
}
