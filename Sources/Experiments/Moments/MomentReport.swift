import Escalation
import Tables

/// Matchings of a model's structures, as text and as tables.
public struct MomentReport: Sendable {
  private let model: EscalationModel
  private let matchings: [MomentMatching]

  /// The report of matchings of one model.
  public init(_ model: EscalationModel, _ matchings: [MomentMatching]) {
    self.model = model
    self.matchings = matchings
  }

  /// For people: what was matched, and how near the answers come.
  public var text: String {
    let numbers = TextTable.text(
      header: ["structure", "number", "stated", "matched", "error"],
      rows: matchings.flatMap { matching in
        matching.numbers.map { number in
          [
            matching.structure ?? "", number.path, Figures.significant(number.before, digits: 4),
            Figures.significant(number.after, digits: 4),
            number.standardError.map { Figures.significant($0, digits: 2) } ?? "not held",
          ]
        }
      }, leftAligned: 2)
    let moments = TextTable.text(
      header: ["structure", "moment", "known", "error of log", "stated", "matched", "misfit"],
      rows: matchings.flatMap { matching in
        matching.moments.indices.map { index in
          let moment = matching.moments[index]
          return [
            matching.structure ?? "", moment.name,
            Figures.significant(moment.number.value, digits: 3),
            Figures.significant(moment.number.standardError ?? 0, digits: 2),
            Figures.significant(matching.before.values[index], digits: 3),
            Figures.significant(matching.after.values[index], digits: 3),
            Figures.significant(matching.after.misfits[index], digits: 2),
          ]
        }
      }, leftAligned: 2)
    let distances = matchings.map { matching in
      "\(matching.structure.map { "\($0): " } ?? "")sum of squared misfits "
        + "\(Figures.significant(matching.before.distance, digits: 3)) as stated, "
        + "\(Figures.significant(matching.after.distance, digits: 3)) matched"
        + (matching.isConverged ? "" : "; the search did not come to rest")
    }
    return numbers + "\n" + moments + "\n" + distances.joined(separator: "\n") + "\n"
      + "Misfits are of logarithms, in their errors; exact answers, conditions held where a crisis begins.\n"
  }

  /// One row a structure and matched number.
  public var table: Table {
    let rows = matchings.flatMap { matching in
      matching.numbers.map { (structure: matching.structure, number: $0) }
    }
    return Table(
      name: "matched_numbers", key: ["structure", "path"],
      [
        Column(name: "structure", kind: .string, unit: nil, description: "structure of the model") {
          .optional($0.structure)
        },
        Column(name: "path", kind: .string, unit: nil, description: "the number that was matched") {
          .text($0.number.path)
        },
        Column(name: "before", kind: .number, unit: nil, description: "as the model states it") {
          .number($0.number.before)
        },
        Column(
          name: "after", kind: .number, unit: nil, description: "where the moments are met best"
        ) {
          .number($0.number.after)
        },
        Column(
          name: "standard_error", kind: .number, unit: nil,
          description: "from the curvature there; empty where the moments do not hold it"
        ) { .optional($0.number.standardError) },
      ], rows)
  }

  /// One row a structure and moment.
  public var momentTable: Table {
    let rows = matchings.flatMap { matching in
      matching.moments.indices.map { (matching: matching, index: $0) }
    }
    return Table(
      name: "moments", key: ["structure", "moment"],
      [
        Column(name: "structure", kind: .string, unit: nil, description: "structure of the model") {
          .optional($0.matching.structure)
        },
        Column(name: "moment", kind: .string, unit: nil, description: "its name in the model") {
          .text($0.matching.moments[$0.index].name)
        },
        Column(name: "known", kind: .number, unit: nil, description: "what is known") {
          .number($0.matching.moments[$0.index].number.value)
        },
        Column(
          name: "standard_error", kind: .number, unit: nil,
          description: "of the logarithm of what is known"
        ) { .optional($0.matching.moments[$0.index].number.standardError) },
        Column(
          name: "before", kind: .number, unit: nil, description: "the model's answer as stated"
        ) {
          .number($0.matching.before.values[$0.index])
        },
        Column(name: "after", kind: .number, unit: nil, description: "its answer when matched") {
          .number($0.matching.after.values[$0.index])
        },
        Column(
          name: "misfit", kind: .number, unit: "standard errors of the logarithm",
          description: "of the answer when matched"
        ) { .number($0.matching.after.misfits[$0.index]) },
      ], rows)
  }

  /// The text of the model with the matched numbers in place of the stated ones.
  ///
  /// - Throws: `ModelError` where a number cannot be restated; a number that several structures share is refused.
  public func restated() throws(ModelError) -> String {
    var text = model.text
    for matching in matchings {
      let document = try ModelDocument(text: text, file: model.file)
      let whole = try EscalationModel(document)
      let own = matching.structure.flatMap { whole.structured($0) } ?? whole
      var statements: [(path: String, number: StatedNumber)] = []
      var problems: [ModelError.Problem] = []
      for number in matching.numbers {
        guard let index = own.parameterIndex(number.path) else { continue }
        let old = own.parameters[index].number
        if matchings.count > 1, old.position == whole.parameters[index].number.position {
          problems.append(
            .init(
              position: old.position ?? SourcePosition(line: 1, column: 1), path: number.path,
              message: "several structures share this number; state it under structures."
                + "\(matching.structure ?? "").set first, or match one structure with --structures")
          )
        }
        // What is fitted names its source: that of the number, else that of the moments.
        let source = old.source ?? matching.moments.compactMap(\.number.source).first
        statements.append(
          (
            number.path,
            StatedNumber(
              value: Self.rounded(number.after),
              standardError: number.standardError.map(Self.rounded),
              basis: source == nil ? .judgement : .fitted, source: source,
              note: "matched to the moments")
          ))
      }
      guard problems.isEmpty else { throw ModelError(file: model.file, problems: problems) }
      text = try own.restated(statements)
    }
    return text
  }

  /// Six significant digits: more than the moments hold, and few enough to be read.
  private static func rounded(_ value: Double) -> Double {
    Double(Figures.significant(value, digits: 6)) ?? value
  }
}
