/// Finds the word that was probably meant.
public enum Spelling {
  /// ` (did you mean 'x'?)` for the candidate closest to a word, or nothing when none is close.
  public static func suggestion(for word: String, among candidates: [String]) -> String {
    let folded = word.lowercased().replacing("-", with: "_")
    let scored = candidates.map { candidate in
      (candidate, distance(folded, candidate.lowercased().replacing("-", with: "_")))
    }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3) else {
      return ""
    }
    return " (did you mean '\(best.0)'?)"
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours between two words.
  ///
  /// - Complexity: O(product of lengths).
  /// - Source: Damerau (1964), in the restricted form that edits no part twice.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
