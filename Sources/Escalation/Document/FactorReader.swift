/// Reads the factors of a model: level, spread and reference of each.
struct FactorReader {
  let problems: ProblemList
  let numbers: NumberReader

  /// A factor as declared.
  struct Declared {
    let factor: Factor
    let parameter: Int
    let reference: Double
  }

  /// The four factors of the theory in their order, then the file's own in file order; those that
  /// cannot be read are reported.
  func factors(_ node: ModelDocument.Node?, _ parameters: ParameterList) -> [Declared]? {
    guard let node, let reader = MappingReader(node, allowed: nil, problems) else { return nil }
    let theory = Factor.theory.map(\.name)
    for name in theory where reader.optional(name) == nil {
      let hint = Spelling.suggestion(for: name, among: Array(reader.keys).sorted())
      problems.add(node, "the factor '\(name)' is missing\(hint); zero coefficients silence it")
    }
    let own = reader.ordered.map(\.key).filter { !theory.contains($0) }
    var declared: [Declared] = []
    for name in theory + own {
      guard let entry = reader.optional(name) else { continue }
      guard Self.isName(name) else {
        problems.add(entry, "a factor's name is of small letters, digits and _, letter first")
        continue
      }
      guard !Self.reservedNames.contains(name) else {
        problems.add(entry, "'\(name)' is a column of results; give the factor another name")
        continue
      }
      let (number, reference) = factor(entry)
      declared.append(
        Declared(
          factor: Factor(name: name), parameter: parameters.add(name, number, .unitInterval),
          reference: reference))
    }
    return declared
  }

  /// What is wrong with a factor is reported; zeros then stand in, so that reading goes on.
  private func factor(_ node: ModelDocument.Node) -> (StatedNumber, Double) {
    // Unknown keys are reported once, by the reader of the number.
    guard let reader = MappingReader(node, allowed: nil, problems) else {
      return (StatedNumber(value: 0), 0)
    }
    let number = numbers.number(node, .unitInterval, extraKeys: ["reference"])
    let reference = reader.required("reference", "the level at which the factor changes nothing")
      .flatMap { numbers.plain($0, .unitInterval) }
    return (number ?? StatedNumber(value: 0), reference ?? 0)
  }

  /// The columns of results; a factor that is varied gets one of its own beside them.
  static let reservedNames: Set<String> = [
    "scenario", "measures", "start", "quantity", "rung", "rung_number", "quantile", "day", "unit",
    "estimate", "low", "high", "confidence", "interval", "guarantee", "standard_error", "prior_low",
    "prior_high", "trajectories", "events", "engine", "exact", "z", "structure",
  ]

  /// Names become columns and options, so they are plain words.
  static func isName(_ name: String) -> Bool {
    guard let first = name.first, first.isLowercase, first.isASCII else { return false }
    return name.allSatisfy {
      $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_")
    }
  }
}
