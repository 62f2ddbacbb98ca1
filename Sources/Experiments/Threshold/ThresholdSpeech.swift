import Escalation
import Tables

/// What is said of thresholds.
struct ThresholdSpeech {
  let study: ThresholdStudy

  private var model: EscalationModel { study.study.model }
  private var path: String { model.parameters[study.parameter].path }
  private var judgement: JudgementShare { JudgementShare(model) }
  private var digits: Int { judgement.isMoreThanHalf ? 1 : 2 }

  /// The answer under one structure.
  func sentence(_ result: ThresholdResult) -> String {
    let under = result.structure.map { "Under \($0): " } ?? ""
    guard let nearest = result.crossings.first else { return under + none(result) }
    let from = result.stated.map { "from \(number($0)) " } ?? ""
    let digits = digits(result, nearest)
    let threshold = Figures.short(nearest.value, digits: digits)
    let way = result.stated.map { nearest.value >= $0 ? "rise" : "fall" } ?? "come"
    var text =
      result.stated == nearest.value
      ? "\(under)\(path) stands at \(threshold), where \(quantity) is \(answer(result.target)) already"
      : "\(under)\(path) must \(way) \(from)to \(threshold)\(interval(result)) to \(verb) "
        + "from \(answer(result.baseline)) to \(answer(result.target))"
    text += "."
    if result.crossings.count > 1 {
      let places = result.crossings.map {
        "\(Figures.short($0.value, digits: max(digits, 3))) (\($0.isRising ? "rising" : "falling"))"
      }
      text +=
        " It crosses \(answer(result.target)) \(result.crossings.count) times: at "
        + "\(places.joined(separator: ", "))."
    }
    return text
  }

  /// So many digits that the threshold reads other than where the parameter is, and the ends of its range
  /// other than each other.
  private func digits(
    _ result: ThresholdResult, _ nearest: ThresholdResult.Crossing
  ) -> Int {
    let moved = result.stated.map { Self.digits(telling: $0, from: nearest.value) } ?? 2
    guard let range = result.prior?.range, range.lowerBound.isFinite, range.upperBound.isFinite
    else { return moved }
    return max(moved, Self.digits(telling: range.lowerBound, from: range.upperBound))
  }

  private func none(_ result: ThresholdResult) -> String {
    let range = "\(number(result.range.lowerBound)) to \(number(result.range.upperBound))"
    let runs =
      result.ends.low == result.ends.high && result.nearest.answer == result.ends.low
      ? "it stays at \(answer(result.ends.low))"
      : "it runs from \(answer(result.ends.low)) to \(answer(result.ends.high))"
    let goal =
      switch study.goal {
      case .value: "\(quantity) nowhere crosses \(answer(result.target))"
      case .factor(0.5): "\(quantity) cannot be halved, from \(answer(result.baseline))"
      case .factor(2): "\(quantity) cannot be doubled, from \(answer(result.baseline))"
      case .factor(let factor):
        "\(quantity) cannot be brought to \(factor) of what it is, \(answer(result.baseline))"
      }
    let near = "\(answer(result.nearest.answer)) at \(number(result.nearest.value))"
    return "By \(path) \(goal): over \(range) \(runs); the nearest to \(answer(result.target)) is "
      + "\(near)\(chance(result))."
  }

  /// How likely it is that it can be had all the same, given what is not known.
  private func chance(_ result: ThresholdResult) -> String {
    guard let prior = result.prior else { return "" }
    let share = max(0, 1 - prior.shareAbove - prior.shareBelow)
    return share == 0
      ? "; in none of the draws it can be had" : "; in \(percent(share)) of draws it can be had"
  }

