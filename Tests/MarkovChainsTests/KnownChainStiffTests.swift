import LinearAlgebra
import TestSupport
import Testing

@testable import MarkovChains

/// What LU with partial pivoting makes of I - Q in doubles, where the rational answer is known.
@Suite struct KnownChainStiffTests {
  /// The probability of reaching the targets by LAPACK's LU, and the mean number of steps to any end;
  /// nil when a pivot is exactly zero.
  static func byLU(_ known: KnownChain) throws -> (reach: Double, steps: Double)? {
    let matrix = try known.chain.matrix()
    let inner = (0..<matrix.stateCount).filter { !matrix.isAbsorbing($0) }
    var system = Matrix(rowCount: inner.count, columnCount: inner.count)
    var sides = Matrix(rowCount: inner.count, columnCount: 2)
    for (i, state) in inner.enumerated() {
      system[i, i] = 1
      sides[i, 1] = 1
      for entry in matrix.row(state) {
        let target = matrix.targets[entry]
        if let j = inner.firstIndex(of: target) { system[i, j] -= matrix.probabilities[entry] }
        if known.targets.contains(target) { sides[i, 0] += matrix.probabilities[entry] }
      }
    }
    guard let solution = try? Factorization.solve(system, sides),
      let place = inner.firstIndex(of: known.start)
    else { return nil }
    return (solution[place, 0], solution[place, 1])
  }

  /// Where rare moves are far below the last place of one, LU keeps no digit of 7/10 or 3/10.
  @Test func luLosesEveryDigit() throws {
    for known in [
      .fourWells, .leakingRing(leak: decimal("1e-18")), .drift, .ladderOfTraps,
    ] as [KnownChain] {
      let exact = try #require(known.closedForms[.reach]).double
      // A pivot of exactly zero is no answer either.
      guard let solution = try Self.byLU(known) else { continue }
      #expect(relativeError(solution.reach, exact) > 0.5, "\(known.name): \(solution.reach)")
    }
  }

  /// Moves of 1e-12 leave LU some four digits of sixteen.
  @Test func luLosesMostDigits() throws {
    for known in [.twoWells, .leakingRing(leak: decimal("1e-12"))] as [KnownChain] {
      let exact = try #require(known.closedForms[.reach]).double
      let solution = try #require(try Self.byLU(known))
      #expect(relativeError(solution.reach, exact) > 1e-8, "\(known.name): \(solution.reach)")
      #expect(relativeError(solution.reach, exact) < 1e-2, "\(known.name): \(solution.reach)")
    }
  }

  /// The four wells hold their chain for 1e30 steps on average.
  @Test func fourWellsLastForTenToTheThirty() throws {
    let known = KnownChain.fourWells
    let ends = [known.targets[0], known.targets[0] + 1]
    let steps = try #require(known.chain.passage(to: ends).stepsMean()[known.start])
    #expect(abs(steps.log10 - 30) < 1e-9)
    let lost = try Self.byLU(known)
    #expect(lost.map { relativeError($0.steps, steps.double) > 0.5 } ?? true)
  }
}
