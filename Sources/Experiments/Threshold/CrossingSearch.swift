import MarkovChains
import SpecialFunctions

/// Where a function crosses a value: a scan that brackets every crossing, and a root in each bracket.
///
/// Two crossings between neighbours of the scan are found where the function comes closer to the value
/// between its neighbours than at them; those that hide between two points otherwise are missed.
struct CrossingSearch {
  /// The function at a place.
  struct Point: Sendable {
    let place: Double
    let value: Double
    /// How far above the target, on the scale on which roots are looked for; infinite at 0 and 1.
    let gap: Double
  }

  let target: Double
  /// Whether values are probabilities, whose logits are compared; else their logarithms are.
  let isProbability: Bool
  /// How narrow a bracket ends up.
  let tolerance: Double
  /// The function; nil where it has no value.
  let answer: (Double) throws(EngineError) -> Estimate?

  /// Looking for a crossing where the function only comes close, a bracket this narrow is given up.
  private static let closeness = 1e-4

  /// The point of a place with its answer.
  func point(_ place: Double, _ estimate: Estimate?) -> Point? {
    guard let estimate, !estimate.value.isNaN else { return nil }
    let value = estimate.value
    guard value != target else { return Point(place: place, value: value, gap: 0) }
    let distance = abs(position(value, estimate.complement) - position(target, nil))
    // Where rounding hides the distance the side is still known.
    let size = distance > 0 ? distance : Double.leastNormalMagnitude
    return Point(place: place, value: value, gap: value > target ? size : -size)
  }

  private func position(_ value: Double, _ complement: Double?) -> Double {
    guard isProbability else { return Elementary.log(value) }
    return Elementary.log(value)
      - (complement.map { Elementary.log($0) } ?? Elementary.log1p(-value))
  }

  private func point(_ place: Double) throws(EngineError) -> Point? {
    point(place, try answer(place))
  }

  /// A crossing: where, and whether the function rises through the target.
  struct Crossing: Sendable, Equatable {
    let place: Double
    let isRising: Bool
  }

  /// All crossings between the first and the last of some points, ascending, and the point nearest to the
  /// target of all that were looked at.
  ///
  /// - Parameter points: In ascending order; those without a value are left out.
  func crossings(
    _ points: [Point]
  ) throws(EngineError) -> (crossings: [Crossing], nearest: Point?) {
    var found: [Crossing] = []
    var nearest = points.min { abs($0.gap) < abs($1.gap) }
    for index in points.indices {
      let here = points[index]
      let before = index > 0 ? points[index - 1] : nil
      let after = index + 1 < points.count ? points[index + 1] : nil
      if here.gap == 0 {
        // A touch counts as what it does to the side; a flat stretch on the target counts once.
        guard before?.gap != 0 else { continue }
        let isRising = (after?.gap ?? 0) > 0 || ((after?.gap ?? 0) == 0 && (before?.gap ?? 0) < 0)
        found.append(Crossing(place: here.place, isRising: isRising))
        continue
      }
      if let before, let after, abs(here.gap) <= abs(before.gap), abs(here.gap) < abs(after.gap),
        before.gap * here.gap > 0, after.gap * here.gap > 0
      {
        let closest = try closest(before, here, after)
        if abs(closest.gap) < abs(nearest?.gap ?? .infinity) { nearest = closest }
        if closest.gap * here.gap <= 0 {
          for (low, high) in [(before, closest), (closest, after)] {
            if let crossing = try crossing(low, high) { found.append(crossing) }
          }
        }
      }
      if let after, here.gap * after.gap < 0, let crossing = try crossing(here, after) {
        found.append(crossing)
      }
    }
    var kept: [Crossing] = []
    for crossing in found.sorted(by: { $0.place < $1.place })
    where kept.last.map({ crossing.place > $0.place }) ?? true {
      kept.append(crossing)
    }
    return (kept, nearest)
  }

  /// The point between three at which the function comes closest to the target, by golden section; the
  /// first on the other side ends it.
  private func closest(
    _ before: Point, _ middle: Point, _ after: Point
  ) throws(EngineError) -> Point {
    let ratio = 0.381_966_011_250_105_1
    var (low, best, high) = (before.place, middle, after.place)
    let width = high - low
    while high - low > Self.closeness * width, best.gap != 0 {
      let isUpper = high - best.place > best.place - low
      let place =
        isUpper ? best.place + ratio * (high - best.place) : best.place - ratio * (best.place - low)
      guard let next = try point(place) else { return best }
      if next.gap * best.gap <= 0 { return next }
      if abs(next.gap) < abs(best.gap) {
        if isUpper { low = best.place } else { high = best.place }
        best = next
      } else if isUpper {
        high = place
      } else {
        low = place
      }
    }
    return best
  }

  /// The crossing between two points on different sides of the target; nil where the function has no value
  /// between them.
  ///
  /// - Source: Oliveira and Takahashi, An enhancement of the bisection method average performance preserving
  ///   minmax optimality (ACM Transactions on Mathematical Software 47(1), 2021), with bisection where a
  ///   side is infinite.
  private func crossing(_ first: Point, _ last: Point) throws(EngineError) -> Crossing? {
    var (low, high) = (first, last)
    let isRising = low.gap < 0 || (low.gap == 0 && high.gap > 0)
    if low.gap == 0 || high.gap == 0 {
      return Crossing(place: low.gap == 0 ? low.place : high.place, isRising: isRising)
    }
    let width = high.place - low.place
    let epsilon = tolerance / 2
    var slack = epsilon
    while slack < width { slack *= 2 }
    while high.place - low.place > tolerance {
      let span = high.place - low.place
      let half = low.place + span / 2
      let isFinite = low.gap.isFinite && high.gap.isFinite
      let secant =
        isFinite
        ? low.place + span * (abs(low.gap) / (abs(low.gap) + abs(high.gap))) : half
      let toHalf = half - secant
      let pull = 0.2 / width * span * span
      let truncated =
        pull <= abs(toHalf) ? secant + (toHalf < 0 ? -pull : pull) : half
      let radius = max(0, slack - span / 2)
      var place =
        abs(truncated - half) <= radius ? truncated : half - (toHalf < 0 ? -radius : radius)
      slack /= 2
      // Next to a point that is all but on the target the step is lost in rounding.
      if place <= low.place || place >= high.place { place = half }
      guard place > low.place, place < high.place else { break }
      guard let next = try point(place) else { return nil }
      if next.gap == 0 { return Crossing(place: place, isRising: isRising) }
      if (next.gap < 0) == (low.gap < 0) { low = next } else { high = next }
    }
    return Crossing(place: low.place + (high.place - low.place) / 2, isRising: isRising)
  }
}
