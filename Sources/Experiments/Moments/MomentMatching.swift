import Escalation
import LinearAlgebra
import MarkovChains

/// Numbers of a model chosen so that its exact answers come as near to its moments as they can.
///
/// Minimises the sum of squared misfits of the logarithms, over the numbers on their natural scale.
///
/// - Source: McFadden, A method of simulated moments (Econometrica 57, 1989), here with exact answers in place
///   of simulated ones; Nocedal and Wright, Numerical Optimization (2006), section 10.3 for the damped steps of
///   Levenberg and Marquardt.
public struct MomentMatching: Sendable {
  /// The structure it was done under; nil where the model has one only.
  public let structure: String?
  /// The numbers that were matched, in the order asked.
  public let numbers: [Number]
  /// The answers as the model states its numbers.
  public let before: MomentAnswers
  /// The answers with the matched numbers.
  public let after: MomentAnswers
  /// Whether no step made it better any more.
  public let isConverged: Bool
  let moments: [Moment]

  /// A number that was matched.
  public struct Number: Sendable {
    /// Its path.
    public let path: String
    /// As the model stated it.
    public let before: Double
    /// Where the moments are met best.
    public let after: Double
    /// From the curvature there; nil where the moments do not hold the number.
    public let standardError: Double?
  }

  /// The most numbers that are matched together.
  static let numberLimit = 12
  private static let iterationLimit = 60

  /// Matches.
  ///
  /// - Parameters:
  ///   - paths: The numbers to be matched; at most as many as there are moments.
  ///   - setting: What is set besides.
  /// - Throws: `StudyError` for a model without moments, a number it does not have, or a start from which no
  ///   answer comes.
  public init(
    _ model: EscalationModel, matching paths: [String],
    setting: [Setting] = [], threadCount: Int,
    control: RunControl = RunControl()
  ) throws(StudyError) {
    guard !model.moments.isEmpty else {
      throw .usage("\(model.name) states no moments to be matched")
    }
    guard !paths.isEmpty, paths.count <= min(Self.numberLimit, model.moments.count) else {
      throw .usage(
        "between 1 and \(min(Self.numberLimit, model.moments.count)) numbers can be matched to "
          + "\(model.moments.count) moments, not \(paths.count)")
    }
    if let unknown = paths.first(where: { model.parameterIndex($0) == nil }) {
      throw .parameter(
        .unknown(
          path: unknown,
          hint: Spelling.suggestion(for: unknown, among: model.parameters.map(\.path))))
    }
    let fixed = Set(
      model.moments.flatMap { $0.settings + ($0.reference ?? []) }.flatMap { setting in
        model.parameterIndex(setting.path).map { index in
          [setting.path] + model.parameters[index].members.map { model.parameters[$0].path }
        } ?? []
      })
    for path in paths + setting.map(\.name) where fixed.contains(path) {
      throw .usage("'\(path)' is set by the moments of \(model.name), where it cannot be moved")
    }
    if let both = setting.first(where: { paths.contains($0.name) }) {
      throw .usage("'\(both.name)' is matched and set")
    }
    let settings = setting.map { (path: $0.name, value: $0.value) }
    let parameters = paths.compactMap { model.parameterIndex($0).map { model.parameters[$0] } }
    let scales = parameters.map { NumberScale.natural($0.rule, value: $0.number.value) }
    @Sendable func answers(_ point: [Double]) throws(StudyError) -> MomentAnswers {
      let own = zip(parameters, zip(scales, point)).map { parameter, item in
        (
          path: parameter.path,
          value: min(
            max(item.0.value(at: item.1), parameter.rule.range.lowerBound),
            parameter.rule.range.upperBound)
        )
      }
      return try MomentAnswers(model, at: settings + own, control: control)
    }
    func slopes(_ point: [Double]) throws(StudyError) -> Matrix {
      let step = 1e-4
      let shifted = point.indices.flatMap { index in
        [-step, step].map { shift -> [Double] in
          var moved = point
          moved[index] += shift
          return moved
        }
      }
      let misfits = try Parallel.map(
        shifted, threadCount: threadCount, control: control, interruption: .engine(.interrupted)
      ) { moved throws(StudyError) -> [Double] in
        defer { control.advanced(1) }
        return try answers(moved).misfits
      }
      var matrix = Matrix(rowCount: model.moments.count, columnCount: point.count)
      for index in point.indices {
        for row in model.moments.indices {
          matrix[row, index] = (misfits[2 * index + 1][row] - misfits[2 * index][row]) / (2 * step)
        }
      }
      return matrix
    }

    var point = zip(parameters, scales).map { $1.position(of: $0.number.value) }
    let start = try answers(point)
    var current = start
    var damping = 1e-3
    var isConverged = false
    var information = Matrix(rowCount: point.count, columnCount: point.count)
    for _ in 0..<Self.iterationLimit {
      let jacobian = try slopes(point)
      information = jacobian.gram()
      var gradient = Matrix(rowCount: point.count, columnCount: 1)
      for index in point.indices {
        for row in model.moments.indices {
          gradient[index, 0] -= jacobian[row, index] * current.misfits[row]
        }
      }
      var improved = false
      while damping < 1e12 {
        var damped = information
        for index in point.indices {
          damped[index, index] += damping * max(1e-12, information[index, index])
        }
        guard let step = Factorization.solvePositiveDefinite(damped, gradient) else {
          damping *= 10
          continue
        }
        let moved = point.indices.map { point[$0] + max(-1, min(1, step[$0, 0])) }
        if let found = try? answers(moved), found.distance < current.distance {
          let gain = current.distance - found.distance
          point = moved
          current = found
          damping = max(1e-12, damping / 10)
          improved = gain > 1e-12 * max(1, found.distance)
          break
        }
        if control.isInterrupted() { throw .engine(.interrupted) }
        damping *= 10
      }
      guard improved else {
        isConverged = true
        break
      }
    }
    let covariance = Factorization.inversePositiveDefinite(information)
    structure = model.structure
    numbers = point.indices.map { index in
      let after = scales[index].value(at: point[index])
      let variance = covariance?[index, index]
      return Number(
        path: parameters[index].path, before: parameters[index].number.value, after: after,
        standardError: variance.map { $0.squareRoot() * scales[index].slope(at: after) })
    }
    before = start
    after = current
    self.isConverged = isConverged
    moments = model.moments
  }
}

extension NumberScale {
  /// The natural scale of a number under a rule: as it is, or where its value lies inside, its logarithm or logit.
  static func natural(_ rule: NumberRule, value: Double) -> NumberScale {
    switch rule {
    case .logit: .identity
    case .openProbability: .logit
    case .unitInterval: value > 0 && value < 1 ? .logit : .identity
    case .meanDays, .positive: .log
    case .nonnegative, .strength, .count: value > 0 ? .log : .identity
    }
  }

  /// How much the number changes for a small step on the scale.
  func slope(at value: Double) -> Double {
    switch self {
    case .identity: 1
    case .log: value
    case .logit: value * (1 - value)
    }
  }
}
