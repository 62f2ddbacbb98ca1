import Escalation
import MarkovChains

/// A question to a model: what probability did it give to what happened in a case?
public struct Hindcast: Sendable {
  let model: EscalationModel
  let timeline: Timeline
  /// The levels coded for the case; nil takes those that the model states.
  let factors: [CaseFactors.Level]?
  /// What is set in a second run, beside the first.
  let settings: [Setting]
  /// What is done in further runs, each alone.
  let measures: [Measure]
  let baselines: CountedBaselines
  /// The index of the first event, the same in every reading.
  let first: Int
  let start: StartPoint
  /// The day on which the case's own model takes it up, whatever happened last before; nil where the first
  /// event is that day.
  let begins: CalendarDay?

  /// The longest case, in days: a century. Every day of it is a step of the exact engine.
  static let dayLimit = 36_525

  /// Whether the model is the case's own, which states where it takes the case up.
  var isOwnModel: Bool { Self.isOwn(model.name, of: timeline.name) }

  /// Whether a model of a name is one of a case's own: of the same name, or with more behind it, such as `-dyad`.
  public static func isOwn(_ model: String, of timeline: String) -> Bool {
    model == timeline || model.hasPrefix(timeline + "-")
  }

  /// A question.
  ///
  /// A case's own model, of the same name, takes it up on its first day on the model's start rung: that
  /// is what its incident base is conditional on; or, where it says when it begins, on that day. Any other
  /// model takes it up on the first day on a rung it has a row for.
  ///
  /// - Parameter start: Where to take the case up instead, on its first day on that rung.
  /// - Throws: `StudyError.unanswerable` when no day, or only the last one, can be the start, and for a
  ///   case of more than a century.
  public init(
    model: EscalationModel, timeline: Timeline, factors: [CaseFactors.Level]?,
    settings: [Setting] = [], measures: [Measure] = [], start: StartPoint? = nil,
    baselines: CountedBaselines
  ) throws(StudyError) {
    self.model = model
    self.timeline = timeline
    self.factors = factors
    self.settings = settings
    self.measures = measures
    self.baselines = baselines
    let events = Reading(timeline, name: Reading.main, alternatives: []).events
    let rungs = model.ladder.rungs
    func canStart(_ rung: Int) -> Bool {
      rung != model.ladder.end
        && model.problem(startingAt: model.place(rung: rung, peak: rung)) == nil
    }
    let own = Self.isOwn(model.name, of: timeline.name) ? model.begins : nil
    if start == nil, let begins = own, let first = events.lastIndex(where: { $0.day <= begins }) {
      (self.first, self.start, self.begins) = (first, model.start, begins)
    } else if let wanted = start ?? (Self.isOwn(model.name, of: timeline.name) ? model.start : nil)
    {
      guard let first = events.firstIndex(where: { $0.rung == wanted.rung }) else {
        throw .unanswerable(
          "the case '\(timeline.name)' has no day on '\(rungs[wanted.rung])' to take it up from")
      }
      (self.first, self.start, begins) = (first, wanted, nil)
    } else {
      guard let first = events.firstIndex(where: { canStart($0.rung) }) else {
        throw .unanswerable(
          "the model '\(model.name)' has no row for any rung of the case '\(timeline.name)'")
      }
      let rung = events[first].rung
      (self.first, self.start, begins) = (first, model.place(rung: rung, peak: rung), nil)
    }
    let days = (events.last?.day.number ?? 0) - events[first].day.number
    guard days <= Self.dayLimit else {
      throw .unanswerable(
        "the case '\(timeline.name)' spans \(days) days; the limit is \(Self.dayLimit)")
    }
    guard first + 1 < events.count else {
      throw .unanswerable(
        "the case '\(timeline.name)' has nothing after '\(rungs[self.start.rung])' on "
          + "\(events[first].day), its last day")
    }
  }
}
