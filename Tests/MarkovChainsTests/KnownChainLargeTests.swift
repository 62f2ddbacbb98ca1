import TestSupport
import Testing

@testable import MarkovChains

/// Protocols with tens of thousands of states and closed forms.
@Suite struct KnownChainLargeTests {
  static let small: [LargeChain] = [
    .crowds(honest: 3, corrupt: 1, runs: 4), .crowds(honest: 1, corrupt: 2, runs: 6),
    .crowds(honest: 4, corrupt: 1, runs: 2, forward: Rational(1, 3)),
    .leader(processes: 3, numbers: 4), .leader(processes: 2, numbers: 2),
    .leader(processes: 4, numbers: 3),
  ]

  /// The closed forms are those of the rational solver where that is quick.
  @Test(arguments: small.indices)
  func closedFormsHoldForSmallSizes(_ index: Int) {
    let large = Self.small[index]
    for passage in large.passages {
      let known = KnownChain(
        large.name, source: large.source, chain: large.rationalChain(), start: large.start,
        targets: passage.targets.indices.filter { passage.targets[$0] },
        closedForms: passage.answers)
      for answer in known.answers() {
        #expect(
          answer.exact == answer.closedForm, "\(large.name) \(passage.name) \(answer.question)")
      }
    }
  }

  /// Every question at full size, the leader's single class of 22,621 states among them.
  @Test func exactEngineAgreesAtFullSize() throws {
    for large in [LargeChain.crowds(), .leader()] {
      let matrix = try large.matrix()
      #expect((10_000...100_000).contains(matrix.stateCount))
      let solver = ChainSolver(matrix)
      let ones = [Double](repeating: 1, count: matrix.stateCount)
      for passage in large.passages {
        for (question, exact) in passage.answers {
          let value = try solver.answer(
            question, from: large.start, to: passage.targets, rewards: ones)
          #expect(
            relativeError(value, exact.double) < 1e-12,
            "\(large.name) \(passage.name) \(question): \(value), \(exact.double)")
        }
      }
    }
  }

  /// The same by iteration: the enclosures hold the closed forms, and are narrow.
  @Test func enclosuresHoldTheClosedForms() throws {
    for large in [LargeChain.crowds(), .leader()] {
      let solver = ChainSolver(try large.matrix(), method: .iteration(workLimit: 2_000_000_000))
      for passage in large.passages {
        let answers = try solver.passage(to: passage.targets, asking: .init(wantsSteps: true))
        for (question, exact) in passage.answers {
          let values: StateValues? =
            switch question {
            case .reach: answers.probability
            case .unreached: answers.complement
            case .stepsMean: answers.steps
            default: nil
            }
          guard let low = values?.low?[large.start], let high = values?.high?[large.start] else {
            continue
          }
          // Probabilities such as 4/15 are rounded to doubles before they are enclosed.
          let slack = 1e-13 * exact.double
          #expect(low <= exact.double + slack && exact.double - slack <= high)
          #expect(high - low <= 1e-10 * high, "\(large.name) \(passage.name) \(question)")
        }
      }
    }
  }

  /// What is written for another tool says the same.
  @Test func explicitTextIsComplete() throws {
    let large = LargeChain.leader(processes: 2, numbers: 3)
    let matrix = try large.matrix()
    let lines = matrix.explicitTransitions.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines[0] == ["14", "\(matrix.targets.count)"])
    var entry = 0
    for state in 0..<matrix.stateCount {
      for position in matrix.row(state) {
        entry += 1
        #expect(Int(lines[entry][0]) == state && Int(lines[entry][1]) == matrix.targets[position])
        #expect(Double(lines[entry][2]) == matrix.probabilities[position])
      }
    }
    #expect(lines.count == entry + 1)
    #expect(
      matrix.explicitLabels(start: 0, targets: large.passages[0].targets)
        == "0=\"init\" 1=\"target\"\n0: 0\n13: 1\n")
  }
}
