/// Walks through a file line by line, fields between blanks; `#` and `//` begin a comment.
struct LineScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at: Int
  private let readsDirectives: Bool
  /// The fields of the line read last; empty at the end.
  private(set) var fields: [Range<Int>] = []
  /// That line with its comment.
  private(set) var line = 0..<0

  /// - Parameter readsDirectives: Whether `#DECLARATION` and `#END` are fields.
  init(_ text: FileBytes, readsDirectives: Bool = false) {
    bytes = text.bytes
    at = text.start
    self.readsDirectives = readsDirectives
  }

  /// Reads on to the next line with a field; false at the end.
  mutating func next() -> Bool {
    let end = bytes.count
    fields.removeAll(keepingCapacity: true)
    while at < end {
      let start = at
      while at < end, bytes[at] != UInt8(ascii: "\n") {
        if Self.isBlank(bytes[at]) {
          at += 1
        } else if isComment(at) {
          while at < end, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        } else {
          let first = at
          repeat {
            at += 1
          } while at < end && !Self.isBlank(bytes[at])
            && bytes[at] != UInt8(ascii: "\n") && !isComment(at)
          fields.append(first..<at)
        }
      }
      line = start..<at
      if at < end { at += 1 }
      if !fields.isEmpty { return true }
    }
    return false
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0d
  }

  private func isComment(_ place: Int) -> Bool {
    if bytes[place] == UInt8(ascii: "#") {
      return !readsDirectives || !(isAt(place, "#DECLARATION") || isAt(place, "#END"))
    }
    return bytes[place] == UInt8(ascii: "/") && place + 1 < bytes.count
      && bytes[place + 1] == UInt8(ascii: "/")
  }

  private func isAt(_ place: Int, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { bytes[place...].starts(with: $0) }
  }
}
