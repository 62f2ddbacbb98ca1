extension Specification {
  /// The names of the coefficients of its terms, one for each that has a coefficient a direction.
  func termNames(levels: [String], codings: [AttributeCoding]) -> [String] {
    var result: [String] = []
    var attribute = 0
    for term in terms {
      switch term {
      case .below: result.append("below_peak")
      case .peak: result += levels.dropFirst(2).map { "peak=\($0)" }
      case .age: result += ["age=1-2", "age=3-9", "age=10+"]
      case .logAge: result.append("log_age")
      case .previous: result += ["previous=lower", "previous=higher"]
      case .attribute:
        result += codings[attribute].termNames
        attribute += 1
      }
    }
    return result
  }
}
