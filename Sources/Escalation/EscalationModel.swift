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
  /// In days; nil follows an incident for ever.
  public let horizon: Int?
  /// Where the model takes an incident up.
  public let start: StartPoint
  let indexOfPath: [String: Int]

  /// What kind of model it is.
  public enum Form: Sendable {
    case ladder(LadderForm)
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
  }

  init(
    name: String, about: String, document: ModelDocument, sources: [Source],
    incidentBase: IncidentBase?, ladder: Ladder, factors: [Factor], parameters: [Parameter],
    form: Form, horizon: Int?, start: StartPoint
  ) {
    self.name = name
    self.about = about
    file = document.file
    text = document.text
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
}

/// Where an incident is when the model takes it up.
public struct StartPoint: Sendable, Equatable {
  /// The rung it is on.
  public let rung: Int
  /// The highest rung so far.
  public let peak: Int

  /// A point of a ladder.
  public init(rung: Int, peak: Int) {
    self.rung = rung
    self.peak = peak
  }

  /// Whether the incident has come down from a higher rung before the model takes it up.
  public var isMidCrisis: Bool { peak > rung }
}

extension EscalationModel {
  /// Why an incident cannot be taken up at a point, or nil when it can.
  public func problem(startingAt point: StartPoint) -> String? {
    switch form {
    case .ladder(let form):
      let name = ladder.rungs[point.rung]
      guard point.rung != ladder.end, point.rung != ladder.terminal else {
        return "nothing moves from '\(name)', where incidents end"
      }
      guard point.peak >= point.rung, point.peak != ladder.terminal else {
        return
          "the highest rung so far, '\(ladder.rungs[point.peak])', is not possible on '\(name)'"
      }
      let pairs = form.reachablePairs(from: [point], terminal: ladder.terminal)
      guard let missing = pairs.first(where: { form.rowIndex(rung: $0.rung, peak: $0.peak) == nil })
      else { return nil }
      return "the model has no row for rung \(ladder.rungs[missing.rung]) with peak "
        + "\(ladder.rungs[missing.peak])"
    }
  }
}
