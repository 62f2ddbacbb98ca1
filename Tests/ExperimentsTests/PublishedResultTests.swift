import Escalation
import MarkovChains
import TestSupport
import Testing

@testable import Experiments

/// Results of others, from their own inputs. `Documentation/published-results.md` tells of each where
/// the printed number was seen.
@Suite struct PublishedResultTests {
  private func chain(_ name: String) throws -> ChainModel {
    try ChainModel(
      file: TestFiles.root.appendingPathComponent("Documentation/chains/\(name).csv").path)
  }

  /// Exact answers of one quantity, start by start.
  private func answers(
    _ chain: ChainModel, from starts: [String] = [], to target: String, _ quantity: ChainQuantity,
    horizon: Int? = nil
  ) throws -> [Double] {
    let states = try starts.flatMap { try chain.states(named: $0) }
    let named = try chain.target(target)
    let study = ChainStudy(
      chain: chain, starts: states.isEmpty ? chain.initialStates : states, targets: [named],
      horizon: horizon, quantities: [quantity], rungs: [named.name])
    return try study.run(threadCount: 1).rows.map(\.estimate.value)
  }

  /// A number as it is printed, to half a unit of its last digit.
  private func agrees(_ value: Double, _ printed: Double, digits: Int) -> Bool {
    let unit = (0..<digits).reduce(1.0) { unit, _ in unit / 10 }
    return abs(value - printed) <= unit / 2 * (1 + 1e-9)
  }

  /// Hellman (2008): 0.02 % to 0.5 % a year, from 3 initiating events in 50 years, one of three of which
  /// became a crisis, and 0.1 to 0.5 for each of the last two steps.
  @Test(arguments: [("hellman-low", 0.0002, 5_000.0), ("hellman-high", 0.005, 200)])
  func hellmansAnnualRate(name: String, rate: Double, years: Double) throws {
    let chain = try chain(name)
    let inYear = try answers(chain, to: "war", .reachProbability, horizon: 4)
    #expect(abs(inYear[0] / rate - 1) < 1e-12)
    let until = try answers(chain, to: "year", .occupancySteps)
    #expect(abs(until[0] / years - 1) < 1e-12)
  }

  /// Briggs, Claxton and Sculpher (2006), exercise 2.5: life years over 20 years, no half-cycle.
  @Test(arguments: [
    ("hiv-monotherapy", "alive=cd4_200_500,cd4_below_200,aids", 7.991),
    (
      "hiv-combination",
      "alive=cd4_200_500_combined,cd4_below_200_combined,aids_combined,cd4_200_500,cd4_below_200,aids",
      8.937
    ),
  ])
  func lifeYearsWithHIV(name: String, alive: String, printed: Double) throws {
    let years = try answers(try chain(name), to: alive, .occupancySteps, horizon: 21)
    #expect(agrees(years[0], printed, digits: 3), "\(years)")
  }

  /// Kemeny and Snell (1976): mean first passage times of the Land of Oz, and 1 / w on the diagonal.
  @Test func passageTimesOfOz() throws {
    let chain = try chain("land-of-oz")
    let names = ["rain", "nice", "snow"]
    let printed = [
      [2.5, 4, 3.33333333], [2.66666667, 5, 2.66666667], [3.33333333, 4, 2.5],
    ]
    for (column, target) in names.enumerated() {
      let means = try answers(chain, from: names, to: target, .stepsToTarget)
      let share = try answers(chain, to: target, .stationaryProbability)
      for row in names.indices {
        let value = row == column ? 1 / share[0] : means[row]
        #expect(agrees(value, printed[row][column], digits: 8), "\(row) \(column): \(value)")
      }
    }
  }

  /// Grinstead and Snell (1997), 11.2, the drunkard who goes right two times in three: N, Nc and NR.
  @Test func theDrunkardWhoPrefersTheBar() throws {
    let chain = try chain("drunkard")
    let corners = ["1", "2", "3"]
    let visits = [[1.4, 1.2, 0.8], [0.6, 1.8, 1.2], [0.2, 0.6, 1.4]]
    for (column, corner) in corners.enumerated() {
      let means = try answers(chain, from: corners, to: corner, .occupancySteps)
      for row in corners.indices {
        #expect(agrees(means[row], visits[row][column], digits: 1))
        #expect(abs(means[row] - visits[row][column]) < 1e-12)
      }
    }
    let steps = try answers(chain, from: corners, to: "end=home,bar", .stepsToTarget)
    let home = try answers(chain, from: corners, to: "home", .reachProbability)
    let bar = try answers(chain, from: corners, to: "bar", .reachProbability)
    let printed = [
      (3.4, 0.46666667, 0.5333333), (3.6, 0.2, 0.8), (2.2, 0.06666667, 0.9333333),
    ]
    for (row, expected) in printed.enumerated() {
      #expect(agrees(steps[row], expected.0, digits: 1))
      #expect(agrees(home[row], expected.1, digits: 8))
      #expect(agrees(bar[row], expected.2, digits: 7))
    }
  }
}
