import Synchronization

/// Gauss quadrature for the standard normal distribution.
///
/// - Stability: portable: nodes decide which classes are simulated.
public enum GaussHermite {
  /// The largest number of nodes offered; beyond it weights underflow nothing useful is gained.
  public static let nodeLimit = 64

  /// Rules that were asked for: a sweep asks for the same one at every point.
  private static let known = Mutex<[Int: (nodes: [Double], weights: [Double])]>([:])

  /// Nodes in ascending order and weights that sum to one, for the standard normal density.
  ///
  /// Roots of one degree separate those of the next, so bisection between them finds all.
  ///
  /// - Complexity: O(count³) the first time, O(1) then.
  /// - Source: Abramowitz and Stegun 25.4.46 and 22.7.14, in the probabilists' normalisation.
  public static func rule(count: Int) -> (nodes: [Double], weights: [Double]) {
    precondition(count >= 1 && count <= nodeLimit, "between 1 and \(nodeLimit) nodes")
    if let rule = known.withLock({ $0[count] }) { return rule }
    let rule = computed(count: count)
    known.withLock { $0[count] = rule }
    return rule
  }

  private static func computed(count: Int) -> (nodes: [Double], weights: [Double]) {
    var roots: [Double] = [0]
    var degree = 1
    while degree < count {
      degree += 1
      // All roots lie within 2 sqrt(degree).
      let edge = 2 * Double(degree).squareRoot()
      let limits = [-edge] + roots + [edge]
      roots = (0..<degree).map { root(degree: degree, low: limits[$0], high: limits[$0 + 1]) }
    }
    // Exactly symmetric, so that odd moments vanish to the last bit.
    for i in 0..<(count / 2) {
      let size = (roots[count - 1 - i] - roots[i]) / 2
      roots[i] = -size
      roots[count - 1 - i] = size
    }
    if count % 2 == 1 { roots[count / 2] = 0 }
    // w = 1 / (n h_{n-1}(x)^2) with orthonormal h.
    let raw = roots.map { node -> Double in
      let value = orthonormal(degree: count - 1, at: node)
      return 1 / (Double(count) * value * value)
    }
    let total = raw.reduce(0, +)
    return (roots, raw.map { $0 / total })
  }

  /// h_n with h_0 = 1 and sqrt(n) h_n = x h_{n-1} - sqrt(n-1) h_{n-2}.
  private static func orthonormal(degree: Int, at x: Double) -> Double {
    var previous = 0.0
    var value = 1.0
    for n in stride(from: 1, through: degree, by: 1) {
      let next = (x * value - Double(n - 1).squareRoot() * previous) / Double(n).squareRoot()
      (previous, value) = (value, next)
    }
    return value
  }

  private static func root(degree: Int, low: Double, high: Double) -> Double {
    var (low, high) = (low, high)
    let rising = orthonormal(degree: degree, at: high) > 0
    while true {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { return middle }
      if (orthonormal(degree: degree, at: middle) > 0) == rising {
        high = middle
      } else {
        low = middle
      }
    }
  }
}
