import Foundation

/// Importance weights whose largest are replaced by what a generalised Pareto tail expects of them, and the shape of that
/// tail.
///
/// - Source: Vehtari et al., Pareto smoothed importance sampling (JMLR 2024); the tail is fitted as in Zhang and
///   Stephens, Technometrics 51 (2009), with the weak prior of the former.
struct ParetoSmoothing {
  /// Shape `[draw]`: weights that sum to one.
  let weights: [Double]
  /// k-hat: above 0.7 the weights are not to be trusted.
  let shape: Double

  init(logRatios: [Double]) {
    let count = logRatios.count
    let largest = logRatios.max() ?? 0
    var weights = logRatios.map { exp($0 - largest) }
    let tailCount = min(count / 5, Int((3 * Double(count).squareRoot()).rounded(.up)))
    var shape = Double.infinity
    if tailCount >= 5 {
      let order = weights.indices.sorted { weights[$0] < weights[$1] }
      let tail = order.suffix(tailCount)
      let cutoff = max(weights[order[count - tailCount - 1]], .leastNormalMagnitude)
      let excess = tail.map { weights[$0] - cutoff }
      if let last = excess.last, last > 1e-300, excess[0] < last {
        let fit = Self.fit(excess)
        shape = fit.shape
        for (rank, index) in tail.enumerated() {
          let p = (Double(rank) + 0.5) / Double(tailCount)
          let quantile =
            abs(fit.shape) < 1e-12
            ? -fit.scale * log1p(-p) : fit.scale / fit.shape * expm1(-fit.shape * log1p(-p))
          weights[index] = min(cutoff + quantile, 1)
        }
      } else {
        // All of the tail is one value: weights are even.
        shape = -Double.infinity
      }
    }
    let total = weights.reduce(0, +)
    self.weights = weights.map { $0 / total }
    self.shape = shape
  }

  /// Shape and scale of a generalised Pareto distribution, values ascending.
  private static func fit(_ values: [Double]) -> (shape: Double, scale: Double) {
    let n = Double(values.count)
    let pointCount = 30 + Int(n.squareRoot())
    let quarter = values[Int((n / 4 + 0.5).rounded(.down)) - 1]
    let last = values[values.count - 1]
    func meanLog(_ b: Double) -> Double {
      values.reduce(0) { $0 + log1p(-b * $1) } / n
    }
    let points = (1...pointCount).map { i in
      1 / last
        + (1 - (Double(pointCount) / (Double(i) - 0.5)).squareRoot()) / (3 * max(quarter, 1e-300))
    }
    let logs = points.map { b -> Double in
      let k = meanLog(b)
      return n * (log(-b / k) - k - 1)
    }
    let best = logs.max() ?? 0
    let shares = logs.map { exp($0 - best) }
    let total = shares.reduce(0, +)
    let b = zip(points, shares).reduce(0) { $0 + $1.0 * $1.1 } / total
    let k = meanLog(b)
    let scale = -k / b
    // Ten observations at one half keep the shape of a short tail from jumping.
    return ((n * k + 10 * 0.5) / (n + 10), scale)
  }
}
