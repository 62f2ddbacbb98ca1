import Escalation
import ShippedModels
import Tables
import TestSupport
import Testing

@testable import Experiments

/// Models beside forecasters.
@Suite struct ScoreTests {
  static let header = QuestionFile.requiredColumns.joined(separator: ",")

  /// A file with a line for each (question, forecaster, forecast, outcome).
  static func file(
    _ rows: [(String, String, String, String)], incidents: String = "2", model: String = "china-us"
  ) throws -> QuestionFile {
    let lines = rows.map {
      "\($0.0),Will it?,Force.,2020-01-01,2020-12-31,\($0.1),\($0.2),2019-12-01,\($0.3),"
        + ",\(model),show_of_force,limited_clash,365d,\(incidents),\(incidents.isEmpty ? "" : "a guess"),"
        + "None.,a page,seen"
    }
    let text = ([header] + lines).joined(separator: "\n")
    return try QuestionFile(
      RecordTable(SourceText(file: "q.csv", text: text), file: "q.csv"))
  }

  static func find(_ name: String) throws -> ScoreStudy.Finding {
    guard let text = ShippedModels.text(name) else { return .missing("no '\(name)'") }
    return .model(try EscalationModel(ModelDocument(text: text, file: name)))
  }

  private func scored(_ file: QuestionFile) throws -> ScoreResult {
    try ScoreStudy(file: file).scored(find: Self.find)
  }

  @Test func scoresAreThoseOfTheDefinition() {
    let yes = ForecastScore(probability: 0.25, happened: true)
    #expect(yes.brier == 0.5625)
    #expect(abs(yes.log - 1.3862943611198906) < 1e-15)
    let no = ForecastScore(probability: 0.25, happened: false)
    #expect(no.brier == 0.0625)
    #expect(abs(no.log - 0.2876820724517809) < 1e-15)
    #expect(ForecastScore(probability: 1e-20, happened: false).log == 1e-20)
  }

  /// Nothing is clipped: what was held impossible and happened costs everything.
  @Test func theLogScoreOfTheImpossibleIsInfinite() throws {
    #expect(ForecastScore(probability: 0, happened: true).log == .infinity)
    #expect(ForecastScore(probability: 1, happened: false).log == .infinity)
    #expect(ForecastScore(probability: 0, happened: false).log == 0)
    let result = try scored(Self.file([("a", "x", "0", "1"), ("b", "x", "0.5", "0")]))
    #expect(result.summaries[0].infinite.forecaster == 1)
    #expect(result.summaries[0].means?.forecaster.log == .infinity)
    #expect(result.summaries[0].log.mean == nil)
    #expect(result.summaries[0].brier.standardError != nil)
    #expect(ScoreReport(result).caption.contains { $0.contains("infinite") })
    #expect(Table(forecasts: result).csv.contains(",inf,"))
  }

  /// Both scores are proper: the expected score is least where the forecast is the truth.
  @Test(arguments: [0.03, 0.3, 0.5, 0.88])
  func honestyPays(truth: Double) {
    let expected = { (said: Double) -> (Double, Double) in
      let yes = ForecastScore(probability: said, happened: true)
      let no = ForecastScore(probability: said, happened: false)
      return (
        truth * yes.brier + (1 - truth) * no.brier, truth * yes.log + (1 - truth) * no.log
      )
    }
    let honest = expected(truth)
    for step in 1..<100 where abs(Double(step) / 100 - truth) > 1e-9 {
      let other = expected(Double(step) / 100)
      #expect(other.0 > honest.0 && other.1 > honest.1)
    }
  }

