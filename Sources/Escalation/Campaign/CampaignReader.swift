/// Turns a document into a campaign, or into the list of everything that is wrong with it.
struct CampaignReader {
  /// Finds a model by what a theatre names it.
  typealias ModelSource = (String) throws(TheatreModelError) -> EscalationModel

  static let form = "campaign"
  static let keys = [
    "brink", "name", "about", "sources", "form", "years", "theatres", "residue",
  ]

  let document: ModelDocument
  let modelSource: ModelSource
  private let shared: ModelReader
  private var problems: ProblemList { shared.problems }

  init(_ document: ModelDocument, models: @escaping ModelSource) {
    self.document = document
    modelSource = models
    shared = ModelReader(document)
  }

  func campaign() throws(ModelError) -> CampaignModel {
    if let campaign = read(), problems.problems.isEmpty { return campaign }
    precondition(!problems.problems.isEmpty, "whatever stops a campaign is reported")
    throw ModelError(file: document.file, problems: problems.problems)
  }

  private func read() -> CampaignModel? {
    guard let top = MappingReader(document.root, allowed: Self.keys, problems) else { return nil }
    shared.version(top)
    let name = top.text(top.required("name"))
    let about = top.text(top.required("about"))
    let sources = shared.sources(top.optional("sources"))
    let numbers = NumberReader(problems: problems, sourceKeys: sources?.map(\.key))
    let parameters = ParameterList()
    let years = years(top, numbers)
    let theatresNode = top.required("theatres", "where incidents arrive")
    let theatreReader = TheatreReader(
      numbers: numbers, parameters: parameters, problems: problems, modelSource: modelSource)
    let theatres = theatresNode.flatMap { theatreReader.theatres($0) }
    let structures = theatres.flatMap { theatres in
      theatresNode.flatMap { theatreReader.structures(of: theatres, at: $0) }
    }
    let residueNode = top.required(
      "residue", "what a settled incident leaves behind; one state and zeros say that it is nothing"
    )
    let residue = residueNode.flatMap {
      ResidueReader(numbers: numbers, parameters: parameters, problems: problems)
        .residue($0, models: theatres.map { $0.map(\.model) })
    }
    guard let name, let about, let years, let theatres, let structures, let residue,
      let theatresNode, let residueNode
    else { return nil }
    let campaign = CampaignModel(
      name: name, about: about, file: document.file, text: document.text, sources: sources ?? [],
      years: years, theatres: theatres, residue: residue, parameters: parameters.parameters,
      structures: structures)
    check(campaign, theatresNode, residueNode)
    return campaign
  }

  private func years(_ top: MappingReader, _ numbers: NumberReader) -> Int? {
    guard let node = top.required("years", "a yearly risk is that of a horizon: how long to look"),
      let years = numbers.plain(node, .count)
    else { return nil }
    guard years >= 1, years <= Double(CampaignModel.yearLimit) else {
      problems.add(node, "a campaign lasts between 1 and \(CampaignModel.yearLimit) years")
      return nil
    }
    return Int(years)
  }

  /// What only shows where all numbers come together.
  private func check(
    _ campaign: CampaignModel, _ theatresNode: ModelDocument.Node,
    _ residueNode: ModelDocument.Node
  ) {
    for structure in campaign.structures {
      let rates = campaign.rates(structure)
      let under = structure.name.map { " under the structure '\($0)'" } ?? ""
      for (state, stateName) in campaign.residue.states.enumerated() {
        let sum = rates.reduce(0) { $0 + $1[state].perDay }
        if !(sum <= 1) {
          problems.add(
            theatresNode,
            "incidents arrive \(sum) times a day where residue is '\(stateName)'\(under); a campaign is "
              + "counted in days, on each of which at most one arrives")
          return
        }
        for (theatre, named) in campaign.theatres.enumerated() {
          do throws(ParameterError) {
            _ = try campaign.values(theatre: theatre, state: state, structure)
          } catch {
            problems.add(
              residueNode,
              "the model '\(named.modelName)' refuses its numbers where residue is "
                + "'\(stateName)'\(under): \(error.description)")
            return
          }
        }
      }
    }
  }
}

extension ModelDocument {
  /// Whether the file says that it is a campaign.
  public var isCampaign: Bool {
    guard case .mapping(let pairs) = root.content else { return false }
    return pairs.contains { pair in
      guard pair.key == "form", case .scalar(let text, _) = pair.value.content else { return false }
      return text == CampaignReader.form
    }
  }
}

extension CampaignModel {
  /// The campaign that a document describes.
  ///
  /// - Parameter models: Finds the model that a theatre names; it is asked in the order of the file.
  /// - Throws: `ModelError` with every problem of the file.
  public init(
    _ document: ModelDocument,
    models: @escaping (String) throws(TheatreModelError) -> EscalationModel
  ) throws(ModelError) {
    self = try CampaignReader(document, models: models).campaign()
  }
}
