import Escalation
import MarkovChains
import Tables

/// What is said of a study of a campaign: headline, tables and caption.
///
/// Two significant digits, one where judgement is more than half of all numbers.
struct CampaignSpeech {
  let study: CampaignStudy
  let result: StudyResult
  private let judgement: JudgementShare

  private var campaign: CampaignModel { study.campaign }
  private var ladder: Ladder { campaign.ladder }
  private var digits: Int { judgement.isMoreThanHalf ? 1 : 2 }

  init(study: CampaignStudy, result: StudyResult) {
    self.study = study
    self.result = result
    judgement = JudgementShare(study.campaign)
  }

  /// The rungs that are said: force and war, or the topmost of a ladder that names neither.
  private var namedRungs: [Int] {
    let named = [ladder.force, ladder.war].compactMap { $0 }
    return named.isEmpty ? [ladder.rungs.count - 1] : named
  }

  private func values(_ quantity: CampaignQuantity, rung: Int? = nil, theatre: Int? = nil)
    -> [EstimateRow]
  {
    let name = theatre.map { campaign.theatres[$0].name }
    return result.rows.filter {
      $0.question.quantity == quantity.rawValue && $0.question.rungNumber == rung
        && $0.theatre == name
    }
  }

  // MARK: - Headline

  /// The risk in natural frequencies: of so many such spans of years, and of so many years.
  var headline: String {
    let rungs = namedRungs.filter { rung in
      [.annualRisk, .campaignRisk].contains { !values($0, rung: rung).isEmpty }
    }
    guard !rungs.isEmpty else { return "" }
    let spans: [(CampaignQuantity, String)] = [
      (.campaignRisk, spanText), (.annualRisk, "first years of such a campaign"),
    ]
    let parts = spans.compactMap { quantity, span -> String? in
      let found = rungs.map { ($0, values(quantity, rung: $0)) }.filter { !$0.1.isEmpty }
      guard !found.isEmpty else { return nil }
      let smallest = found.flatMap { $0.1.map(\.estimate.value) }.filter { $0 > 0 }.min() ?? 0
      let base = Figures.frequencyBase(smallest, digits: digits)
      let said = found.map { rung, rows in
        "\(range(rows, base)) would see \(words(rung)) or worse\(noise(rows, base))"
      }
      return "of \(Figures.grouped(base)) \(span), \(said.joined(separator: ", and "))"
    }
    let names = study.structures.compactMap(\.name)
    let over = names.count > 1 ? "; over the structures \(names.joined(separator: ", "))" : ""
    let text = parts.joined(separator: "; ")
    return "O" + text.dropFirst() + over + "; parameter uncertainty not included."
  }

