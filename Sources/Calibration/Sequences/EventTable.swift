import Escalation

/// A table of dated events, cut into sequences: one for each pair of sides in a cluster; events of one
/// day are one event of the highest level of that day.
public struct EventTable: Sendable {
  /// The sequences.
  public let sequences: SequenceSet
  /// The lines that were left out, each with the reason.
  public let dropped: [DroppedLine]
  /// Sentences on what was read otherwise than it is written.
  public let notes: [String]

  /// A line of the table that no sequence uses.
  public struct DroppedLine: Sendable, Equatable {
    /// Its number in the file.
    public let line: Int
    /// Why it is not used.
    public let reason: String
  }

  private struct Event {
    let cluster: Int
    let unit: String
    let sides: [String]
    let day: CalendarDay
    let level: Int
    let record: Int
  }

  /// Cuts a table.
  ///
  /// - Parameter dropsFlaws: Whether lines with an impossible date or an unknown level are left out and
  ///   listed; otherwise they are an error.
  /// - Throws: `TextFileError.invalid`: missing columns, or lines that cannot be read.
  /// - Complexity: O(lines log lines).
  public init(
    _ table: RecordTable, layout: EventLayout, dropsFlaws: Bool
  ) throws(TextFileError) {
    let columns = try table.columns(required: layout.columns)
    guard !table.records.isEmpty else {
      throw table.error([.init(record: nil, column: nil, message: "the table has no events")])
    }
    var flaws: [RecordTable.Flaw] = []
    var events: [Event] = []
    var clusters: [String] = []
    var numberOfCluster: [String: Int] = [:]
    var (unknownDays, clippedDays) = (0, 0)
    let sideColumns = Array(columns[1..<(1 + layout.sides.count)])
    let levelOfCode = Dictionary(
      layout.levels.enumerated().map { ($0.element.code, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    let levelColumn = columns[columns.count - 1 - layout.attributes.count]
    events.reserveCapacity(table.records.count)
    for (number, record) in table.records.enumerated() {
      func fail(_ column: Int, _ message: String) {
        flaws.append(.init(record: number, column: column, message: message))
      }
      let cluster = record.cells[columns[0]]
      let sides = sideColumns.map { record.cells[$0] }
      if cluster.isEmpty { fail(columns[0], "the \(layout.cluster) is missing") }
      for (column, side) in zip(sideColumns, sides) where side.isEmpty {
        fail(column, "the \(table.columns[column]) is missing")
      }
      let level = levelOfCode[record.cells[levelColumn]]
      if level == nil {
        fail(
          levelColumn,
          "'\(record.cells[levelColumn])' is no level; known are "
            + layout.levels.map(\.code).joined(separator: ", "))
      }
      let day: CalendarDay?
      switch layout.date {
      case .iso:
        let column = columns[1 + sideColumns.count]
        day = CalendarDay(record.cells[column])
        if day == nil {
          fail(column, "'\(record.cells[column])' is no day; dates are written 2001-04-01")
        }
      case .parts:
        let places = (0..<3).map { columns[1 + sideColumns.count + $0] }
        let read = Self.day(places.map { Int(record.cells[$0]) })
        day = read.day
        if read.wasUnknown { unknownDays += 1 }
        if read.wasClipped { clippedDays += 1 }
        if day == nil {
          let written = places.map { record.cells[$0] }.joined(separator: "-")
          fail(places[0], "'\(written)' is no day (year-month-day)")
        }
      }
      guard let level, let day, !cluster.isEmpty, sides.allSatisfy({ !$0.isEmpty }) else {
        continue
      }
      let index = numberOfCluster[cluster] ?? clusters.count
      if index == clusters.count {
        numberOfCluster[cluster] = index
        clusters.append(cluster)
      }
      events.append(
        Event(
          cluster: index, unit: sides.sorted().joined(separator: " "), sides: sides, day: day,
          level: level, record: number))
    }
    if !flaws.isEmpty, !dropsFlaws { throw table.error(flaws) }
    dropped = Self.dropped(flaws, of: table)
    var notes: [String] = []
    if unknownDays > 0 {
      notes.append(
        "\(unknownDays) events of the file have no day of the month and were set on the 15th"
      )
    }
    if clippedDays > 0 {
      notes.append(
        "\(clippedDays) events of the file are on a day past the end of their month and were set on its last"
      )
    }
    self.notes = notes
    let attributeColumns = Array(columns.suffix(layout.attributes.count))
    events.sort {
      ($0.cluster, $0.unit, $0.day, $0.record) < ($1.cluster, $1.unit, $1.day, $1.record)
    }
    var sequences: [SequenceSet.Sequence] = []
    var from = 0
    while from < events.count {
      var to = from
      while to < events.count, events[to].cluster == events[from].cluster,
        events[to].unit == events[from].unit
      { to += 1 }
      sequences.append(
        Self.sequence(
          events[from..<to], cluster: clusters[events[from].cluster], layout: layout, table,
          attributeColumns))
      from = to
    }
    self.sequences = SequenceSet(
      levels: layout.levels.map(\.rung), sequences: sequences, clusters: clusters, isOrdered: true)
  }

  /// The sequence of the events of one unit, sorted by day.
  private static func sequence(
    _ events: ArraySlice<Event>, cluster: String, layout: EventLayout, _ table: RecordTable,
    _ attributeColumns: [Int]
  ) -> SequenceSet.Sequence {
    var levels: [Int] = []
    var days: [Int] = []
    for event in events {
      if days.last == event.day.number {
        levels[levels.count - 1] = max(levels[levels.count - 1], event.level)
      } else {
        levels.append(event.level)
        days.append(event.day.number)
      }
    }
    let first = events[events.startIndex]
    let year = first.day.year
    var attributes = ["year": String(year)]
    for column in attributeColumns {
      attributes[table.columns[column]] = table.records[first.record].cells[column]
    }
    if case .correlatesOfWar = layout.derivation {
      attributes.merge(
        CorrelatesOfWar.attributes(cluster: cluster, sides: first.sides, year: year)
      ) { own, _ in own }
    }
    attributes["era"] = Era.name(of: year)
    return SequenceSet.Sequence(
      name: "\(cluster) \(first.unit)", cluster: first.cluster, attributes: attributes,
      levels: levels, days: days, levelCount: layout.levels.count)
  }

  /// The day that year, month and day of the month name: the 15th where the day is not known, the last
  /// of the month where it is past its end, nil where it is impossible.
  private static func day(
    _ parts: [Int?]
  ) -> (day: CalendarDay?, wasUnknown: Bool, wasClipped: Bool) {
    guard let year = parts[0], let month = parts[1], let day = parts[2], (1...12).contains(month),
      (1...9999).contains(year), day <= 31
    else { return (nil, false, false) }
    guard day > 0 else { return (CalendarDay(year: year, month: month, day: 15), true, false) }
    let last = CalendarDay.length(year: year, month: month)
    return (CalendarDay(year: year, month: month, day: min(day, last)), false, day > last)
  }

  private static func dropped(_ flaws: [RecordTable.Flaw], of table: RecordTable) -> [DroppedLine] {
    table.lines(of: flaws).map { DroppedLine(line: $0.line, reason: $0.message) }
  }
}
