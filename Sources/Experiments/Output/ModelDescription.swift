import Escalation
import Foundation
import MarkovChains
import Tables

/// A model as `show` tells it.
public struct ModelDescription: Sendable {
  /// The whole description, ready to be printed.
  public let text: String

  /// - Parameter settings: What is set before the matrix is computed.
  /// - Throws: `StudyError` for a setting that the model refuses.
  public init(_ model: EscalationModel, settings: [Setting]) throws(StudyError) {
    let study = Study(model: model, settings: settings, horizon: model.horizon, start: model.start)
    let baseline = Scenario(number: 0, overrides: [])
    do throws(ParameterError) {
      let values = try study.values(at: baseline)
      let scenario = model.compile([values], horizon: nil, start: model.start)[0]
      text =
        [
          Self.identity(model),
          Self.parameters(model, values),
          Self.events(model, model.eventRows(values, start: model.start)),
          Self.chain(model, values, scenario.mixture),
        ].joined(separator: "\n")
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
      \(base ?? "")start: \(start)
      horizon: \(model.horizon.map { "\($0) days" } ?? "none")
      ladder:
      \(rungs)
      """
  }

  private static func parameters(_ model: EscalationModel, _ values: ParameterValues) -> String {
    let rows = model.parameters.enumerated().map { index, parameter -> [String] in
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
    return "numbers, as --set and --vary name them; \(share.text)\n"
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

  private static func chain(
    _ model: EscalationModel, _ values: ParameterValues, _ mixture: Mixture
  ) -> String {
    let names = model.stateNames(values, start: model.start)
    let matrix = mixture.problems[0].matrix
    let classes = StateClasses(matrix)
    var lines = [
      "chain of days: \(matrix.stateCount) states, \(mixture.problems.count) "
        + "\(mixture.problems.count == 1 ? "chain" : "chains weighted by the frailty")"
    ]
    lines.append("communicating classes (those that cannot be left are marked):")
    for (index, members) in classes.classes.enumerated() {
      let mark = classes.isClosed(index, in: matrix) ? " [closed]" : ""
      lines.append("  \(members.map { names[$0] }.joined(separator: " | "))\(mark)")
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

  /// How fast incidents come to an end in the long run, chain by chain.
  private static func spectrum(_ mixture: Mixture) -> [String] {
    var lines = ["decay: chance per day of still being under way, in the long run"]
    for (weight, problem) in zip(mixture.weights, mixture.problems) {
      let share = String(format: "%.6f", weight)
      guard let spectrum = try? ChainSpectrum(problem.matrix) else {
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
    let count = model.nodeCount
    guard count > 1 else { return [] }
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
      "frailty: \(count) nodes against \(doubled), probability of ever reaching a rung",
      TextTable.text(
        header: ["  rung", "\(count) nodes", "\(doubled) nodes", "difference"],
        rows: rows.map { ["  " + $0[0]] + $0.dropFirst() }, leftAligned: 1),
    ]
  }
}
