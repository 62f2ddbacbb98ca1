import Escalation

/// Counted events and days with and without a factor, in strata: the columns `contrast`, `event`, `stratum`,
/// `exposed` (0 or 1), `events`, `days`; where a contrast shall move a factor of the model, `factor`; and `cause`,
/// a word that contrasts of one cause share.
public struct RateTable: Sendable {
  /// One comparison.
  public struct Contrast: Sendable {
    /// What is compared in which cases.
    public let name: String
    /// What contrasts of the same cause share: an ending rate, where this one has none of its own.
    public let cause: String
    /// The factor whose coefficient the contrast gives; nil for one that is only reported.
    public let factor: String?
    /// What happens: `up`, `force`, `war`, `down` or `end`.
    public let event: String
    /// The strata, in the order of the file.
    public let strata: [RateRatio.Stratum]
  }

  /// The comparisons, in the order of the file.
  public let contrasts: [Contrast]

  private static let required = ["contrast", "event", "stratum", "exposed", "events", "days"]

  /// Reads a table.
  ///
  /// - Throws: `TextFileError.invalid` with every cell that is wrong.
  public init(_ table: RecordTable) throws(TextFileError) {
    let columns = try table.columns(required: Self.required)
    let factorColumn = table.column("factor")
    let causeColumn = table.column("cause")
    var causes: [[String]: String] = [:]
    var factors: [[String]: String] = [:]
    var flaws: [RecordTable.Flaw] = []
    var order: [[String]] = []
    var strataOrder: [[String]: [String]] = [:]
    var cells: [[String]: [String: RateRatio.Stratum]] = [:]
    var seen: Set<[String]> = []
    for (number, record) in table.records.enumerated() {
      func fail(_ column: Int, _ message: String) {
        flaws.append(.init(record: number, column: columns[column], message: message))
      }
      let key = [record.cells[columns[0]], record.cells[columns[1]]]
      let stratum = record.cells[columns[2]]
      if !["up", "force", "war", "down", "end"].contains(key[1]) {
        fail(1, "'\(key[1])' is no event; known are up, force, war, down, end")
      }
      let exposed = ["0": false, "1": true][record.cells[columns[3]]]
      if exposed == nil { fail(3, "'\(record.cells[columns[3]])' is neither 0 nor 1") }
      let events = table.wholeNumber(number, columns[4], in: 0...1_000_000_000)
      if events == nil { fail(4, "'\(record.cells[columns[4]])' is no count") }
      let days = table.number(number, columns[5]).flatMap { $0 > 0 && $0 < 1e12 ? $0 : nil }
      if days == nil { fail(5, "'\(record.cells[columns[5]])' is no number of days above 0") }
      if !seen.insert(key + [stratum, record.cells[columns[3]]]).inserted {
        fail(0, "this contrast, event, stratum and exposure stand twice")
      }
      guard let exposed, let events, let days else { continue }
      if let factorColumn, !record.cells[factorColumn].isEmpty {
        factors[key] = record.cells[factorColumn]
      }
      if let causeColumn { causes[key] = record.cells[causeColumn] }
      if cells[key] == nil { order.append(key) }
      if cells[key]?[stratum] == nil { strataOrder[key, default: []].append(stratum) }
      var cell = cells[key]?[stratum] ?? RateRatio.Stratum()
      if exposed {
        (cell.exposedEvents, cell.exposedTime) = (events, days)
      } else {
        (cell.unexposedEvents, cell.unexposedTime) = (events, days)
      }
      cells[key, default: [:]][stratum] = cell
    }
    var shipped: Set<[String]> = []
    for key in order {
      guard let factor = factors[key], !shipped.insert([factor, key[1]]).inserted else { continue }
      flaws.append(
        .init(
          record: nil, column: nil,
          message: "two contrasts give the coefficient of \(factor) on '\(key[1])'; one may"))
    }
    guard flaws.isEmpty else { throw table.error(flaws) }
    contrasts = order.map { key in
      Contrast(
        name: key[0], cause: causes[key] ?? key[0], factor: factors[key], event: key[1],
        strata: (strataOrder[key] ?? []).compactMap { cells[key]?[$0] })
    }
  }
}
