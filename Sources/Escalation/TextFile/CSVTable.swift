/// The lines of a CSV file under its header, one cell after the other.
struct CSVTable {
  let text: FileBytes
  private(set) var problems: TextProblems
  /// The cells of the first line.
  let header: [CSVScanner.Cell]
  private var scanner: CSVScanner
  private var blankLine: Int?
  /// Whether quotes that are never closed swallowed the rest of the file.
  private(set) var isCutShort = false

  /// Nil when the header cannot be read.
  init?(_ text: FileBytes, _ problems: TextProblems) {
    self.text = text
    self.problems = problems
    scanner = CSVScanner(text)
    var header: [CSVScanner.Cell] = []
    repeat { header.append(scanner.next()) } while header.last?.endsLine == false
    self.header = header
    for cell in header {
      if let flaw = cell.flaw { problems.add(cell.place, flaw.rawValue) }
    }
    if header.count == 1, header[0].isBlank {
      problems.add(text.start, "the first line is blank; it is the header")
    }
    if header.count == 1, !header[0].isQuoted {
      for mark in [UInt8(ascii: ";"), UInt8(ascii: "\t")]
      where text.bytes[header[0].content].contains(mark) {
        let name = mark == UInt8(ascii: ";") ? "semicolons" : "tabs"
        problems.add(text.start, "the cells are parted by \(name); a CSV file here has commas")
        return nil
      }
    }
    guard problems.isEmpty else { return nil }
  }

  /// A copy that reads on from here and keeps what it finds wrong to itself.
  var ahead: CSVTable {
    var copy = self
    copy.problems = TextProblems(file: "", text: text)
    return copy
  }

  /// The text of a cell, doubled quotes made single.
  func text(_ cell: CSVScanner.Cell) -> String {
    let text = text.text(cell.content)
    return cell.hasPairs ? text.replacing("\"\"", with: "\"") : text
  }

  /// Reads the next line.
  ///
  /// - Parameters:
  ///   - width: The number of cells it must have, those of the header.
  ///   - cell: Called with the number and content of every cell up to that number.
  /// - Returns: Where the line begins and whether it is whole; nil at the end.
  mutating func readLine(
    width: Int, cell: (Int, CSVScanner.Cell) -> Void
  ) -> (place: Int, isWhole: Bool)? {
    while !scanner.isAtEnd {
      let place = scanner.at
      var current = scanner.next()
      if current.isBlank, current.endsLine {
        if blankLine == nil { blankLine = place }
        continue
      }
      if let blank = blankLine {
        problems.add(blank, "a blank line inside the table")
        blankLine = nil
      }
      var (count, isWhole) = (0, true)
      while true {
        if let flaw = current.flaw {
          problems.add(current.place, flaw.rawValue)
          isWhole = false
          isCutShort = isCutShort || flaw == .unclosed
        } else if count < width {
          cell(count, current)
        }
        count += 1
        if current.endsLine { break }
        current = scanner.next()
      }
      if count != width, !isCutShort {
        problems.add(
          place, "the line has \(count) \(count == 1 ? "cell" : "cells"), the header \(width)")
        isWhole = false
      }
      return (place, isWhole)
    }
    return nil
  }
}
