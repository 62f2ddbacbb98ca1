import Escalation
import Tables

/// A table of counted moves: what is left of events when nobody may pass them on.
///
/// Columns `rung`, `next` (a rung or `end`) and `count`; where known `peak`, `sequence` (which pair of
/// states) and `cluster` (which confrontation). Every other column is an attribute of the sequence.
public struct TransitionCounts: Sendable {
  /// The sequences; their moves are counted, not ordered.
  public let sequences: SequenceSet
  /// Whether sequences are told apart; without it nothing hidden can be fitted.
  public let knowsSequences: Bool
  /// Whether the highest rung so far is known.
  public let knowsPeaks: Bool

  private static let required = ["rung", "next", "count"]
  private static let known = Set(required + ["peak", "sequence", "cluster"])

  /// Whether a header is that of counted moves.
  public static func isCounts(_ columns: [String]) -> Bool { required.allSatisfy(columns.contains) }

  /// Reads a table.
  ///
  /// - Parameter ladder: The rungs of the model, lowest first; levels are those that occur.
  /// - Throws: `TextFileError.invalid` with every cell that is wrong.
  public init(_ table: RecordTable, ladder: [String]) throws(TextFileError) {
    let columns = try table.columns(required: Self.required)
    let (peak, sequence, cluster) = (
      table.column("peak"), table.column("sequence"), table.column("cluster")
    )
    guard !table.records.isEmpty else {
      throw table.error([.init(record: nil, column: nil, message: "the table has no moves")])
    }
    var flaws: [RecordTable.Flaw] = []
    func rung(_ record: Int, _ column: Int) -> Int? {
      let text = table.records[record].cells[column]
      if let index = ladder.firstIndex(of: text) { return index }
      flaws.append(
        .init(
          record: record, column: column,
          message:
            "'\(text)' is no rung\(Spelling.suggestion(for: text, among: ladder)); the ladder has "
            + ladder.joined(separator: ", ")))
      return nil
    }
    struct Row {
      let rung: Int
      let peak: Int
      let next: Int?
      let count: Int
      let sequence: String
      let cluster: String
      let record: Int
    }
    var rows: [Row] = []
    for number in table.records.indices {
      let cells = table.records[number].cells
      let from = rung(number, columns[0])
      let isEnd = cells[columns[1]] == "end"
      let next = isEnd ? nil : rung(number, columns[1])
      let high = peak.map { rung(number, $0) } ?? from
      let count = table.wholeNumber(number, columns[2], in: 0...1_000_000_000)
      if count == nil {
        flaws.append(
          .init(
            record: number, column: columns[2],
            message: "'\(cells[columns[2]])' is no count: a whole number from 0 up"))
      }
      if let from, let high, high < from {
        flaws.append(
          .init(
            record: number, column: peak, message: "the peak lies below the rung"))
      }
      guard let from, let high, let count, isEnd || next != nil, count > 0 else { continue }
      rows.append(
        Row(
          rung: from, peak: high, next: next, count: count,
          sequence: sequence.map { cells[$0] } ?? "", cluster: cluster.map { cells[$0] } ?? "",
          record: number))
    }
    guard flaws.isEmpty else { throw table.error(flaws) }
    guard !rows.isEmpty else {
      throw table.error([.init(record: nil, column: nil, message: "every count is zero")])
    }
    let seen = Set(rows.flatMap { [$0.rung, $0.peak] + ($0.next.map { [$0] } ?? []) }).sorted()
    let level = Dictionary(uniqueKeysWithValues: seen.enumerated().map { ($0.element, $0.offset) })
    let attributes = table.columns.indices.filter { !Self.known.contains(table.columns[$0]) }
    var order: [[String]] = []
    var groups: [[String]: [Row]] = [:]
    for row in rows {
      let key = [row.cluster, row.sequence]
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    var clusters: [String] = []
    var numberOfCluster: [String: Int] = [:]
    var sequences: [SequenceSet.Sequence] = []
    for key in order {
      guard let group = groups[key] else { continue }
      // Without a column of clusters every sequence is one by itself.
      let name = cluster == nil ? key[1] : key[0]
      let number = numberOfCluster[name] ?? clusters.count
      if number == clusters.count {
        numberOfCluster[name] = number
        clusters.append(name)
      }
      var own: [String: String] = [:]
      for column in attributes {
        own[table.columns[column]] = table.records[group[0].record].cells[column]
        for row in group
        where table.records[row.record].cells[column] != own[table.columns[column]] {
          flaws.append(
            .init(
              record: row.record, column: column,
              message:
                "the \(table.columns[column]) of one sequence is not the same on all its lines"))
        }
      }
      let moves = group.map { row in
        SequenceSet.Move(
          history: History(
            level: level[row.rung] ?? 0, peak: level[row.peak] ?? 0, age: 0, previous: nil),
          outcome: row.next.flatMap { level[$0] } ?? seen.count, count: row.count)
      }
      sequences.append(
        .init(
          name: key.joined(separator: " "), cluster: number, attributes: own, moves: moves, days: []
        ))
    }
    guard flaws.isEmpty else { throw table.error(flaws) }
    self.sequences = SequenceSet(
      levels: seen.map { ladder[$0] }, sequences: sequences, clusters: clusters, isOrdered: false)
    knowsSequences = sequence != nil
    knowsPeaks = peak != nil
  }

  /// The counted moves of sequences as a table that can be passed on: names of clusters and sequences become
  /// numbers.
  ///
  /// - Parameter attributes: The attributes that are kept.
  public static func table(_ set: SequenceSet, attributes: [String]) -> Table {
    struct Row: Sendable {
      let cluster: Int
      let sequence: Int
      let values: [String]
      let rung: String
      let peak: String
      let next: String
      let count: Int
    }
    var numberOfCluster: [Int: Int] = [:]
    var rows: [Row] = []
    for (number, sequence) in set.sequences.enumerated() {
      let cluster = numberOfCluster[sequence.cluster] ?? numberOfCluster.count + 1
      numberOfCluster[sequence.cluster] = cluster
      var counts: [[Int]: Int] = [:]
      for move in sequence.moves {
        counts[[move.history.peak, move.history.level, move.outcome], default: 0] += move.count
      }
      for (key, count) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        rows.append(
          Row(
            cluster: cluster, sequence: number + 1,
            values: attributes.map { sequence.attributes[$0] ?? "" }, rung: set.levels[key[1]],
            peak: set.levels[key[0]],
            next: key[2] == set.levelCount ? "end" : set.levels[key[2]], count: count))
      }
    }
    var columns: [Column<Row>] = [
      Column(
        name: "cluster", kind: .integer, unit: nil,
        description: "confrontation, numbered in the order of the data"
      ) { .integer($0.cluster) },
      Column(
        name: "sequence", kind: .integer, unit: nil,
        description: "pair of sides in a confrontation, numbered in the order of the data"
      ) { .integer($0.sequence) },
    ]
    for (place, name) in attributes.enumerated() {
      columns.append(
        Column(name: name, kind: .string, unit: nil, description: "attribute of the sequence") {
          .text($0.values[place])
        })
    }
    columns += [
      Column(name: "rung", kind: .string, unit: nil, description: "rung of an event") {
        .text($0.rung)
      },
      Column(name: "peak", kind: .string, unit: nil, description: "highest rung so far") {
        .text($0.peak)
      },
      Column(
        name: "next", kind: .string, unit: nil, description: "rung of the next event, or end"
      ) { .text($0.next) },
      Column(name: "count", kind: .integer, unit: "moves", description: "how often") {
        .integer($0.count)
      },
    ]
    return Table(
      name: "transitions", key: ["sequence", "rung", "peak", "next"], columns, rows)
  }
}
