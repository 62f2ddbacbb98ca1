import Foundation
import LinearAlgebra

/// Days between events as a mixture of geometric phases: with some weight a short one, else a long one, each
/// left with the same probability every day.
public struct GapFit: Sendable {
  /// The weight of each phase, the shortest phase first.
  public let weights: [Double]
  /// The mean days of each.
  public let meanDays: [Double]
  /// The number of gaps.
  public let count: Int
  /// The log-likelihood.
  public let logLikelihood: Double
  /// The largest distance between the fitted and the observed distribution function.
  public let distance: Double
  /// Standard errors of weight of the short phase and of the mean days, treating gaps as independent; nil
  /// where the phases cannot be told apart.
  public let standardErrors: (shortWeight: Double, meanDays: [Double])?

  /// Fits so many phases by maximum likelihood.
  ///
  /// - Parameter gaps: Days (from 1) and how often, days ascending; not empty.
  /// - Complexity: O(distinct gaps · phases) a round, a few thousand rounds.
  /// - Source: expectation and maximisation (Dempster, Laird and Rubin 1977), until a round gains less than
  ///   1e-12 of a nat.
  public init(_ gaps: [(days: Int, count: Int)], phases: Int = 2) {
    let total = gaps.reduce(0) { $0 + $1.count }
    let n = Double(total)
    // Starts at quantiles, apart from each other.
    func quantile(_ level: Double) -> Double {
      var passed = 0
      for gap in gaps {
        passed += gap.count
        if Double(passed) >= level * n { return Double(gap.days) }
      }
      return 1
    }
    var means =
      phases == 1
      ? [gaps.reduce(0) { $0 + Double($1.days * $1.count) } / n]
      : (0..<phases).map { quantile(0.25 + 0.55 * Double($0) / Double(phases - 1)) }
    means = means.map { max($0, 1.2) }
    var leaving = means.map { 1 / $0 }
    var weights = [Double](repeating: 1 / Double(phases), count: phases)
    var last = -Double.infinity
    for _ in 0..<200_000 {
      var (sum, share, days) = (
        0.0, [Double](repeating: 0, count: phases), [Double](repeating: 0, count: phases)
      )
      for gap in gaps {
        let logs = (0..<phases).map { phase in
          log(weights[phase]) + Self.logProbability(gap.days, leaving: leaving[phase])
        }
        let joint = LadderLikelihood.logSum(logs)
        sum += Double(gap.count) * joint
        for phase in 0..<phases {
          let part = Double(gap.count) * exp(logs[phase] - joint)
          share[phase] += part
          days[phase] += part * Double(gap.days)
        }
      }
      for phase in 0..<phases {
        weights[phase] = max(share[phase] / n, 1e-12)
        leaving[phase] = min(max(share[phase] / max(days[phase], 1e-300), 1e-7), 1 - 1e-9)
      }
      if sum - last < 1e-12 { break }
      last = sum
    }
    let order = (0..<phases).sorted { leaving[$0] > leaving[$1] }
    self.weights = order.map { weights[$0] }
    meanDays = order.map { 1 / leaving[$0] }
    count = total
    logLikelihood = last
    distance = Self.distance(gaps, self.weights, meanDays, n)
    let errors = phases == 2 ? Self.errors(gaps, self.weights, meanDays) : nil
    // Errors past what they are errors of say that the phases are one.
    let ordered = order.map { 1 / leaving[$0] }
    let areApart =
      errors.map { errors in
        errors.shortWeight < 0.5 && zip(errors.meanDays, ordered).allSatisfy { $0 < $1 }
      } ?? false
    standardErrors = areApart ? errors : nil
  }

  private static func logProbability(_ days: Int, leaving: Double) -> Double {
    log(leaving) + Double(days - 1) * log1p(-leaving)
  }

  private static func distance(
    _ gaps: [(days: Int, count: Int)], _ weights: [Double], _ means: [Double], _ n: Double
  ) -> Double {
    var (passed, largest) = (0.0, 0.0)
    func fitted(_ day: Int) -> Double {
      zip(weights, means).reduce(0) { $0 + $1.0 * (1 - pow(1 - 1 / $1.1, Double(day))) }
    }
    for gap in gaps {
      // Just before the step of the observed function, and on it.
      largest = max(largest, abs(fitted(gap.days - 1) - passed / n))
      passed += Double(gap.count)
      largest = max(largest, abs(fitted(gap.days) - passed / n))
    }
    return largest
  }

  /// From the outer product of the scores of weight and the two means.
  private static func errors(
    _ gaps: [(days: Int, count: Int)], _ weights: [Double], _ means: [Double]
  ) -> (shortWeight: Double, meanDays: [Double])? {
    var information = [[Double]](repeating: [0, 0, 0], count: 3)
    for gap in gaps {
      let parts = means.map { exp(logProbability(gap.days, leaving: min(1 / $0, 1 - 1e-9))) }
      let total = weights[0] * parts[0] + weights[1] * parts[1]
      var score = [(parts[0] - parts[1]) / total, 0, 0]
      for phase in 0..<2 {
        let leaving = min(1 / means[phase], 1 - 1e-9)
        let slope = 1 / leaving - Double(gap.days - 1) / (1 - leaving)
        // d leaving / d mean = -1 / mean².
        score[phase + 1] = -weights[phase] * parts[phase] * slope * leaving * leaving / total
      }
      for i in 0..<3 {
        for j in 0..<3 { information[i][j] += Double(gap.count) * score[i] * score[j] }
      }
    }
    let matrix = Matrix(rowCount: 3, columnCount: 3, elements: information.flatMap { $0 })
    guard let inverse = Factorization.inversePositiveDefinite(matrix) else { return nil }
    let roots = (0..<3).map { inverse[$0, $0].squareRoot() }
    return (roots[0], [roots[1], roots[2]])
  }
}