  /// What is not known of the threshold.
  private func interval(_ result: ThresholdResult) -> String {
    guard let prior = result.prior, let range = prior.range, let nearest = result.crossings.first
    else {
      return ""
    }
    let isUpward = result.stated.map { nearest.value >= $0 } ?? true
    func end(_ value: Double) -> String {
      if value.isFinite { return Figures.short(value, digits: digits(result, nearest)) }
      return (value > 0) == isUpward ? "never" : "any value"
    }
    let ends =
      isUpward
      ? [range.lowerBound, range.upperBound] : [range.upperBound, range.lowerBound]
    let missing = [(prior.shareAbove, "above"), (prior.shareBelow, "below")].filter { $0.0 > 0 }
      .map { "in \(percent($0.0)) of draws it stays \($0.1) all over the range" }
    let rest = missing.map { "; \($0)" }.joined()
    return " (\(end(ends[0])) to \(end(ends[1])) at confidence \(study.study.confidence)\(rest))"
  }

  /// What is to be done to the quantity.
  private var verb: String {
    switch study.goal {
    case .value: "bring \(quantity)"
    case .factor(0.5): "halve \(quantity),"
    case .factor(2): "double \(quantity),"
    case .factor(let factor): "bring \(quantity) to \(factor) of what it is,"
    }
  }

  /// The quantity in words.
  private var quantity: String {
    let rung = study.question.rung.map { model.ladder.rungs[$0].replacing("_", with: " ") } ?? ""
    let when = study.study.horizon.map { " within \($0) days" } ?? ""
    switch study.question.quantity {
    case .exceedanceProbability: return "the probability of \(rung) or worse\(when)"
    case .absorptionProbability: return "the probability of coming to rest on \(rung)\(when)"
    case .unresolvedProbability: return "the probability of not having come to rest\(when)"
    case .occupancyDays: return "the mean days on \(rung)\(when)"
    case .daysToEnd: return "the mean days to the end\(when)"
    case .firstPassageDays:
      return "the mean days until \(rung) or worse, given it is reached\(when)"
    case .annualRisk: return "the risk of \(rung) or worse in a year"
    }
  }

  /// What the thresholds rest on.
  func caption(_ results: [ThresholdResult]) -> [String] {
    var lines: [String] = []
    if let base = model.incidentBase {
      lines.append(ModelError.printable("Conditional on: \(base.definition)."))
    } else {
      lines.append("Conditional on an incident the model does not define.")
    }
    let horizon = study.study.horizon.map { "horizon \($0) days" } ?? "no horizon"
    lines.append("From \(study.study.startText), \(horizon); everything else stays as it is.")
    if !study.study.measures.isEmpty {
      lines.append(
        "Measures in force: \(study.study.measures.map(\.name).joined(separator: ", ")).")
    }
    if results.contains(where: \.isCut) {
      lines.append("The range ends where a rule between parameters would be broken.")
    }
    let priors = results.compactMap(\.prior?.draws)
    let missing = priors.isEmpty ? " Parameter uncertainty not included." : ""
    lines.append("\(judgement.text)\(missing) Not a forecast.")
    if let first = priors.first {
      lines += priors.dropFirst().reduce(first) { $0.joined($1) }.lines(
        seed: study.study.seed, confidence: study.study.confidence, of: judgement.totalCount,
        hasMeasures: !study.study.measures.isEmpty)
    }
    return lines
  }

  private func answer(_ value: Double) -> String { Figures.short(value, digits: max(digits, 2)) }

  private func number(_ value: Double) -> String { Figures.short(value, digits: 3) }

  /// A share as a whole number of percent, never 0 or 100 where it is not.
  private func percent(_ share: Double) -> String {
    if share > 0, share < 0.01 { return "less than 1 %" }
    if share < 1, share > 0.99 { return "more than 99 %" }
    return "\(Int((share * 100).rounded())) %"
  }

  /// So many digits that a threshold reads other than where the parameter is; at most six.
  private static func digits(telling stated: Double, from value: Double) -> Int {
    (2...6).first {
      Figures.short(value, digits: $0) != Figures.short(stated, digits: $0)
    } ?? 6
  }
}
