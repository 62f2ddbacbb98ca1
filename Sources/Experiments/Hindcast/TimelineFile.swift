import Escalation

/// Cases read from a table of dated steps: `case,step,date,rung,source`, and where there are any
/// `rung_alternative` and `coded_on`. Other columns are for people.
public struct TimelineFile: Sendable {
  /// In the order of the file.
  public let timelines: [Timeline]

  static let required = ["case", "step", "date", "rung", "source"]
  static let optional = ["rung_alternative", "coded_on"]

  /// Reads the cases of a table.
  ///
  /// - Parameter ladder: The rungs that may stand in it.
  /// - Throws: `TextFileError.invalid`, with everything that is wrong: a missing column, an impossible
  ///   day, days or steps out of order, a rung the ladder does not have, a step without a source, steps
  ///   after the end of the incident, a case of one day.
  public init(_ table: RecordTable, ladder: Ladder) throws(TextFileError) {
    let columns = try table.columns(required: Self.required)
    var lines = TimelineLines(table: table, columns: columns, ladder: ladder)
    lines.refuseMisspelled(Self.required + Self.optional, optional: Self.optional)
    var names: [String] = []
    var stepsOf: [String: [(record: Int, step: Timeline.Step)]] = [:]
    var codedOn: [String: CalendarDay] = [:]
    for record in table.records.indices {
      guard let (name, step, coded) = lines.read(record) else { continue }
      if stepsOf[name] == nil { names.append(name) }
      if let last = stepsOf[name]?.last { lines.compare(record, step, after: last.step) }
      stepsOf[name, default: []].append((record, step))
      if let coded { codedOn[name] = max(coded, codedOn[name] ?? coded) }
    }
    if table.records.isEmpty { lines.add(nil, nil, "the table has no steps under its header") }
    timelines = names.map { name in
      let steps = stepsOf[name] ?? []
      if lines.flaws.isEmpty, let first = steps.first, first.step.day == steps.last?.step.day {
        lines.add(
          first.record, "date", "'\(name)' has one day only; what followed is what is asked")
      }
      return Timeline(name: name, steps: steps.map(\.step), codedOn: codedOn[name])
    }
    if !lines.flaws.isEmpty { throw table.error(lines.flaws) }
  }
}
