import Escalation
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Calibration

@Suite struct LogitTests {
  private static func endings(_ keeps: ([String]) -> Bool = { _ in true }) throws -> RecordTable {
    let text = try TestFiles.text("Tests/CalibrationTests/Vectors/icb-endings.csv")
    let lines = text.split(separator: "\n").map(String.init)
    let kept = lines.dropFirst().filter { keeps($0.split(separator: ",").map(String.init)) }
    return try Counts.table(text: ([lines[0]] + kept).joined(separator: "\n") + "\n")
  }

  /// How 377 crises after 1945 ended, by mediation and violence (ICB 14), against the same fit by
  /// statsmodels 0.14 (MNLogit, Newton, tolerance 1e-14). Value and error: constant, mediated, violence.
  static let reference: [(category: String, values: [Double], errors: [Double])] = [
    (
      "agreement", [-0.55679991463, 1.93429552382, -0.0890191428694],
      [0.332825628281, 0.289261663716, 0.133480963808]
    ),
    (
      "faded", [-1.21096071881, -0.454496753485, -0.0896061418929],
      [0.496407340263, 0.588801689502, 0.209405166937]
    ),
    (
      "imposed", [-4.11145995432, 0.635214365114, 0.682646115177],
      [0.865797432719, 0.568361637748, 0.28961091018]
    ),
    (
      "other", [-1.39969768185, -0.0981449216713, -0.00224827011146],
      [0.49213677156, 0.512980059968, 0.20134296172]
    ),
    (
      "tacit", [-0.418237549839, 0.933736477996, -0.802556663441],
      [0.530487766437, 0.520894365327, 0.272617847194]
    ),
  ]

  @Test func agreesWithStatsmodels() throws {
    let result = try LogitTable(
      Self.endings { $0[3] == "1" }, outcome: "ending", baseline: "unilateral",
      covariates: ["mediated", "violence"], count: "count", cluster: nil)
    #expect(result.categories == ["unilateral"] + Self.reference.map(\.category))
    #expect(!result.fit.isSeparated && result.fit.penalty == .none)
    #expect(abs(result.fit.logLikelihood + 508.5691498094766) < 1e-9)
    let errors = result.fit.standardErrors
    for (row, line) in Self.reference.enumerated() {
      for column in 0..<3 {
        #expect(relativeError(result.fit.coefficients[row, column], line.values[column]) < 1e-6)
        #expect(relativeError(errors[row, column], line.errors[column]) < 1e-6)
      }
    }
  }

  /// With the crises before 1945, none of which faded: MNLogit prints -25 with an error of 43,000.
  @Test func separationIsMetByFirth() throws {
    let result = try LogitTable(
      Self.endings(), outcome: "ending", baseline: "unilateral",
      covariates: ["mediated", "violence", "after_1945"], count: "count", cluster: nil)
    #expect(result.fit.isSeparated && result.fit.penalty == .firth)
    #expect(result.fit.coefficients.elements.allSatisfy { abs($0) < 6 })
    #expect(result.fit.standardErrors.elements.allSatisfy { $0 < 2 })
    #expect(result.sentences.contains { $0.contains("Firth") })
  }

  /// In a saturated model Jeffreys' prior adds half an observation to every cell.
  @Test func firthAddsHalfAnObservationToEveryCell() throws {
    let counts: [[Double]] = [[12, 5, 0], [3, 9, 4]]
    var rows: [Double] = []
    var outcomes: [Int] = []
    var weights: [Double] = []
    for (group, row) in counts.enumerated() {
      for (outcome, count) in row.enumerated() {
        rows += [1, Double(group)]
        outcomes.append(outcome)
        weights.append(count)
      }
    }
    let fit = try MultinomialLogit(
      .init(
        covariates: Matrix(rowCount: 6, columnCount: 2, elements: rows), outcomes: outcomes,
        categoryCount: 3, counts: weights))
    #expect(fit.isSeparated && fit.penalty == .firth)
    for outcome in 1...2 {
      let first = log((counts[0][outcome] + 0.5) / (counts[0][0] + 0.5))
      let second = log((counts[1][outcome] + 0.5) / (counts[1][0] + 0.5))
      #expect(abs(fit.coefficients[outcome - 1, 0] - first) < 1e-6)
      #expect(abs(fit.coefficients[outcome - 1, 1] - (second - first)) < 1e-6)
    }
  }

  @Test func perfectSeparationIsSeen() throws {
    let x: [Double] = (0..<20).flatMap { [1.0, Double($0)] }
    let fit = try MultinomialLogit(
      .init(
        covariates: Matrix(rowCount: 20, columnCount: 2, elements: x),
        outcomes: (0..<20).map { $0 < 10 ? 0 : 1 }, categoryCount: 2))
    #expect(fit.isSeparated && fit.penalty == MultinomialLogit.Penalty.firth)
    #expect(fit.standardErrors.elements.allSatisfy { $0 < 20 })
  }

