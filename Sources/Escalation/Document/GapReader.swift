import SpecialFunctions

/// Reads the two phases of a gap between events.
struct GapReader {
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList

  func gap(_ node: ModelDocument.Node, path: String) -> LadderForm.Gap? {
    let keys = ["days", "short_weight", "short_days", "short_leaving", "long_days", "long_leaving"]
    guard let reader = MappingReader(node, allowed: keys, problems) else { return nil }
    if let days = reader.optional("days") {
      guard reader.keys.count == 1 else {
        problems.add(node, "a gap has one phase, 'days', or a short and a long one, not both")
        return nil
      }
      return numbers.number(days, .meanDays).map {
        let mean = parameters.add("\(path).days", $0, .meanDays)
        return .init(shortWeight: nil, shortDays: mean, longDays: mean)
      }
    }
    let weight = numbers.number(reader.required("short_weight"), .unitInterval)
    let short = mean(reader, "short")
    let long = mean(reader, "long")
    guard let weight, let short, let long else { return nil }
    guard short.value <= long.value else {
      problems.add(node, "the short phase lasts longer than the long one")
      return nil
    }
    return .init(
      shortWeight: parameters.add("\(path).short_weight", weight, .unitInterval),
      shortDays: parameters.add("\(path).short_days", short, .meanDays),
      longDays: parameters.add("\(path).long_days", long, .meanDays))
  }

  /// The mean days of a phase: given as such, or as a probability of leaving with its time basis.
  private func mean(_ reader: MappingReader, _ phase: String) -> StatedNumber? {
    switch (reader.optional("\(phase)_days"), reader.optional("\(phase)_leaving")) {
    case (let days?, nil):
      return numbers.number(days, .meanDays)
    case (nil, let leaving?):
      return leavingMean(leaving)
    default:
      problems.add(
        reader.node, "a phase has either '\(phase)_days' or '\(phase)_leaving', not both or neither"
      )
      return nil
    }
  }

  /// The mean, if it is a possible one.
  private func checked(_ mean: StatedNumber, _ node: ModelDocument.Node) -> StatedNumber? {
    guard let broken = NumberRule.meanDays.violation(of: mean.value) else { return mean }
    problems.add(node, "leaving so takes \(mean.value) days on average, which \(broken)")
    return nil
  }

  private static let timeBasisRule =
    "a probability of leaving states its time basis: 'per: day' or 'within: N days'"

  private func leavingMean(_ node: ModelDocument.Node) -> StatedNumber? {
    guard case .mapping = node.content,
      let reader = MappingReader(node, allowed: nil, problems)
    else {
      problems.add(node, Self.timeBasisRule)
      return nil
    }
    guard let number = numbers.number(node, .openProbability, extraKeys: ["per", "within"]) else {
      return nil
    }
    switch (reader.text(reader.optional("per")), reader.text(reader.optional("within"))) {
    case ("day"?, nil):
      return checked(number.mapped { 1 / $0 }, node)
    case (nil, let within?):
      let words = within.split(separator: " ")
      guard words.count == 2, words[1] == "days" || words[1] == "day", let days = Int(words[0]),
        days >= 1
      else {
        problems.add(node, "'within' is a whole number of days, such as 14 days")
        return nil
      }
      // Leaving with probability p within n days is leaving with 1 - (1 - p)^(1/n) every day.
      return checked(
        number.mapped { -1 / Elementary.expm1(Elementary.log1p(-$0) / Double(days)) }, node)
    default:
      problems.add(node, Self.timeBasisRule)
      return nil
    }
  }
}
