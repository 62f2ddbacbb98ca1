import Escalation
import MarkovChains

extension ThresholdStudy {
  /// Points of the scan of a draw, where the model as stated turns round; where it rises or falls all along the
  /// ends and a point between them serve.
  private static let bentDrawScanCount = 17
  /// The width of the final bracket of a draw's crossing, as a share of the range.
  private static let drawTolerance = 1e-6

  /// What one draw says.
  private struct Outcome: Sendable {
    /// The crossing nearest to where the parameter is now, or infinite; nil without an answer.
    var threshold: Double?
    var isAbove = false
    var isBelow = false
  }

  /// The threshold over draws of all parameters but the one that moves, which starts from where it is.
  ///
  /// - Parameters:
  ///   - isBent: Whether the answer of the model as stated turns round within the range.
  ///   - isUpward: To which side a draw counts in which the parameter changes nothing.
  func prior(
    _ course: Course, isBent: Bool, isUpward: Bool, threadCount: Int, _ control: RunControl
  ) throws(StudyError) -> ThresholdResult.Prior? {
    guard let count = study.priorCount else { return nil }
    let informed = try PriorDraws.informed(
      course.model, count: count, seed: study.seed,
      fixing: course.function.settings + course.moving, threadCount: threadCount, control: control)
    let draws = informed.draws
    let record = PriorRecord(draws, worth: informed.worth, of: course.model)
    guard record.numbers > 0 else { return nil }
    let outcomes: [Outcome]
    do throws(EngineError) {
      outcomes = try Parallel.map(
        Array(draws.values.indices), threadCount: threadCount, control: control,
        interruption: .interrupted
      ) { draw throws(EngineError) -> Outcome in
        // What counts for nothing is not solved.
        guard draws.weights[draw] > 0 else { return Outcome() }
        let outcome = try outcome(
          course, settings: draws.settings(draw), isBent: isBent, isUpward: isUpward, control)
        control.advanced(1)
        return outcome
      }
    } catch {
      throw .engine(error)
    }
    let total = draws.weights.reduce(0, +)
    func share(_ isCounted: (Outcome) -> Bool) -> Double {
      zip(outcomes, draws.weights).reduce(0) { $0 + (isCounted($1.0) ? $1.1 : 0) } / total
    }
    let known = outcomes.indices.filter {
      outcomes[$0].threshold != nil && draws.weights[$0] > 0
    }
    return ThresholdResult.Prior(
      draws: record,
      range: known.isEmpty
        ? nil
        : WeightedSample(
          known.compactMap { outcomes[$0].threshold }, weights: known.map { draws.weights[$0] }
        ).centralRange(study.confidence),
      shareAbove: share(\.isAbove), shareBelow: share(\.isBelow))
  }

  /// Both ends, and between them where the parameter is now, or the middle where that is hardly inside.
  private static func scan(_ places: ClosedRange<Double>, _ now: Double?) -> [Double] {
    let (low, high) = (places.lowerBound, places.upperBound)
    guard low < high else { return [low] }
    let inside = now.flatMap { min($0 - low, high - $0) > 0.1 * (high - low) ? $0 : nil }
    return [low, inside ?? low + (high - low) / 2, high]
  }

  private func outcome(
    _ course: Course, settings: [(path: String, value: Double)], isBent: Bool, isUpward: Bool,
    _ control: RunControl
  ) throws(EngineError) -> Outcome {
    let function = ThresholdFunction(
      study: study, model: course.model, question: question, paths: course.function.paths,
      settings: settings)
    let range = course.range
    let now = course.stated.map(range.place)
    guard let places = function.allowed(range, around: now) else { return Outcome() }
    let scan = isBent ? Self.scan(places, Self.bentDrawScanCount) : Self.scan(places, now)
    // What the draw itself says now: a multiple is of that.
    var baseline: Estimate?
    if goal.isFactor || now.map(scan.contains) ?? false {
      baseline = try function.answer(at: nil, control)
      guard baseline != nil else { return Outcome() }
    }
    let target = goal.target(baseline: baseline?.value ?? .nan)
    let search = search(function, range, target, tolerance: Self.drawTolerance, control)
    var points: [CrossingSearch.Point] = []
    for place in scan {
      let answer =
        place == now ? baseline : try function.answer(at: range.value(at: place), control)
      if let point = search.point(place, answer) { points.append(point) }
    }
    guard let first = points.first, let last = points.last else { return Outcome() }
    let middle = now ?? 0.5
    let crossings = try search.crossings(points).crossings
    if let nearest = crossings.min(by: { abs($0.place - middle) < abs($1.place - middle) }) {
      return Outcome(threshold: range.value(at: nearest.place))
    }
    let isAbove = first.gap > 0
    let goesUp =
      first.value == last.value ? isUpward : (last.value < first.value) == isAbove
    return Outcome(
      threshold: goesUp ? .infinity : -.infinity, isAbove: isAbove, isBelow: !isAbove)
  }
}
