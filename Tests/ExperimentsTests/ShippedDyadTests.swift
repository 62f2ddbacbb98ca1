import Escalation
import MarkovChains
import ShippedModels
import TestSupport
import Testing

@testable import Experiments

/// Every shipped dyad, under every structure.
@Suite struct ShippedDyadTests {
  /// The dyads that the binary has, under each of their structures.
  private func dyads() throws -> [EscalationModel] {
    try ShippedModels.names.flatMap { name -> [EscalationModel] in
      let text = ShippedModels.text(name) ?? ""
      guard text.contains("form: dyad") else { return [] }
      return try EscalationModel(ModelDocument(text: text, file: "\(name).yaml")).structured
    }
  }

  /// Simulation and exact solution agree in every row, and pooled over all models.
  ///
  /// One score a run is pooled, the runs having seeds of their own: a bias of 0.02 in every exceedance probability
  /// of 0.1 would move the pooled score by about 12.
  @Test func enginesAgreeOnEveryShippedDyad() throws {
    var pooled: [Double] = []
    for (number, model) in try dyads().enumerated() {
      let study = Study(
        model: model, trajectoryCount: isFullEffort ? 10_000_000 : 20_000,
        seed: testSeed(UInt64(number + 1)), isChecked: true, horizon: model.horizon,
        start: model.start, structures: [model])
      let result = try study.run(threadCount: 2)
      let check = try #require(result.check)
      #expect(check.agrees, "\(model.name) \(model.structure ?? ""): z \(check.score.z)")
      let force = try #require(model.ladder.force)
      let row = result.rows.first {
        $0.question.quantity == "exceedance_probability" && $0.question.rungNumber == force
      }
      pooled.append(try #require(row?.score?.z))
    }
    try #require(pooled.count > 2)
    let score = pooled.reduce(0, +) / Double(pooled.count).squareRoot()
    if isFullEffort { print("pooled z \(score) of \(pooled.count)") }
    // Two-sided at the level of one comparison, 2e-10.
    #expect(abs(score) < 6.4, "pooled z \(score) of \(pooled.count)")
  }

  /// Over the cube of the four factors no case is certain either way: the exceedance of force lies between 0.005 and
  /// 0.9 at nine tenths of a grid. The default tier takes a thirtieth of the points and so asks for less.
  @Test func noShippedDyadSaturates() throws {
    let levels = [0.0, 0.25, 0.5, 0.75, 1.0]
    var points: [[Double]] = [[]]
    for _ in 0..<4 { points = points.flatMap { head in levels.map { head + [$0] } } }
    let taken =
      isFullEffort ? points : points.enumerated().filter { $0.offset % 31 == 7 }.map(\.element)
    for model in try dyads() {
      let force = try #require(model.ladder.force)
      guard model.start.peak < force else { continue }
      let inside = try taken.count { point in
        let values = try model.values(
          setting: zip(Factor.theory, point).map { (path: $0.name, value: $1) })
        let mixture = model.compile([values], horizon: nil, start: model.start)[0].mixture
        let risk = try ExactEngine().reachProbabilities(of: [force - 1], in: mixture)[0].value
        return risk >= 0.005 && risk <= 0.9
      }
      let share = Double(inside) / Double(taken.count)
      if isFullEffort { print("\(model.name) \(model.structure ?? ""): \(share)") }
      #expect(
        share >= (isFullEffort ? 0.9 : 0.75), "\(model.name) \(model.structure ?? ""): \(share)")
    }
  }
}