  private var spanText: String {
    switch campaign.years {
    case 1: "such years"
    case 10: "such decades"
    default: "such spans of \(campaign.years) years"
    }
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

  private func words(_ rung: Int) -> String { ladder.rungs[rung].replacing("_", with: " ") }

  // MARK: - Tables

  /// By rung and by theatre, as ranges over the structures; simulated numbers one by one, with intervals.
  var table: String {
    if result.trajectoryCount != nil { return simulated }
    return [byRung, byTheatre, residue].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var yearsText: String { campaign.years == 1 ? "1 year" : "\(campaign.years) years" }

  private var byRung: String {
    let columns: [(String, CampaignQuantity)] = [
      ("first year", .annualRisk), (yearsText, .campaignRisk),
    ].filter { column in result.rows.contains { $0.question.quantity == column.1.rawValue } }
    guard !columns.isEmpty else { return "" }
    let rungs = (1..<ladder.rungs.count).filter { rung in
      columns.contains { !values($0.1, rung: rung).isEmpty }
    }
    return "risk: the chance that an incident reaches the rung or one above\n"
      + TextTable.text(
        header: ["rung"] + columns.map(\.0),
        rows: rungs.map { rung in
          [ModelError.printable(ladder.rungs[rung])]
            + columns.map { figure(values($0.1, rung: rung)) }
        }, leftAligned: 1)
  }

  private var byTheatre: String {
    let shared = namedRungs.filter { !values(.riskShare, rung: $0, theatre: 0).isEmpty }
    let rungs =
      shared.isEmpty
      ? study.rungs.sorted().filter { !values(.riskShare, rung: $0, theatre: 0).isEmpty } : shared
    let hasIncidents = !values(.expectedIncidents, theatre: 0).isEmpty
    guard hasIncidents || !rungs.isEmpty else { return "" }
    let rows = campaign.theatres.indices.map { theatre in
      [campaign.theatres[theatre].name]
        + (hasIncidents ? [figure(values(.expectedIncidents, theatre: theatre))] : [])
        + rungs.map { figure(values(.riskShare, rung: $0, theatre: theatre)) }
    }
    return "theatres: incidents in the first year, and share of the risk over \(yearsText)\n"
      + TextTable.text(
        header: ["theatre"] + (hasIncidents ? ["incidents"] : [])
          + rungs.map { "share of \(ladder.rungs[$0])" },
        rows: rows, leftAligned: 1)
  }

  private var residue: String {
    let rows = values(.meanResidue)
    guard !rows.isEmpty else { return "" }
    let middle = campaign.residue.states[campaign.residue.middle]
    return ModelError.printable(
      "mean residue over \(yearsText): \(figure(rows)) states above '\(middle)'") + "\n"
  }

  /// The range over structures.
  private func figure(_ rows: [EstimateRow]) -> String {
    let values = rows.map(\.estimate.value)
    guard let least = values.min(), let most = values.max() else { return "" }
    let low = Figures.significant(least, digits: digits)
    let high = Figures.significant(most, digits: digits)
    return low == high ? low : "\(low) to \(high)"
  }

  private var simulated: String {
    let hasStructures = result.rows.contains { $0.structure != nil }
    let head =
      (hasStructures ? ["structure"] : []) + ["quantity", "rung"] + ["estimate", "low", "high"]
      + (study.isChecked ? ["exact", "z"] : [])
    let rows = result.rows.map { row -> [String] in
      let interval = row.estimate.sample?.interval
      var cells = hasStructures ? [row.structure ?? ""] : []
      cells += [row.question.quantity, ModelError.printable(row.question.rung ?? "")]
      cells.append(Figures.significant(row.estimate.value, digits: digits))
      cells.append(interval.map { Figures.significant($0.low, digits: digits, .down) } ?? "")
      cells.append(interval.map { Figures.significant($0.high, digits: digits, .up) } ?? "")
      if study.isChecked {
        cells.append(row.exact.map { Figures.significant($0, digits: digits) } ?? "")
        cells.append(row.score.map { Figures.significant($0.z, digits: 3) } ?? "")
      }
      return cells
    }
    return TextTable.text(header: head, rows: rows, leftAligned: hasStructures ? 3 : 2)
  }

  // MARK: - Caption

  /// What the numbers are conditional on and rest on, a sentence a line.
  var caption: [String] {
    let names = study.structures.compactMap(\.name)
    let others = campaign.structures.compactMap(\.name).filter { !names.contains($0) }
    var lines = ["Conditional on the incidents of these theatres:"]
    lines += campaign.theatres.indices.map { theatre in
      let base = campaign.theatres[theatre].model.incidentBase
      let rates = study.structures.map { campaign.baseRate(theatre, $0) }
      let low = Figures.significant(rates.min() ?? 0, digits: digits)
      let high = Figures.significant(rates.max() ?? 0, digits: digits)
      let rate = low == high ? low : "\(low) to \(high)"
      let count = base?.count.map { "; \($0) seen" } ?? ""
      let years = base?.years.map { " in \($0)" } ?? ""
      let planned =
        campaign.theatres[theatre].hasOpportunity ? ", deliberate ones apart" : ""
      return
        "  \(campaign.theatres[theatre].name): \(base?.definition ?? ""), \(rate) a year\(planned)"
        + "\(count)\(years)."
    }
    let structure =
      names.isEmpty
      ? "no structures" : "structure\(names.count > 1 ? "s" : ""): \(names.joined(separator: ", "))"
    lines.append(
      "Over \(yearsText) of \(CampaignModel.daysPerYear) days from residue "
        + "'\(campaign.residue.states[campaign.residue.start])', \(structure)"
        + (others.isEmpty ? "." : "; not compared: \(others.joined(separator: ", "))."))
    lines.append(
      "An incident is short against years: it counts on its day of arrival, with the highest rung it has by "
        + "its model's own horizon; theatres touch each other through residue only.")
    lines.append(
      "\(judgement.judgementCount) of the \(judgement.totalCount) numbers of the campaign and its models "
        + "rest on judgement"
        + (judgement.unstatedCount == 0 ? "" : " and \(judgement.unstatedCount) on nothing stated")
        + ". Parameter uncertainty not included. Not a forecast.")
    lines.append("Engine: \(engineText).")
    return (lines + result.remarks.map { $0 + "." }).map(ModelError.printable)
  }

  private var engineText: String {
    let why =
      "\(result.engine.engine.rawValue) (\(result.engine.why)), \(result.stateCount) states"
    guard let count = result.trajectoryCount else { return why }
    return why + ", \(Figures.grouped(Double(count))) trajectories, seed \(study.seed)"
  }
}

extension JudgementShare {
  /// Of the campaign's own numbers and those of its models, each model once.
  init(_ campaign: CampaignModel) {
    var parameters = campaign.parameters
    var seen: [String] = []
    for model in campaign.theatres.map(\.model) where !seen.contains(model.text) {
      seen.append(model.text)
      parameters += model.parameters
    }
    self.init(of: parameters)
  }
}

extension StudyReport {
  /// The report of a result on a campaign.
  init(_ study: CampaignStudy, _ result: StudyResult) {
    let speech = CampaignSpeech(study: study, result: result)
    self.init(
      headline: speech.headline, caption: speech.caption, result,
      Layout(digits: 2, isChecked: study.isChecked), table: speech.table)
  }
}
