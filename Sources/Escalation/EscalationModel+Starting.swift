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

  /// The start that a text names: `rung=R,peak=R`, where the peak may be missing.
  ///
  /// - Throws: `PlaceError` for another form, or a place where no incident can be taken up.
  public func startPoint(_ text: String) throws(PlaceError) -> StartPoint {
    var rung: Int?
    var peak: Int?
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = item.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else {
        throw PlaceError(description: "a start is written rung=R,peak=R, not '\(text)'")
      }
      switch pair[0] {
      case "rung" where rung != nil, "peak" where peak != nil:
        throw PlaceError(description: "'\(pair[0])' is given twice")
      case "rung": rung = try rungNumber(String(pair[1]))
      case "peak": peak = try rungNumber(String(pair[1]))
      default:
        throw PlaceError(
          description: "a ladder has no '\(pair[0])'; it is taken up at rung=R, with peak=R")
      }
    }
    guard let rung else { throw PlaceError(description: "a start names the rung: rung=R") }
    let point = StartPoint(rung: rung, peak: peak ?? rung)
    if let problem = problem(startingAt: point) { throw PlaceError(description: problem) }
    return point
  }
}
