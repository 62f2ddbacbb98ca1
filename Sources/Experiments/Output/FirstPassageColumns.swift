import Escalation
import Tables

/// The probability that a rung or one above has been reached by a day.
public struct FirstPassageRow: Sendable {
  let scenario: Int
  let rung: Int
  let day: Int
  let probability: Double
  let complement: Double
}

/// The columns of `first_passage.csv`.
enum FirstPassageColumns {
  static func columns(_ study: Study) -> [Column<FirstPassageRow>] {
    let rungs = study.model.ladder.rungs
    return [
      Column(
        name: "scenario", kind: .integer, unit: nil,
        description: "number of the point of the design, as in estimates.csv"
      ) { .integer($0.scenario) },
      Column(
        name: "rung", kind: .string, unit: nil, description: "this rung or one above"
      ) { .text(rungs[$0.rung]) },
      Column(
        name: "rung_number", kind: .integer, unit: nil,
        description: "the rung's place on the ladder, from 0 at the bottom"
      ) { .integer($0.rung) },
      Column(
        name: "day", kind: .integer, unit: "days", description: "days since the start"
      ) { .integer($0.day) },
      Column(
        name: "probability", kind: .number, unit: "probability",
        description: "exact probability that it has been reached by the end of the day"
      ) { .number($0.probability) },
      Column(
        name: "complement", kind: .number, unit: "probability",
        description: "probability that it has not, as a sum of its own"
      ) { .number($0.complement) },
    ]
  }
}
