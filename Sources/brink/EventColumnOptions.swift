import ArgumentParser
import Calibration
import Escalation

/// Which columns of a table of events say what.
struct EventColumnOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of the independent unit.", valueName: "column"))
  var cluster: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Column of a side; with two, their order does not matter (repeatable).", valueName: "column"))
  var side: [String] = []

  @Option(
    help: ArgumentHelp(
      "Column of the date (2001-04-01), or three: year,month,day; a day of 0 or below is not known.",
      valueName: "columns"))
  var date: String?

  @Option(help: ArgumentHelp("Column of the level.", valueName: "column"))
  var level: String?

  @Option(
    help: ArgumentHelp(
      "Codes of the levels, lowest first, and their rungs: 2=coercive_signalling,3=show_of_force.",
      valueName: "code=rung,…"))
  var levels: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Carry this column along, for --where, --split and --covariate (repeatable).",
      valueName: "column"))
  var attribute: [String] = []

  @Flag(help: "Leave out lines with an impossible date or an unknown level, count and list them.")
  var dropFlawed = false

  /// Whether any of them was given.
  var isGiven: Bool {
    cluster != nil || !side.isEmpty || date != nil || level != nil || levels != nil
  }

  /// The layout of a table with these columns.
  func layout(_ table: RecordTable, ladder: [String]) throws -> EventLayout {
    if !isGiven {
      guard EventLayout.isMilitarizedInterstateEvents(table.columns) else {
        throw Speech.fail(
          "\(table.file):1:1: error: the header is neither that of counted moves (rung, next, count) nor that of "
            + "Militarized Interstate Events; name the columns of events with --cluster, --side, --date, "
            + "--level and --levels; the file has \(table.columns.joined(separator: ", "))",
          ExitStatus.badData)
      }
      var layout = EventLayout.militarizedInterstateEvents
      layout.attributes = attribute
      return layout
    }
    guard let cluster, !side.isEmpty, let date, let level, let levels else {
      throw ValidationError(
        "events of one's own need all of --cluster, --side, --date, --level and --levels")
    }
    let dates = date.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard dates.count == 1 || dates.count == 3 else {
      throw ValidationError("--date names one column, or three: year,month,day")
    }
    var codes: [(code: String, rung: String)] = []
    for pair in levels.split(separator: ",") {
      let parts = pair.split(separator: "=").map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("--levels: '\(pair)' is no code=rung")
      }
      guard let place = ladder.firstIndex(of: parts[1]) else {
        throw ValidationError(
          "--levels: the base model has no rung '\(parts[1])'"
            + "\(Spelling.suggestion(for: parts[1], among: ladder)); it has "
            + ladder.joined(separator: ", "))
      }
      if let last = codes.last, let before = ladder.firstIndex(of: last.rung), before >= place {
        throw ValidationError("--levels goes from the lowest rung up; '\(parts[1])' is not above")
      }
      if codes.contains(where: { $0.code == parts[0] }) {
        throw ValidationError("--levels: the code '\(parts[0])' stands twice")
      }
      codes.append((parts[0], parts[1]))
    }
    guard codes.count > 1 else { throw ValidationError("--levels needs at least two levels") }
    return EventLayout(
      cluster: cluster, sides: side,
      date: dates.count == 1
        ? .iso(dates[0]) : .parts(year: dates[0], month: dates[1], day: dates[2]),
      level: level, levels: codes, attributes: attribute)
  }
}
