/// Turns a document into a model, or into the list of everything that is wrong with it.
struct ModelReader {
  let document: ModelDocument
  let problems: ProblemList

  static let commonKeys = [
    "brink", "name", "about", "sources", "incident_base", "form", "ladder", "step", "horizon",
    "start", "begins", "factors", "coefficients", "closing", "measures", "structures",
  ]
  /// The forms of models, and the keys that each has beside the common ones.
  static let forms = ["ladder": LadderReader.keys, "dyad": DyadReader.keys]

  init(_ document: ModelDocument) {
    self.document = document
    problems = ProblemList()
    problems.add(document.duplicates)
  }

  func model() throws(ModelError) -> EscalationModel {
    let model = read()
    if let model { return model }
    precondition(!problems.problems.isEmpty, "whatever stops a model is reported")
    throw ModelError(file: document.file, problems: problems.problems)
  }

  private func read() -> EscalationModel? {
    let formName = formName()
    guard
      let top = MappingReader(
        document.root, allowed: Self.commonKeys + (formName.flatMap { Self.forms[$0] } ?? []),
        problems)
    else { return nil }
    version(top)
    let name = top.text(top.required("name"))
    let about = top.text(top.required("about"))
    let sources = sources(top.optional("sources"))
    let numbers = NumberReader(problems: problems, sourceKeys: sources?.map(\.key))
    let parameters = ParameterList()
    _ = top.required("form")
    choice(top, "step", of: ["1d"], "models are counted in days")
    let horizon = horizon(top)
    let begins = day(top, "begins")
    let ladder = LadderReader.ladder(top.required("ladder"), problems)
    guard let formName, let ladder else { return nil }
    let part: FormPart?
    switch formName {
    case "dyad":
      choice(
        top, "closing", of: ["settled"], "a dyad ends when both postures are at the lowest rung")
      part = DyadReader(
        top: top, ladder: ladder, numbers: numbers, parameters: parameters, problems: problems
      ).part()
    default:
      choice(top, "closing", of: ["last_event"], "the data have no later day of ending")
      part = ladderPart(top, ladder, numbers, parameters)
    }
    let base = incidentBase(top.optional("incident_base"), numbers, parameters)
    let changes = ChangeReader(
      numbers: numbers, parameters: parameters, problems: problems, sides: part?.sides ?? [])
    let structures = changes.structures(top.optional("structures"))
    let measures = changes.measures(top.optional("measures"))
    let moments = part.flatMap {
      MomentReader(
        top: top, ladder: ladder, numbers: numbers, parameters: parameters, problems: problems
      )
      .moments($0)
    }
    names(parameters)
    // A model is only made of a file without problems.
    guard let part, let name, let about, problems.problems.isEmpty else { return nil }
    let model = EscalationModel(
      name: name, about: about, document: document, sources: sources ?? [], incidentBase: base,
      ladder: ladder, factors: part.factors, parameters: parameters.parameters,
      form: part.form, horizon: horizon, start: part.start, structures: structures,
      measures: measures, moments: moments ?? [], begins: begins)
    RateReader(model: model, problems: problems).check()
    return problems.problems.isEmpty ? model : nil
  }

  /// Refuses two numbers of one name, as a factor or a state of the file's own may have.
  private func names(_ parameters: ParameterList) {
    var known: Set<String> = []
    for parameter in parameters.parameters where !known.insert(parameter.path).inserted {
      problems.add(
        at: parameter.number.position ?? document.root.position, path: parameter.path,
        "two numbers are called '\(parameter.path)'; give the factor or the state another name")
    }
  }

  /// What a form's own reader finds.
  struct FormPart {
    let form: EscalationModel.Form
    let factors: [Factor]
    let start: StartPoint
    let sides: [String]
  }

  /// The form, if it is one; problems are reported once, by the readers of keys.
  private func formName() -> String? {
    guard let top = MappingReader(document.root, allowed: nil, problems),
      let node = top.optional("form"), let name = top.text(node)
    else { return nil }
    if Self.forms[name] != nil { return name }
    if name == CampaignReader.form {
      problems.add(node, "a campaign is no model of one incident; its theatres name such models")
      return nil
    }
    let known = Self.forms.keys.sorted(by: >) + [CampaignReader.form]
    problems.add(
      node,
      "'\(name)' is not one of: \(known.joined(separator: ", "))"
        + Spelling.suggestion(for: name, among: known))
    return nil
  }

