import Escalation
import Tables

extension HindcastReport {
  /// What the numbers are and are not, a sentence a line.
  public var caption: [String] {
    [
      "p_peak, p_worse: by the day of the last step the highest rung is the one reached, is above it; "
        + "'ever' has no last day.",
      "low, high: over the corners of the ranges of the factors, a judgement range and no interval "
        + "of confidence; other parameters stand still.",
      "p_sequence: of the moves, given the start; lowest and highest over the other readings of "
        + "doubtful steps from that start. log score: nats per move; 0 is best.",
      "compared: moves among coercive_signalling and above, and from there to the end, limited_war "
        + "and major_war taken as one; there counts of 1946-2014 (MIE 1.0) give a first-order chain "
        + "and a base rate, in nats per move. Peaks, in nats, where the start is among these rungs.",
    ] + total + leftOut + forbidden + midCrisis + origins.map(sentence) + [count]
  }

  private func sentence(_ origin: Origin) -> String {
    switch origin {
    case .fourCases:
      return
        "The factors were coded knowing the outcome: a check of form, not a forecast. The counts "
        + "contain the confrontations of 1950, 1996 and 2001."
    case .outOfTime:
      let day = codedOn.map { " (on \($0))" } ?? ""
      return
        "Out of time: the counts end in 2014. Steps and factors were coded after the fact\(day), "
        + "knowing the outcome: a check of form, not a forecast."
    case .own:
      return "A timeline coded knowing its outcome checks form and is no forecast."
    }
  }

  private var midCrisis: [String] {
    guard rows.contains(where: \.isMidCrisis) else { return [] }
    return [
      "The start lies inside a crisis: what came before is known only by its highest rung, and the "
        + "frailty of the incident is not conditioned on it. Not for warning or targeting."
    ]
  }

  private var count: String {
    let names = Set(rows.map(\.name)).count
    let words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
    let number = names < words.count ? words[names] : "\(names)"
    return names == 1
      ? "\(number) case tests nothing by itself." : "\(number) cases test nothing by themselves."
  }

  /// The scores of all cases together, where each is asked of one model.
  private var total: [String] {
    let coded = main.filter(isBaseline)
    let count = coded.reduce(0) { $0 + $1.sequence.comparedCount }
    guard count > 0, coded.count > 1, Set(coded.map(\.name)).count == coded.count else { return [] }
    let sums = [
      coded.reduce(0) { $0 + $1.sequence.compared },
      coded.reduce(0) { $0 + $1.sequence.firstOrder },
      coded.reduce(0) { $0 + $1.sequence.baseRate },
    ].map { Figures.significant($0 / Double(count), digits: 3) }
    return [
      "Over all \(count) compared moves, nats per move: model \(sums[0]), first order \(sums[1]), base "
        + "rate \(sums[2])."
    ]
  }

  /// What the model has no event for.
  private var leftOut: [String] {
    var parts: [String] = []
    for row in main where row.sequence.leftOutCount > 0 && isBaseline(row) {
      let part = "\(row.name) \(row.sequence.leftOutCount)"
      if !parts.contains(part) { parts.append(part) }
    }
    guard !parts.isEmpty else { return [] }
    return [
      "left out: days on rungs to which the model has no way back, such as a protest after a display "
        + "of force (\(parts.joined(separator: ", "))). With them the sequence as coded has "
        + "probability 0."
    ].map(ModelError.printable)
  }

  /// What the models say cannot happen, and in which readings it did.
  private var forbidden: [String] {
    var readings: [(move: String, names: [String])] = []
    for row in rows {
      guard let forbidden = row.forbidden else { continue }
      let move = "\(row.name): \(row.model) forbids \(forbidden)"
      let index = readings.firstIndex { $0.move == move } ?? readings.count
      if index == readings.count { readings.append((move, [])) }
      if !readings[index].names.contains(row.reading) { readings[index].names.append(row.reading) }
    }
    return readings.map { move, names in
      ModelError.printable(
        "\(move); p_sequence is 0 and its log score infinite in the "
          + "\(names.count == 1 ? "reading" : "readings") \(names.joined(separator: ", ")).")
    }
  }
}
