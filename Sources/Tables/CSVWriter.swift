/// Rows as CSV by RFC 4180, with `\n` at their ends.
struct CSVWriter {
  /// What was written, and room for more.
  private var storage: [UInt8]
  private var count = 0
  private var isRowEmpty = true

  /// A writer with room for so many bytes; it makes more when they are needed.
  init(capacity: Int) { storage = [UInt8](repeating: 0, count: max(capacity, 4_096)) }

  /// What was written.
  consuming func finish() -> [UInt8] {
    storage.removeLast(storage.count - count)
    return storage
  }

  /// The next cell of the row.
  mutating func append(_ cell: Cell) {
    if !isRowEmpty { append(UInt8(ascii: ",")) }
    isRowEmpty = false
    switch cell {
    case .absent: break
    case .text(let text): append(text)
    case .number(let value) where value.isFinite: append(value)
    default: append(contentsOf: cell.text.utf8)
    }
  }

  mutating func endRow() {
    append(UInt8(ascii: "\n"))
    isRowEmpty = true
  }

  private mutating func append(_ value: Double) {
    makeRoom(for: ShortestDecimal.room)
    count += storage.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      // Adding zero turns -0 into 0.
      return ShortestDecimal.shared.write(value + 0, to: start + count)
    }
  }

  private mutating func append(_ text: String) {
    let quote = UInt8(ascii: "\"")
    let isSpecial = { (byte: UInt8) in
      byte == UInt8(ascii: ",") || byte == quote || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard text.utf8.contains(where: isSpecial) else {
      append(contentsOf: text.utf8)
      return
    }
    append(quote)
    for byte in text.utf8 {
      if byte == quote { append(quote) }
      append(byte)
    }
    append(quote)
  }

  private mutating func append(contentsOf text: String.UTF8View) {
    for byte in text { append(byte) }
  }

  private mutating func append(_ byte: UInt8) {
    makeRoom(for: 1)
    storage[count] = byte
    count += 1
  }

  private mutating func makeRoom(for size: Int) {
    guard count + size > storage.count else { return }
    storage.append(contentsOf: repeatElement(0, count: max(storage.count, size)))
  }
}
