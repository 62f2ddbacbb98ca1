import Escalation

/// What happened in a case: dated steps, each on a rung, some of which can be read otherwise.
public struct Timeline: Sendable, Equatable {
  /// One dated step.
  public struct Step: Sendable, Equatable {
    /// The day; of a step dated to a month, a day that stands for it.
    public let day: CalendarDay
    /// The rung it lies on.
    public let rung: Int
    /// The rung it can also be read to lie on.
    public let alternative: Int?
    /// Its number in the file.
    public let number: Int
  }

  /// The name of the case.
  public let name: String
  /// In order of time; at least two days, and nothing after the end of the incident.
  public let steps: [Step]
  /// When it was coded, where the file says so.
  public let codedOn: CalendarDay?

  /// The main reading, each alternative alone, and all alternatives after a day together.
  ///
  /// - Parameter first: The day on which a model takes the case up: alternatives of earlier steps are
  ///   left alone, and those of that day, which make another start, stand only for themselves.
  func readings(from first: CalendarDay) -> [Reading] {
    let open = steps.indices.filter { steps[$0].alternative != nil && steps[$0].day >= first }
    let later = open.filter { steps[$0].day > first }
    var result = [Reading(self, name: Reading.main, alternatives: [])]
    result += open.map {
      Reading(self, name: "step \(steps[$0].number)", alternatives: [$0])
    }
    if later.count > 1 { result.append(Reading(self, name: "all", alternatives: Set(later))) }
    return result
  }
}
