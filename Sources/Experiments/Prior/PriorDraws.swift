import Escalation
import RandomStreams

/// Draws of everything that is not known of a model's numbers: the outer loop of a study.
///
/// Each number with a range or a standard error follows its ``PriorLaw``, independent of all others;
/// numbers without one stay as they are stated, and so does whatever a setting fixes. A draw is a function of
/// seed, path of the parameter and number of the draw alone: the first draws of many are those of few, and a
/// further parameter changes none of the others.
///
/// What would break a rule between parameters (a short phase above the long one, a row of probabilities
/// beyond one) is drawn anew as a whole, under a counted index, so that the law is that of independent
/// numbers given the rules. In a row of stated probabilities those without a spread make room in proportion,
/// as for settings; where all of a row have one, `hold`, or the first that is not fixed, is not drawn and
/// takes the rest.
///
/// - Stability: portable.
public struct PriorDraws: Sendable {
  /// The most draws.
  public static let countLimit = 1_000_000
  /// How often a draw may break a rule: what an address holds.
  private static let attemptLimit = 256

  /// Shape `[draw]`: all parameters, ready to be compiled.
  public let values: [ParameterValues]
  /// Shape `[draw]`: how much each draw counts; all 1 unless set by ``weighted(by:)``.
  public let weights: [Double]
  /// The indices of the parameters that were drawn, ascending.
  public let drawn: [Int]
  /// How many draws broke a rule and were drawn anew.
  public let redrawCount: Int
  private let fixed: [(path: String, value: Double)]
  private let paths: [String]
  /// Shape `[draw][drawn parameter]`.
  private let numbers: [[Double]]

  /// Draws.
  ///
  /// - Parameters:
  ///   - count: How many, from 1 to ``countLimit``.
  ///   - seed: The root of all draws.
  ///   - settings: Parameters that are fixed at a value, and not drawn.
  /// - Throws: `StudyError.parameter` for a setting that the model refuses;
  ///   `StudyError.unanswerable` where the ranges leave no room between the rules.
  /// - Complexity: O(count · parameters).
  public init(
    _ model: EscalationModel, count: Int, seed: UInt64,
    fixing settings: [(path: String, value: Double)] = []
  ) throws(StudyError) {
    precondition(count >= 1 && count <= Self.countLimit, "from 1 to a million draws")
    do { _ = try model.values(setting: settings) } catch { throw .parameter(error) }
    let named = settings.compactMap { model.parameterIndex($0.path) }
    // A level that is set for both sides is set for each.
    let fixedIndices = Set(named + named.flatMap { model.parameters[$0].members })
    let laws = model.parameters.enumerated().map { index, parameter in
      fixedIndices.contains(index) || !parameter.isStated ? nil : PriorLaw(parameter)
    }
    var isDrawn = laws.map { $0 != nil }
    for row in model.probabilityRows
    where row.allSatisfy({ isDrawn[$0] || fixedIndices.contains($0) }) {
      if let rest = row.first(where: { isDrawn[$0] }) { isDrawn[rest] = false }
    }
    let sources = laws.enumerated().compactMap { index, law in
      law.flatMap { isDrawn[index] ? Source($0, model.parameters[index].path, seed) : nil }
    }
    drawn = isDrawn.indices.filter { isDrawn[$0] }
    paths = sources.map(\.path)
    fixed = settings

    var values: [ParameterValues] = []
    var numbers: [[Double]] = []
    var redrawCount = 0
    for draw in 0..<count {
      var broken: ParameterError?
      for attempt in 0..<Self.attemptLimit {
        let candidate = sources.map { $0.number(draw: draw, attempt: attempt) }
        do {
          values.append(
            try model.values(
              setting: settings + zip(sources, candidate).map { ($0.path, $1) }))
          numbers.append(candidate)
          broken = nil
          break
        } catch {
          broken = error
          redrawCount += 1
        }
      }
      if let broken {
        throw .unanswerable(
          "draw \(draw) of the parameters broke a rule \(Self.attemptLimit) times, the last time: "
            + "\(broken.description); narrow the ranges, or --set what they are about")
      }
    }
    self.values = values
    self.numbers = numbers
    self.redrawCount = redrawCount
    weights = [Double](repeating: 1, count: count)
  }

  /// Where the numbers of one parameter come from.
  private struct Source {
    let law: PriorLaw
    let path: String
    let address: StreamAddress

    init(_ law: PriorLaw, _ path: String, _ seed: UInt64) {
      self.law = law
      self.path = path
      address = StreamAddress(seed: seed, scenarioKey: stableHash(path.utf8))
    }

    func number(draw: Int, attempt: Int) -> Double {
      let word = address.words(trajectory: draw, purpose: .prior, index: UInt32(attempt)).0
      // 52 bits in the middle of their cell: never 0 and never 1.
      return law.quantile((Double(word >> 12) + 0.5) * 0x1p-52)
    }
  }

  private init(_ draws: PriorDraws, keeping kept: [Int], weights: [Double]) {
    values = kept.map { draws.values[$0] }
    drawn = draws.drawn
    redrawCount = draws.redrawCount
    fixed = draws.fixed
    paths = draws.paths
    numbers = kept.map { draws.numbers[$0] }
    self.weights = weights
  }

  /// The same draws, each counting as much as a weight says.
  ///
  /// - Parameter weights: Shape `[draw]`: finite, not negative, not all zero; their scale is of no matter.
  public func weighted(by weights: [Double]) -> PriorDraws {
    precondition(weights.count == values.count, "one weight for each draw")
    precondition(
      weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 },
      "weights are finite and not negative, and some count")
    return PriorDraws(self, keeping: Array(values.indices), weights: weights)
  }

  /// Those of the draws that were chosen, each counting as often as it was.
  ///
  /// - Parameter copies: Shape `[draw]`: how often each was chosen; some were.
  public func chosen(_ copies: [Int]) -> PriorDraws {
    precondition(copies.count == values.count, "a count for each draw")
    precondition(copies.contains { $0 > 0 }, "some draw is chosen")
    let kept = copies.indices.filter { copies[$0] > 0 }
    return PriorDraws(self, keeping: kept, weights: kept.map { Double(copies[$0]) })
  }

  /// How many draws of equal weight would tell as much.
  public var effectiveCount: Double { WeightedSample.effectiveCount(weights) }

  /// What sets a model to a draw: what was fixed, and what was drawn. Further settings may follow, of
  /// parameters that are in neither.
  public func settings(_ draw: Int) -> [(path: String, value: Double)] {
    fixed + zip(paths, numbers[draw]).map { ($0, $1) }
  }
}
