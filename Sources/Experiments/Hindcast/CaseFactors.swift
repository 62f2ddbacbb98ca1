import Escalation

/// The levels of factors in cases, read from a table `case,factor,level`, with `low` and `high` where
/// there are any. Other columns are for people.
public struct CaseFactors: Sendable {
  /// The level of one factor in one case, and how far it may be off.
  public struct Level: Sendable, Equatable {
    /// The factor's name.
    public let factor: String
    /// In 0 to 1.
    public let level: Double
    /// The lower end of what it may be.
    public let low: Double?
    /// The upper end of what it may be.
    public let high: Double?
  }

  /// By case, in the order of the file.
  public let levels: [String: [Level]]

  /// Reads the levels of a table.
  ///
  /// - Parameter factors: The factors that may stand in it.
  /// - Throws: `TextFileError.invalid`, with everything that is wrong: a missing column, a factor that
  ///   is unknown or stands twice, a level outside 0 to 1 or outside its own range.
  public init(_ table: RecordTable, factors: [Factor]) throws(TextFileError) {
    let columns = try table.columns(required: ["case", "factor", "level"])
    let names = factors.map(\.name)
    var levels: [String: [Level]] = [:]
    var flaws: [RecordTable.Flaw] = []
    for record in table.records.indices {
      let cells = table.records[record].cells
      let (name, factor) = (cells[columns[0]], cells[columns[1]])
      func flaw(_ column: Int, _ message: String) {
        flaws.append(RecordTable.Flaw(record: record, column: column, message: message))
      }
      func number(_ column: Int?) -> Double? {
        guard let column, !cells[column].isEmpty else { return nil }
        guard let value = DecimalNumber(cells[column][...])?.value, value >= 0, value <= 1 else {
          flaw(column, "'\(cells[column])' is no level between 0 and 1")
          return nil
        }
        return value
      }
      if !names.contains(factor) {
        flaw(
          columns[1],
          "the model has no factor '\(factor)'\(Spelling.suggestion(for: factor, among: names))")
      } else if levels[name]?.contains(where: { $0.factor == factor }) == true {
        flaw(columns[1], "'\(factor)' stands twice for '\(name)'")
      }
      if cells[columns[2]].isEmpty { flaw(columns[2], "the factor has no level") }
      let (low, high) = (number(table.column("low")), number(table.column("high")))
      guard let level = number(columns[2]) else { continue }
      if level < low ?? level || level > high ?? level {
        flaw(columns[2], "\(level) lies outside \(low ?? 0) to \(high ?? 1)")
      }
      levels[name, default: []].append(Level(factor: factor, level: level, low: low, high: high))
    }
    if !flaws.isEmpty { throw table.error(flaws) }
    self.levels = levels
  }
}
