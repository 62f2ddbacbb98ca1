/// Reads the factors of a dyad: the four of the theory as each side has them, then the file's own.
struct DyadFactorReader {
  let top: MappingReader
  let pairs: SideReader

  /// What the file says of factors.
  struct Found {
    let names: [Factor]
    let levels: DyadForm.Factors
    /// The file's own: the factor, its parameter and its reference.
    let own: [(factor: Factor, parameter: Int, reference: Double)]
  }

  private var problems: ProblemList { pairs.problems }
  private var parameters: ParameterList { pairs.parameters }

  /// All factors; their levels are the first parameters, in their order.
  func factors() -> Found? {
    guard let node = top.required("factors"),
      let reader = MappingReader(node, allowed: nil, problems)
    else { return nil }
    let theory = Factor.theory.map(\.name)
    let own = reader.ordered.map(\.key).filter { !theory.contains($0) }
    for name in theory where reader.optional(name) == nil {
      let hint = Spelling.suggestion(for: name, among: own)
      problems.add(node, "the factor '\(name)' is missing\(hint)")
    }
    // The levels come first, whatever becomes of them.
    let places = (theory + own).map {
      parameters.add($0, StatedNumber(value: 0), .unitInterval)
    }
    let clarity = clarity(reader.optional(theory[0]), place: places[0])
    let availability = level(reader.optional(theory[1]), theory[1], place: places[1])
    let nationalism = pairs.pair(
      reader.optional(theory[2]), theory[2], .unitInterval, separator: "_", place: places[2])
    let mediation = level(reader.optional(theory[3]), theory[3], place: places[3])
    var found: [(factor: Factor, parameter: Int, reference: Double)] = []
    for (name, place) in zip(own, places[theory.count...]) {
      guard let entry = reader.optional(name), let reference = ownFactor(entry, name, place: place)
      else { continue }
      found.append((Factor(name: name), place, reference))
    }
    guard let clarity, let availability, let nationalism, let mediation, found.count == own.count
    else { return nil }
    return Found(
      names: (theory + own).map { Factor(name: $0) },
      levels: .init(
        sentClarity: clarity.sent, receivedClarity: clarity.received,
        channelAvailability: availability, nationalism: nationalism, mediation: mediation),
      own: found)
  }

  private func level(_ node: ModelDocument.Node?, _ name: String, place: Int) -> Int? {
    guard let number = pairs.numbers.number(node, .unitInterval) else { return nil }
    parameters.replace(place, by: Parameter(path: name, number: number, rule: .unitInterval))
    return place
  }

  /// Clarity: one number, or as sent and as received, each of both sides or of one.
  private func clarity(
    _ node: ModelDocument.Node?, place: Int
  ) -> (sent: [Int], received: [Int])? {
    guard let node else { return nil }
    let name = Factor.signalClarity.name
    guard case .mapping(let entries) = node.content, !entries.contains(where: { $0.key == "value" })
    else {
      guard let number = pairs.numbers.number(node, .unitInterval) else { return nil }
      let members = ["sent", "received"].map { way in
        pairs.sides.map {
          parameters.add(
            Parameter(
              path: "\(name)_\(way)_\($0)", number: number, rule: .unitInterval, isStated: false))
        }
      }
      parameters.replace(
        place,
        by: Parameter(
          path: name, number: number, rule: .unitInterval, members: members[0] + members[1]))
      return (members[0], members[1])
    }
    guard let reader = MappingReader(node, allowed: ["sent", "received"], problems) else {
      return nil
    }
    let sent = pairs.pair(
      reader.required("sent"), "\(name)_sent", .unitInterval, separator: "_")
    let received = pairs.pair(
      reader.required("received"), "\(name)_received", .unitInterval, separator: "_")
    guard let sent, let received else { return nil }
    let values = (sent + received).map { parameters.parameters[$0].number.value }
    parameters.replace(
      place,
      by: Parameter(
        path: name,
        number: StatedNumber(
          value: values.allSatisfy { $0 == values[0] }
            ? values[0] : values.reduce(0, +) / Double(values.count)),
        rule: .unitInterval, members: sent + received, isStated: false))
    return (sent, received)
  }

  /// The reference of a factor of the file's own; its level is put in its place.
  private func ownFactor(_ node: ModelDocument.Node, _ name: String, place: Int) -> Double? {
    guard FactorReader.isName(name) else {
      problems.add(node, "a factor's name is of small letters, digits and _, letter first")
      return nil
    }
    guard !FactorReader.reservedNames.contains(name) else {
      problems.add(node, "'\(name)' is a column of results; give the factor another name")
      return nil
    }
    guard let reader = MappingReader(node, allowed: nil, problems),
      let number = pairs.numbers.number(node, .unitInterval, extraKeys: ["reference"]),
      let reference = reader.required("reference", "the level at which the factor changes nothing")
        .flatMap({ pairs.numbers.plain($0, .unitInterval) })
    else { return nil }
    parameters.replace(place, by: Parameter(path: name, number: number, rule: .unitInterval))
    return reference
  }

  /// What the file's own factors add to other parameters, from level 0 to 1.
  func effects(
    _ own: [(factor: Factor, parameter: Int, reference: Double)]
  ) -> [DyadForm.Effect]? {
    guard let node = top.optional("coefficients") else {
      if let first = own.first, let factors = top.optional("factors") {
        problems.add(
          factors,
          "the factor '\(first.factor.name)' has no coefficients: write what it adds to which number"
        )
        return nil
      }
      return []
    }
    guard !own.isEmpty else {
      problems.add(
        node,
        "coefficients are of factors of the file's own, and there are none; the four of the theory act by the "
          + "form itself")
      return nil
    }
    guard let reader = MappingReader(node, allowed: own.map(\.factor.name), problems) else {
      return nil
    }
    var effects: [DyadForm.Effect] = []
    var isComplete = true
    for (factor, parameter, reference) in own {
      guard let entry = reader.required(factor.name, "zero must be written"),
        let targets = MappingReader(entry, allowed: nil, problems)
      else {
        isComplete = false
        continue
      }
      for (path, position, value) in targets.ordered {
        guard let target = parameters.index(path), parameters.parameters[target].members.isEmpty
        else {
          isComplete = false
          let members = parameters.index(path).map { parameters.parameters[$0].members } ?? []
          let names = members.map { parameters.parameters[$0].path }
          if !names.isEmpty {
            problems.add(
              at: position, path: value.path,
              "'\(path)' stands for both sides; write \(names.joined(separator: " and "))")
          } else if !problems.mayHaveLost(path) {
            let hint = Spelling.suggestion(for: path, among: parameters.parameters.map(\.path))
            problems.add(
              at: position, path: value.path, "the file has no single number '\(path)'\(hint)")
          }
          continue
        }
        guard let number = pairs.numbers.number(value, .logit) else {
          isComplete = false
          continue
        }
        effects.append(
          .init(
            factor: parameter, reference: reference,
            coefficient: parameters.add("coefficients.\(factor.name).\(path)", number, .logit),
            target: target))
      }
    }
    return isComplete ? effects : nil
  }
}