  private func ladderPart(
    _ top: MappingReader, _ ladder: Ladder, _ numbers: NumberReader, _ parameters: ParameterList
  ) -> FormPart? {
    guard
      let factors = FactorReader(problems: problems, numbers: numbers)
        .factors(top.required("factors"), parameters),
      let (form, start) = LadderReader(
        top: top, ladder: ladder, factors: factors, numbers: numbers, parameters: parameters,
        problems: problems
      ).form()
    else { return nil }
    return FormPart(form: .ladder(form), factors: factors.map(\.factor), start: start, sides: [])
  }

  func version(_ top: MappingReader) {
    guard let node = top.required("brink", "the first line of a model file is 'brink: 1'") else {
      return
    }
    if let text = top.text(node), text != "1" {
      problems.add(node, "this version reads model files of version 1, written 'brink: 1'")
    }
  }

  private func choice(_ top: MappingReader, _ key: String, of known: [String], _ why: String) {
    guard let node = top.required(key), let text = top.text(node) else { return }
    guard !known.contains(text) else { return }
    problems.add(node, "'\(text)' is not one of: \(known.joined(separator: ", ")); \(why)")
  }

  private func day(_ top: MappingReader, _ key: String) -> CalendarDay? {
    guard let node = top.optional(key), let text = top.text(node) else { return nil }
    let day = CalendarDay(text)
    if day == nil { problems.add(node, "'\(text)' is no day; write it as 2001-04-01") }
    return day
  }

  private func horizon(_ top: MappingReader) -> Int? {
    guard let node = top.required("horizon"), let text = top.text(node) else { return nil }
    do {
      return try Horizon.days(text)
    } catch {
      problems.add(node, "\(error)")
      return nil
    }
  }

  /// The sources, or nil when they cannot be read.
  func sources(_ node: ModelDocument.Node?) -> [EscalationModel.Source]? {
    guard let node else { return [] }
    guard case .sequence(let items) = node.content else {
      problems.add(
        node, "a list of sources, each with 'key' and 'cite', is expected, not \(node.shown)")
      return nil
    }
    var sources: [EscalationModel.Source] = []
    for item in items {
      guard let reader = MappingReader(item, allowed: ["key", "cite"], problems) else { continue }
      guard let key = reader.text(reader.required("key")),
        let cite = reader.text(reader.required("cite"))
      else { continue }
      if sources.contains(where: { $0.key == key }) {
        problems.add(item, "the source key '\(key)' is declared twice")
      }
      sources.append(.init(key: key, cite: cite))
    }
    return sources
  }

  private func incidentBase(
    _ node: ModelDocument.Node?, _ numbers: NumberReader, _ parameters: ParameterList
  ) -> EscalationModel.IncidentBase? {
    guard let node,
      let reader = MappingReader(
        node, allowed: ["definition", "count", "years", "source", "note", "per_year"], problems)
    else { return nil }
    let definition = reader.text(reader.required("definition"))
    let count = reader.optional("count").flatMap { numbers.plain($0, .count) }.map { Int($0) }
    let years = reader.text(reader.optional("years"))
    var source: String?
    if let node = reader.optional("source"), let key = reader.text(node) {
      source = key
      if let known = numbers.sourceKeys, !known.contains(key) {
        let hint = Spelling.suggestion(for: key, among: known)
        problems.add(node, "no source has the key '\(key)'\(hint)")
      }
    }
    let rate = numbers.number(reader.optional("per_year"), .nonnegative).map {
      parameters.add("incident_base.per_year", $0, .nonnegative)
    }
    guard let definition else { return nil }
    return .init(
      definition: definition, count: count, years: years, source: source, rateParameter: rate)
  }
}

/// The parameters of a model while it is read.
final class ParameterList {
  private(set) var parameters: [Parameter] = []

  /// Adds a parameter and returns its index.
  func add(_ path: String, _ number: StatedNumber, _ rule: NumberRule) -> Int {
    add(Parameter(path: path, number: number, rule: rule))
  }

  /// Adds a parameter and returns its index.
  func add(_ parameter: Parameter) -> Int {
    parameters.append(parameter)
    return parameters.count - 1
  }

  /// Puts another parameter in the place of one.
  func replace(_ index: Int, by parameter: Parameter) {
    parameters[index] = parameter
  }

  /// The index of the parameter with a path.
  func index(_ path: String) -> Int? { parameters.firstIndex { $0.path == path } }
}

extension EscalationModel {
  /// The model that a document describes.
  ///
  /// - Throws: `ModelError` with every problem of the file.
  public init(_ document: ModelDocument) throws(ModelError) {
    self = try ModelReader(document).model()
  }
}
