import Escalation
import MarkovChains
import Tables

extension ThresholdStudy {
  /// Points of the scan of the model as it is stated.
  private static let scanCount = 33
  /// The width of the final bracket of a crossing, as a share of the range.
  private static let tolerance = 1e-10

  /// Of how many structures and draws the control is told while it runs.
  public var advanceCount: Int { study.models.count * (1 + (study.priorCount ?? 0)) }

  /// The thresholds, structure by structure.
  ///
  /// - Parameter threadCount: Workers; the numbers do not depend on it.
  /// - Throws: `StudyError`; `StudyError.engine(.interrupted)` when the run was stopped.
  /// - Complexity: 33 exact solutions and about 8 a crossing; of each draw about 10.
  public func run(
    threadCount: Int, control: RunControl = RunControl()
  ) throws(StudyError) -> [ThresholdResult] {
    var results: [ThresholdResult] = []
    for model in study.models {
      results.append(try result(model, threadCount: threadCount, control))
    }
    return results
  }

  private func result(
    _ model: EscalationModel, threadCount: Int, _ control: RunControl
  ) throws(StudyError) -> ThresholdResult {
    let course = try course(model)
    let function = course.function
    let range = course.range
    let baseline = try solved(model, function, control)
    let target = goal.target(baseline: baseline.value)
    try check(baseline: baseline.value, target: target)
    let search = search(function, range, target, tolerance: Self.tolerance, control)
    let scan = Self.scan(course.places, Self.scanCount)
    let points: [CrossingSearch.Point]
    let found: (crossings: [CrossingSearch.Crossing], nearest: CrossingSearch.Point?)
    do throws(EngineError) {
      points = try Parallel.map(
        scan, threadCount: threadCount, control: control, interruption: .interrupted
      ) { place throws(EngineError) in
        try function.answer(at: range.value(at: place), control)
      }.enumerated().compactMap { search.point(scan[$0], $1) }
      found = try search.crossings(points)
    } catch {
      throw .engine(error)
    }
    guard let first = points.first, let last = points.last, let nearest = found.nearest else {
      throw .unanswerable("\(question.quantity.rawValue) has no answer over the range")
    }
    control.advanced(1)
    let now = course.stated.map(range.place) ?? 0.5
    let ordered = found.crossings.sorted { abs($0.place - now) < abs($1.place - now) }
    // Where to move, for draws in which the parameter changes nothing.
    let isUpward =
      ordered.first.map { $0.place >= now }
      ?? (first.value == last.value || (first.gap > 0) == (last.value < first.value))
    return ThresholdResult(
      structure: model.structure, stated: course.stated, baseline: baseline.value, target: target,
      range: range.value(at: course.places.lowerBound)...range.value(at: course.places.upperBound),
      isCut: course.places != 0...1, ends: (first.value, last.value),
      crossings: ordered.map { .init(value: range.value(at: $0.place), isRising: $0.isRising) },
      nearest: (range.value(at: nearest.place), nearest.value),
      prior: try prior(
        course, isBent: Self.isBent(points), isUpward: isUpward, threadCount: threadCount, control))
  }

  /// What moves under a structure, between what.
  struct Course: Sendable {
    let model: EscalationModel
    let function: ThresholdFunction
    let range: ThresholdRange
    /// The part of the range that no rule refuses.
    let places: ClosedRange<Double>
    /// The parameters that move, and where they are now.
    let moving: [(path: String, value: Double)]
    /// Where they are now; nil where they differ.
    let stated: Double?
  }

  private func course(_ model: EscalationModel) throws(StudyError) -> Course {
    let settings = study.settings.map { (path: $0.name, value: $0.value) }
    let function = try function(model, settings: settings)
    let range = try ThresholdRange(variation, model.parameters[parameter])
    let now: ParameterValues
    do throws(ParameterError) { now = try model.values(setting: settings) } catch {
      throw .parameter(error)
    }
    let moving = function.paths.map { path in
      (path: path, value: model.parameterIndex(path).map { now[$0] } ?? .nan)
    }
    let stated = moving.allSatisfy { $0.value == moving[0].value } ? moving[0].value : nil
    guard let places = function.allowed(range, around: stated.map(range.place)) else {
      throw .unanswerable("no value of \(variation.name) obeys the rules between parameters")
    }
    if range.isGiven {
      do throws(ParameterError) {
        for end in [range.ends.lowerBound, range.ends.upperBound] {
          _ = try model.values(setting: settings + function.paths.map { ($0, end) })
        }
      } catch {
        func short(_ place: Double) -> String { Figures.short(range.value(at: place), digits: 4) }
        throw .usage(
          "--vary: \(error.description); \(variation.name) may run over \(variation.name)="
            + "\(short(places.lowerBound)):\(short(places.upperBound))")
      }
    }
    return Course(
      model: model, function: function, range: range, places: places, moving: moving,
      stated: stated)
  }

  /// The answer as the model stands.
  private func solved(
    _ model: EscalationModel, _ function: ThresholdFunction, _ control: RunControl
  ) throws(StudyError) -> Estimate {
    do throws(EngineError) {
      if let values = function.values(at: nil),
        let obstacle = ExactEngine.obstacle(
          to: model.compile([values], horizon: study.horizon, start: study.start)[0].mixture)
      {
        throw obstacle
      }
      if let baseline = try function.answer(at: nil, control) { return baseline }
    } catch {
      throw .engine(error)
    }
    throw .unanswerable(
      "\(question.quantity.rawValue) has no answer as the model stands: what it is about never happens"
    )
  }

  /// Refuses a multiple of the baseline that the quantity cannot be.
  private func check(baseline: Double, target: Double) throws(StudyError) {
    guard case .factor = goal else { return }
    func short(_ value: Double) -> String { Figures.short(value, digits: 3) }
    let what = "\(question.quantity.rawValue) is \(short(baseline)) as the model stands"
    guard baseline > 0, baseline.isFinite else {
      throw .usage("--reach \(goal.text): \(what), and so is any multiple of it")
    }
    if question.quantity.isProbability, target >= 1 {
      throw .usage(
        "--reach \(goal.text): \(what), and \(short(target)) is more than a probability can be")
    }
    if !question.quantity.isProbability, let horizon = study.horizon, target >= Double(horizon) {
      throw .usage(
        "--reach \(goal.text): \(what), and \(short(target)) is not below the horizon of \(horizon) days"
      )
    }
  }

  func search(
    _ function: ThresholdFunction, _ range: ThresholdRange, _ target: Double, tolerance: Double,
    _ control: RunControl
  ) -> CrossingSearch {
    CrossingSearch(
      target: target, isProbability: question.quantity.isProbability, tolerance: tolerance
    ) { place throws(EngineError) in
      try function.answer(at: range.value(at: place), control)
    }
  }

  /// So many places, evenly from end to end.
  static func scan(_ places: ClosedRange<Double>, _ count: Int) -> [Double] {
    let (low, high) = (places.lowerBound, places.upperBound)
    guard low < high else { return [low] }
    return (0..<count).map {
      $0 == count - 1 ? high : low + (high - low) * Double($0) / Double(count - 1)
    }
  }

  /// Whether the answer turns round within the range.
  private static func isBent(_ points: [CrossingSearch.Point]) -> Bool {
    let steps = zip(points, points.dropFirst()).map { $1.value - $0.value }
    return steps.contains { $0 > 0 } && steps.contains { $0 < 0 }
  }
}
