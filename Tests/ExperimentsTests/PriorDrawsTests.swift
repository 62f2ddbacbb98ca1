import Escalation
import MarkovChains
import SpecialFunctions
import TestSupport
import Testing

@testable import Experiments

@Suite struct PriorDrawsTests {
  private func index(_ model: EscalationModel, _ path: String) throws -> Int {
    try #require(model.parameterIndex(path))
  }

  /// By a second implementation, in Python, of the streams, the law and the normal quantile. A change here
  /// is a change of values.
  @Test func drawsKeepTheirValues() throws {
    let model = try shipped("hainan-2001")
    let draws = try PriorDraws(model, count: 3, seed: 20_010_401)
    let expected = [
      "signal_clarity": [0.5065745453358216, 0.3541968260613417, 0.6707325186437264],
      "moves.coercive_signalling.coercive_signalling.show_of_force": [
        2.68774156713646, 2.8108256935085443, 1.5730606601598582,
      ],
      "gaps.show_of_force.long_days": [77.152068508219, 74.04484522021158, 76.18152211597581],
    ]
    for (path, values) in expected {
      let place = try index(model, path)
      for (draw, value) in values.enumerated() {
        #expect(relativeError(draws.values[draw][place], value) < 1e-13, "\(path) \(draw)")
      }
    }
  }

  @Test func whatHasNoSpreadOrIsFixedStays() throws {
    let model = try shipped("hainan-2001")
    let draws = try PriorDraws(
      model, count: 50, seed: 1, fixing: [("nationalism", 0.9), ("signal-clarity", 0.25)])
    let fixed = ["nationalism": 0.9, "signal_clarity": 0.25]
    for (place, parameter) in model.parameters.enumerated() {
      let seen = Set(draws.values.map { $0[place] })
      let isRow = model.probabilityRows.contains { $0.contains(place) }
      if let value = fixed[parameter.path] {
        #expect(seen == [value])
        #expect(!draws.drawn.contains(place))
      } else if draws.drawn.contains(place) {
        #expect(seen.count == 50, "\(parameter.path)")
      } else if !isRow {
        #expect(seen == [parameter.number.value], "\(parameter.path)")
        #expect(parameter.number.low == nil && parameter.number.standardError == nil)
      }
    }
    // The paths that are drawn are in a settled order, whatever order settings have.
    #expect(draws.drawn == draws.drawn.sorted())
    #expect(draws.redrawCount == 0)
  }

  @Test func theFirstDrawsOfManyAreThoseOfFew() throws {
    let model = try shipped("korea-1950")
    let few = try PriorDraws(model, count: 5, seed: 3)
    let many = try PriorDraws(model, count: 40, seed: 3)
    #expect(Array(many.values.prefix(5)) == few.values)
    #expect(try PriorDraws(model, count: 5, seed: 4).values[0] != few.values[0])
  }

  /// A number is found by its path: what else is drawn or fixed is of no matter to it.
  @Test func otherParametersChangeNoDraw() throws {
    let alone = try PriorDraws(OddsModel.model(war: "{value: -1, se: 0.5}"), count: 9, seed: 8)
    let model = try OddsModel.model(
      war: "{value: -1, se: 0.5}", end: "{value: 1, se: 0.1}", more: "{value: 0, low: -1, high: 1}")
    let place = try index(model, "moves.tension.any.war")
    for fixing in [[], [("moves.tension.any.end", 0.0)]] {
      let beside = try PriorDraws(model, count: 9, seed: 8, fixing: fixing.map { ($0.0, $0.1) })
      #expect(beside.values.map { $0[place] } == alone.values.map { $0[place] })
    }
  }

  @Test func aDrawCanBeSetAgain() throws {
    let model = try shipped("hainan-2001")
    let draws = try PriorDraws(model, count: 4, seed: 5, fixing: [("nationalism", 0.1)])
    for draw in 0..<4 {
      #expect(try model.values(setting: draws.settings(draw)) == draws.values[draw])
    }
  }

