import Foundation
import LinearAlgebra

/// The likelihood of a multinomial logit, on covariates that are centred and scaled inside.
struct LogitProblem {
  private let observations: MultinomialLogit.Observations
  /// Shape `[observation, covariate]`.
  private let scaled: Matrix
  private let centres: [Double]
  private let scales: [Double]
  /// The column of ones, if there is one; only then are the others centred.
  private let constant: Int?

  private var covariateCount: Int { scaled.columnCount }
  private var freeCount: Int { observations.categoryCount - 1 }
  private var parameterCount: Int { covariateCount * freeCount }

  /// The value and derivatives at a point.
  struct Point {
    let logLikelihood: Double
    let gradient: [Double]
    let information: Matrix
    /// Shape `[observation × free category]`.
    let probabilities: [Double]
  }

  init(_ observations: MultinomialLogit.Observations) throws(CalibrationError) {
    self.observations = observations
    let x = observations.covariates
    let (n, k) = (x.rowCount, x.columnCount)
    guard n > 0, observations.categoryCount > 1, k > 0 else {
      throw .unfit("a logit needs observations, two categories and a covariate")
    }
    for category in 0..<observations.categoryCount
    where !zip(observations.outcomes, observations.counts).contains(where: {
      $0.0 == category && $0.1 > 0
    }) {
      throw .unfit("category \(category) was never seen")
    }
    let weight = observations.counts.reduce(0, +)
    var (centres, scales) = ([Double](repeating: 0, count: k), [Double](repeating: 1, count: k))
    var constant: Int?
    for column in 0..<k {
      let values = (0..<n).map { x[$0, column] }
      guard values.allSatisfy(\.isFinite) else { throw .unfit("a covariate is not finite") }
      if values.allSatisfy({ $0 == values[0] }) {
        guard values[0] != 0, constant == nil else {
          throw .unfit("covariate \(column + 1) does not vary")
        }
        constant = column
        continue
      }
      let mean =
        zip(values, observations.counts).reduce(0) { $0 + $1.0 * $1.1 } / weight
      let square = zip(values, observations.counts).reduce(0) {
        $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1
      }
      (centres[column], scales[column]) = (mean, (square / weight).squareRoot())
    }
    if constant == nil { centres = [Double](repeating: 0, count: k) }
    var scaled = x
    for row in 0..<n {
      for column in 0..<k where column != constant {
        scaled[row, column] = (x[row, column] - centres[column]) / scales[column]
      }
    }
    self.scaled = scaled
    self.centres = centres
    self.scales = scales
    self.constant = constant
  }

  /// The log-likelihood and its derivatives.
  func evaluate(_ parameters: [Double]) -> Point {
    let (k, free, p) = (covariateCount, freeCount, parameterCount)
    var logLikelihood = 0.0
    var gradient = [Double](repeating: 0, count: p)
    var information = Matrix(rowCount: p, columnCount: p)
    var probabilities = [Double](repeating: 0, count: scaled.rowCount * free)
    for row in 0..<scaled.rowCount {
      let count = observations.counts[row]
      guard count > 0 else { continue }
      var logits = [0.0]
      for category in 0..<free {
        var sum = 0.0
        for column in 0..<k { sum += parameters[category * k + column] * scaled[row, column] }
        logits.append(sum)
      }
      let total = LadderLikelihood.logSum(logits)
      logLikelihood += count * (logits[observations.outcomes[row]] - total)
      for a in 0..<free {
        let pa = exp(logits[a + 1] - total)
        probabilities[row * free + a] = pa
        let rest = (observations.outcomes[row] == a + 1 ? 1 : 0) - pa
        for column in 0..<k { gradient[a * k + column] += count * rest * scaled[row, column] }
      }
      for a in 0..<free {
        let pa = probabilities[row * free + a]
        for b in 0..<free {
          let v = count * ((a == b ? pa : 0) - pa * probabilities[row * free + b])
          for i in 0..<k {
            let vi = v * scaled[row, i]
            for j in 0..<k {
              information.elements[(a * k + i) * p + b * k + j] += vi * scaled[row, j]
            }
          }
        }
      }
    }
    return Point(
      logLikelihood: logLikelihood, gradient: gradient, information: information,
      probabilities: probabilities)
  }

