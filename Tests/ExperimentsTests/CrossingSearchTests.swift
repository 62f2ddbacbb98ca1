import MarkovChains
import SpecialFunctions
import Synchronization
import TestSupport
import Testing

@testable import Experiments

@Suite struct CrossingSearchTests {
  /// Counts how often it is asked.
  private final class Curve: Sendable {
    let value: @Sendable (Double) -> Double?
    private let calls = Mutex(0)
    var callCount: Int { calls.withLock { $0 } }

    init(_ value: @escaping @Sendable (Double) -> Double?) { self.value = value }

    func estimate(_ place: Double) -> Estimate? {
      calls.withLock { $0 += 1 }
      return value(place).map { Estimate(exact: $0) }
    }
  }

  private func crossings(
    _ curve: Curve, target: Double, isProbability: Bool = true, tolerance: Double = 1e-10,
    count: Int = 33
  ) throws -> (crossings: [CrossingSearch.Crossing], nearest: CrossingSearch.Point?) {
    let search = CrossingSearch(
      target: target, isProbability: isProbability, tolerance: tolerance
    ) { place throws(EngineError) in curve.estimate(place) }
    return try search.crossings(
      ThresholdStudy.scan(0...1, count).compactMap { search.point($0, curve.estimate($0)) })
  }

  @Test(arguments: [1e-9, 0.01, 0.3, 0.5, 0.97])
  func aStraightLogitIsCrossedWhereItIs(_ place: Double) throws {
    for slope in [-30.0, -2, 2, 200] {
      let curve = Curve { NumberScale.logit.value(at: slope * ($0 - place) - 1) }
      let target = NumberScale.logit.value(at: -1)
      let found = try crossings(curve, target: target).crossings
      #expect(found.count == 1)
      #expect(abs((found.first?.place ?? .nan) - place) < 1e-10)
      #expect(found.first?.isRising == (slope > 0))
      #expect(curve.callCount < 33 + 12)
    }
  }

  @Test func bentCurvesAreCrossedAsOftenAsTheyAre() throws {
    // Roots at a quarter, a half and three quarters.
    let curve = Curve { 0.5 + 4 * ($0 - 0.25) * ($0 - 0.5) * ($0 - 0.75) }
    let found = try crossings(curve, target: 0.5).crossings
    #expect(found.map(\.isRising) == [true, false, true])
    for (crossing, root) in zip(found, [0.25, 0.5, 0.75]) {
      #expect(abs(crossing.place - root) < 1e-10)
    }
  }

  /// Once missed: two crossings between neighbours of the scan.
  @Test func aPairOfCrossingsThatHidesBetweenTwoPointsIsFound() throws {
    for width in [1e-2, 1e-3] {
      let curve = Curve { 0.2 - ($0 - 0.4141) * ($0 - 0.4141) }
      let found = try crossings(curve, target: 0.2 - width * width).crossings
      #expect(found.map(\.isRising) == [true, false], "\(width)")
      for (crossing, root) in zip(found, [0.4141 - width, 0.4141 + width]) {
        #expect(abs(crossing.place - root) < 1e-9)
      }
    }
    let (none, nearest) = try crossings(
      Curve { 0.2 / (1 + ($0 - 0.4141) * ($0 - 0.4141)) }, target: 0.21)
    #expect(none.isEmpty)
    #expect(abs((nearest?.place ?? .nan) - 0.4141) < 1e-3)
  }

  @Test func zerosAndOnesAreInfinitelyFarAndStillBracket() throws {
    // Nothing below a half, and certain from three quarters.
    let curve = Curve { min(1, max(0, 4 * ($0 - 0.5))) }
    let found = try crossings(curve, target: 0.3).crossings
    #expect(found.count == 1)
    #expect(abs((found.first?.place ?? .nan) - 0.575) < 1e-10)
    let step = try crossings(Curve { $0 < 0.3 ? 0 : 1 }, target: 0.4).crossings
    #expect(abs((step.first?.place ?? .nan) - 0.3) < 1e-10)
  }

  @Test func pointsOnTheTargetCountOnce() throws {
    let through = try crossings(Curve { 0.2 + 0.5 * $0 }, target: 0.45).crossings
    #expect(through == [.init(place: 0.5, isRising: true)])
    let flat = try crossings(Curve { _ in 0.3 }, target: 0.3).crossings
    #expect(flat.count == 1)
    let atEnd = try crossings(Curve { 0.6 - 0.5 * $0 }, target: 0.6).crossings
    #expect(atEnd.map(\.place) == [0])
    #expect(try crossings(Curve { 0.6 - 0.5 * $0 }, target: 0.7).crossings.isEmpty)
  }

  @Test func daysAreComparedByTheirLogarithm() throws {
    let curve = Curve { Elementary.exp(20 * $0) }
    let found = try crossings(curve, target: Elementary.exp(7), isProbability: false).crossings
    #expect(abs((found.first?.place ?? .nan) - 0.35) < 1e-10)
    #expect(curve.callCount < 33 + 8)
  }

  @Test func whatHasNoAnswerIsLeftOut() throws {
    let curve = Curve { $0 < 0.5 ? nil : 0.9 - $0 }
    let found = try crossings(curve, target: 0.2)
    #expect(abs((found.crossings.first?.place ?? .nan) - 0.7) < 1e-10)
    #expect(try crossings(Curve { _ in nil }, target: 0.2).nearest == nil)
  }
}
