/// A model that was read and found valid. There is no other way to have one.
public struct EscalationModel: Sendable {
  /// The name that the file gives.
  public let name: String
  /// What the model is, in words.
  public let about: String
  /// The file it came from, as the user named it.
  public let file: String
  /// The text it came from, verbatim.
  public let text: String
  /// What its numbers refer to.
  public let sources: [Source]
  /// The kind of incident it is about, if the file says so.
  public let incidentBase: IncidentBase?
  /// The rungs.
  public let ladder: Ladder
  /// The four factors of the theory in their order, then the file's own.
  public let factors: [Factor]
  /// Every number that can be set; the levels of ``factors`` come first, in their order.
  public let parameters: [Parameter]
  /// How incidents move.
  public let form: Form
  /// The day of history on which it takes its case up; nil where it is of no case, or of the first day on its
  /// start rung.
  public let begins: CalendarDay?
  /// In days; nil follows an incident for ever.
  public let horizon: Int?
  /// Where the model takes an incident up.
  public let start: StartPoint
  /// Ways in which the same case may work, each with numbers of its own; empty where there is one.
  public let structures: [Structure]
  /// The structure whose numbers the model has; nil for those that the file states.
  public let structure: String?
  /// What could be done, as changes of numbers.
  public let measures: [Measure]
  /// What the model's answers are held against.
  public let moments: [Moment]
  let indexOfPath: [String: Int]

  /// What kind of model it is.
  public enum Form: Sendable {
    case ladder(LadderForm)
    case dyad(DyadForm)
  }

  /// A source that numbers refer to.
  public struct Source: Sendable, Equatable {
    /// The word that numbers use for it.
    public let key: String
    /// The citation.
    public let cite: String

    /// A source.
    public init(key: String, cite: String) {
      self.key = key
      self.cite = cite
    }
  }

  /// The kind of incident that every probability of the model is conditional on.
  public struct IncidentBase: Sendable, Equatable {
    /// What counts as such an incident.
    public let definition: String
    /// How many were seen.
    public let count: Int?
    /// When.
    public let years: String?
    /// A key of the sources.
    public let source: String?
    /// The parameter of how many there are in a year; nil where the file does not say.
    public let rateParameter: Int?
  }

  init(
    name: String, about: String, document: ModelDocument, sources: [Source],
    incidentBase: IncidentBase?, ladder: Ladder, factors: [Factor], parameters: [Parameter],
    form: Form, horizon: Int?, start: StartPoint, structures: [Structure] = [],
    measures: [Measure] = [], moments: [Moment] = [], begins: CalendarDay? = nil
  ) {
    self.begins = begins
    self.name = name
    self.about = about
    file = document.file
    text = document.text
    self.structures = structures
    structure = nil
    self.measures = measures
    self.moments = moments
    self.sources = sources
    self.incidentBase = incidentBase
    self.ladder = ladder
    self.factors = factors
    self.parameters = parameters
    self.form = form
    self.horizon = horizon
    self.start = start
    indexOfPath = Dictionary(
      uniqueKeysWithValues: parameters.enumerated().map { ($0.element.path, $0.offset) })
  }

  /// A model with the numbers of one of its structures.
  init(_ model: EscalationModel, structure: Structure, parameters: [Parameter]) {
    name = model.name
    begins = model.begins
    about = model.about
    file = model.file
    text = model.text
    sources = model.sources
    incidentBase = model.incidentBase
    ladder = model.ladder
    factors = model.factors
    self.parameters = parameters
    form = model.form
    horizon = model.horizon
    start = model.start
    structures = model.structures
    self.structure = structure.name
    measures = model.measures
    moments = model.moments
    indexOfPath = model.indexOfPath
  }
}