  /// The maximum with a penalty.
  func climb(
    _ penalty: MultinomialLogit.Penalty, goesOn: (String) -> Bool
  ) -> NewtonAscent.Summit {
    var ascent = NewtonAscent()
    ascent.iterationLimit = 100
    ascent.tolerance = 1e-20
    // Covariates that say nearly the same have large coefficients.
    ascent.longestStep = 1e9
    func step(_ iteration: Int, _ value: Double) -> Bool {
      goesOn("step \(iteration), log-likelihood \(FitControl.shown(value))")
    }
    let start = [Double](repeating: 0, count: parameterCount)
    switch penalty {
    case .none:
      return ascent.climb(
        from: start,
        {
          let point = evaluate($0)
          return (point.logLikelihood, point.gradient, point.information)
        }, step: step)
    case .firth:
      return ascent.climb(from: start, penalised, step: step)
    }
  }

  /// Firth's penalised likelihood: value, score, and the information that steps are taken with.
  private func penalised(_ parameters: [Double]) -> NewtonAscent.Surface {
    let point = evaluate(parameters)
    let (k, free, p) = (covariateCount, freeCount, parameterCount)
    guard let inverse = Factorization.inversePositiveDefinite(point.information),
      let (values, _) = try? Factorization.symmetricEigen(point.information)
    else { return (-.infinity, point.gradient, point.information) }
    let penalty = 0.5 * values.reduce(0) { $0 + log(max($1, 1e-300)) }
    var gradient = point.gradient
    for row in 0..<scaled.rowCount {
      let count = observations.counts[row]
      guard count > 0 else { continue }
      // h[a, b] = x' I^-1[a, b] x.
      var h = [Double](repeating: 0, count: free * free)
      for a in 0..<free {
        for b in 0..<free {
          var sum = 0.0
          for i in 0..<k {
            for j in 0..<k {
              sum += scaled[row, i] * inverse.elements[(a * k + i) * p + b * k + j] * scaled[row, j]
            }
          }
          h[a * free + b] = sum
        }
      }
      let probabilities = point.probabilities[(row * free)..<((row + 1) * free)].map { $0 }
      for c in 0..<free {
        var sum = 0.0
        for a in 0..<free {
          for b in 0..<free {
            let (pa, pb, pc) = (probabilities[a], probabilities[b], probabilities[c])
            let (ac, bc) = (a == c ? 1.0 : 0, b == c ? 1.0 : 0)
            var slope = -pa * pb * (ac + bc - 2 * pc)
            if a == b { slope += pa * (ac - pc) }
            sum += slope * h[a * free + b]
          }
        }
        for column in 0..<k { gradient[c * k + column] += 0.5 * count * sum * scaled[row, column] }
      }
    }
    return (point.logLikelihood + penalty, gradient, point.information)
  }

  /// Whether a climb without penalty ran off: along some direction the information has vanished that was there at
  /// the start. Covariates that say nearly the same have little of it in both places.
  ///
  /// - Source: the sign of Albert and Anderson (1984): where categories are separated, the likelihood rises for
  ///   ever along some direction.
  func isSeparated(_ summit: NewtonAscent.Summit) -> Bool {
    let n = parameterCount
    let before = evaluate([Double](repeating: 0, count: n)).information
    guard let factor = Factorization.choleskyFactor(before) else { return false }
    let after = evaluate(summit.parameters).information
    // L⁻¹ I L⁻ᵀ: the information of each direction in units of what it was.
    var half = after
    Self.solveLower(factor, &half)
    var turned = Matrix(rowCount: n, columnCount: n)
    for row in 0..<n {
      for column in 0..<n { turned[row, column] = half[column, row] }
    }
    Self.solveLower(factor, &turned)
    guard let (values, _) = try? Factorization.symmetricEigen(turned), let low = values.first
    else { return false }
    return low < 1e-7
  }

