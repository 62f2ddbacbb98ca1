import Foundation

/// The bytes of a file while it is read, with the places in them.
struct FileBytes {
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where the text begins: past a byte order mark.
  let start: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// Reads a file, and gives what was made of it and what is wrong with it.
  static func reading<Value>(
    _ source: SourceText, as file: String, byteLimit: Int,
    _ read: (FileBytes, TextProblems) -> Value?
  ) -> (value: Value?, finding: (error: ModelError, omitted: Int)?) {
    source.bytes.withUnsafeBytes { raw in
      let text = FileBytes(raw.bindMemory(to: UInt8.self))
      let problems = TextProblems(file: file, text: text)
      guard text.isFit(byteLimit, problems) else { return (nil, problems.finding) }
      let value = read(text, problems)
      return (value, problems.finding)
    }
  }

  /// Whether the file is text of a length that is read; one problem tells why not.
  private func isFit(_ byteLimit: Int, _ problems: TextProblems) -> Bool {
    guard bytes.count <= byteLimit else {
      problems.add(0, "the file is longer than \(byteLimit >> 20) MiB, the longest that is read")
      return false
    }
    var highest: UInt8 = 0
    var lowest: UInt8 = 255
    for byte in bytes {
      highest |= byte
      lowest = min(lowest, byte)
    }
    if highest >= 0x80, let place = invalidOffset() {
      problems.add(place, "the file is not UTF-8 text")
      return false
    }
    if !bytes.isEmpty, lowest == 0, let place = bytes.firstIndex(of: 0) {
      problems.add(place, "the file holds a NUL byte: it is no text")
      return false
    }
    guard !bytes[start...].allSatisfy({ $0 == 0x20 || (0x09...0x0d).contains($0) }) else {
      problems.add(start, "the file is empty")
      return false
    }
    return true
  }

  /// The first byte that is not UTF-8.
  private func invalidOffset() -> Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var (decoder, offset) = (UTF8(), 0)
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
    }
    return offset
  }

  /// The text of a range.
  func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  /// The text of a range in quotes, cut where it is long.
  func shown(_ range: Range<Int>) -> String {
    guard range.count > 60 else { return "'\(text(range))'" }
    return "'\(text(range.prefix(180)).prefix(40))…'"
  }

  /// The line of a byte.
  func line(of offset: Int) -> Int {
    bytes[..<min(offset, bytes.count)].reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  }

  /// The place of a byte; columns are characters.
  func position(of offset: Int) -> SourcePosition {
    let before = bytes[..<min(offset, bytes.count)]
    let newline = before.lastIndex(of: UInt8(ascii: "\n"))
    let lineStart = newline.map { $0 + 1 } ?? min(start, before.endIndex)
    // Continuation bytes of UTF-8 begin no character.
    let column = before[lineStart...].reduce(1) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) }
    return SourcePosition(line: line(of: offset), column: column)
  }

  /// A number of digits alone, held at the largest integer; nil for anything else.
  func wholeNumber(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    var value = 0
    for at in range {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      guard value < 1_000_000_000_000_000_000 / 10 else {
        return bytes[range].allSatisfy { $0 &- UInt8(ascii: "0") <= 9 } ? .max : nil
      }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// Whether a range reads as a word.
  func isWord(_ range: Range<Int>, _ word: StaticString) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { $0.elementsEqual(bytes[range]) }
  }

  /// What is wrong with a text that is no state number.
  func stateFlaw(_ range: Range<Int>) -> String {
    if bytes[range].first == UInt8(ascii: "-"),
      wholeNumber(range.lowerBound + 1..<range.upperBound) != nil
    {
      return "\(shown(range)) is negative: states are numbered from 0"
    }
    return "\(shown(range)) is no state number"
  }

  /// What is wrong with a text that is no number, by the rule that numbers are decimal.
  func numberFlaw(_ range: Range<Int>, _ outcome: DecimalNumber.Outcome) -> String {
    switch outcome {
    case .tooLarge: return "\(shown(range)) is beyond the range of doubles"
    case .tooSmall: return "\(shown(range)) is smaller than a double can hold"
    case .value, .notDecimal: break
    }
    guard !range.isEmpty else { return "a number is missing" }
    let cell = bytes[range]
    let separators = cell.filter { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "/") }
    if cell.allSatisfy({ (0x2b...0x39).contains($0) }), let mark = separators.first {
      return mark == UInt8(ascii: ",")
        ? "\(shown(range)) is no decimal number: the decimal mark is a point, without separators of "
          + "thousands"
        : "\(shown(range)) is a fraction: write it as a decimal number"
    }
    return "\(shown(range)) is no finite decimal number"
  }
}
