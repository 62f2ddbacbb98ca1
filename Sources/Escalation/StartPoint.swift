/// Where an incident is when the model takes it up.
public struct StartPoint: Sendable, Hashable {
  /// The rung it is on.
  public let rung: Int
  /// The highest rung so far.
  public let peak: Int
  /// The days that have passed since the incident began: they count against the horizon.
  public let day: Int
  /// The posture of each side of a dyad; empty on a ladder.
  public let postures: [Int]
  /// The state of each process of a dyad; empty on a ladder.
  public let conditions: [Int]

  /// A point of a ladder, or of a dyad with the postures and conditions it has.
  public init(
    rung: Int, peak: Int, day: Int = 0, postures: [Int] = [], conditions: [Int] = []
  ) {
    self.rung = rung
    self.peak = peak
    self.day = day
    self.postures = postures
    self.conditions = conditions
  }

  /// Whether the model is told of a crisis that is under way, and not of its beginning.
  public var isMidCrisis: Bool { peak > rung || day > 0 }

  /// The days left of a horizon that counts from the beginning of the incident.
  ///
  /// - Returns: nil for ever; 0 when it has passed.
  public func daysLeft(of horizon: Int?) -> Int? { horizon.map { max(0, $0 - day) } }
}

extension EscalationModel {
  /// The point on a rung: of a dyad with both postures moved together, who stood higher as in the model's start, and
  /// conditions as they are there.
  public func place(rung: Int, peak: Int, day: Int = 0) -> StartPoint {
    switch form {
    case .ladder: return StartPoint(rung: rung, peak: peak, day: day)
    case .dyad(let form):
      let shift = rung - form.rung(start.postures[0], start.postures[1])
      let postures = start.postures.map { min(ladder.rungs.count - 1, max(0, $0 + shift)) }
      return StartPoint(
        rung: form.rung(postures[0], postures[1]), peak: peak, day: day, postures: postures,
        conditions: start.conditions)
    }
  }

  /// Why an incident cannot be taken up at a point, or nil when it can.
  public func problem(startingAt point: StartPoint) -> String? {
    let name = ladder.rungs[point.rung]
    let impossiblePeak =
      point.peak >= point.rung && point.peak != ladder.terminal
      ? nil
      : "the highest rung so far, '\(ladder.rungs[point.peak])', is not possible on '\(name)'"
    switch form {
    case .ladder(let form):
      guard point.rung != ladder.end, point.rung != ladder.terminal else {
        return "nothing moves from '\(name)', where incidents end"
      }
      if let impossiblePeak { return impossiblePeak }
      let pairs = form.reachablePairs(from: [point], terminal: ladder.terminal)
      guard let missing = pairs.first(where: { form.rowIndex(rung: $0.rung, peak: $0.peak) == nil })
      else { return nil }
      return "the model has no row for rung \(ladder.rungs[missing.rung]) with peak "
        + "\(ladder.rungs[missing.peak])"
    case .dyad(let form):
      guard point.postures.count == 2, point.conditions.count == form.processes.count else {
        return "a dyad is taken up at a posture of each side"
      }
      guard !point.postures.allSatisfy({ $0 == ladder.end }),
        !point.postures.contains(where: { $0 == ladder.terminal })
      else { return "nothing moves from there: the incident has ended" }
      return impossiblePeak
    }
  }
}
