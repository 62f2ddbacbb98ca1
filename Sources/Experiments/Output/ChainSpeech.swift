import Escalation
import MarkovChains
import Tables

/// What is said of a study of a chain.
///
/// A chain states no basis for its numbers, so nothing is rounded away as if it were judgement: ten
/// digits where the answer is exact, four where it is simulated.
struct ChainSpeech {
  let study: ChainStudy
  let result: StudyResult

  var digits: Int { result.trajectoryCount == nil ? 10 : 4 }

  /// The probability of each target, from one start or over all of them.
  var headline: String {
    let rows = result.rows.filter {
      $0.question.quantity == ChainQuantity.reachProbability.rawValue
    }
    guard let first = rows.first else { return "" }
    let when = study.horizon.map { ", within \(Figures.grouped(Double($0))) steps" } ?? ""
    let names = study.targets.map(\.name).filter { name in
      rows.contains { $0.question.rung == name }
    }
    let parts = names.prefix(4).map { name -> String in
      let values = rows.filter { $0.question.rung == name }.map(\.estimate)
      let low = values.min { $0.value < $1.value }.map(text) ?? ""
      let high = values.max { $0.value < $1.value }.map(text) ?? ""
      return "'\(name)' with probability \(low == high ? low : "\(low) to \(high)")"
    }
    let more = names.count > 4 ? " and \(names.count - 4) targets more" : ""
    let from =
      result.finishedScenarioCount > 1
      ? "From \(Figures.grouped(Double(result.finishedScenarioCount))) start states the chain"
      : "From '\(first.start ?? "")' the chain"
    return ModelError.printable(
      "\(from) reaches \(parts.joined(separator: ", "))\(more)\(when).")
  }

  private func text(_ estimate: Estimate) -> String {
    estimate.outOfRange.map { Figures.decimal($0, digits: digits) }
      ?? Figures.short(estimate.value, digits: digits)
  }

  var caption: [String] {
    let matrix = study.chain.matrix
    var lines = [
      "Chain: \(Figures.grouped(Double(matrix.stateCount))) states, "
        + "\(Figures.grouped(Double(matrix.targets.count))) transitions; "
        + (study.horizon.map { "horizon \($0) steps." } ?? "no horizon.")
    ]
    if study.namedTargets.isEmpty, !study.targets.isEmpty {
      lines.append("No target was named: the absorbing states are the targets.")
    }
    var engine = "Engine: \(result.engine.engine.rawValue) (\(result.engine.why))"
    if let count = result.trajectoryCount {
      engine += ", \(Figures.grouped(Double(count))) trajectories, seed \(study.seed)"
    }
    lines.append(engine + ".")
    return (lines + (study.chain.notes + result.remarks).map { "Note: \($0)." })
      .map(ModelError.printable)
  }
}

extension StudyReport {
  /// The report of a result on a chain.
  init(_ study: ChainStudy, _ result: StudyResult) {
    let speech = ChainSpeech(study: study, result: result)
    self.init(
      headline: speech.headline, caption: speech.caption, result,
      Layout(
        digits: speech.digits, isShort: result.trajectoryCount == nil, rungs: "target",
        isChecked: study.isChecked, startsDiffer: true))
  }
}
