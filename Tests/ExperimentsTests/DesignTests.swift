import TestSupport
import Testing

@testable import Experiments

@Suite struct VariationTests {
  @Test(arguments: [
    ("x=0:1:0.1", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
    ("x=0:1:0.3", [0, 0.3, 0.6, 0.9]), ("x=1:0:-0.5", [1, 0.5, 0]), ("x=2:2:1", [2]),
    ("x=-1.6,-0.8,0", [-1.6, -0.8, 0]), ("x=1e-3:3e-3:1e-3", [0.001, 0.002, 0.003]),
    ("x=.5,+2,1E2", [0.5, 2, 100]),
    ("x=0.30000000000000004,000,-0.0001", [0.30000000000000004, 0, -0.0001]),
  ])
  func valuesAreTheDecimalsThatWereTyped(text: String, values: [Double]) throws {
    #expect(try Variation(text).values == values)
  }

  @Test func namesTakeEitherDash() throws {
    #expect(try Variation("third-party-mediation=0,1").name == "third_party_mediation")
  }

  @Test(arguments: [
    "x", "x=", "x=a", "x=0:1", "x=0:1:0", "x=0:1:-0.1", "x=0:1:0.1:2", "x=1,1", "x=1,,2", "x=nan",
    "x=inf", "x=0x10", "x=0:1e9:1e-9", "x=12345678901234567890", "x=1e-9223372036854775808",
    "x=-9e18:9e18:1e18",
    "x=0:9e17:1",
  ])
  func whatIsNoVariationIsRefused(_ text: String) {
    #expect(throws: Variation.SyntaxError.self) { try Variation(text) }
  }

  @Test func settingsHaveOneValue() throws {
    #expect(try Setting("a=0.25").value == 0.25)
    #expect(throws: Variation.SyntaxError.self) { try Setting("a=1,2") }
  }
}

@Suite struct DesignTests {
  private let variations = ["a=0,1", "b=5,6,7"].compactMap { try? Variation($0) }

  @Test func theLastVariationRunsFastest() {
    let scenarios = Design.grid.scenarios(variations)
    #expect(
      scenarios.map { $0.overrides.map(\.value) } == [
        [0, 5], [0, 6], [0, 7], [1, 5], [1, 6], [1, 7],
      ])
    #expect(scenarios.map(\.number) == Array(0..<6))
  }

  @Test func oneAtATimeBeginsWithTheBaseline() {
    let scenarios = Design.oneAtATime.scenarios(variations)
    #expect(
      scenarios.map { $0.overrides.map { "\($0.name)\($0.value)" } }
        == [[], ["a0.0"], ["a1.0"], ["b5.0"], ["b6.0"], ["b7.0"]])
  }

  @Test func everyDesignCountsWhatItMakes() {
    withEvery(Design.allCases) { design in
      #expect(Double(design.scenarios(variations).count) == design.scenarioCount(variations))
      #expect(design.scenarios([]).count == 1)
    }
  }

  /// More values of the first variation append scenarios and leave the others their numbers.
  @Test func extendingTheFirstVariationKeepsNumbers() throws {
    let longer = [try Variation("a=0,1,2"), variations[1]]
    #expect(Array(Design.grid.scenarios(longer).prefix(6)) == Design.grid.scenarios(variations))
  }
}
