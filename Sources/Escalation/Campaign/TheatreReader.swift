/// Reads the theatres of a campaign.
struct TheatreReader {
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList
  let modelSource: CampaignReader.ModelSource

  static let keys = ["name", "model", "per_year", "opportunity"]

  /// The theatres, or nil with every problem reported.
  func theatres(_ node: ModelDocument.Node) -> [Theatre]? {
    guard case .sequence(let items) = node.content, !items.isEmpty else {
      problems.add(
        node,
        "a list of at least one theatre, each with 'name' and 'model', is expected, not "
          + (node.shown == "a list" ? "an empty one" : node.shown))
      return nil
    }
    var theatres: [Theatre] = []
    for item in items {
      guard let theatre = theatre(item, theatres) else { continue }
      theatres.append(theatre)
    }
    return theatres.count == items.count ? theatres : nil
  }

  private func theatre(_ node: ModelDocument.Node, _ others: [Theatre]) -> Theatre? {
    guard let reader = MappingReader(node, allowed: Self.keys, problems) else { return nil }
    let name = name(reader, others)
    let path = "theatres.\(name ?? "?")"
    let rate = reader.optional("per_year").flatMap { number($0, "\(path).per_year", .nonnegative) }
    let opportunity = opportunity(reader.optional("opportunity"), "\(path).opportunity")
    guard let modelNode = reader.required("model", "a shipped model or a file"),
      let modelName = reader.text(modelNode)
    else { return nil }
    let model: EscalationModel
    do throws(TheatreModelError) {
      model = try modelSource(modelName)
    } catch {
      problems.add(modelNode, error.text)
      return nil
    }
    if let first = others.first, first.model.ladder.rungs != model.ladder.rungs {
      problems.add(
        modelNode,
        "all theatres share one ladder: the rungs of '\(modelName)' are not those of "
          + "'\(first.modelName)', \(first.model.ladder.rungs.joined(separator: ", "))")
    }
    if model.incidentBase == nil {
      problems.add(
        modelNode,
        "'\(modelName)' has no incident_base: a yearly risk is that of incidents of a kind, which the "
          + "model defines")
    } else if reader.optional("per_year") == nil, model.incidentBase?.rateParameter == nil {
      problems.add(
        node,
        "'\(name ?? modelName)' needs an incident base with per_year: neither the theatre nor its model "
          + "'\(modelName)' says how many incidents there are in a year")
    }
    guard let name else { return nil }
    return Theatre(
      name: name, modelName: modelName, model: model, rate: rate, opportunity: opportunity)
  }

  private func name(_ reader: MappingReader, _ others: [Theatre]) -> String? {
    guard let node = reader.required("name"), let name = reader.text(node) else { return nil }
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
      problems.add(
        node, "'\(name)' is no name of a theatre: it is a word of letters, numbers, _ and -")
      return nil
    }
    if others.contains(where: { $0.name == name }) {
      problems.add(node, "two theatres are called '\(name)'")
    }
    return name
  }

  private func opportunity(_ node: ModelDocument.Node?, _ path: String) -> Theatre.Opportunity? {
    guard let node,
      let reader = MappingReader(node, allowed: ["per_year", "slope"], problems)
    else { return nil }
    let rate = number(reader.required("per_year"), "\(path).per_year", .nonnegative)
    let slope = number(
      reader.required("slope", "by how much a cooler residue invites"), "\(path).slope",
      .nonnegative)
    guard let rate, let slope else { return nil }
    return Theatre.Opportunity(rate: rate, slope: slope)
  }

  private func number(
    _ node: ModelDocument.Node?, _ path: String, _ rule: NumberRule
  ) -> Int? {
    numbers.number(node, rule).map { parameters.add(path, $0, rule) }
  }

  /// The models under each structure that they share, or nil with a problem reported where there is none.
  func structures(
    of theatres: [Theatre], at node: ModelDocument.Node
  ) -> [CampaignStructure]? {
    let models = theatres.map(\.model)
    let named = theatres.filter { !$0.model.structures.isEmpty }
    guard let first = named.first else { return [CampaignStructure(name: nil, models: models)] }
    let shared = first.model.structures.map(\.name).filter { name in
      named.allSatisfy { $0.model.structured(name) != nil }
    }
    guard !shared.isEmpty else {
      let lists = named.map {
        "\($0.name) has \($0.model.structures.map(\.name).joined(separator: ", "))"
      }
      problems.add(
        node, "the theatres share no structure: \(lists.joined(separator: "; "))")
      return nil
    }
    return shared.map { name in
      CampaignStructure(name: name, models: models.map { $0.structured(name) ?? $0 })
    }
  }
}
