/// Turns a document into a model, or into the list of everything that is wrong with it.
struct ModelReader {
  let document: ModelDocument
  let problems: ProblemList

  static let keys = [
    "brink", "name", "about", "sources", "incident_base", "form", "ladder", "step", "horizon",
    "start", "factors", "moves", "offsets", "frailty", "coefficients", "gaps", "closing",
    "measures",
  ]

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
    guard let top = MappingReader(document.root, allowed: Self.keys, problems) else { return nil }
    version(top)
    let name = top.text(top.required("name"))
    let about = top.text(top.required("about"))
    let sources = sources(top.optional("sources"))
    let numbers = NumberReader(problems: problems, sourceKeys: sources?.map(\.key))
    let base = incidentBase(top.optional("incident_base"), numbers)
    choice(top, "form", of: ["ladder"], "other forms are not read by this version")
    choice(top, "step", of: ["1d"], "the gaps of a ladder are counted in days")
    choice(top, "closing", of: ["last_event"], "the data have no later day of ending")
    if let measures = top.optional("measures") {
      if case .mapping(let pairs) = measures.content, pairs.isEmpty {
      } else {
        problems.add(measures, "measures are not evaluated by this version; leave them out")
      }
    }
    let horizon = horizon(top)
    let parameters = ParameterList()
    let ladder = LadderReader.ladder(top.required("ladder"), problems)
    let factors = FactorReader(problems: problems, numbers: numbers)
      .factors(top.required("factors"), parameters)
    guard let ladder, let factors else { return nil }
    let reader = LadderReader(
      top: top, ladder: ladder, factors: factors, numbers: numbers, parameters: parameters,
      problems: problems)
    // A model is only made of a file without problems.
    guard let (form, start) = reader.form(), let name, let about, problems.problems.isEmpty else {
      return nil
    }
    return EscalationModel(
      name: name, about: about, document: document, sources: sources ?? [], incidentBase: base,
      ladder: ladder, factors: factors.map(\.factor), parameters: parameters.parameters,
      form: .ladder(form), horizon: horizon, start: start)
  }

  private func version(_ top: MappingReader) {
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
  private func sources(_ node: ModelDocument.Node?) -> [EscalationModel.Source]? {
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
    _ node: ModelDocument.Node?, _ numbers: NumberReader
  ) -> EscalationModel.IncidentBase? {
    guard let node,
      let reader = MappingReader(
        node, allowed: ["definition", "count", "years", "source", "note"], problems)
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
    guard let definition else { return nil }
    return .init(definition: definition, count: count, years: years, source: source)
  }
}

/// The parameters of a model while it is read.
final class ParameterList {
  private(set) var parameters: [Parameter] = []

  /// Adds a parameter and returns its index.
  func add(_ path: String, _ number: StatedNumber, _ rule: NumberRule) -> Int {
    parameters.append(Parameter(path: path, number: number, rule: rule))
    return parameters.count - 1
  }
}

extension EscalationModel {
  /// The model that a document describes.
  ///
  /// - Throws: `ModelError` with every problem of the file.
  public init(_ document: ModelDocument) throws(ModelError) {
    self = try ModelReader(document).model()
  }
}
