import Escalation
import MarkovChains

/// Questions, what forecasters said to them, and which models answer beside them.
public struct ScoreStudy: Sendable {
  /// The questions and the forecasts.
  public let file: QuestionFile
  /// A model that answers all questions in place of their own.
  public let override: String?

  /// A study; without an override each question names its model.
  public init(file: QuestionFile, override: String? = nil) {
    self.file = file
    self.override = override
  }

  /// What there is under the name of a model.
  public enum Finding: Sendable {
    case model(EscalationModel)
    /// Nothing, and why.
    case missing(String)
  }

  /// Answers every question by its model and scores every forecast of those that are settled.
  ///
  /// - Parameter find: Finds the model with a name; called once a name.
  /// - Throws: `TextFileError.invalid` with every model, rung, start, horizon or setting that cannot be
  ///   used, in the place where the file names it; whatever `find` throws.
  /// - Complexity: one exact solution for each way in which questions are read.
  public func scored(find: (String) throws -> Finding) throws -> ScoreResult {
    var found: [String: Finding] = [:]
    var answers: [ModelAnswer] = []
    var known: [ForecastQuestion.Reading: ModelAnswer] = [:]
    var flaws: [RecordTable.Flaw] = []
    for (number, question) in file.questions.enumerated() {
      let name = override ?? question.reading.model
      let finding = try found[name] ?? find(name)
      found[name] = finding
      switch finding {
      case .missing(let why): flaws.append(file.flaw(number, "model", why))
      case .model(let model):
        do throws(ReadingError) {
          let reading = question.reading
          if let one = known[reading.givenOneIncident] {
            answers.append(one.expecting(reading.incidents))
          } else {
            let one = try Self.answer(reading, model)
            known[reading.givenOneIncident] = one
            answers.append(one.expecting(reading.incidents))
          }
        } catch {
          flaws.append(file.flaw(number, error.column, error.message))
        }
      }
    }
    guard flaws.isEmpty else { throw file.table.error(flaws) }
    return ScoreResult(file: file, answers: answers)
  }

  /// A cell that does not fit the model.
  private struct ReadingError: Error {
    let column: String
    let message: String
  }

  /// The answer of a model when one incident is given.
  private static func answer(
    _ reading: ForecastQuestion.Reading, _ model: EscalationModel
  ) throws(ReadingError) -> ModelAnswer {
    let rung = try place("rung") { () throws(EscalationModel.PlaceError) in
      try model.rungNumber(reading.rung)
    }
    let start = try place("start") { () throws(EscalationModel.PlaceError) in
      guard !reading.start.isEmpty else { return model.start }
      return try model.startPoint(
        reading.start.contains("=") ? reading.start : "rung=\(reading.start)")
    }
    guard rung > start.peak else {
      throw ReadingError(
        column: "rung",
        message:
          "the incident has been on '\(model.ladder.rungs[start.peak])' when it is taken up, so "
          + "'\(reading.rung)' or worse is no question")
    }
    let horizon = try horizon(reading.horizon, model)
    let study = Study(
      model: model, settings: try settings(reading.settings), engineChoice: .exact,
      horizon: horizon, start: start, quantities: [.exceedanceProbability], rungs: [rung])
    do throws(StudyError) {
      let result = try study.run(threadCount: 1)
      guard let row = result.rows.first else {
        throw StudyError.unanswerable("the model has no exceedance of '\(reading.rung)'")
      }
      return ModelAnswer(
        model: model.name, perIncident: row.estimate.value, incidents: nil, horizon: horizon,
        lastYear: ModelAnswer.lastYear(of: model))
    } catch {
      if case .parameter = error {
        throw ReadingError(column: "settings", message: error.description)
      }
      throw ReadingError(column: "model", message: error.description)
    }
  }

  private static func place<Value>(
    _ column: String, _ read: () throws(EscalationModel.PlaceError) -> Value
  ) throws(ReadingError) -> Value {
    do throws(EscalationModel.PlaceError) {
      return try read()
    } catch {
      throw ReadingError(column: column, message: error.description)
    }
  }

  private static func horizon(
    _ text: String, _ model: EscalationModel
  ) throws(ReadingError) -> Int? {
    guard !text.isEmpty else { return model.horizon }
    do throws(Horizon.SyntaxError) {
      return try Horizon.days(text)
    } catch {
      throw ReadingError(column: "horizon", message: error.description)
    }
  }

  private static func settings(_ text: String) throws(ReadingError) -> [Setting] {
    var settings: [Setting] = []
    for item in text.split(separator: ";") {
      do throws(Variation.SyntaxError) {
        settings.append(try Setting(item.trimmed))
      } catch {
        throw ReadingError(column: "settings", message: error.description)
      }
    }
    let names = settings.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ReadingError(column: "settings", message: "'\(twice)' is set twice")
    }
    return settings
  }
}

extension Substring {
  /// Without blanks at either end.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
