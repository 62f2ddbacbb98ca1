/// Rows as CSV by RFC 4180, with `\n` at their ends.
struct CSVWriter: ~Copyable {
  /// What was written, and room for more.
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  private var isRowEmpty = true
  private let pieceSize: Int
  private let decimals = ShortestDecimal.shared
  /// Takes what was written; false when nothing more is taken.
  private let sink: (UnsafeRawBufferPointer) -> Bool

  /// A writer that hands on pieces of about so many bytes; it makes more room for a row that needs it.
  init(pieceSize: Int, sink: @escaping (UnsafeRawBufferPointer) -> Bool) {
    capacity = 2 * pieceSize
    storage = .allocate(capacity: capacity)
    self.pieceSize = pieceSize
    self.sink = sink
  }

  deinit { storage.deallocate() }

  /// Hands on what there is.
  ///
  /// - Returns: Whether it was taken.
  mutating func flush() -> Bool {
    defer { count = 0 }
    return count == 0 || sink(UnsafeRawBufferPointer(start: storage, count: count))
  }

  /// The next cell of the row.
  @inline(__always)
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

  /// Ends a row.
  ///
  /// - Returns: False when no more rows are taken.
  mutating func endRow() -> Bool {
    append(UInt8(ascii: "\n"))
    isRowEmpty = true
    return count < pieceSize || flush()
  }

  private mutating func append(_ value: Double) {
    makeRoom(for: ShortestDecimal.room)
    // Adding zero turns -0 into 0.
    count += decimals.write(value + 0, to: storage + count)
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

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    makeRoom(for: 1)
    storage[count] = byte
    count += 1
  }

  @inline(__always)
  private mutating func makeRoom(for size: Int) {
    if count + size > capacity { grow(by: size) }
  }

  @inline(never)
  private mutating func grow(by size: Int) {
    capacity = 2 * capacity + size
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: storage, count: count)
    storage.deallocate()
    storage = larger
  }
}