  /// The levels of each number are uniform and those of two numbers uncorrelated. With 4,096 draws: a
  /// shift of a tenth of a standard deviation, a correlation of a tenth.
  @Test func numbersAreDrawnFromTheirLawsAndApart() throws {
    let model = try shipped("hainan-2001")
    let count = 4096
    let draws = try PriorDraws(model, count: count, seed: testSeed(11))
    let inRows = Set(model.probabilityRows.flatMap { $0 })
    let apart = draws.drawn.filter { !inRows.contains($0) }
    #expect(apart.count == draws.drawn.count - 6)
    let scores = stride(from: 0, to: apart.count, by: 6).map { index -> [Double] in
      let place = apart[index]
      // The score of a draw: how often the law stays below it, found by halving.
      let law = PriorLaw(model.parameters[place])
      return draws.values.map { values in
        var (low, high) = (-9.0, 9.0)
        for _ in 0..<40 {
          let middle = 0.5 * (low + high)
          let level = Elementary.exp(Normal.logUpperTail(-middle))
          let isBelow = level < 1 && (law?.quantile(max(level, 0x1p-60)) ?? .nan) < values[place]
          (low, high) = isBelow ? (middle, high) : (low, middle)
        }
        return low
      }
    }
    let limit = -Normal.score(upperTail: 1 - AlphaBudget.level / 2)
    for (index, numbers) in scores.enumerated() {
      let mean = numbers.reduce(0, +) / Double(count)
      let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(count)
      #expect(abs(mean) * Double(count).squareRoot() < limit, "\(index)")
      #expect(abs(square - 1) * (Double(count) / 2).squareRoot() < limit * 1.1, "\(index)")
      let next = scores[(index + 1) % scores.count]
      let product = zip(numbers, next).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
      #expect(abs(product) * Double(count).squareRoot() < limit * 1.05, "\(index)")
    }
  }

  /// In a row of probabilities what is drawn is kept, and the rest makes room.
  @Test func rowsOfProbabilitiesSumToOne() throws {
    let model = try shipped("hainan-2001")
    let draws = try PriorDraws(model, count: 200, seed: 2)
    #expect(model.probabilityRows.count == 2)
    for row in model.probabilityRows {
      let hold = row[0]
      #expect(model.parameters[hold].path.hasSuffix(".hold"))
      #expect(!draws.drawn.contains(hold))
      for values in draws.values {
        #expect(abs(row.reduce(0) { $0 + values[$1] } - 1) < 1e-12)
      }
    }
    // The stated end and hold keep their proportion of 0.025 to 0.5.
    let (end, hold) = (
      try index(model, "moves.incident.incident.end"),
      try index(model, "moves.incident.incident.hold")
    )
    #expect(
      draws.values.allSatisfy { relativeError($0[end] / $0[hold], 0.05) < 1e-12 })
    #expect(Set(draws.values.map { $0[hold] }).count == 200)
  }

  private static let fullRow = OddsModel.text().replacing(
    "logits: {war: -1, end: 1}",
    with: """
      per: event, probabilities: {hold: {value: 0.5, low: 0.4, high: 0.6}, \
      war: {value: 0.2, low: 0.1, high: 0.3}, end: {value: 0.3, low: 0.2, high: 0.4}}
      """)

  /// Once no draw could be made: numbers that must sum to one cannot all be drawn.
  @Test func whereAllOfARowHasASpreadHoldTakesTheRest() throws {
    let model = try EscalationModel(ModelDocument(text: Self.fullRow, file: "row.yaml"))
    let row = try #require(model.probabilityRows.first)
    let draws = try PriorDraws(model, count: 500, seed: 6)
    #expect(draws.drawn == Array(row.dropFirst()))
    for values in draws.values {
      #expect(abs(row.reduce(0) { $0 + values[$1] } - 1) < 1e-12)
    }
    let held = try PriorDraws(
      model, count: 500, seed: 6, fixing: [("moves.tension.any.hold", 0.45)])
    #expect(held.drawn == [row[2]])
    #expect(Set(held.values.map { $0[row[0]] }) == [0.45])
    #expect(held.values.allSatisfy { abs($0[row[1]] + $0[row[2]] - 0.55) < 1e-12 })
  }

  /// Short and long phases with the same spread: a share P(Z > log 2 / (0.5 √2)) breaks the rule. With 4,000
  /// draws an error of 5 in 100 in that share would be seen.
  @Test func whatBreaksARuleIsDrawnAnew() throws {
    let gap = """
      {short_weight: 0.5, short_days: {value: 100, se: 50}, long_days: {value: 200, se: 100}}
      """
    let model = try OddsModel.model(days: gap)
    let count = 4_000
    let draws = try PriorDraws(model, count: count, seed: testSeed(7))
    let (short, long) = (
      try index(model, "gaps.tension.short_days"), try index(model, "gaps.tension.long_days")
    )
    #expect(draws.values.allSatisfy { $0[short] <= $0[long] })
    let tries = Double(count + draws.redrawCount)
    let share = Elementary.exp(
      Normal.logUpperTail(Elementary.log(2) / (0.5 * 2.0.squareRoot())))
    let z = (Double(draws.redrawCount) - tries * share) / (tries * share * (1 - share)).squareRoot()
    #expect(abs(z) < Normal.score(upperTail: AlphaBudget.level), "\(draws.redrawCount)")
    // The rest of a draw that is drawn anew is new as well, and repeats itself.
    #expect(
      try PriorDraws(model, count: 60, seed: 7).values
        == PriorDraws(model, count: 60, seed: 7).values)
  }

  @Test func rangesWithoutRoomAreRefused() throws {
    let gap = "{short_weight: 0.5, short_days: 60, long_days: {value: 60, low: 50, high: 60}}"
    let error = #expect(throws: StudyError.self) {
      try PriorDraws(OddsModel.model(days: gap), count: 2, seed: 1)
    }
    #expect(error?.description.contains("draw 0 of the parameters broke a rule 256 times") == true)
    #expect(error?.description.contains("gaps.tension.short_days") == true)
    let unknown = #expect(throws: StudyError.self) {
      try PriorDraws(OddsModel.model(), count: 2, seed: 1, fixing: [("signal_clraity", 0.5)])
    }
    #expect(unknown?.description.contains("did you mean 'signal_clarity'?") == true)
  }

  @Test func drawsCountByWeight() throws {
    let draws = try PriorDraws(OddsModel.model(war: "{value: -1, se: 0.5}"), count: 4, seed: 1)
    #expect(draws.weights == [1, 1, 1, 1])
    #expect(draws.effectiveCount == 4)
    let weighted = draws.weighted(by: [0, 2, 2, 0])
    #expect(weighted.values == draws.values)
    #expect(weighted.effectiveCount == 2)
    #expect(relativeError(draws.weighted(by: [1e-300, 3e-300, 0, 0]).effectiveCount, 1.6) < 1e-15)
  }
}

