import Escalation
import Tables

/// Scores as they are said to people.
///
/// Two significant digits: neither side knows a third.
public struct ScoreReport: Sendable {
  private let result: ScoreResult
  private let isShipped: Bool

  /// The report on a result.
  ///
  /// - Parameter isShipped: Whether the questions are those of the project, whose readings were written
  ///   knowing the outcomes.
  public init(_ result: ScoreResult, isShipped: Bool = false) {
    self.result = result
    self.isShipped = isShipped
  }

  private var questions: [ForecastQuestion] { result.file.questions }

  /// How many were asked, how many are settled, and what the scores tell.
  public var headline: String {
    let forecasts = Self.count(result.rows.count, "forecast")
    let asked = Self.count(questions.count, "question")
    guard result.scoredCount > 0 else {
      return "\(forecasts) on \(asked), none of them settled: nothing was scored."
    }
    let settled = questions.count { $0.outcome != nil }
    let yes = questions.count { $0.outcome == true }
    guard let all = result.summaries.last else { return "" }
    return
      "\(forecasts) on \(asked); \(settled) settled, \(yes) of them with yes; "
      + "\(Self.count(result.scoredCount, "forecast")) scored. Model against forecasters: \(all.verdict)."
  }

  /// One line a forecast.
  public var table: String {
    let header = [
      "question", "forecaster", "forecast", "incidents", "model", "ratio", "outcome", "Brier",
      "Brier model",
      "log", "log model",
    ]
    let rows = result.rows.map { row in
      [
        ModelError.printable(row.question.name), Self.cut(row.forecast.forecaster),
        Self.figure(row.forecast.probability), Self.figure(row.question.reading.incidents),
        Self.figure(row.answer.probability),
        Self.figure(row.ratio), row.question.outcome.map { $0 ? "yes" : "no" } ?? "open",
        Self.figure(row.scores?.forecaster.brier), Self.figure(row.scores?.model.brier),
        Self.figure(row.scores?.forecaster.log), Self.figure(row.scores?.model.log),
      ]
    }
    return TextTable.text(header: header, rows: rows, leftAligned: 2)
  }

  /// One line a forecaster; empty when nothing was scored.
  public var summaryTable: String {
    guard result.scoredCount > 0 else { return "" }
    let header = [
      "forecaster", "scored", "Brier", "model", "difference", "SE", "log", "model", "difference",
      "SE", "",
    ]
    let rows = result.summaries.filter { $0.scoredCount > 0 }.map { summary in
      [
        Self.cut(summary.forecaster), String(summary.scoredCount),
        Self.figure(summary.means?.forecaster.brier), Self.figure(summary.means?.model.brier),
        Self.figure(summary.brier.mean), Self.figure(summary.brier.standardError),
        Self.figure(summary.means?.forecaster.log), Self.figure(summary.means?.model.log),
        Self.figure(summary.log.mean), Self.figure(summary.log.standardError),
        summary.verdict,
      ]
    }
    return TextTable.text(header: header, rows: rows, leftAligned: 1)
  }

  /// Question by question: what was asked, how the model answers, and where the two differ.
  public var notes: [String] {
    let groups = Dictionary(grouping: result.rows) { $0.forecast.question }
    return questions.indices.flatMap { number -> [String] in
      let question = questions[number]
      let rows = groups[number] ?? []
      var lines = ["\(question.name): \(question.text)"]
      lines.append(
        "  Yes is: \(question.definition) (\(question.windowStart) to \(question.windowEnd))")
      lines.append("  Model: \(reading(question, result.answers[number]))")
      for difference in Self.unique(rows.map(\.forecast.difference)) {
        lines.append("  Differs: \(difference)")
      }
      for row in rows {
        let status = row.forecast.status.isEmpty ? "" : " [\(row.forecast.status)]"
        lines.append(
          "  \(row.forecast.forecaster), \(row.forecast.date): \(row.forecast.source)\(status)")
      }
      return lines.map(ModelError.printable)
    }
  }

  private func reading(_ question: ForecastQuestion, _ answer: ModelAnswer) -> String {
    let reading = question.reading
    let start = reading.start.isEmpty ? "its start" : reading.start
    let within = answer.horizon.map { "within \($0) days" } ?? "ever"
    let settings = reading.settings.isEmpty ? "" : " with \(reading.settings)"
    let one =
      "\(answer.model)\(settings), from \(start) to \(reading.rung) or worse \(within): "
      + "\(Self.figure(answer.perIncident)) an incident"
    guard let incidents = reading.incidents else { return "\(one); one incident is given." }
    return
      "\(one), \(Self.figure(incidents)) incidents in the window (\(reading.incidentsSource)): "
      + "\(Self.figure(answer.probability))."
  }

  /// What the scores rest on, a sentence a line.
  public var caption: [String] {
    var lines = [
      "Model: 1 - exp(-incidents x probability an incident): incidents arrive as a Poisson process, "
        + "apart from each other, and each counts with its whole horizon, also past the window's end.",
      "Brier (p - outcome)^2 and log -ln(p of what happened), in nats: lower is better, nothing is "
        + "clipped. Differences are model minus forecaster, standard errors clustered by question; "
        + "questions with windows that overlap are not independent, so they are too small.",
    ]
    if let all = result.summaries.last, all.infinite.forecaster + all.infinite.model > 0 {
      lines.append(
        "Log scores are infinite for what was held impossible and happened: "
          + "\(all.infinite.forecaster) of the forecasters', \(all.infinite.model) of the model's.")
    }
    if let all = result.summaries.last, all.hasOneOutcome {
      let (word, number) = all.happenedCount == 0 ? ("no", "0") : ("yes", "1")
      lines.append(
        "Every settled question ended with \(word): whoever says \(number) wins, and nobody's skill "
          + "in telling one from the other is seen.")
    }
    let isFew = result.summaries.contains {
      $0.scoredCount > 0 && $0.brier.clusterCount < PairedDifference.fewestTold
    }
    if isFew {
      lines.append(
        "Fewer than \(PairedDifference.fewestTold) settled questions tell nobody from the model.")
    }
    return lines + sampleLines + ["Parameter uncertainty not included. Not a forecast."]
  }

  /// Which questions are out of sample.
  private var sampleLines: [String] {
    let years = Self.unique(
      result.answers.map { answer in
        "\(answer.model): \(answer.lastYear.map { "fitted through \($0)" } ?? "no last year stated")"
      })
    let told = zip(questions, result.answers).map { $0.isOutOfSample(after: $1.lastYear) }
    let unknown = told.count { $0 == nil }
    return [
      "Data: \(years.joined(separator: "; ")). Questions out of sample, their window beginning after the "
        + "last year: \(told.count { $0 == true }) of \(told.count)"
        + (unknown == 0 ? "." : "; for \(unknown) it cannot be told.")
        + (isShipped
          ? " How they are read as rungs and incidents was settled knowing the outcomes." : "")
    ]
  }

  private static func unique(_ texts: [String]) -> [String] {
    var kept: [String] = []
    var seen: Set<String> = []
    for text in texts where !text.isEmpty && seen.insert(text).inserted { kept.append(text) }
    return kept
  }

  /// A name short enough for a table; the notes have it whole.
  private static func cut(_ name: String) -> String {
    ModelError.printable(name.count > 32 ? name.prefix(31) + "…" : name)
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }

  private static func figure(_ value: Double?) -> String {
    guard let value else { return "-" }
    return value.isInfinite ? "inf" : Figures.short(value, digits: 2)
  }
}
