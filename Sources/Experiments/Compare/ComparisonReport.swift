import Escalation
import Tables

/// A comparison as it is said to people: a reading in a few lines, a table, and what it rests on.
public struct ComparisonReport: Sendable {
  private let comparison: Comparison
  private let result: ComparisonAnswers
  private let rows: [ComparisonRow]

  /// The report of a result.
  public init(_ comparison: Comparison, _ result: ComparisonAnswers) {
    self.comparison = comparison
    self.result = result
    rows = comparison.rows(result)
  }

  private var ladder: Ladder { comparison.model.ladder }
  private var judgement: JudgementShare { JudgementShare(comparison.model) }
  /// A difference is lost in one digit, so a comparison has two whatever its numbers rest on.
  private let digits = 2

  /// The reading, a sentence a line, of the lowest rung that is compared.
  public var reading: [String] {
    let rung = comparison.rungs[0]
    let here = rows.filter { $0.rung == rung }
    return [
      headline(here, rung), togetherText(here), bestText(here), orderText(here),
      mechanismText(here), harmText(here),
    ].compactMap { $0 }
  }

  // MARK: Reading

  private func headline(_ here: [ComparisonRow], _ rung: Int) -> String {
    let baselines = here.filter { $0.combination == .baseline }.map(\.baseline)
    let after = here.filter { $0.combination == comparison.together }.map(\.risk)
    let smallest = (baselines + after).filter { $0 > 0 }.min() ?? 0
    let base = Figures.frequencyBase(smallest, digits: digits)
    let (unit, verb) =
      comparison.quantity == .annualRisk
      ? ("years", "see an incident reach") : ("incidents like this", "reach")
    let when =
      comparison.quantity == .annualRisk
      ? "" : comparison.horizon.map { " within \($0) days" } ?? ", sooner or later"
    let names = result.structures.compactMap(\.structure)
    let over = names.count > 1 ? " (over the structures \(names.joined(separator: ", ")))" : ""
    let all =
      comparison.measures.count == 1
      ? "with \(comparison.measures[0].name)" : "with all \(comparison.measures.count) measures"
    return "Of \(Figures.grouped(base)) \(unit), \(frequency(baselines, base)) would \(verb) "
      + "\(words(rung)) or worse\(when)\(over); \(all), \(frequency(after, base))."
  }

  private func togetherText(_ here: [ComparisonRow]) -> String? {
    guard comparison.measures.count > 1 else { return nil }
    let products = result.structures.compactMap { structure -> Double? in
      let own = here.filter { $0.structure == structure.structure && $0.combination != .baseline }
      let single = comparison.measures.indices.compactMap { measure in
        own.first { $0.combination == comparison.alone(measure) }?.ratio
      }
      guard single.count == comparison.measures.count,
        let all = own.first(where: { $0.combination == comparison.together })?.ratio, all > 0
      else { return nil }
      return single.reduce(1, *)
    }
    let left = ratios(here, comparison.together)
    guard products.count == left.count, !left.isEmpty else { return nil }
    let shares = zip(left, products).map { $0 / $1 }
    let product = "the \(range(products)) that is the product of what each leaves alone"
    let verdict =
      shares.allSatisfy { $0 > 1.05 }
      ? "more than \(product): they overlap"
      : shares.allSatisfy { $0 < 0.95 }
        ? "less than \(product): they strengthen each other"
        : shares.allSatisfy { abs($0 - 1) <= 0.05 }
          ? "about \(product)" : "beside \(product)"
    return "Together they leave \(range(left)) of the risk, \(verdict)."
  }

  private func bestText(_ here: [ComparisonRow]) -> String? {
    let single = comparison.measures.indices.map { measure in
      (measure, ratios(here, comparison.alone(measure)))
    }.filter { !$0.1.isEmpty }
    let order = single.sorted { mean($0.1) < mean($1.1) }
    guard !order.isEmpty else { return nil }
    func part(_ entry: (Int, [Double])) -> String {
      let measure = comparison.measures[entry.0]
      let needs = measure.needs.isEmpty ? "" : " (with \(measure.needs.joined(separator: ", ")))"
      return "\(measure.name)\(needs) \(range(entry.1))"
    }
    let parts = order.prefix(3).map(part).joined(separator: ", ")
    let rest = order.count > 3 ? "; least, \(part(order[order.count - 1]))" : ""
    return "Alone, the risk that each leaves: \(parts)\(rest)."
  }

