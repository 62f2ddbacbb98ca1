import Foundation
import LinearAlgebra

/// Random-walk Metropolis chains that start around the maximum and step by its covariance.
///
/// - Source: Roberts, Gelman and Gilks (1997) for the size of the step, adapted during the first half only (Haario,
///   Saksman and Tamminen 2001); split R-hat as in Gelman et al., Bayesian Data Analysis (2013), 11.4.
struct MetropolisChains {
  /// Shape `[draw, parameter]`.
  let parameters: Matrix
  /// The largest over the parameters.
  let largestRHat: Double

  private static let chainCount = 4
  private static let stepsPerDraw = 100
  private static let fewestSteps = 4_000
  /// Chains that do not agree go on, up to so many times as long.
  private static let longestGrowth = 16
  private static let stepsPerParameter = 400

  init(
    _ target: PosteriorTarget, count: Int, draws: inout NormalDraws, control: FitControl
  ) throws(CalibrationError) {
    let n = target.centre.count
    let kept = (count + Self.chainCount - 1) / Self.chainCount
    let least = max(kept * Self.stepsPerDraw, Self.stepsPerParameter * n, Self.fewestSteps)
    var growth = 1
    while true {
      var chains: [[[Double]]] = []
      for chain in 0..<Self.chainCount {
        chains.append(
          try Self.chain(
            target, steps: growth * least, draws: &draws,
            control: control.at("chain \(chain + 1) of \(Self.chainCount)")))
      }
      let rHat = (0..<n).map { index in Self.splitRHat(chains.map { $0.map { $0[index] } }) }.max()
      if rHat ?? 1 > 1.01, growth < Self.longestGrowth {
        growth *= 2
        continue
      }
      largestRHat = rHat ?? 1
      let stride = growth * least / kept
      parameters = Matrix(
        rowCount: count, columnCount: n,
        elements: (0..<count).flatMap { draw in
          chains[draw % Self.chainCount][(draw / Self.chainCount) * stride]
        })
      return
    }
  }

  /// One chain: as many steps to adapt, which are thrown away, and as many that are kept.
  private static func chain(
    _ target: PosteriorTarget, steps: Int, draws: inout NormalDraws, control: FitControl
  ) throws(CalibrationError) -> [[Double]] {
    let n = target.centre.count
    var at = target.candidate(freedom: 6, &draws).parameters
    var density = target.logDensity(at)
    var scale = 2.38 / Double(n).squareRoot()
    var path: [[Double]] = []
    for step in 0..<(2 * steps) {
      if step % 500 == 0, !control.goesOn("step \(step) of \(2 * steps)") {
        throw control.interruption
      }
      let proposal = target.moved((0..<n).map { _ in scale * draws.next() }, from: at)
      let there = target.logDensity(proposal)
      let isTaken = log(draws.uniform()) < there - density
      if isTaken { (at, density) = (proposal, there) }
      if step < steps {
        scale *= exp((isTaken ? 0.766 : -0.234) / (1 + 0.05 * Double(step)).squareRoot() * 0.3)
      } else {
        path.append(target.likelihood.signed(at))
      }
    }
    return path
  }

  /// How much wider all halves of all chains together are than each by itself.
  static func splitRHat(_ chains: [[Double]]) -> Double {
    let halves = chains.flatMap { chain -> [ArraySlice<Double>] in
      let middle = chain.count / 2
      return [chain[..<middle], chain[middle..<(2 * middle)]]
    }
    let length = Double(halves[0].count)
    let means = halves.map { $0.reduce(0, +) / Double($0.count) }
    let spreads = zip(halves, means).map { half, mean in
      half.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (length - 1)
    }
    let centre = means.reduce(0, +) / Double(means.count)
    let between =
      length / Double(means.count - 1) * means.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let within = spreads.reduce(0, +) / Double(spreads.count)
    guard within > 0 else { return between > 0 ? .infinity : 1 }
    return (((length - 1) / length * within + between / length) / within).squareRoot()
  }
}