@Suite struct WeightedSampleTests {
  @Test func quantilesAreThoseOfDefinitionFive() {
    let sample = WeightedSample([4, 1, 3, 2], weights: [1, 1, 1, 1])
    #expect(sample.quantile(0.125) == 1)
    #expect(sample.quantile(0.25) == 1.5)
    #expect(sample.quantile(0.5) == 2.5)
    #expect(sample.quantile(0.01) == 1 && sample.quantile(0.99) == 4)
    #expect(sample.centralRange(0.5) == 1.5...3.5)
    #expect(WeightedSample([7], weights: [0.3]).centralRange(0.95) == 7...7)
  }

  @Test func weightsMoveQuantilesAsTheirShareSays() {
    let sample = WeightedSample([10, 20, 30], weights: [1, 2, 1])
    #expect(sample.quantile(0.5) == 20)
    #expect(sample.quantile(0.125) == 10)
    #expect(relativeError(sample.quantile(0.3125), 15) < 1e-15)
    let heavy = WeightedSample([10, 20, 30], weights: [0, 1e-9, 3e-9])
    #expect(heavy.quantile(0.01) == 20 && heavy.quantile(0.625) == 30)
  }

  @Test func infiniteValuesStayWhereTheyAre() {
    let sample = WeightedSample(
      [1, .infinity, 2, -.infinity, .infinity], weights: [1, 1, 1, 1, 1])
    #expect(sample.quantile(0.05) == -.infinity)
    #expect(sample.quantile(0.2) == -.infinity)
    #expect(sample.quantile(0.4) == 1.5)
    #expect(sample.quantile(0.6) == .infinity)
    #expect(sample.centralRange(0.9) == -.infinity...Double.infinity)
    let ends = WeightedSample([-.infinity, .infinity], weights: [1, 1])
    #expect(ends.quantile(0.5) == .infinity)
  }
}
