import Escalation
import Tables

/// The columns of a hindcast in CSV and JSON: fixed, in this order; new ones only at the end.
enum HindcastColumns {
  static var all: [Column<HindcastRow>] { question + peaks + sequence + differences }

  private static var question: [Column<HindcastRow>] {
    [
      text("case", "what happened") { $0.name },
      text("model", "who was asked") { $0.model },
      text("factors", "levels of factors: of the case, of the model, or at the reference") {
        $0.levels.rawValue
      },
      text("measures", "what is set beside, joined by +; empty for the baseline") { $0.measures },
      text("reading", "main; step N with its other reading; all other readings after the start") {
        $0.reading
      },
      text("start_date", "the day the model takes the case up") { $0.begin.description },
      text("start", "the rung of that day") { $0.start },
      text("last_date", "the day of the last step") { $0.last.description },
      Column(
        name: "days", kind: .integer, unit: "days", description: "from the start to the last step"
      ) { .integer($0.days) },
      text("peak", "the highest rung from the start on") { $0.peak },
    ]
  }

  private static var peaks: [Column<HindcastRow>] {
    range("p_peak", "the highest rung is the one reached, by the last day") { $0.exactly }
      + range("p_worse", "the highest rung is above it, by the last day") { $0.worse }
      + range("p_at_least", "the highest rung is it or above, by the last day") { $0.atLeast }
      + [
        number("p_peak_ever", "probability", "p_peak without a last day") { $0.exactlyEver },
        number("p_worse_ever", "probability", "p_worse without a last day") { $0.worseEver },
        number("p_at_least_ever", "probability", "p_at_least without a last day") {
          $0.atLeastEver
        },
      ]
  }

  private static var sequence: [Column<HindcastRow>] {
    let logarithm = "nats per move"
    return [
      integer("moves", "moves of the sequence, the end included") { $0.sequence.moveCount },
      integer("left_out", "days of a kind of event that the model does not have") {
        $0.sequence.leftOutCount
      },
      number("p_sequence", "probability", "of the moves, given the start") {
        $0.sequence.probability
      },
      number("log_score", logarithm, "logarithm of p_sequence over moves; 0 is best") {
        SequenceScore.perMove($0.sequence.logarithm, $0.sequence.moveCount)
      },
      integer("compared_moves", "moves that the counts speak of too") {
        $0.sequence.comparedCount
      },
      number("log_score_compared", logarithm, "the model on the compared moves") {
        SequenceScore.perMove($0.sequence.compared, $0.sequence.comparedCount)
      },
      number("log_score_first_order", logarithm, "a first-order chain of the counts on them") {
        SequenceScore.perMove($0.sequence.firstOrder, $0.sequence.comparedCount)
      },
      number("log_score_base_rate", logarithm, "the pooled shares of the counts on them") {
        SequenceScore.perMove($0.sequence.baseRate, $0.sequence.comparedCount)
      },
      number("peak_log_score", "nats", "the model on the highest level, ever") { $0.peaks.model },
      number("peak_log_score_first_order", "nats", "a first-order chain of the counts on it") {
        $0.peaks.firstOrder
      },
      number("peak_log_score_base_rate", "nats", "the counted share of pairs with this start") {
        $0.peaks.baseRate
      },
    ]
  }

  private static var differences: [Column<HindcastRow>] {
    [
      number("p_peak_difference", "probability", "p_peak less that of the baseline") {
        $0.difference?.peak
      },
      number("p_worse_difference", "probability", "p_worse less that of the baseline") {
        $0.difference?.worse
      },
      number("p_at_least_difference", "probability", "p_at_least less that of the baseline") {
        $0.difference?.atLeast
      },
    ]
  }

  private static func range(
    _ name: String, _ description: String,
    _ value: @escaping @Sendable (HindcastRow) -> PeakLaw.Value
  ) -> [Column<HindcastRow>] {
    let corners = "over the corners of the ranges of the factors"
    return [
      number(name, "probability", description) { value($0).value },
      number(name + "_low", "probability", "smallest \(name) \(corners)") { value($0).low },
      number(name + "_high", "probability", "largest \(name) \(corners)") { value($0).high },
    ]
  }

  private static func text(
    _ name: String, _ description: String, _ value: @escaping @Sendable (HindcastRow) -> String
  ) -> Column<HindcastRow> {
    Column(name: name, kind: .string, unit: nil, description: description) { row in
      value(row).isEmpty ? .absent : .text(value(row))
    }
  }

  private static func integer(
    _ name: String, _ description: String, _ value: @escaping @Sendable (HindcastRow) -> Int
  ) -> Column<HindcastRow> {
    Column(name: name, kind: .integer, unit: nil, description: description) { .integer(value($0)) }
  }

  private static func number(
    _ name: String, _ unit: String, _ description: String,
    _ value: @escaping @Sendable (HindcastRow) -> Double?
  ) -> Column<HindcastRow> {
    Column(name: name, kind: .number, unit: unit, description: description) {
      .optional(value($0))
    }
  }
}
