import Foundation

extension EscalationModel {
  /// The text of the file with some numbers stated anew; everything else stays as it was written.
  ///
  /// - Parameters:
  ///   - statements: What the file shall say, by the path of the parameter.
  ///   - source: A source that is added to the list; its key must be free.
  /// - Throws: `ModelError` for paths the file does not have, and for numbers that are not written as a plain
  ///   number or as `{value: …}` on one line.
  public func restated(
    _ statements: [(path: String, number: StatedNumber)], adding source: Source? = nil
  ) throws(ModelError) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      Array($0.unicodeScalars)
    }
    var problems: [ModelError.Problem] = []
    var edits: [(place: SourcePosition, text: String)] = []
    for (path, number) in statements {
      guard let index = parameterIndex(path) else {
        problems.append(
          .init(
            position: SourcePosition(line: 1, column: 1), path: path,
            message: "the file has no such number; write the row with any value first"))
        continue
      }
      guard let place = parameters[index].number.position else {
        problems.append(
          .init(
            position: SourcePosition(line: 1, column: 1), path: path,
            message: "the number is worked out from another; state it itself"))
        continue
      }
      edits.append((place, number.flowText))
    }
    // From the end, so that earlier columns stay true.
    for edit in edits.sorted(by: { $0.place > $1.place }) {
      let (line, column) = (edit.place.line - 1, edit.place.column - 1)
      guard lines.indices.contains(line), lines[line].indices.contains(column),
        let end = Self.endOfNumber(lines[line], from: column)
      else {
        problems.append(
          .init(
            position: edit.place, path: "",
            message: "a number that is stated anew stands on one line, plain or in braces"))
        continue
      }
      lines[line].replaceSubrange(column..<end, with: Array(edit.text.unicodeScalars))
    }
    guard problems.isEmpty else { throw ModelError(file: file, problems: problems) }
    var texts = lines.map { line in
      var view = String.UnicodeScalarView()
      view.append(contentsOf: line)
      return String(view)
    }
    if let source {
      guard !sources.contains(where: { $0.key == source.key }) else {
        throw ModelError(
          file: file,
          problems: [
            .init(
              position: SourcePosition(line: 1, column: 1), path: "sources",
              message: "the key '\(source.key)' is taken; rename it, for the fit is to have it")
          ])
      }
      let escaped = source.cite.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      let entry = ["  - key: \(source.key)", "    cite: \"\(escaped)\""]
      if let place = texts.firstIndex(where: { $0.hasPrefix("sources:") }) {
        texts.insert(contentsOf: entry, at: place + 1)
      } else {
        texts += ["sources:"] + entry + [""]
      }
    }
    return texts.joined(separator: "\n")
  }

  /// Behind the number or the braces that begin at a column; nil when they do not end on the line.
  private static func endOfNumber(_ line: [Unicode.Scalar], from column: Int) -> Int? {
    guard line[column] == "{" else {
      let end = line[column...].firstIndex { ",} #".unicodeScalars.contains($0) } ?? line.count
      var text = String.UnicodeScalarView()
      text.append(contentsOf: line[column..<end])
      // A mapping in block style begins with its first key, not with a number.
      return Double(String(text)) != nil ? end : nil
    }
    var quote: Unicode.Scalar?
    for index in line.indices[column...] {
      let scalar = line[index]
      if let open = quote {
        if scalar == open { quote = nil }
      } else if scalar == "\"" || scalar == "'" {
        quote = scalar
      } else if scalar == "}" {
        return index + 1
      }
    }
    return nil
  }
}

extension StatedNumber {
  /// The statement as a model file has it, in braces on one line.
  var flowText: String {
    var parts = ["value: \(Self.text(value))"]
    if let standardError { parts.append("se: \(Self.text(standardError))") }
    if let low { parts.append("low: \(Self.text(low))") }
    if let high { parts.append("high: \(Self.text(high))") }
    if let count { parts.append("count: \(count)") }
    if let basis { parts.append("basis: \(basis.rawValue)") }
    if let source { parts.append("source: \(source)") }
    if let note {
      let escaped = note.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      parts.append("note: \"\(escaped)\"")
    }
    return "{\(parts.joined(separator: ", "))}"
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }
}
