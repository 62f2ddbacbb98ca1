/// A CSV file with a header, read whole: every line is a record of as many cells as there are columns,
/// and every cell knows its place.
public struct RecordTable: Sendable {
  /// One line under the header.
  public struct Record: Sendable {
    /// The cells in the order of the columns, without quotes and without blanks around them.
    public let cells: [String]
    /// Shape `[column]`: the first byte of each cell.
    let places: [Int32]
  }

  /// The file as the user named it.
  public let file: String
  /// The names in the header.
  public let columns: [String]
  /// The lines under the header.
  public let records: [Record]
  /// What was read.
  public let source: SourceText

  /// The longest table that is read, in bytes.
  public static let byteLimit = 256 << 20

  /// Reads a table from the disk.
  ///
  /// - Throws: `TextFileError`, with every line that is no record of the table.
  public init(path: String) throws(TextFileError) {
    try self.init(SourceText(path: path, byteLimit: Self.byteLimit), file: path)
  }

  /// Reads a table from a text.
  ///
  /// - Parameter file: The name that errors shall bear.
  /// - Throws: `TextFileError.invalid`: no UTF-8, no header, a name that stands twice in it, a line of
  ///   another number of cells, quotes that are never closed.
  /// - Complexity: O(bytes).
  public init(_ source: SourceText, file: String) throws(TextFileError) {
    let read = FileBytes.reading(source, as: file, byteLimit: Self.byteLimit) {
      text, problems -> (columns: [String], records: [Record])? in
      guard var table = CSVTable(text, problems) else { return nil }
      let columns = table.header.map(table.text)
      for (index, cell) in table.header.enumerated() {
        if columns[index].isEmpty {
          problems.add(cell.place, "a column has no name")
        } else if columns.firstIndex(of: columns[index]) != index {
          problems.add(cell.place, "the column '\(columns[index])' stands twice in the header")
        }
      }
      var records: [Record] = []
      while true {
        var cells: [String] = []
        var places: [Int32] = []
        let line = table.readLine(width: columns.count) { _, cell in
          cells.append(
            cell.hasPairs
              ? text.text(cell.content).replacing("\"\"", with: "\"") : text.text(cell.content))
          places.append(Int32(cell.place))
        }
        guard let line else { break }
        if line.isWhole { records.append(Record(cells: cells, places: places)) }
      }
      return (columns, records)
    }
    if let finding = read.finding {
      throw .invalid([finding.error], omitted: finding.omitted)
    }
    guard let (columns, records) = read.value else {
      preconditionFailure("a table without problems has columns")
    }
    self.file = file
    self.columns = columns
    self.records = records
    self.source = source
  }

  /// The number of a column.
  public func column(_ name: String) -> Int? { columns.firstIndex(of: name) }

  /// The numbers of columns that must be there.
  ///
  /// - Throws: `TextFileError.invalid`, naming every one that is missing.
  public func columns(required names: [String]) throws(TextFileError) -> [Int] {
    let missing = names.filter { column($0) == nil }
    guard missing.isEmpty else {
      throw error([
        Flaw(
          record: nil, column: nil,
          message: missing.map {
            "the column '\($0)' is missing\(Spelling.suggestion(for: $0, among: columns))"
          }.joined(separator: "; ")
            + "; the file has \(columns.joined(separator: ", "))")
      ])
    }
    return names.compactMap(column)
  }

  /// Something wrong with a cell, a record (no column) or the file (no record).
  public struct Flaw: Sendable {
    let record: Int?
    let column: Int?
    let message: String

    /// Something wrong with a cell of a record, both by number.
    public init(record: Int?, column: Int?, message: String) {
      self.record = record
      self.column = column
      self.message = message
    }
  }

  /// The error that tells of flaws, with their places; the first twenty are listed.
  public func error(_ flaws: [Flaw]) -> TextFileError {
    let problems = flaws.prefix(TextFileError.listedProblems).map {
      ModelError.Problem(
        position: position(record: $0.record, column: $0.column), path: "", message: $0.message)
    }
    return .invalid(
      [ModelError(file: file, problems: problems)], omitted: flaws.count - problems.count)
  }

  /// The decimal number that fills a cell, or nil: no infinities, no hexadecimal, no words.
  public func number(_ record: Int, _ column: Int) -> Double? {
    var text = records[record].cells[column]
    return text.withUTF8 { bytes in
      guard case .value(let value) = DecimalNumber.read(bytes, 0..<bytes.count) else { return nil }
      return value
    }
  }

  /// The whole number of digits that fills a cell, or nil.
  public func wholeNumber(_ record: Int, _ column: Int, in range: ClosedRange<Int>) -> Int? {
    let text = records[record].cells[column]
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text).flatMap { range.contains($0) ? $0 : nil }
  }

  /// The line numbers of flaws, with their messages; several of one line are joined.
  ///
  /// - Complexity: O(bytes).
  public func lines(of flaws: [Flaw]) -> [(line: Int, message: String)] {
    let newlines = source.bytes.enumerated().lazy.filter { $0.element == 0x0a }.map(\.offset)
    var ends = newlines.makeIterator()
    var next = ends.next()
    var line = 1
    var result: [(line: Int, message: String)] = []
    for flaw in flaws.sorted(by: { ($0.record ?? -1) < ($1.record ?? -1) }) {
      let place = flaw.record.map { Int(records[$0].places[0]) } ?? 0
      while let end = next, end < place {
        line += 1
        next = ends.next()
      }
      if result.last?.line == line {
        result[result.count - 1].message += "; \(flaw.message)"
      } else {
        result.append((line, flaw.message))
      }
    }
    return result
  }

  /// Where a cell stands.
  ///
  /// - Complexity: O(bytes before it).
  public func position(record: Int?, column: Int? = nil) -> SourcePosition {
    let offset = record.map { Int(records[$0].places[column ?? 0]) } ?? 0
    return source.bytes.withUnsafeBytes { raw in
      FileBytes(raw.bindMemory(to: UInt8.self)).position(of: offset)
    }
  }
}
