import Escalation
import MarkovChains

/// A result as it is said to people: headline, caption, table.
///
/// Two significant digits, one where judgement is more than half of the model's numbers.
public struct StudyReport: Sendable {
  private let study: Study
  private let result: StudyResult

  /// The report of a result.
  public init(_ study: Study, _ result: StudyResult) {
    self.study = study
    self.result = result
  }

  private var ladder: Ladder { study.model.ladder }
  private var judgement: JudgementShare { JudgementShare(study.model) }
  private var digits: Int { judgement.isMoreThanHalf ? 1 : 2 }

  /// The risk in natural frequencies: what would become of so many incidents like this. Over several
  /// scenarios it is the range.
  public var headline: String {
    let named = [ladder.force, ladder.war].compactMap { $0 }.filter { $0 > study.start.peak }
    let rungs =
      named.isEmpty ? [study.start.peak + 1].filter { $0 < ladder.rungs.count } : named
    let found = rungs.map { rung in
      (
        rung,
        result.rows.filter {
          $0.question.quantity == .exceedanceProbability && $0.question.rung == rung
        }
      )
    }.filter { !$0.1.isEmpty }
    guard !found.isEmpty else { return "" }
    let smallest = found.flatMap { $0.1.map(\.estimate.value) }.filter { $0 > 0 }.min() ?? 0
    let base = Figures.frequencyBase(smallest, digits: digits)
    let parts = found.map { rung, rows in
      "\(range(rows, base)) would reach \(words(rung)) or worse\(noise(rows, base))"
    }
    let when = study.horizon.map { "within \($0) days" } ?? "sooner or later"
    let over =
      result.finishedScenarioCount > 1
      ? "Over \(Figures.grouped(Double(result.finishedScenarioCount))) scenarios: of" : "Of"
    return
      "\(over) \(Figures.grouped(base)) incidents like this, \(parts.joined(separator: ", and ")), "
      + "\(when); parameter uncertainty not included."
  }

  private func range(_ rows: [EstimateRow], _ base: Double) -> String {
    let values = rows.map(\.estimate.value)
    let low = Figures.frequency(values.min() ?? 0, of: base, digits: digits)
    let high = Figures.frequency(values.max() ?? 0, of: base, digits: digits)
    return low == high ? low : "\(low) to \(high)"
  }

  /// The interval of simulation noise, rounded outward.
  private func noise(_ rows: [EstimateRow], _ base: Double) -> String {
    guard rows.count == 1, let interval = rows[0].estimate.sample?.interval else { return "" }
    let low = Figures.frequency(interval.low, of: base, digits: digits, .down)
    let high = Figures.frequency(interval.high, of: base, digits: digits, .up)
    return " (\(low) to \(high) by simulation noise at confidence \(interval.confidence))"
  }

  /// What the numbers are conditional on and rest on, a sentence a line.
  public var caption: [String] {
    let model = study.model
    var lines: [String] = []
    if let base = model.incidentBase {
      let count = base.count.map { ", \($0) seen" } ?? ""
      let years = base.years.map { " in \($0)" } ?? ""
      lines.append(
        ModelError.printable("Conditional on: \(base.definition)\(count)\(years)."))
    } else {
      lines.append("Conditional on an incident the model does not define.")
    }
    let horizon = study.horizon.map { "horizon \($0) days" } ?? "no horizon"
    lines.append(
      "From \(study.startText), \(horizon), structure: one shared ladder; other structures not "
        + "compared.")
    lines.append(
      judgement.text + " Parameter uncertainty not included. Not a forecast.")
    lines.append("Engine: \(engineText).")
    if study.start.isMidCrisis {
      lines.append(
        "The start lies inside a crisis: what came before is known only by its highest rung, and "
          + "the frailty of the incident is not conditioned on it. Not for warning or targeting.")
    }
    return lines + result.remarks.map { $0 + "." }
  }

  private var engineText: String {
    let size = "\(result.stateCount) states in \(result.classCount) classes"
    let why = "\(result.engine.engine.rawValue) (\(result.engine.why)), \(size)"
    guard let count = result.trajectoryCount else { return why }
    return why + ", \(Figures.grouped(Double(count))) trajectories, seed \(study.seed)"
  }

  private func words(_ rung: Int) -> String { ladder.rungs[rung].replacing("_", with: " ") }

  /// The table of one scenario, or of many with the varied parameters in front. Ends of intervals are
  /// rounded outward.
  public var table: String {
    let isSampled = result.trajectoryCount != nil
    let isChecked = study.isChecked
    let several = result.scenarioCount > 1
    var header = ["quantity", "rung", "estimate"]
    if isSampled { header += ["low", "high"] }
    if isChecked { header += ["exact", "z"] }
    header.append("unit")
    if several { header = ["scenario"] + study.variations.map(\.name) + header }
    let rows = result.rows.map { row -> [String] in
      var cells = [
        row.question.quantity.rawValue, row.question.rung.map { ladder.rungs[$0] } ?? "",
        Figures.significant(row.estimate.value, digits: digits),
      ]
      if isSampled {
        let interval = row.estimate.sample?.interval
        cells += [
          interval.map { Figures.significant($0.low, digits: digits, .down) } ?? "",
          interval.map { Figures.significant($0.high, digits: digits, .up) } ?? "",
        ]
      }
      if isChecked {
        cells.append(row.exact.map { Figures.significant($0, digits: digits) } ?? "")
        cells.append(row.score.map { Figures.significant($0.z, digits: 3) } ?? "")
      }
      cells.append(row.question.quantity.unit)
      guard several else { return cells }
      return [String(row.scenario.number)]
        + row.varied.map { "\($0)" } + cells
    }
    return TextTable.text(
      header: header, rows: rows, leftAligned: several ? study.variations.count + 3 : 2)
  }

  /// What a check found, in one sentence; nil when none was made.
  public var checkText: String? {
    guard study.isChecked else { return nil }
    guard let verdict = result.check else {
      return "check: no row could be scored, so nothing was checked; means need more trajectories"
    }
    let row = verdict.worst
    let rung = row.question.rung.map { " of \(ladder.rungs[$0])" } ?? ""
    let place = result.scenarioCount > 1 ? " in scenario \(row.scenario.number)" : ""
    let z = Figures.significant(verdict.score.z, digits: 3)
    return "check: simulation and exact solution \(verdict.agrees ? "agree" : "DISAGREE") over "
      + "\(verdict.rowCount) rows; the farthest is \(row.question.quantity.rawValue)\(rung)\(place), "
      + "z \(z) (false-alarm rate \(CheckVerdict.falseAlarmRate))"
  }
}

/// How many of a model's numbers rest on judgement.
public struct JudgementShare: Sendable, Equatable {
  let judgementCount: Int
  let totalCount: Int
  /// Numbers that state no basis.
  let unstatedCount: Int

  init(_ model: EscalationModel) {
    totalCount = model.parameters.count
    judgementCount = model.parameters.count {
      $0.number.basis == .judgement || $0.number.basis == .elicited
    }
    unstatedCount = model.parameters.count { $0.number.basis == nil }
  }

  var isMoreThanHalf: Bool { 2 * (judgementCount + unstatedCount) > totalCount }

  var text: String {
    let unstated = unstatedCount == 0 ? "" : " and \(unstatedCount) on nothing stated"
    return "\(judgementCount) of the model's \(totalCount) numbers rest on judgement\(unstated)."
  }
}
