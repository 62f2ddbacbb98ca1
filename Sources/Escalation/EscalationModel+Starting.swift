extension EscalationModel {
  /// A text that names no rung or no start.
  public struct PlaceError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, as a sentence.
    public let description: String
  }

  /// The rung that a text names, by its number or its name.
  ///
  /// - Throws: `PlaceError`, with the rungs there are.
  public func rungNumber(_ text: String) throws(PlaceError) -> Int {
    if let number = Int(text), ladder.rungs.indices.contains(number) { return number }
    if let number = ladder.rung(named: text) { return number }
    let hint = Spelling.suggestion(for: text, among: ladder.rungs)
    throw PlaceError(
      description:
        "the ladder has no rung '\(text)'\(hint); it has \(ladder.rungs.joined(separator: ", "))")
  }

  /// The start that a text names: `rung=R,peak=R,day=D` on a ladder; on a dyad also the posture of a side
  /// by its name, and the state of a process by its name. What is left out is as the model has it.
  ///
  /// On a dyad `rung=R` moves both postures together, until the crisis is on that rung.
  ///
  /// - Throws: `PlaceError` for a place where no incident can be taken up.
  public func startPoint(_ text: String) throws(PlaceError) -> StartPoint {
    var items: [(key: String, value: String)] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = item.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else {
        throw PlaceError(description: "a start is written \(startSyntax), not '\(text)'")
      }
      let key = String(pair[0]).replacing("-", with: "_")
      guard !items.contains(where: { $0.key == key }) else {
        throw PlaceError(description: "'\(key)' is given twice")
      }
      items.append((key, String(pair[1])))
    }
    let point: StartPoint
    switch form {
    case .ladder: point = try ladderStart(items)
    case .dyad(let form): point = try dyadStart(items, form)
    }
    if let problem = problem(startingAt: point) { throw PlaceError(description: problem) }
    return point
  }

  /// How a start is written.
  public var startSyntax: String {
    switch form {
    case .ladder: "rung=R,peak=R,day=D"
    case .dyad(let form):
      (["rung=R", "peak=R", "day=D"] + form.sides.map { "\($0)=R" }
        + form.processes.map { "\($0.name)=\($0.stateNames.joined(separator: "|"))" })
        .joined(separator: ",")
    }
  }

  /// A start as it is written.
  public func startText(_ point: StartPoint) -> String {
    var parts: [String] = []
    switch form {
    case .ladder: parts = ["rung=\(ladder.rungs[point.rung])"]
    case .dyad(let form):
      parts = zip(form.sides, point.postures).map { "\($0)=\(ladder.rungs[$1])" }
      parts += zip(form.processes, point.conditions).map { "\($0.name)=\($0.stateNames[$1])" }
    }
    parts.insert("peak=\(ladder.rungs[point.peak])", at: form.isLadder ? 1 : 2)
    if point.day > 0 { parts.append("day=\(point.day)") }
    return parts.joined(separator: ",")
  }

  private func day(_ text: String) throws(PlaceError) -> Int {
    guard let day = Int(text), day >= 0, day <= Horizon.limit else {
      throw PlaceError(
        description: "'\(text)' is no day: a whole number of days since the beginning")
    }
    return day
  }

  private func ladderStart(
    _ items: [(key: String, value: String)]
  ) throws(PlaceError) -> StartPoint {
    var (rung, peak, day): (Int?, Int?, Int) = (nil, nil, 0)
    for (key, value) in items {
      switch key {
      case "rung": rung = try rungNumber(value)
      case "peak": peak = try rungNumber(value)
      case "day": day = try self.day(value)
      default:
        throw PlaceError(
          description: "a ladder has no '\(key)'; it is taken up at \(startSyntax)")
      }
    }
    guard let rung else { throw PlaceError(description: "a start names the rung: rung=R") }
    return StartPoint(rung: rung, peak: peak ?? rung, day: day)
  }

  private func dyadStart(
    _ items: [(key: String, value: String)], _ form: DyadForm
  ) throws(PlaceError) -> StartPoint {
    var postures = start.postures
    var conditions = start.conditions
    var (rung, peak, day): (Int?, Int?, Int) = (nil, nil, 0)
    for (key, value) in items {
      if let side = form.sides.firstIndex(of: key) {
        postures[side] = try rungNumber(value)
        continue
      }
      if let index = form.processes.firstIndex(where: { $0.name == key }) {
        let names = form.processes[index].stateNames
        guard let state = names.firstIndex(of: value.replacing("-", with: "_")) else {
          throw PlaceError(
            description: "'\(key)' has no state '\(value)'"
              + "\(Spelling.suggestion(for: value, among: names)); it has "
              + names.joined(separator: ", "))
        }
        conditions[index] = state
        continue
      }
      switch key {
      case "rung": rung = try rungNumber(value)
      case "peak": peak = try rungNumber(value)
      case "day": day = try self.day(value)
      default:
        throw PlaceError(
          description: "the model has no '\(key)'"
            + Spelling.suggestion(
              for: key, among: ["rung", "peak", "day"] + form.sides + form.processes.map(\.name))
            + "; it is taken up at \(startSyntax)")
      }
    }
    if let rung {
      guard !items.contains(where: { form.sides.contains($0.key) }) else {
        throw PlaceError(
          description: "a start names the rung of the crisis or postures of sides, not both")
      }
      postures = place(rung: rung, peak: rung).postures
    }
    let here = form.rung(postures[0], postures[1])
    return StartPoint(
      rung: here, peak: peak ?? here, day: day, postures: postures, conditions: conditions)
  }
}

extension EscalationModel.Form {
  /// Whether one rung is shared by both sides.
  public var isLadder: Bool {
    switch self {
    case .ladder: true
    case .dyad: false
    }
  }
}
