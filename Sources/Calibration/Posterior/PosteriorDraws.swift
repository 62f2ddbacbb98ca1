import Foundation
import LinearAlgebra

/// Draws of the parameters of a fit from their posterior under its weak prior.
///
/// A Student t around the maximum is drawn from and weighted; where the weights say that it does not cover the
/// posterior, Markov chains take over, and where those do not agree with each other there are no draws.
public struct PosteriorDraws: Sendable {
  /// Shape `[draw, parameter]`.
  public let parameters: Matrix
  /// How they were made.
  public let method: Method

  /// How draws were made, and how far they can be trusted.
  public enum Method: Sendable, Equatable {
    /// Weighted draws from a Student t; the shape of the tail of the weights (k-hat), trusted up to 0.7.
    case importance(paretoShape: Double)
    /// Metropolis chains; the largest split R-hat over the parameters, trusted up to 1.01.
    case chains(largestRHat: Double)
  }

  /// Degrees of freedom of the Student t.
  private static let freedom = 4.0
  /// Candidates for each draw that is kept.
  private static let candidatesPerDraw = 20

  /// Draws.
  ///
  /// - Throws: `CalibrationError.unfit` for a fit that is a formula, without regular information, or whose
  ///   chains do not agree.
  /// - Complexity: Twenty evaluations of the likelihood a draw.
  /// - Source: Vehtari, Simpson, Gelman, Yao and Gabry, Pareto smoothed importance sampling (JMLR 2024);
  ///   Vehtari, Gelman, Simpson, Carpenter and Bürkner, Rank-normalization, folding, and localization
  ///   (Bayesian Analysis 2021) for the limit of R-hat.
  public init(
    _ fit: LadderFit, count: Int, seed: UInt64, number: Int = 0,
    control: FitControl = FitControl()
  ) throws(CalibrationError) {
    guard let likelihood = fit.likelihood,
      let information = likelihood.evaluate(fit.parameters, wantsInformation: true).information,
      let covariance = Factorization.inversePositiveDefinite(information),
      let factor = Factorization.choleskyFactor(covariance)
    else {
      throw .unfit("'\(fit.specification.name)' has no information to draw parameters from")
    }
    let target = PosteriorTarget(likelihood: likelihood, centre: fit.parameters, factor: factor)
    var draws = NormalDraws(seed: seed, number: number)
    let candidates = (0..<max(1000, count * Self.candidatesPerDraw)).map { _ in
      target.candidate(freedom: Self.freedom, &draws)
    }
    let smoothed = ParetoSmoothing(logRatios: candidates.map(\.logRatio))
    guard smoothed.shape > 0.7 else {
      var cumulative: [Double] = []
      for weight in smoothed.weights { cumulative.append((cumulative.last ?? 0) + weight) }
      let total = cumulative.last ?? 1
      var chosen: [Double] = []
      for _ in 0..<count {
        let place = draws.uniform() * total
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if cumulative[middle] > place { high = middle } else { low = middle + 1 }
        }
        chosen += candidates[low].parameters
      }
      parameters = Matrix(
        rowCount: count, columnCount: fit.parameters.count, elements: chosen)
      method = .importance(paretoShape: smoothed.shape)
      return
    }
    let chains = try MetropolisChains(target, count: count, draws: &draws, control: control)
    guard chains.largestRHat <= 1.01 else {
      throw .unfit(
        "the posterior of '\(fit.specification.name)' is too far from normal (k-hat "
          + "\(Fixed.text(smoothed.shape, 2))) and chains do not agree (R-hat "
          + "\(Fixed.text(chains.largestRHat, 3))): logits of moves that were never seen have no lower end under "
          + "this prior; an even one (--pseudo-spread even) or --bootstrap says more")
    }
    parameters = chains.parameters
    method = .chains(largestRHat: chains.largestRHat)
  }
}

/// The posterior around its maximum, as samplers see it.
struct PosteriorTarget {
  let likelihood: LadderLikelihood
  /// The maximum.
  let centre: [Double]
  /// The lower factor of the covariance there.
  let factor: Matrix

  /// The log posterior less that at a point that is far enough below zero not to overflow.
  func logDensity(_ parameters: [Double]) -> Double { likelihood.logPosterior(parameters) }

  /// A point from a Student t around the maximum and, where the sign of the frailty is free, around its mirror
  /// image; and the log of posterior over proposal.
  func candidate(
    freedom: Double, _ draws: inout NormalDraws
  ) -> (parameters: [Double], logRatio: Double) {
    let z = centre.indices.map { _ in draws.next() }
    let scale = (freedom / (2 * draws.gamma(shape: freedom / 2))).squareRoot()
    let point = moved(z.map { $0 * scale })
    func logStudent(_ square: Double) -> Double {
      -0.5 * (freedom + Double(centre.count)) * log1p(square / freedom)
    }
    var logProposal = logStudent(z.reduce(0) { $0 + $1 * $1 } * scale * scale)
    if let image = likelihood.mirrored(point) {
      logProposal = LadderLikelihood.logSum([logProposal, logStudent(squaredDistance(image))])
    }
    return (likelihood.signed(point), logDensity(point) - logProposal)
  }

  /// How far a point is from the maximum, in units of the covariance, squared.
  private func squaredDistance(_ point: [Double]) -> Double {
    var standard: [Double] = []
    for i in centre.indices {
      var rest = point[i] - centre[i]
      for j in 0..<i { rest -= factor[i, j] * standard[j] }
      standard.append(rest / factor[i, i])
    }
    return standard.reduce(0) { $0 + $1 * $1 }
  }

  /// The maximum, moved by a vector of standard size.
  func moved(_ z: [Double], from point: [Double]? = nil) -> [Double] {
    let n = centre.count
    var result = point ?? centre
    for i in 0..<n {
      for j in 0...i { result[i] += factor[i, j] * z[j] }
    }
    return result
  }
}
