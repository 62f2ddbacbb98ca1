/// Walks through the cells of a CSV file.
///
/// - Source: RFC 4180, with blanks around a cell dropped and lines ended by CRLF or LF.
struct CSVScanner {
  /// A cell as it stands in the file.
  struct Cell {
    /// What it holds, without the quotes around it.
    var content: Range<Int>
    /// Its first byte.
    let place: Int
    var isQuoted = false
    /// Whether quotes stand doubled in it.
    var hasPairs = false
    /// Whether it is the last of its line.
    var endsLine = false
    var flaw: Flaw?

    /// Whether nothing stands there.
    var isBlank: Bool { content.isEmpty && !isQuoted }
  }

  /// What can be wrong with quotes.
  enum Flaw: String {
    case unclosed = "the quotes opened here are never closed"
    case textAfterQuotes = "text stands behind the closing quotes"
    case strayQuote = "a quote inside a cell without quotes: put the cell in quotes, and double it"
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var at: Int

  init(_ text: FileBytes) {
    bytes = text.bytes
    at = text.start
  }

  /// Whether all lines have been read; the end of the last line begins no other.
  var isAtEnd: Bool { at >= bytes.count }

  /// The next cell.
  mutating func next() -> Cell {
    skipBlanks()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return bareCell() }
    return quotedCell()
  }

  private mutating func bareCell() -> Cell {
    let first = at
    var hasQuote = false
    while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != UInt8(ascii: "\n") {
      if bytes[at] == UInt8(ascii: "\"") { hasQuote = true }
      at += 1
    }
    var last = at
    while last > first, Self.isBlank(bytes[last - 1]) { last -= 1 }
    var cell = Cell(content: first..<last, place: first)
    if hasQuote { cell.flaw = .strayQuote }
    passMark(&cell)
    return cell
  }

  private mutating func quotedCell() -> Cell {
    var cell = Cell(content: at..<at, place: at, isQuoted: true)
    at += 1
    let first = at
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "\"") {
        guard at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\"") else { break }
        cell.hasPairs = true
        at += 1
      }
      at += 1
    }
    cell.content = first..<at
    if at < bytes.count { at += 1 } else { cell.flaw = .unclosed }
    skipBlanks()
    while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != UInt8(ascii: "\n") {
      cell.flaw = .textAfterQuotes
      at += 1
    }
    passMark(&cell)
    return cell
  }

  /// Passes over the comma or the end of the line behind a cell.
  private mutating func passMark(_ cell: inout Cell) {
    cell.endsLine = at >= bytes.count || bytes[at] == UInt8(ascii: "\n")
    if at < bytes.count { at += 1 }
  }

  private mutating func skipBlanks() {
    while at < bytes.count, Self.isBlank(bytes[at]) { at += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0d
  }
}
