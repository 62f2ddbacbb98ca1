import Escalation
import MarkovChains

/// The exact answer to one question as one parameter moves, everything else being set.
struct ThresholdFunction: Sendable {
  let study: Study
  /// The model under a structure.
  let model: EscalationModel
  let question: RiskQuestion
  /// What moves: the parameter, or those of each side that it stands for.
  let paths: [String]
  /// What is set beside it.
  let settings: [(path: String, value: Double)]

  /// The parameters with the moving one at a value, or where it is; nil where a rule between parameters
  /// refuses it.
  func values(at value: Double?) -> ParameterValues? {
    let moved = value.map { value in paths.map { (path: $0, value: value) } } ?? []
    guard let values = try? model.values(setting: settings + moved) else { return nil }
    return study.measures.isEmpty ? values : model.values(values, under: study.measures)
  }

  /// The answer with the parameter at a value, or where it is; nil where it is refused, or the question has
  /// no answer.
  ///
  /// - Complexity: One exact solution, for the sets that the question is about.
  func answer(at value: Double?, _ control: RunControl) throws(EngineError) -> Estimate? {
    guard let values = values(at: value) else { return nil }
    let whole = model.compile([values], horizon: study.horizon, start: study.start)[0].mixture
    let (mixture, names) = whole.asking([question.asked])
    guard let estimate = try ExactEngine().estimates(for: mixture, control: control)[names[0]]
    else {
      return nil
    }
    return question.quantity == .annualRisk ? study.annual(estimate, values) : estimate
  }

  /// The part of a range in which no rule refuses the parameter, as places in it; nil where it is refused
  /// everywhere. Rules between parameters leave one interval.
  func allowed(_ range: ThresholdRange, around known: Double?) -> ClosedRange<Double>? {
    func isAllowed(_ place: Double) -> Bool { values(at: range.value(at: place)) != nil }
    let probes = [known, 0, 1].compactMap { $0 } + (1..<32).map { Double($0) / 32 }
    guard let inside = probes.first(where: { $0 >= 0 && $0 <= 1 && isAllowed($0) }) else {
      return nil
    }
    func end(_ far: Double) -> Double {
      guard !isAllowed(far) else { return far }
      var (inside, outside) = (inside, far)
      for _ in 0..<60 {
        let middle = inside + (outside - inside) / 2
        if isAllowed(middle) { inside = middle } else { outside = middle }
      }
      return inside
    }
    return end(0)...end(1)
  }
}
