import Escalation
import Foundation
import MarkovChains
import Tables

/// A model as `show` tells it.
public struct ModelDescription: Sendable {
  /// The whole description, ready to be printed.
  public let text: String

  /// - Parameters:
  ///   - structure: The model under the structure that is shown; nil for the first it has.
  ///   - settings: What is set before the matrix is computed.
  /// - Throws: `StudyError` for a setting that the model refuses.
  public init(
    _ model: EscalationModel, structure: EscalationModel? = nil, settings: [Setting]
  ) throws(StudyError) {
    let base = model
    // Numbers and matrix are those of one structure; the others are listed.
    let model = structure ?? model.structured[0]
    let study = Study(
      model: base, settings: settings, horizon: model.horizon, start: model.start,
      structures: [model])
    let baseline = Scenario(number: 0, overrides: [])
    do throws(ParameterError) {
      let values = try study.values(at: baseline)
      let scenario = model.compile([values], horizon: nil, start: model.start)[0]
      text =
        [
          Self.identity(model),
          Self.parameters(model, values),
          model.form.isLadder
            ? Self.events(model, model.eventRows(values, start: model.start))
            : Self.days(model, model.dayRows(values, start: model.start)),
          Self.measures(model),
          Self.chain(model, values, scenario.mixture),
          Self.elasticities(study, scenario.mixture),
        ].filter { !$0.isEmpty }.joined(separator: "\n")
    } catch {
      throw .parameter(error)
    }
  }

