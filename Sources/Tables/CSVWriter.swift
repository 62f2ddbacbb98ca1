/// Rows as CSV by RFC 4180, with `\n` at their ends.
struct CSVWriter: ~Copyable {
  /// What was written, and room for more. Nothing is set before it is written: a large table's pages are touched once.
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  private var isRowEmpty = true
  private let decimals = ShortestDecimal.shared

  /// A writer with room for so many bytes; it makes more when they are needed.
  init(capacity: Int) {
    self.capacity = max(capacity, 4_096)
    storage = .allocate(capacity: self.capacity)
  }

  deinit { storage.deallocate() }

  /// What was written.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage, count: count) }

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

  mutating func endRow() {
    append(UInt8(ascii: "\n"))
    isRowEmpty = true
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
