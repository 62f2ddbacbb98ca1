import LinearAlgebra

/// How well the data hold the parameters of a fit, in numbers and in words.
public struct Identifiability: Sendable {
  /// The largest over the smallest eigenvalue of the information, each parameter scaled to unit information.
  public let condition: Double
  /// The share of the weakest direction's information that the prior brings.
  public let priorShare: Double
  /// How many logits of moves that were never seen are left out of this: only the prior holds them.
  public let unseenCount: Int
  /// The parameters that make up the weakest direction, the heaviest first, and their weights in it.
  public let weakest: [(name: String, weight: Double)]

  /// A condition from which the weakest direction is worth a word.
  public static let poorCondition = 1e4

  /// What the information of a fit says; nil where the answer is a formula.
  ///
  /// - Source: Rothenberg (1971): parameters are locally identified where the information is regular.
  public init?(_ fit: LadderFit) {
    guard let likelihood = fit.likelihood, !fit.parameters.isEmpty,
      let information = likelihood.evaluate(fit.parameters, wantsInformation: true).information
    else { return nil }
    // What was never seen is held by the prior alone; it is told apart from the rest by its count, and listed.
    let parameters = fit.fittedParameters
    let seen = parameters.indices.filter {
      if case .move(_, _, 0, _) = parameters[$0].meaning { false } else { true }
    }
    unseenCount = parameters.count - seen.count
    let n = seen.count
    let scales = seen.map { max(information[$0, $0], 1e-300).squareRoot() }
    var scaled = Matrix(rowCount: n, columnCount: n)
    for i in 0..<n {
      for j in 0..<n { scaled[i, j] = information[seen[i], seen[j]] / (scales[i] * scales[j]) }
    }
    guard let (values, vectors) = try? Factorization.symmetricEigen(scaled), let low = values.first,
      let high = values.last
    else { return nil }
    condition = low > 0 ? high / low : .infinity
    let direction = (0..<n).map { vectors[$0, 0] }
    weakest = direction.enumerated()
      .sorted { abs($0.element) > abs($1.element) }.prefix(4)
      .filter { abs($0.element) > 0.1 }
      .map { (parameters[seen[$0.offset]].name, $0.element) }
    // The prior's own information along the same direction.
    let step = zip(direction, scales).map { $0 / $1 }
    let priorInformation = likelihood.priorInformation(fit.parameters)
    var (fromPrior, total) = (0.0, 0.0)
    for i in 0..<n {
      for j in 0..<n {
        fromPrior += step[i] * priorInformation[seen[i], seen[j]] * step[j]
        total += step[i] * information[seen[i], seen[j]] * step[j]
      }
    }
    priorShare = total > 0 ? min(max(fromPrior / total, 0), 1) : 1
  }

  /// One sentence.
  public var sentence: String {
    let parts = weakest.map { "\($0.name)" }.joined(separator: ", ")
    let share = Int((100 * priorShare).rounded())
    let verdict =
      condition >= Self.poorCondition || priorShare > 0.5
      ? "some parameters are hardly told apart" : "the data tell the parameters apart"
    let rest =
      unseenCount == 0
      ? "" : ", beside \(unseenCount) of moves never seen, which only the weak prior holds"
    return
      "Identifiability: \(verdict)\(rest) (condition \(Self.rounded(condition))); the weakest direction is "
      + "\(parts), of whose information the weak prior brings \(share) %."
  }

  private static func rounded(_ value: Double) -> String {
    guard value.isFinite else { return "infinite" }
    return value < 100 ? String(Int(value.rounded())) : Fixed.scientific(value)
  }
}
