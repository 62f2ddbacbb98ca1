import Escalation
import Foundation
import MarkovChains
import Tables
import TestSupport
import Testing

@testable import Experiments

/// What is made of derivatives: rows, columns, words, and what has none.
@Suite struct GradientOutputTests {
  private func clash(_ set: [String] = []) throws -> Study {
    try study("hainan-2001", set: set, quantities: [.exceedanceProbability], rungs: [5, 6])
  }

  @Test func columnsAreThePromisedOnes() throws {
    let clash = try clash()
    let table = Table(clash, try clash.gradient())
    #expect(
      table.csv.prefix { $0 != "\n" }
        == "start,quantity,rung,rung_number,day,unit,estimate,parameter,value,value_low,value_high,"
        + "basis,method,derivative,elasticity,swing,logit_swing,structure")
    #expect(table.rowCount == 2 * clash.model.parameters.count)
    let keys = table.rows.map { row in [1, 2, 7].map { row[$0].text }.joined(separator: "|") }
    #expect(Set(keys).count == table.rowCount)
    #expect(!table.csv.lowercased().contains("nan"))
    for row in table.rows {
      for (column, cell) in zip(table.columns, row) {
        switch cell {
        case .absent: break
        case .integer: #expect(column.kind == .integer, "\(column.name)")
        case .number, .scaled: #expect(column.kind == .number, "\(column.name)")
        case .text: #expect(column.kind == .string, "\(column.name)")
        }
      }
    }
  }

  /// The answer as a power of the number, and its logit over the stated range: from the derivative and
  /// from the answers themselves, a little way along.
  @Test func elasticityAndSwingAreWhatTheySay() throws {
    let path = "coefficients.nationalism.war"
    let step = 1e-6
    let rows = try [0, step].map { shift in
      let rows = try clash(["\(path)=\(DecimalText.of(1.06 * (1 + shift)))"]).gradient().rows
      return try #require(
        rows.first { $0.parameter.path == path && $0.question.rungNumber == 6 })
    }
    let (p, q) = (rows[0].estimate, rows[1].estimate)
    #expect(
      relativeError(
        rows[0].elasticity ?? .nan, (Foundation.log(q.value) - Foundation.log(p.value)) / step)
        < 1e-5)
    func logit(_ estimate: Estimate) -> Double {
      Foundation.log(estimate.value / (estimate.complement ?? .nan))
    }
    let range = 2.1 - 0.4
    #expect(
      relativeError(rows[0].logitSwing ?? .nan, (logit(q) - logit(p)) / (1.06 * step) * range)
        < 1e-5)
    #expect(rows[0].swing == (rows[0].derivative ?? .nan) * range)
  }

  private enum DecimalText {
    static func of(_ value: Double) -> String { String(format: "%.10f", value) }
  }

  @Test func rowsStandByQuestionAndElasticity() throws {
    let result = try study("taiwan-strait-1996").gradient()
    let asked = try study("taiwan-strait-1996").questions.map(\.quantity.rawValue)
    var quantities: [String] = []
    for row in result.rows where quantities.last != row.question.quantity {
      quantities.append(row.question.quantity)
    }
    var expected: [String] = []
    for quantity in asked where expected.last != quantity { expected.append(quantity) }
    #expect(quantities == expected)
    for rows in result.questions {
      let sizes = rows.map { $0.elasticity.map(abs) ?? -1 }
      #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 >= $1 })
      let rest = rows.filter { $0.elasticity == nil }.map { abs($0.derivative ?? 0) }
      #expect(zip(rest, rest.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }

  /// A number at zero has a derivative and no elasticity; a sure answer changes with nothing; one without
  /// a range has no swing.
  @Test func whatIsAbsentIsAbsent() throws {
    let result = try study("hainan-2001", quantities: [.exceedanceProbability]).gradient()
    let rows = result.rows
    let mediation = try #require(
      rows.first {
        $0.parameter.path == "third_party_mediation" && $0.question.rungNumber == 5
      })
    #expect(mediation.value == 0 && mediation.elasticity == nil)
    #expect((mediation.derivative ?? 0) < 0)
    #expect(relativeError(mediation.swing ?? 0, 0.2 * (mediation.derivative ?? .nan)) < 1e-15)
    let sure = rows.filter { $0.question.rungNumber == 1 }
    #expect(sure.allSatisfy { $0.derivative == 0 && $0.elasticity ?? 0 == 0 })
    #expect(sure.allSatisfy { $0.logitSwing == nil })
    #expect(rows.filter { $0.parameter.path == "offsets.up" }.allSatisfy { $0.swing == nil })
  }

  /// Where all of a row is set, none of it has room to move.
  @Test func aFullRowHasNoDerivative() throws {
    let members = [
      "hold=0.5", "end=0.4", "coercive_signalling=0.05", "show_of_force=0.04", "limited_clash=0.01",
    ]
    let full = try clash(members.map { "moves.protest.protest.\($0)" })
    let result = try full.gradient()
    let paths = members.map { "moves.protest.protest.\($0.prefix { $0 != "=" })" }
    #expect(result.fixed == paths)
    for row in result.rows {
      #expect((row.derivative == nil) == paths.contains(row.parameter.path))
    }
    #expect(
      GradientReport(full, result, top: 3).caption.contains(
        "Without derivative: \(paths.joined(separator: ", "))."))
  }

  /// All structures of a model stand side by side, in the table and in the report, with the numbers that each
  /// side has of its own, unless both are set.
  @Test func structuresStandSideBySide() throws {
    let model = try shipped("korea-1950-dyad")
    func study(_ set: [String] = []) throws -> Study {
      Study(
        model: model, settings: try set.map { try Setting($0) }, horizon: model.horizon,
        start: model.start, quantities: [.exceedanceProbability], rungs: [6])
    }
    let result = try study().gradient()
    let names = model.structured.compactMap(\.structure)
    let order = result.rows.compactMap(\.structure).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    #expect(order == names)
    #expect(result.questions.count == 1)
    let table = Table(try study(), result)
    let place = try #require(table.columns.firstIndex { $0.name == "structure" })
    #expect(Set(table.rows.map { $0[place].text }) == Set(names))
    for name in names {
      let alone = Study(
        model: model, horizon: model.horizon, start: model.start,
        quantities: [.exceedanceProbability], rungs: [6],
        structures: [try #require(model.structured(name))])
      let own = result.rows.filter { $0.structure == name }
      #expect(own.map(\.derivative) == (try alone.gradient().rows.map(\.derivative)))
      #expect(own.contains { $0.parameter.path == "signal_clarity_sent_china" })
      #expect(!own.contains { $0.parameter.path == "signal_clarity" })
    }
    let both = try study(["signal_clarity=0.4"]).gradient().rows.map(\.parameter.path)
    #expect(both.contains("signal_clarity") && !both.contains("signal_clarity_sent_china"))
    let block = GradientReport(try study(), result, top: 3).text.split(separator: "\n")
    #expect(block.count == 6)
    for name in names {
      #expect(block[0].contains("(\(name))") && block[1].contains("elasticity, \(name)"))
    }
  }

  @Test func reportsShowTheLargest() throws {
    let clash = try clash()
    let report = GradientReport(clash, try clash.gradient(), top: 4)
    let blocks = report.text.split(separator: "\n\n")
    #expect(blocks.count == 2)
    #expect(
      blocks[0].hasPrefix("exceedance_probability of limited_clash, within 365 days: 0.043\n"))
    #expect(blocks[0].split(separator: "\n").count == 7)
    #expect(blocks[0].contains("\n  and "))
    #expect(report.caption.contains { $0.hasPrefix("Engine: exact (one adjoint solve") })
    let sure = try study("hainan-2001", quantities: [.exceedanceProbability], rungs: [1])
    #expect(
      GradientReport(sure, try sure.gradient(), top: 4).text
        == "no number changes these:\n  exceedance_probability of incident: 1.0\n")
  }

  @Test func whatCannotBeAskedIsRefused() throws {
    let nothing = try study(quantities: [.daysToEnd], rungs: [5])
    #expect(throws: StudyError.self) { try nothing.gradient() }
    let outside = try study(set: ["nationalism=2"])
    #expect(throws: StudyError.self) { try outside.gradient() }
    let interrupted = RunControl(isInterrupted: { true })
    #expect {
      try study().gradient(control: interrupted)
    } throws: { error in
      guard case StudyError.engine(.interrupted) = error else { return false }
      return true
    }
  }

  @Test func showNamesTheLargest() throws {
    let model = try shipped("hainan-2001")
    let text = try ModelDescription(model, settings: [Setting("nationalism=0.7")]).text
    let part = try #require(text.split(separator: "the largest elasticities of force").last)
    let same = try clash(["nationalism=0.7"])
    for rows in try same.gradient().questions {
      let names = rows.filter(\.isNoticeable).prefix(10).map(\.parameter.path)
      let block = try #require(
        part.split(separator: "exceedance_probability of ").first {
          $0.hasPrefix(rows.first?.question.rung ?? "?")
        })
      #expect(names.allSatisfy { block.contains("\n  \($0) ") })
      #expect(block.split(separator: "\n").count == 13)
    }
    // A horizon that would take long is not followed for a description.
    let long = Study(model: model, horizon: 1_000_000, start: model.start)
    let mixture = model.compile([model.statedValues], horizon: nil, start: model.start)[0].mixture
    #expect(
      ModelDescription.elasticities(long, mixture)
        == "elasticities: the chains are large; `brink sensitivity` has them\n")
  }
}