  /// One answer a question: the ordinary standard error of a mean.
  @Test func oneAnswerAQuestionGivesTheOrdinaryStandardError() throws {
    let values = [0.1, -0.3, 0.25, 0.4, -0.05]
    let pairs = values.enumerated().map {
      (question: $0.offset, model: $0.element, forecaster: 0.0)
    }
    let difference = PairedDifference(pairs)
    let mean = values.reduce(0, +) / 5
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs((difference.mean ?? 9) - mean) < 1e-15)
    #expect(abs((difference.standardError ?? 9) - (squares / 20).squareRoot()) < 1e-15)
  }

  /// Ten forecasters of one question are one question, not ten.
  @Test func repeatingAnAnswerAddsNothing() throws {
    let values = [0.1, -0.3, 0.25, 0.4]
    let once = PairedDifference(
      values.enumerated().map { (question: $0.offset, model: $0.element, forecaster: 0.0) })
    let often = PairedDifference(
      values.enumerated().flatMap { value in
        (0..<10).map { _ in (question: value.offset, model: value.element, forecaster: 0.0) }
      })
    #expect(abs((once.standardError ?? 9) - (often.standardError ?? 0)) < 1e-15)
    #expect(often.clusterCount == 4)
    #expect(PairedDifference([(0, 0.2, 0.1), (0, 0.3, 0.1)]).standardError == nil)
    #expect(PairedDifference([]).mean == nil)
  }

  /// Incidents are thinned; without a number one incident is given.
  @Test func theModelAnswersByIncidents() throws {
    let one = try scored(Self.file([("a", "x", "0.5", "0")], incidents: "")).answers[0]
    #expect(one.probability == one.perIncident)
    // The reach of the fit by day 365, from a display of force.
    #expect(one.perIncident > 0.2 && one.perIncident < 0.3)
    let two = try scored(Self.file([("a", "x", "0.5", "0")], incidents: "2")).answers[0]
    #expect(two.perIncident == one.perIncident)
    #expect(abs(two.probability + two.complement - 1) < 1e-15)
    let four = try scored(Self.file([("a", "x", "0.5", "0")], incidents: "4")).answers[0]
    #expect(abs(two.complement * two.complement - four.complement) < 1e-15)
    let none = try scored(Self.file([("a", "x", "0.5", "0")], incidents: "0")).answers[0]
    #expect(none.probability == 0 && none.complement == 1)
    #expect(one.lastYear == 2014)
  }

  @Test func verdictsNeedQuestionsAndBothOutcomes() throws {
    func verdict(_ count: Int, _ outcome: (Int) -> String) throws -> String {
      let rows = (0..<count).map { ("q\($0)", "x", "0.9", outcome($0)) }
      return try scored(Self.file(rows)).summaries[0].verdict
    }
    #expect(try verdict(9) { $0 == 0 ? "1" : "0" } == "too few to tell")
    #expect(try verdict(20) { _ in "0" } == "all no: tells nothing")
    #expect(try verdict(20) { $0 == 0 ? "1" : "0" } == "the model did better")
    #expect(try verdict(20) { $0 > 0 ? "1" : "0" } == "the forecaster did better")
    #expect(try verdict(3) { _ in "" } == "nothing scored")
  }

  @Test func theLineOfAllForecastersIsClusteredByQuestion() throws {
    let rows = (0..<3).flatMap { q in
      ["x", "y"].map { ("q\(q)", $0, q == 0 ? "0.9" : "0.2", q == 1 ? "1" : "0") }
    }
    let result = try scored(Self.file(rows))
    #expect(result.summaries.map(\.forecaster) == ["x", "y", "(all)"])
    let (one, all) = (result.summaries[0], result.summaries[2])
    #expect(all.scoredCount == 6 && all.brier.clusterCount == 3)
    #expect(
      abs((one.brier.standardError ?? 9) - (all.brier.standardError ?? 0)) < 1e-15)
  }

  /// Every shipped question has a definition, a source, a difference, and is out of sample.
  @Test func theShippedQuestionsAreComplete() throws {
    let source = SourceText(
      file: "questions.csv", text: String(decoding: ShippedEvidence.questions.bytes, as: UTF8.self))
    let file = try QuestionFile(RecordTable(source, file: "questions.csv"))
    let result = try scored(file)
    for row in result.rows {
      #expect(!row.forecast.difference.isEmpty && !row.forecast.source.isEmpty)
      #expect(!row.forecast.status.isEmpty && !row.question.definition.isEmpty)
      #expect(row.question.isOutOfSample(after: row.answer.lastYear) == true)
      #expect(row.answer.probability > 0 && row.answer.probability < 1)
    }
    #expect(!result.summaries.isEmpty)
  }
}
