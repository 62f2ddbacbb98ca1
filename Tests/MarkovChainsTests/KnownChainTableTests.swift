import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import MarkovChains

/// The table of known chains in `Documentation/exact-answers.md`: chain, question, brink, rational
/// reference, relative error, and what LAPACK's LU makes of the same question.
@Suite struct KnownChainTableTests {
  static let file = "Documentation/exact-answers.md"
  /// Between these lines stands what `make exact-table` writes.
  static let marks = ("<!-- table: begin -->", "<!-- table: end -->")

  /// Reach, its complement and the mean given arrival by LU with partial pivoting on I - Q in doubles.
  static func byLU(
    _ matrix: TransitionMatrix, target: [Bool], start: Int
  ) -> (reach: Double, unreached: Double, steps: Double)? {
    let graph = PassageGraph(ReverseTransitions(matrix), target: target)
    let moving = target.indices.filter { graph.isPossible[$0] && !target[$0] }
    guard moving.count <= 500, let place = moving.firstIndex(of: start) else { return nil }
    var system = Matrix(rowCount: moving.count, columnCount: moving.count)
    var side = Matrix(rowCount: moving.count, columnCount: 2)
    var placeOf = [Int: Int](uniqueKeysWithValues: moving.enumerated().map { ($1, $0) })
    for (row, state) in moving.enumerated() {
      system[row, row] = 1
      for entry in matrix.row(state) {
        let (to, probability) = (matrix.targets[entry], matrix.probabilities[entry])
        if let column = placeOf[to] { system[row, column] -= probability }
        if target[to] { side[row, 0] += probability }
        if !graph.isPossible[to] { side[row, 1] += probability }
      }
    }
    placeOf = [:]
    guard let reach = try? Factorization.solve(system, side) else { return nil }
    let ones = Matrix(
      rowCount: moving.count, columnCount: 1, elements: moving.indices.map { reach[$0, 0] })
    guard let steps = try? Factorization.solve(system, ones) else { return nil }
    return (reach[place, 0], reach[place, 1], steps[place, 0] / reach[place, 0])
  }

  private static func digits(_ error: Double) -> String {
    error == 0 ? "0" : String(format: "%.0e", error)
  }

  private static func row(
    _ name: String, _ question: KnownQuestion, _ value: Double, _ exact: Double, lu: Double?
  ) -> String {
    let reference = exact.isFinite ? "\(exact)" : "infinite"
    let other = lu.map { digits(relativeError($0, exact)) } ?? ""
    return
      "| \(name) | \(question.words) | \(value.isFinite ? "\(value)" : "infinite") | \(reference) "
      + "| \(value == exact ? "0" : digits(relativeError(value, exact))) | \(other) |"
  }

  static func table() throws -> [String] {
    var rows: [String] = []
    for (known, answers) in zip(KnownChain.all, KnownChain.answers) {
      let matrix = try known.chain.matrix()
      let solver = ChainSolver(matrix)
      let target = (0..<matrix.stateCount).map(known.targets.contains)
      let lu = byLU(matrix, target: target, start: known.start)
      for answer in answers.sorted(by: { $0.question.words < $1.question.words }) {
        let value = try solver.answer(
          answer.question, from: known.start, to: target, rewards: known.rewards.map(\.double))
        let other: Double? =
          switch answer.question {
          case .reach: lu?.reach
          case .unreached: lu?.unreached
          case .stepsMean: lu?.steps
          default: nil
          }
        rows.append(
          row(known.name, answer.question, value, answer.exact?.double ?? .infinity, lu: other))
      }
    }
    for large in [LargeChain.crowds(), .leader()] {
      let matrix = try large.matrix()
      let solver = ChainSolver(matrix)
      let ones = [Double](repeating: 1, count: matrix.stateCount)
      for passage in large.passages {
        for (question, exact) in passage.answers.sorted(by: { $0.key.words < $1.key.words }) {
          let value = try solver.answer(
            question, from: large.start, to: passage.targets, rewards: ones)
          rows.append(
            row(
              "\(large.name), \(matrix.stateCount) states: \(passage.name)", question, value,
              exact.double, lu: nil))
        }
      }
    }
    return rows
  }

  /// The page lists every answer of every known chain. `RECORD_SNAPSHOTS=1` writes it anew: its last
  /// digits are those of one processor, so only the references are compared.
  @Test func thePageHasEveryAnswer() throws {
    let page = try TestFiles.text(Self.file)
    let begin = try #require(page.range(of: Self.marks.0)?.upperBound)
    let end = try #require(page.range(of: Self.marks.1)?.lowerBound)
    let rows = try Self.table()
    let head =
      "\n| chain | question | brink | reference | error | error of LU |\n"
      + "| --- | --- | --- | --- | --- | --- |\n"
    if environment("RECORD_SNAPSHOTS") == "1" {
      let text = page[..<begin] + head + rows.joined(separator: "\n") + "\n" + page[end...]
      try Data(text.utf8).write(to: TestFiles.root.appendingPathComponent(Self.file))
      return
    }
    let stored = page[begin..<end].split(separator: "\n").dropFirst(2).map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    let fresh = rows.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    #expect(stored.count == fresh.count)
    for (old, new) in zip(stored, fresh) {
      #expect(old.count == 8 && new.count == 8)
      for column in [1, 2, 4] { #expect(old[column] == new[column]) }
    }
  }
}

extension KnownQuestion {
  /// The question as the page says it.
  var words: String {
    switch self {
    case .reach: "reach_probability"
    case .unreached: "unreached_probability"
    case .stepsMean: "steps_to_target"
    case .stepsVariance: "steps_variance"
    case .rewardMean: "reward_to_target"
    case .occupancy(let state): "occupancy_steps of \(state)"
    case .boundedReach(let steps): "reach_probability within \(steps)"
    case .boundedUnreached(let steps): "unreached_probability within \(steps)"
    case .stateProbability(let state, let step): "state_probability of \(state) at \(step)"
    case .stationary(let state): "stationary_probability of \(state)"
    case .quantile(let level): "steps_quantile at \(level.double)"
    }
  }
}
