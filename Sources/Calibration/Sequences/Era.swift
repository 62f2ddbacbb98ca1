/// The eras that base rates are compared over.
enum Era {
  /// The name of the era of a year: `1946-1969`, `1970-1992`, `1993-2014`, before or after.
  static func name(of year: Int) -> String {
    switch year {
    case ..<1946: "before-1946"
    case 1946...1969: "1946-1969"
    case 1970...1992: "1970-1992"
    case 1993...2014: "1993-2014"
    default: "after-2014"
    }
  }
}
