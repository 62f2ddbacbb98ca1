/// What one side of a dyad does on a day: a row of the kernel that `show` prints.
public struct DayRow: Sendable {
  /// The name of the side.
  public let side: String
  /// Its posture.
  public let own: Int
  /// The other side's posture.
  public let other: Int
  /// The chance that some channel answers.
  public let answered: Double
  /// How far the other side's declared line is believed; nil where it has none.
  public let belief: Double?
  /// Shape `[rung]`: the probability of each posture on the next day, without a mediator.
  public let next: [Double]
}

extension EscalationModel {
  /// What each side of a dyad does on a day on which both stand on the same rung, under the conditions of a
  /// start; empty for a ladder.
  ///
  /// - Unit: probability; each row sums to one.
  public func dayRows(_ values: ParameterValues, start: StartPoint) -> [DayRow] {
    guard case .dyad(let form) = form else { return [] }
    let n = ladder.rungs.count
    let values = form.governed(
      form.effective(values, parameters), start.conditions, parameters)
    let active = (1..<n).filter { $0 != ladder.terminal }
    return form.sides.enumerated().flatMap { side, name in
      let reading = form.reading(of: side, rungCount: n, values)
      let kernel = SideKernel(
        form, side: side, rungCount: n, isMediated: false, partsSilence: false, reading: reading,
        values)
      return active.map { rung in
        let first = (rung * n + rung) * n
        return DayRow(
          side: name, own: rung, other: rung,
          answered: form.answerProbability(rung: rung, values),
          belief: reading.belief.isEmpty ? nil : reading.belief[rung],
          next: Array(kernel.plain[first..<first + n]))
      }
    }
  }
}
