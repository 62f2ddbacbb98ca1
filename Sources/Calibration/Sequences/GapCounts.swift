import Escalation
import Tables

/// How many days passed from one event to the next, counted by the rung of the first of the two.
public struct GapCounts: Sendable {
  /// By rung: days and how often, days ascending.
  public let counts: [String: [(days: Int, count: Int)]]

  /// Counted gaps.
  public init(counts: [String: [(days: Int, count: Int)]]) { self.counts = counts }

  /// The gaps between the events of sequences whose days are known.
  public init(_ set: SequenceSet) {
    var sums = [[Int: Int]](repeating: [:], count: set.levelCount)
    for sequence in set.sequences where sequence.days.count == sequence.moves.count {
      for event in sequence.days.indices.dropLast() {
        sums[sequence.moves[event].history.level][
          sequence.days[event + 1] - sequence.days[event], default: 0] += 1
      }
    }
    var counts: [String: [(days: Int, count: Int)]] = [:]
    for (level, sum) in sums.enumerated() where !sum.isEmpty {
      counts[set.levels[level]] = sum.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    self.counts = counts
  }

  /// Reads a table with the columns `rung`, `days`, `count`.
  ///
  /// - Throws: `TextFileError.invalid` with every cell that is wrong.
  public init(_ table: RecordTable, ladder: [String]) throws(TextFileError) {
    let columns = try table.columns(required: ["rung", "days", "count"])
    var flaws: [RecordTable.Flaw] = []
    var sums: [String: [Int: Int]] = [:]
    for (number, record) in table.records.enumerated() {
      let rung = record.cells[columns[0]]
      if !ladder.contains(rung) {
        flaws.append(
          .init(
            record: number, column: columns[0],
            message: "'\(rung)' is no rung\(Spelling.suggestion(for: rung, among: ladder))"))
      }
      let days = table.wholeNumber(number, columns[1], in: 1...1_000_000)
      let count = table.wholeNumber(number, columns[2], in: 0...1_000_000_000)
      if days == nil {
        flaws.append(
          .init(
            record: number, column: columns[1],
            message: "'\(record.cells[columns[1]])' is no number of days from 1 up"))
      }
      if count == nil {
        flaws.append(
          .init(
            record: number, column: columns[2],
            message: "'\(record.cells[columns[2]])' is no count: a whole number from 0 up"))
      }
      if let days, let count, count > 0 { sums[rung, default: [:]][days, default: 0] += count }
    }
    guard flaws.isEmpty else { throw table.error(flaws) }
    guard !sums.isEmpty else {
      throw table.error([.init(record: nil, column: nil, message: "the table counts no gap")])
    }
    counts = sums.mapValues { sum in
      sum.sorted { $0.key < $1.key }.map { (days: $0.key, count: $0.value) }
    }
  }

  /// The counts as a table, rungs in the order of a ladder.
  public func table(ladder: [String]) -> Table {
    struct Row: Sendable {
      let rung: String
      let days: Int
      let count: Int
    }
    let rows = ladder.flatMap { rung in
      (counts[rung] ?? []).map { Row(rung: rung, days: $0.days, count: $0.count) }
    }
    return Table(
      name: "gaps", key: ["rung", "days"],
      [
        Column(name: "rung", kind: .string, unit: nil, description: "rung of the earlier event") {
          .text($0.rung)
        },
        Column(
          name: "days", kind: .integer, unit: "days", description: "days to the next event"
        ) { .integer($0.days) },
        Column(name: "count", kind: .integer, unit: "gaps", description: "how often") {
          .integer($0.count)
        },
      ], rows)
  }
}
