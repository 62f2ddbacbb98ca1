import Escalation

/// What a model gave to one reading of a case, at one point of its parameters.
public struct HindcastRow: Sendable {
  /// What was asked.
  struct Question: Sendable {
    let timeline: Timeline
    let model: EscalationModel
    let variant: HindcastVariant
    let reading: Reading
    let begin: CalendarDay
    let last: CalendarDay
    let start: StartPoint
    let peak: Int
  }

  /// By how much something set changes what it would have been without.
  struct Difference: Sendable, Equatable {
    let peak: Double
    let worse: Double
    let atLeast: Double
  }

  let name: String
  let model: String
  let levels: HindcastVariant.Levels
  let measures: String
  let reading: String
  let begin: CalendarDay
  let last: CalendarDay
  let start: String
  let isMidCrisis: Bool
  let peak: String
  /// By the last day of the case.
  let exactly: PeakLaw.Value
  let worse: PeakLaw.Value
  let atLeast: PeakLaw.Value
  /// However long it takes.
  let exactlyEver: Double
  let worseEver: Double
  let atLeastEver: Double
  let sequence: SequenceScore
  let peaks: PeakScore
  let difference: Difference?
  /// The move that the model forbids, in words.
  let forbidden: String?

  /// Whether it is the main reading.
  var isMain: Bool { reading == Reading.main }

  /// Whether it differs from another row in the reading at most.
  func isBeside(_ other: HindcastRow) -> Bool {
    name == other.name && model == other.model && levels == other.levels
      && measures == other.measures
  }

  /// The length of the case.
  var days: Int { last.number - begin.number }

  init(
    _ question: Question, bounded: PeakLaw, ever: PeakLaw, sequence: SequenceScore,
    peaks: PeakScore, baseline: HindcastRow?
  ) {
    let rungs = question.model.ladder.rungs
    name = question.timeline.name
    model =
      question.model.structure.map { "\(question.model.name), \($0)" } ?? question.model.name
    levels = question.variant.levels
    measures = question.variant.measures
    reading = question.reading.name
    begin = question.begin
    last = question.last
    start = rungs[question.start.rung]
    isMidCrisis = question.start.isMidCrisis
    peak = rungs[question.peak]
    exactly = bounded.peak(question.peak)
    worse = bounded.worse(than: question.peak)
    atLeast = bounded.atLeast(question.peak)
    exactlyEver = ever.peak(question.peak).value
    worseEver = ever.worse(than: question.peak).value
    atLeastEver = ever.atLeast(question.peak).value
    self.sequence = sequence
    self.peaks = peaks
    difference = baseline.map { [exactly, worse, atLeast] before in
      Difference(
        peak: exactly.value - before.exactly.value, worse: worse.value - before.worse.value,
        atLeast: atLeast.value - before.atLeast.value)
    }
    forbidden = sequence.forbidden.map { move in
      let to =
        switch move.to {
        case .end: "the end"
        case .rung(let rung): rungs[rung]
        }
      return "\(rungs[move.from.rung]) to \(to) on \(move.day)"
    }
  }
}
