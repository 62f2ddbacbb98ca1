import Escalation

/// A timeline read one way: an event a day, on the highest rung of the day.
///
/// - Source: the cut of the counts that the ladder was fitted to (Militarized Interstate Events 1.0):
///   events of one day are collapsed to the highest level of the day.
public struct Reading: Sendable, Equatable {
  /// The name of the reading without alternatives.
  static let main = "main"

  /// A day on which something happened.
  public struct Event: Sendable, Equatable {
    /// The day.
    public let day: CalendarDay
    /// The highest rung of the day.
    public let rung: Int
  }

  /// `main`; `step N`, with the other reading of that step; `all`, with every
  /// other reading after the start.
  public let name: String
  /// In order of time.
  public let events: [Event]

  /// - Parameter alternatives: The indices of the steps that are read the other way.
  init(_ timeline: Timeline, name: String, alternatives: Set<Int>) {
    self.name = name
    var events: [Event] = []
    for (index, step) in timeline.steps.enumerated() {
      let rung = alternatives.contains(index) ? step.alternative ?? step.rung : step.rung
      if let last = events.last, last.day == step.day {
        events[events.count - 1] = Event(day: step.day, rung: max(last.rung, rung))
      } else {
        events.append(Event(day: step.day, rung: rung))
      }
    }
    self.events = events
  }
}
