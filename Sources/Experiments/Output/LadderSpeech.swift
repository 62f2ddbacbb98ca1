import Escalation
import MarkovChains
import Tables

/// What is said of a study of incidents: headline and caption.
///
/// Two significant digits, one where judgement is more than half of the model's numbers.
struct LadderSpeech {
  let study: Study
  let result: StudyResult

  private var ladder: Ladder { study.model.ladder }
  private var judgement: JudgementShare { JudgementShare(study.model) }
  var digits: Int { judgement.isMoreThanHalf ? 1 : 2 }

  /// The risk in natural frequencies: what would become of so many incidents like this. Over several
  /// scenarios it is the range.
  var headline: String {
    let named = [ladder.force, ladder.war].compactMap { $0 }.filter { $0 > study.start.peak }
    let rungs =
      named.isEmpty ? [study.start.peak + 1].filter { $0 < ladder.rungs.count } : named
    let found = rungs.map { rung in
      (
        rung,
        result.rows.filter {
          $0.question.quantity == RiskQuantity.exceedanceProbability.rawValue
            && $0.question.rungNumber == rung
        }
      )
    }.filter { !$0.1.isEmpty }
    guard !found.isEmpty else { return "" }
    let smallest = found.flatMap { $0.1.map(\.estimate.value) }.filter { $0 > 0 }.min() ?? 0
    let base = Figures.frequencyBase(smallest, digits: digits)
    let parts = found.map { rung, rows in
      guard let unknown = unknown(rows, base) else {
        return "\(range(rows, base)) would reach \(words(rung)) or worse\(noise(rows, base))"
      }
      return "\(unknown) would reach \(words(rung)) or worse (\(range(rows, base)) with the "
        + "parameters as stated\(noise(rows, base)))"
    }
    let when = study.horizon.map { "within \($0) days" } ?? "sooner or later"
    let over =
      result.finishedScenarioCount > 1
      ? "Over \(Figures.grouped(Double(result.finishedScenarioCount))) scenarios: of" : "Of"
    return
      "\(over) \(Figures.grouped(base)) incidents like this, \(parts.joined(separator: ", and ")), "
      + "\(when)\(structures); \(uncertainty)."
  }

  /// The structures whose range the headline says.
  private var structures: String {
    let names = study.models.compactMap(\.structure)
    return names.count > 1 ? ", over the structures \(names.joined(separator: ", "))" : ""
  }

  /// What is taken for the cause of escalation, and what else it might be.
  private var structureText: String {
    let names = study.models.compactMap(\.structure)
    let others = study.model.structures.map(\.name).filter { !names.contains($0) }
    guard !names.isEmpty else {
      return study.model.form.isLadder
        ? "structure: one shared ladder; other structures not compared"
        : "structure: two sides; other structures not compared"
    }
    let text = "structure\(names.count > 1 ? "s" : ""): \(names.joined(separator: ", "))"
    return others.isEmpty ? text : text + "; not compared: \(others.joined(separator: ", "))"
  }

  private var uncertainty: String {
    result.prior == nil
      ? "parameter uncertainty not included"
      : "the ranges are what is not known of the parameters, at confidence \(study.confidence)"
  }

  /// The range of what is not known of the parameters, rounded outward; nil when they were not drawn.
  private func unknown(_ rows: [EstimateRow], _ base: Double) -> String? {
    let ranges = rows.compactMap(\.prior)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return nil
    }
    return "\(Figures.frequency(low, of: base, digits: digits, .down)) to "
      + Figures.frequency(high, of: base, digits: digits, .up)
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
    let noise = "\(low) to \(high) by simulation noise at confidence \(interval.confidence)"
    // Inside the brackets of what is stated, where the parameters were drawn.
    return result.prior == nil ? " (\(noise))" : "; \(noise)"
  }

  /// What the numbers are conditional on and rest on, a sentence a line.
  var caption: [String] {
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
      "From \(study.startText), \(horizon), \(structureText).")
    if !study.measures.isEmpty {
      lines.append("Measures in force: \(study.measures.map(\.name).joined(separator: ", ")).")
    }
    if let prior = result.prior {
      lines.append(judgement.text + rounding + " Not a forecast.")
      lines += prior.lines(
        seed: study.seed, confidence: study.confidence, of: judgement.totalCount,
        hasMeasures: !study.measures.isEmpty)
    } else {
      lines.append(
        judgement.text + rounding + " Parameter uncertainty not included. Not a forecast.")
    }
    lines.append("Engine: \(engineText).")
    if study.start.isMidCrisis {
      let unknown =
        study.model.form.isLadder
        ? "what came before is known only by its highest rung, and the frailty of the incident is not "
          + "conditioned on it"
        : "what came before is known only by where it stands now"
      lines.append("The start lies inside a crisis: \(unknown). Not for warning or targeting.")
    }
    if study.start.day > 0, study.horizon == nil {
      lines.append("Without a horizon the day of the start changes nothing.")
    }
    return lines + result.remarks.map { $0 + "." }
  }

  private var rounding: String {
    judgement.isMoreThanHalf ? " So one digit is shown; csv and json have all." : ""
  }

  private var engineText: String {
    let size =
      "\(result.stateCount) states in \(result.classCount) class\(result.classCount == 1 ? "" : "es")"
    let why = "\(result.engine.engine.rawValue) (\(result.engine.why)), \(size)"
    guard let count = result.trajectoryCount else { return why }
    return why + ", \(Figures.grouped(Double(count))) trajectories, seed \(study.seed)"
  }

  private func words(_ rung: Int) -> String { ladder.rungs[rung].replacing("_", with: " ") }
}