  /// Replaces the columns of a matrix by the solutions for a lower factor.
  private static func solveLower(_ factor: Matrix, _ columns: inout Matrix) {
    for column in 0..<columns.columnCount {
      for row in 0..<factor.rowCount {
        var rest = columns[row, column]
        for k in 0..<row { rest -= factor[row, k] * columns[k, column] }
        columns[row, column] = rest / factor[row, row]
      }
    }
  }

  /// The largest over the smallest eigenvalue of the information at the start, each coefficient scaled to unit
  /// information; and the two covariates that weigh most in the weakest direction.
  func collinearity() -> (condition: Double, covariates: [Int])? {
    let n = parameterCount
    var scaled = evaluate([Double](repeating: 0, count: n)).information
    let roots = (0..<n).map { max(scaled[$0, $0], 1e-300).squareRoot() }
    for i in 0..<n {
      for j in 0..<n { scaled[i, j] /= roots[i] * roots[j] }
    }
    guard let (values, vectors) = try? Factorization.symmetricEigen(scaled), let low = values.first,
      let high = values.last
    else { return nil }
    var weights = [Double](repeating: 0, count: covariateCount)
    for i in 0..<n { weights[i % covariateCount] += vectors[i, 0] * vectors[i, 0] }
    let order = weights.indices.sorted { weights[$0] > weights[$1] }
    return (low > 0 ? high / low : .infinity, Array(order.prefix(2)))
  }

  /// The coefficients of the covariates as they were given.
  func original(_ parameters: [Double]) -> Matrix {
    let transform = self.transform
    return transform.multiplied(
      by: Matrix(rowCount: parameterCount, columnCount: 1, elements: parameters)
    ).elements.withUnsafeBufferPointer {
      Matrix(rowCount: freeCount, columnCount: covariateCount, elements: Array($0))
    }
  }

  /// Their covariance.
  func originalCovariance(_ covariance: Matrix) -> Matrix {
    let transform = self.transform
    var transposed = transform
    for i in 0..<parameterCount {
      for j in 0..<parameterCount { transposed[i, j] = transform[j, i] }
    }
    return transform.multiplied(by: covariance).multiplied(by: transposed)
  }

  /// From scaled coefficients to those of the covariates as they were given.
  private var transform: Matrix {
    let k = covariateCount
    var result = Matrix(rowCount: parameterCount, columnCount: parameterCount)
    for category in 0..<freeCount {
      for column in 0..<k {
        let index = category * k + column
        result[index, index] = 1 / scales[column]
        if let constant, column != constant {
          let one = observations.covariates[0, constant]
          result[category * k + constant, index] = -centres[column] / scales[column] / one
        }
      }
    }
    return result
  }

  /// The covariance with clusters on both sides; nil without clusters.
  func clusteredCovariance(
    _ parameters: [Double], inverse: Matrix
  ) -> (covariance: Matrix, clusterCount: Int)? {
    guard let clusters = observations.clusters else { return nil }
    let point = evaluate(parameters)
    let (k, free, p) = (covariateCount, freeCount, parameterCount)
    var sums: [Int: [Double]] = [:]
    for row in 0..<scaled.rowCount {
      var sum = sums[clusters[row]] ?? [Double](repeating: 0, count: p)
      for a in 0..<free {
        let rest =
          (observations.outcomes[row] == a + 1 ? 1 : 0) - point.probabilities[row * free + a]
        for column in 0..<k {
          sum[a * k + column] += observations.counts[row] * rest * scaled[row, column]
        }
      }
      sums[clusters[row]] = sum
    }
    let count = sums.count
    guard count > 1 else { return nil }
    var middle = Matrix(
      rowCount: count, columnCount: p,
      elements: sums.sorted { $0.key < $1.key }.flatMap(\.value)
    ).gram()
    let correction = Double(count) / Double(count - 1)
    for index in middle.elements.indices { middle.elements[index] *= correction }
    return (inverse.multiplied(by: middle).multiplied(by: inverse), count)
  }
}
