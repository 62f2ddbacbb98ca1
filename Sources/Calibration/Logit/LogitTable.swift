import Escalation
import LinearAlgebra
import Tables

/// A multinomial logit of one column of a table on others, with a constant.
///
/// A covariate whose cells are all numbers enters as it is; any other as one indicator for each value but the
/// first in the order of the alphabet.
public struct LogitTable: Sendable {
  /// The fit.
  public let fit: MultinomialLogit
  /// The categories, the baseline first.
  public let categories: [String]
  /// The names of the covariates, the constant first.
  public let covariates: [String]

  /// Fits.
  ///
  /// - Parameters:
  ///   - baseline: The category that the others are held against; nil takes the most frequent.
  ///   - count: A column that says how often each line was seen; nil for once.
  ///   - cluster: A column of independent units; nil where lines are independent.
  /// - Throws: `TextFileError` for missing columns and bad cells, `CalibrationError.unfit`.
  public init(
    _ table: RecordTable, outcome: String, baseline: String?, covariates names: [String],
    count: String?, cluster: String?, penalty: MultinomialLogit.Penalty? = nil,
    control: FitControl = FitControl()
  ) throws {
    let required = try table.columns(
      required: [outcome] + names + [count, cluster].compactMap { $0 })
    let countColumn = count.flatMap(table.column)
    let clusterColumn = cluster.flatMap(table.column)
    var flaws: [RecordTable.Flaw] = []
    var counts: [Double] = []
    for (number, record) in table.records.enumerated() {
      guard let countColumn else {
        counts.append(1)
        continue
      }
      let value = table.number(number, countColumn).flatMap { $0 >= 0 ? $0 : nil }
      if value == nil {
        flaws.append(
          .init(
            record: number, column: countColumn,
            message: "'\(record.cells[countColumn])' is no count from 0 up"))
      }
      counts.append(value ?? 0)
    }
    for column in required.dropLast((count == nil ? 0 : 1) + (cluster == nil ? 0 : 1)) {
      for (number, record) in table.records.enumerated() where record.cells[column].isEmpty {
        flaws.append(
          .init(
            record: number, column: column,
            message: "the \(table.columns[column]) is missing; leave the line out or fill it"))
      }
    }
    guard flaws.isEmpty else { throw table.error(flaws) }
    var frequency: [String: Double] = [:]
    for (record, count) in zip(table.records, counts) {
      frequency[record.cells[required[0]], default: 0] += count
    }
    let seen = frequency.filter { $0.value > 0 }
    guard
      let base = baseline
        ?? seen.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key, seen[base] != nil
    else {
      throw CalibrationError.unfit(
        "'\(outcome)' is never '\(baseline ?? "")'; it is \(seen.keys.sorted().joined(separator: ", "))"
      )
    }
    categories = [base] + seen.keys.filter { $0 != base }.sorted()
    var columns = [[Double](repeating: 1, count: table.records.count)]
    var titles = ["constant"]
    for (place, name) in names.enumerated() {
      let cells = table.records.map { $0.cells[required[1 + place]] }
      let numbers = table.records.indices.map { table.number($0, required[1 + place]) }
      if numbers.allSatisfy({ $0 != nil }) {
        columns.append(numbers.map { $0 ?? 0 })
        titles.append(name)
      } else {
        for value in Set(cells).sorted().dropFirst() {
          columns.append(cells.map { $0 == value ? 1 : 0 })
          titles.append("\(name)=\(value)")
        }
      }
    }
    covariates = titles
    let kept = table.records.indices.filter { counts[$0] > 0 }
    let number = Dictionary(
      uniqueKeysWithValues: categories.enumerated().map { ($0.element, $0.offset) })
    var clusters: [Int]?
    if let clusterColumn {
      var known: [String: Int] = [:]
      clusters = kept.map { row in
        let name = table.records[row].cells[clusterColumn]
        let value = known[name] ?? known.count
        known[name] = value
        return value
      }
    }
    // Lines that say the same are one, with the sum of their counts.
    var order: [[Double]] = []
    var sums: [[Double]: Double] = [:]
    for (place, row) in kept.enumerated() {
      let key =
        columns.map { $0[row] }
        + [
          Double(number[table.records[row].cells[required[0]]] ?? 0),
          Double(clusters?[place] ?? 0),
        ]
      if sums[key] == nil { order.append(key) }
      sums[key, default: 0] += counts[row]
    }
    let width = columns.count
    fit = try MultinomialLogit(
      .init(
        covariates: Matrix(
          rowCount: order.count, columnCount: width, elements: order.flatMap { $0.prefix(width) }),
        outcomes: order.map { Int($0[width]) }, categoryCount: categories.count,
        counts: order.map { sums[$0] ?? 0 },
        clusters: clusters == nil ? nil : order.map { Int($0[width + 1]) }),
      penalty: penalty, control: control)
  }

  /// What is to be said beside the table.
  public var sentences: [String] {
    var result = [
      "Multinomial logit of \(Fixed.text(fit.observationCount, 0)) observations against '\(categories[0])', "
        + "log-likelihood \(Fixed.text(fit.logLikelihood, 4))."
    ]
    if fit.isSeparated, fit.penalty == .firth {
      result.append(
        "Covariates tell some category apart without exception, so the likelihood has no maximum: Firth's "
          + "penalty (Jeffreys' prior) keeps the coefficients finite.")
    }
    if !fit.isSeparated, fit.penalty == .firth {
      result.append("With Firth's penalty (Jeffreys' prior), as asked.")
    }
    if fit.condition > MultinomialLogit.poorCondition {
      let names = fit.weakestCovariates.map { covariates[$0] }.joined(separator: " and ")
      result.append(
        "\(names) say nearly the same (condition \(Fixed.scientific(fit.condition))): their coefficients are "
          + "hardly told apart.")
    }
    result.append(
      fit.clusteredCovariance == nil
        ? "Standard errors take observations for independent; a column 'cluster' would say otherwise."
        : "Standard errors are clustered, \(fit.clusterCount) clusters"
          + (fit.clusterCount < ClusteredErrors.fewClusters ? ": too few to be trusted." : "."))
    return result
  }

  /// One row a category and covariate.
  public var table: Table {
    struct Row: Sendable {
      let category: String
      let covariate: String
      let value: Double
      let error: Double
    }
    let errors = fit.standardErrors
    let rows = categories.dropFirst().enumerated().flatMap { place, category in
      covariates.enumerated().map {
        Row(
          category: category, covariate: $0.element, value: fit.coefficients[place, $0.offset],
          error: errors[place, $0.offset])
      }
    }
    return Table(
      name: "logit", key: ["category", "covariate"],
      [
        Column(name: "category", kind: .string, unit: nil, description: "against the baseline") {
          .text($0.category)
        },
        Column(
          name: "covariate", kind: .string, unit: nil,
          description: "constant, column, or column=value"
        ) { .text($0.covariate) },
        Column(name: "value", kind: .number, unit: "logit", description: "coefficient") {
          .number($0.value)
        },
        Column(name: "standard_error", kind: .number, unit: "logit", description: "its error") {
          .number($0.error)
        },
      ], rows)
  }
}