  private static func identity(_ model: EscalationModel) -> String {
    let ladder = model.ladder
    let rungs = ladder.rungs.enumerated().map { number, rung in
      let marks = [
        number == ladder.end ? "incidents end here" : nil,
        number == ladder.terminal ? "terminal" : nil,
        number == ladder.force ? "force from here up" : nil,
        number == ladder.war ? "war from here up" : nil,
      ].compactMap { $0 }
      return "  \(number) \(rung)\(marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))")\n"
    }.joined()
    let base = model.incidentBase.map { base in
      let count = base.count.map { ", \($0) seen" } ?? ""
      return "conditional on: \(base.definition)\(count)\(base.years.map { " in \($0)" } ?? "")\n"
    }
    let start = model.startText(model.start)
    return """
      \(model.name)
      \(model.about)
      \(base ?? "")\(structures(model))start: \(start)
      horizon: \(model.horizon.map { "\($0) days" } ?? "none")
      ladder:
      \(rungs)
      """
  }

  private static func parameters(_ model: EscalationModel, _ values: ParameterValues) -> String {
    let shown = model.parameters.enumerated().filter {
      $0.element.isStated && !$0.element.path.hasPrefix("measures.")
    }
    let rows = shown.map { index, parameter -> [String] in
      let number = parameter.number
      let spread =
        if let low = number.low, let high = number.high {
          "\(low) to \(high)"
        } else {
          number.standardError.map { "se \($0)" } ?? ""
        }
      return [
        parameter.path, "\(values[index])", spread, number.basis?.rawValue ?? "not stated",
        number.count.map(String.init) ?? "", number.source ?? "",
      ]
    }
    let share = JudgementShare(model)
    let both = shown.filter { !$0.element.members.isEmpty }.flatMap { $0.element.members }
      .map { model.parameters[$0].path }
    let members =
      both.isEmpty
      ? "" : "of one side alone: \(both.joined(separator: ", "))\n"
    return "numbers, as --set and --vary name them; \(share.text)\n" + members
      + TextTable.text(
        header: ["path", "value", "spread", "basis", "count", "source"], rows: rows,
        leftAligned: 6)
  }

  private static func events(_ model: EscalationModel, _ rows: [EventRow]) -> String {
    let rungs = model.ladder.rungs
    let shown = rungs.indices.filter { rung in rows.contains { $0.next[rung] > 0 } }
    let table = rows.map { row in
      [rungs[row.rung], rungs[row.peak]]
        + shown.map { row.next[$0] == 0 ? "." : String(format: "%.4f", row.next[$0]) }
        + [row.end == 0 ? "." : String(format: "%.4f", row.end)]
    }
    let frailty = model.nodeCount > 1 ? ", frailty at zero" : ""
    return "event by event, at these levels\(frailty):\n"
      + TextTable.text(
        header: ["rung", "peak"] + shown.map { rungs[$0] } + ["end"], rows: table, leftAligned: 2)
  }

  /// The structures, and which of them the numbers are of.
  private static func structures(_ model: EscalationModel) -> String {
    guard let own = model.structure else { return "" }
    let lines = model.structures.map { "  \($0.name): \($0.about)\n" }
    return "structures, numbers below are those of \(own):\n" + lines.joined()
  }

  private static func days(_ model: EscalationModel, _ rows: [DayRow]) -> String {
    let rungs = model.ladder.rungs
    let hasLines = rows.contains { $0.belief != nil }
    let table = rows.map { row in
      [row.side, rungs[row.own], String(format: "%.3f", row.answered)]
        + (hasLines ? [row.belief.map { String(format: "%.3f", $0) } ?? ""] : [])
        + row.next.map { $0 == 0 ? "." : String(format: "%.4f", $0) }
    }
    return
      "a day on which both stand on one rung, at these levels and the start's conditions, no mediator:\n"
      + TextTable.text(
        header: ["side", "rung", "answered"] + (hasLines ? ["line believed"] : []) + rungs,
        rows: table, leftAligned: 2)
  }

  private static func measures(_ model: EscalationModel) -> String {
    guard !model.measures.isEmpty else { return "" }
    let rows = model.measures.map { measure in
      [
        measure.name, measure.actors.joined(separator: ", "),
        measure.actsOn.map(\.rawValue).joined(separator: ", "),
        measure.needs.isEmpty ? "" : measure.needs.joined(separator: ", "),
        measure.changesText(model), measure.about,
      ]
    }
    return "measures:\n"
      + TextTable.text(
        header: ["measure", "actor", "acts on", "needs", "changes", "what it is"], rows: rows,
        leftAligned: 6)
  }

  private static func chain(
    _ model: EscalationModel, _ values: ParameterValues, _ mixture: Mixture
  ) -> String {
    let names = model.stateNames(values, start: model.start)
    let matrix = mixture.problems[0].matrix
    let classes = StateClasses(matrix)
    let hidden = model.form.isLadder ? "frailty" : "tempo"
    var lines = [
      "chain of days: \(matrix.stateCount) states, \(mixture.problems.count) "
        + "\(mixture.problems.count == 1 ? "chain" : "chains weighted by the \(hidden)")"
    ]
    lines.append("communicating classes (those that cannot be left are marked):")
    for (index, members) in classes.classes.enumerated() {
      if matrix.stateCount > stateLimit, members.count == 1 { continue }
      let mark = classes.isClosed(index, in: matrix) ? " [closed]" : ""
      let shown = members.prefix(matrix.stateCount > stateLimit ? 4 : members.count)
      let more = members.count > shown.count ? " | … \(members.count) states" : ""
      lines.append("  \(shown.map { names[$0] }.joined(separator: " | "))\(more)\(mark)")
    }
    if matrix.stateCount > stateLimit {
      let single = classes.classes.count { $0.count == 1 }
      lines.append("  and \(single) states by themselves")
    }
    if let violation = matrix.firstMonotonicityViolation() {
      lines.append(
        "stochastically monotone in this order of states: no; '\(names[violation.lower])' has an "
          + "upper tail that '\(names[violation.upper])' has not")
    } else {
      lines.append("stochastically monotone in this order of states: yes")
    }
    lines += spectrum(mixture)
    lines += quadrature(model, values, mixture)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Chains of more states are told by their size.
  private static let stateLimit = 100
  /// Chains of more states have no spectrum told: it takes seconds.
  private static let spectrumLimit = 400

  /// How fast incidents come to an end in the long run, chain by chain.
  private static func spectrum(_ mixture: Mixture) -> [String] {
    var lines = ["decay: chance per day of still being under way, in the long run"]
    for (weight, problem) in zip(mixture.weights, mixture.problems) {
      let share = String(format: "%.6f", weight)
      guard problem.matrix.stateCount <= spectrumLimit,
        let spectrum = try? ChainSpectrum(problem.matrix)
      else {
        lines.append("  weight \(share): not computed, the chain is too large")
        continue
      }
      let rate = spectrum.decayRate
      let halfLife = rate > 0 && rate < 1 ? Foundation.log(0.5) / Foundation.log(rate) : .infinity
      let next = spectrum.eigenvalues.dropFirst().first
      let second = next.map {
        String(
          format: "; next eigenvalue %.6f%@", $0.real,
          $0.imaginary == 0 ? "" : String(format: " %+.6fi", $0.imaginary))
      }
      lines.append(
        "  weight \(share): \(String(format: "%.6f", rate)), half-life "
          + "\(Figures.significant(halfLife, digits: 2)) days\(second ?? "")")
    }
    return lines
  }

  /// What the number of quadrature nodes changes.
  private static func quadrature(
    _ model: EscalationModel, _ values: ParameterValues, _ mixture: Mixture
  ) -> [String] {
    let count = mixture.problems.count
    guard count > 1, mixture.problems[0].matrix.stateCount <= spectrumLimit else { return [] }
    let doubled = 2 * count
    let fine = model.compile(
      [values], horizon: nil, start: model.start, nodeCount: doubled)[0].mixture
    guard let coarse = try? ExactEngine().estimates(for: mixture),
      let fine = try? ExactEngine().estimates(for: fine)
    else { return [] }
    let rows = model.questions.filter { $0.quantity == .exceedanceProbability }.compactMap {
      question -> [String]? in
      guard let rung = question.rung, rung > model.start.peak,
        let a = coarse[question.asked]?.value, let b = fine[question.asked]?.value
      else { return nil }
      return [
        model.ladder.rungs[rung], String(format: "%.6f", a), String(format: "%.6f", b),
        String(format: "%+.6f", b - a),
      ]
    }
    return [
      "\(model.form.isLadder ? "frailty" : "tempo"): \(count) nodes against \(doubled), probability of ever reaching a rung",
      TextTable.text(
        header: ["  rung", "\(count) nodes", "\(doubled) nodes", "difference"],
        rows: rows.map { ["  " + $0[0]] + $0.dropFirst() }, leftAligned: 1),
    ]
  }
}
