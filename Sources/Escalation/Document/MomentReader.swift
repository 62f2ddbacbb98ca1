/// Reads the moments of a dyad: what is known of incidents, for its answers to be held against.
struct MomentReader {
  let top: MappingReader
  let ladder: Ladder
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList

  /// The moments in file order; none where the file has none. Problems are reported.
  func moments(_ part: ModelReader.FormPart) -> [Moment]? {
    guard let node = top.optional("moments") else { return [] }
    guard case .dyad(let form) = part.form,
      let reader = MappingReader(node, allowed: ["start", "at", "of"], problems),
      let start = start(reader.required("start"), form),
      let list = reader.required("of")
    else { return nil }
    let common = settings(reader.required("at", "what is set for all of them"))
    guard case .sequence(let items) = list.content, !items.isEmpty else {
      problems.add(list, "a list of moments is expected here, not \(list.shown)")
      return nil
    }
    var moments: [Moment] = []
    for item in items {
      guard let moment = moment(item, start, common) else { continue }
      if moments.contains(where: { $0.name == moment.name }) {
        problems.add(item, "the moment '\(moment.name)' stands twice")
      }
      moments.append(moment)
    }
    return moments
  }

  private func start(_ node: ModelDocument.Node?, _ form: DyadForm) -> StartPoint? {
    guard let node, let reader = MappingReader(node, allowed: form.sides, problems) else {
      return nil
    }
    let postures = form.sides.compactMap { side in reader.required(side).flatMap { self.rung($0) } }
    guard postures.count == 2 else { return nil }
    guard !postures.contains(where: { $0 == ladder.terminal }),
      postures.contains(where: { $0 != ladder.end })
    else {
      problems.add(node, "nothing moves from there: the incident is over")
      return nil
    }
    let rung = form.rung(postures[0], postures[1])
    return StartPoint(
      rung: rung, peak: rung, postures: postures, conditions: form.processes.map(\.start))
  }

  private func rung(_ node: ModelDocument.Node) -> Int? {
    guard let name = top.text(node) else { return nil }
    if let rung = ladder.rungs.firstIndex(of: name) { return rung }
    problems.add(
      node, "the ladder has no rung '\(name)'\(Spelling.suggestion(for: name, among: ladder.rungs))"
    )
    return nil
  }

  private func settings(_ node: ModelDocument.Node?) -> [Moment.Setting] {
    guard let node, let reader = MappingReader(node, allowed: nil, problems) else { return [] }
    let known = parameters.parameters.map(\.path)
    return reader.ordered.compactMap { path, position, value in
      guard let index = parameters.index(path) else {
        guard !problems.mayHaveLost(path) else { return nil }
        problems.add(
          at: position, path: value.path,
          "the model has no parameter '\(path)'\(Spelling.suggestion(for: path, among: known))")
        return nil
      }
      return numbers.plain(value, parameters.parameters[index].rule).map {
        Moment.Setting(path: path, value: $0)
      }
    }
  }

  private func moment(
    _ node: ModelDocument.Node, _ start: StartPoint, _ common: [Moment.Setting]
  ) -> Moment? {
    let keys = ["name", "quantity", "rung", "set", "over"]
    guard let reader = MappingReader(node, allowed: keys + NumberReader.keys, problems),
      let name = reader.text(reader.required("name")),
      let number = numbers.number(node, .positive, extraKeys: keys),
      let quantityNode = reader.required("quantity"), let word = reader.text(quantityNode)
    else { return nil }
    guard number.standardError ?? 0 > 0 else {
      problems.add(node, "a moment states 'se', the standard error of its logarithm, above 0")
      return nil
    }
    let own = reader.optional("set").map { settings($0) } ?? []
    let reference = reader.optional("over").map { common + settings($0) }
    let question: RiskQuestion
    switch word {
    case RiskQuantity.exceedanceProbability.rawValue:
      guard let rung = reader.required("rung").flatMap({ self.rung($0) }) else { return nil }
      guard rung > start.peak else {
        problems.add(
          node,
          "an incident that starts on '\(ladder.rungs[start.rung])' is on '\(ladder.rungs[rung])' or above at once"
        )
        return nil
      }
      guard number.value < 1 || reference != nil else {
        problems.add(node, "\(number.value) is no probability of what may fail to happen")
        return nil
      }
      question = RiskQuestion(
        quantity: .exceedanceProbability, rung: rung, asked: .reachProbability(set: rung - 1))
    case RiskQuantity.daysToEnd.rawValue:
      question = RiskQuestion(quantity: .daysToEnd, rung: nil, asked: .restrictedMeanSteps)
    default:
      problems.add(
        quantityNode, "a moment is of exceedance_probability or days_to_end, not of '\(word)'")
      return nil
    }
    return Moment(
      name: name, question: question, start: start, settings: common + own, reference: reference,
      number: number)
  }
}