  /// One cluster for each observation is White's formula: with rows doubled inside clusters it does not shrink.
  @Test func clustersCarryTheirWeight() throws {
    var draws = NormalDraws(seed: 3, number: 0)
    let n = 200
    var (x, y): ([Double], [Int]) = ([], [])
    for _ in 0..<n {
      let value = draws.next()
      let chance = 1 / (1 + exp(-value))
      x += [1, value]
      y.append(draws.uniform() < chance ? 1 : 0)
    }
    let single = try MultinomialLogit(
      .init(
        covariates: Matrix(rowCount: n, columnCount: 2, elements: x), outcomes: y,
        categoryCount: 2, clusters: Array(0..<n)))
    let doubled = try MultinomialLogit(
      .init(
        covariates: Matrix(rowCount: 2 * n, columnCount: 2, elements: x + x), outcomes: y + y,
        categoryCount: 2, clusters: Array(0..<n) + Array(0..<n)))
    for index in 0..<2 {
      #expect(
        relativeError(doubled.standardErrors.elements[index], single.standardErrors.elements[index])
          < 1e-6)
      #expect(
        relativeError(doubled.covariance[index, index], single.covariance[index, index] / 2) < 1e-6)
    }
  }

  /// Covariates that say nearly the same: the climb stopped far from the summit. With their difference in place of
  /// one of them the same fit is well conditioned.
  @Test(arguments: [1e-3, 1e-5])
  func nearlyEqualCovariatesAreClimbedToTheTop(size: Double) throws {
    var draws = NormalDraws(seed: 4, number: 0)
    var (near, apart, y): ([Double], [Double], [Int]) = ([], [], [])
    for _ in 0..<400 {
      let (x, noise) = (draws.next(), draws.next())
      near += [1, x, x + size * noise]
      apart += [1, x, noise]
      y.append(draws.uniform() < 1 / (1 + exp(-x)) ? 1 : 0)
    }
    func fit(_ x: [Double]) throws -> MultinomialLogit {
      try MultinomialLogit(
        .init(
          covariates: Matrix(rowCount: 400, columnCount: 3, elements: x), outcomes: y,
          categoryCount: 2))
    }
    let (hard, easy) = (try fit(near), try fit(apart))
    #expect(abs(hard.logLikelihood - easy.logLikelihood) < 1e-8)
    #expect(relativeError(hard.coefficients[0, 2] * size, easy.coefficients[0, 2]) < 1e-5)
    #expect(hard.condition > 1e5 && easy.condition < 10)
    #expect(Set(hard.weakestCovariates) == [1, 2])
  }

  @Test func equalCovariatesAreRefused() {
    let x = (0..<40).flatMap { [1.0, Double($0), 2 * Double($0) + 3] }
    #expect(
      throws: CalibrationError.unfit(
        "some covariates say the same: one of them is worked out from the others")
    ) {
      try MultinomialLogit(
        .init(
          covariates: Matrix(rowCount: 40, columnCount: 3, elements: x),
          outcomes: (0..<40).map { $0 % 2 }, categoryCount: 2))
    }
  }

  /// A rare indicator that is always followed by one category: its scale is so small that it was not seen.
  @Test(arguments: [(2_000, 10), (20_000, 20), (100_000, 10)])
  func separationByARareIndicatorIsSeen(count: Int, ones: Int) throws {
    let rest = count - ones
    let fit = try MultinomialLogit(
      .init(
        covariates: Matrix(rowCount: 3, columnCount: 2, elements: [1, 0, 1, 0, 1, 1]),
        outcomes: [0, 1, 1], categoryCount: 2,
        counts: [Double(rest * 7 / 10), Double(rest * 3 / 10), Double(ones)]))
    #expect(fit.isSeparated && fit.penalty == .firth)
    // Half an observation in every cell, again.
    let expected =
      log((Double(ones) + 0.5) / 0.5)
      - log((Double(rest * 3 / 10) + 0.5) / (Double(rest * 7 / 10) + 0.5))
    #expect(abs(fit.coefficients[0, 1] - expected) < 1e-4)
    #expect(fit.standardErrors[0, 1] < 3)
  }

  @Test(arguments: [
    ("a,b,1\na,b,2\n", "x", "is needed"), ("a,1,1\nb,1,2\n", "x", "does not vary"),
    ("a,1,x\nb,2,1\n", "x", "is no count"), ("a,1,-1\nb,2,1\n", "x", "is no count"),
    ("a,,1\nb,2,1\n", "x", "is missing"), ("a,1,0\nb,2,0\n", "x", "is never"),
    ("a,1,1\nb,2,1\n", "z", "the column 'z' is missing"),
  ])
  func badTablesAreRefused(lines: String, covariate: String, says: String) throws {
    let says = says == "is needed" ? "two categories" : says
    do {
      _ = try LogitTable(
        Counts.table(text: "y,x,count\n" + lines), outcome: "y", baseline: nil,
        covariates: [covariate], count: "count", cluster: nil)
      Issue.record("it was fitted")
    } catch {
      #expect("\(error)".contains(says), "\(error)")
    }
  }
}