  private func orderText(_ here: [ComparisonRow]) -> String? {
    guard comparison.drawCount > 0, comparison.measures.count > 1 else { return nil }
    var tiers: [Int: [String]] = [:]
    for row in here where row.structure == result.structures[0].structure {
      // What stands in a row alone with others that it needs is named by itself.
      guard let tier = row.tier,
        let measure = comparison.measures.indices.first(where: {
          comparison.alone($0) == row.combination
        })
      else { continue }
      tiers[tier, default: []].append(comparison.measures[measure].name)
    }
    guard tiers.count > 1 else {
      return "Order not established: no measure beats all others in "
        + "\(percent(comparison.confidence)) of the draws and under every structure."
    }
    let text = tiers.keys.sorted().map { (tiers[$0] ?? []).joined(separator: ", ") }
    return
      "Order, as far as it is established: \(text.joined(separator: " before ")); within a group it is not."
  }

  private func mechanismText(_ here: [ComparisonRow]) -> String? {
    let all = here.filter { $0.combination == comparison.together }.compactMap(\.mechanisms)
    let up = all.compactMap(\.escalation)
    let exit = all.compactMap(\.exit)
    guard !up.isEmpty, up.count == all.count, exit.count == all.count else { return nil }
    let onset = all.map(\.onset)
    return
      "Of that, by way of beginnings × \(range(onset)), of steps up × \(range(up)), of steps down and "
      + "endings × \(range(exit))"
      + (comparison.quantity == .exceedanceProbability && onset.contains { $0 != 1 }
        ? "; the beginnings count in --quantity annual_risk only." : ".")
  }

  private func harmText(_ here: [ComparisonRow]) -> String? {
    let harmful = comparison.measures.indices.compactMap { measure -> String? in
      let harm =
        here.filter { $0.combination == comparison.alone(measure) }
        .compactMap { $0.range?.harm }.max() ?? 0
      return harm > 0.005 ? "\(comparison.measures[measure].name) in up to \(percent(harm))" : nil
    }
    guard comparison.drawCount > 0 else { return nil }
    return harmful.isEmpty
      ? "None raises the risk in more than 0.5 % of the draws."
      : "May raise the risk, as where what there is turns out better than what is put in its place: "
        + "\(harmful.joined(separator: ", ")) of the draws."
  }

  // MARK: Table and caption

  /// How many of the best combinations of a rung the table has.
  private static let bestCount = 20

  /// The combinations of a rung that the table has, best first: nothing, each measure alone and all together
  /// wherever they stand, of the others the best. Each with its rows by structure.
  private func tableGroups(_ rung: Int) -> [[ComparisonRow]] {
    let always = Set(
      comparison.measures.indices.map(comparison.alone) + [.baseline, comparison.together])
    let groups = Dictionary(grouping: rows.filter { $0.rung == rung }, by: \.combination)
    return comparison.rows.compactMap { groups[$0] }.enumerated().sorted {
      (order($0.element), $0.offset) < (order($1.element), $1.offset)
    }.map(\.element).enumerated().filter { place, group in
      place < Self.bestCount || always.contains(group[0].combination)
    }.map(\.element)
  }

  /// One line a combination and rung, best first within each rung; ranges over structures and draws are apart.
  public var table: String {
    let names = result.structures.compactMap(\.structure)
    let hasDraws = comparison.drawCount > 0
    var header = ["rung", "measures"]
    header += names.count > 1 ? names.map { "\($0)" } : ["risk"]
    header += ["ratio"]
    header.append("needed")
    if hasDraws { header += ["low", "high", "harm"] }
    if comparison.wantsShapley { header.append("share") }
    header += ["onset", "escalation", "exit"]
    if hasDraws { header.append("tier") }
    var lines: [[String]] = []
    for rung in comparison.rungs {
      for group in tableGroups(rung) {
        guard let first = group.first else { continue }
        var cells = [ladder.rungs[rung], label(first)]
        cells += group.map { Figures.significant($0.risk, digits: 2) }
        cells.append(range(group.compactMap(\.ratio)))
        cells.append(range(group.compactMap(\.numberNeeded)))
        if hasDraws {
          let ranges = group.compactMap { $0.range?.ratio }
          cells.append(
            ranges.map(\.lowerBound).min().map { Figures.significant($0, digits: 2, .down) } ?? "")
          cells.append(
            ranges.map(\.upperBound).max().map { Figures.significant($0, digits: 2, .up) } ?? "")
          cells.append(group.compactMap { $0.range?.harm }.max().map(percent) ?? "")
        }
        if comparison.wantsShapley { cells.append(range(group.compactMap(\.shapleyShare))) }
        let parts = group.compactMap(\.mechanisms)
        cells.append(first.combination == .baseline ? "" : range(parts.map(\.onset)))
        cells.append(first.combination == .baseline ? "" : range(parts.compactMap(\.escalation)))
        cells.append(first.combination == .baseline ? "" : range(parts.compactMap(\.exit)))
        if hasDraws { cells.append(first.tier.map { "\($0)" } ?? "") }
        lines.append(cells)
      }
    }
    return TextTable.text(header: header, rows: lines, leftAligned: 2)
  }

  /// What the numbers are conditional on and rest on, a sentence a line.
  public var caption: [String] {
    let model = comparison.model
    var lines: [String] = []
    if let base = model.incidentBase {
      lines.append(ModelError.printable("Conditional on: \(base.definition)."))
    }
    let names = result.structures.compactMap(\.structure)
    let structures = names.isEmpty ? "" : ", structures: \(names.joined(separator: ", "))"
    let horizon = comparison.horizon.map { "horizon \($0) days" } ?? "no horizon"
    lines.append(
      "From \(model.startText(comparison.start)), \(horizon)\(structures). Exact answers.")
    let effective = rows.compactMap { $0.range?.worth }.min()
    if comparison.drawCount > 0, let effective {
      lines.append(
        "low, high and harm: ratio over \(comparison.drawCount) draws of the model's numbers and of what "
          + "measures change, both sides under the same draw, seed \(comparison.seed)"
          + (model.moments.isEmpty
            ? ", spreads independent."
            : ", weighted by \(model.moments.count) moments (worth \(Figures.significant(effective, digits: 2)) "
              + "independent ones)."))
    } else {
      lines.append("Parameter uncertainty not included.")
    }
    let omitted = comparison.rows.count - tableGroups(comparison.rungs[0]).count
    if omitted > 0 {
      lines.append(
        "Table: of the \(Figures.grouped(Double(comparison.rows.count))) combinations the \(Self.bestCount) best, each "
          + "measure alone and all together; the others are in --format csv or json.")
    }
    let away = model.measures.filter { $0.takesAway && !comparison.measures.contains($0) }
    if !away.isEmpty {
      lines.append(
        "Not compared, for they take away what is in force: "
          + "\(away.map(\.name).joined(separator: ", ")); --measure names them.")
    }
    let sizes = comparison.measures.flatMap { $0.numbers(model) }
    let judged = sizes.count { $0.basis != .fitted && $0.basis != .published }
    lines.append(
      judgement.text
        + " Of the measures' \(sizes.count) \(judged) do. Not a forecast."
    )
    for measure in comparison.measures
    where !measure.needs.isEmpty || measure.needsFromOthers != nil {
      let others = measure.needsFromOthers.map { " from others: \($0)" } ?? ""
      let needs = measure.needs.isEmpty ? "" : " \(measure.needs.joined(separator: ", "))"
      lines.append(ModelError.printable("\(measure.name) needs\(needs)\(others)."))
    }
    return lines
  }

  // MARK: Pieces

  private func label(_ row: ComparisonRow) -> String {
    if row.measures.isEmpty { return "(baseline)" }
    if row.measures.count == comparison.measures.count, row.measures.count > 3 {
      return "(all together)"
    }
    return row.measures.map(\.name).joined(separator: "+")
  }

  private func order(_ group: [ComparisonRow]) -> Double { mean(group.map(\.risk)) }

  private func ratios(
    _ here: [ComparisonRow], _ combination: Comparison.Combination
  ) -> [Double] {
    here.filter { $0.combination == combination }.compactMap(\.ratio)
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .infinity : values.reduce(0, +) / Double(values.count)
  }

  private func range(_ values: [Double]) -> String {
    guard let low = values.min(), let high = values.max() else { return "" }
    let (a, b) = (Figures.significant(low, digits: 2), Figures.significant(high, digits: 2))
    return a == b ? a : "\(a) to \(b)"
  }

  private func frequency(_ values: [Double], _ base: Double) -> String {
    guard let low = values.min(), let high = values.max() else { return "" }
    let a = Figures.frequency(low, of: base, digits: digits)
    let b = Figures.frequency(high, of: base, digits: digits)
    return a == b ? a : "\(a) to \(b)"
  }

  private func percent(_ share: Double) -> String {
    share == 0
      ? "0 %" : share < 0.001 ? "<0.1 %" : "\(Figures.significant(100 * share, digits: 2)) %"
  }

  private func words(_ rung: Int) -> String { ladder.rungs[rung].replacing("_", with: " ") }
}
