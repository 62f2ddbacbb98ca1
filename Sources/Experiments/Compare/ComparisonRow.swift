import Escalation

/// What one combination of measures does to the risk of one rung under one structure.
struct ComparisonRow: Sendable {
  let combination: Comparison.Combination
  let measures: [Measure]
  let structure: String?
  let rung: Int
  let baseline: Double
  let risk: Double
  /// Over the draws; nil where the combination was not followed over them.
  let range: Range?
  /// The share of what all measures do together; nil where every combination would be needed.
  let shapleyShare: Double?
  let mechanisms: Mechanisms?
  /// 1 for the measures that nothing else is known to beat; nil for combinations.
  let tier: Int?

  /// What the draws say of the change that the combination makes.
  struct Range: Sendable {
    let difference: ClosedRange<Double>
    let ratio: ClosedRange<Double>
    /// The share of the draws in which the risk rises.
    let harm: Double
    /// How many independent draws they are worth.
    let worth: Double
  }

  var difference: Double { risk - baseline }

  /// nil where there is no risk to begin with.
  var ratio: Double? { baseline > 0 ? risk / baseline : nil }

  /// How many incidents, or years, one fewer takes; negative where there would be one more.
  var numberNeeded: Double? { difference == 0 ? nil : -1 / difference }
}

extension Comparison {
  /// A change smaller than this, relative to the risk, is the rounding of two solutions.
  static let rounding = 1e-11

  /// The rows of a result: by structure, rung and combination.
  func rows(_ result: ComparisonAnswers) -> [ComparisonRow] {
    let order = rungs.indices.map { tiers(result, rung: $0) }
    return result.structures.flatMap { structure -> [ComparisonRow] in
      rungs.indices.flatMap { index -> [ComparisonRow] in
        let baseline = structure.central[.baseline]?[index] ?? 0
        let shares = shapleyShares(structure, rung: index)
        return rows.map { combination in
          let alone = measures.indices.first {
            self.alone($0) == combination && combination != .baseline
          }
          return ComparisonRow(
            combination: combination, measures: members(combination),
            structure: structure.structure, rung: rungs[index], baseline: baseline,
            risk: structure.central[combination]?[index] ?? baseline,
            range: range(structure, combination, rung: index),
            shapleyShare: alone.flatMap { alone in shares.map { $0[alone] } },
            mechanisms: structure.mechanisms[combination]?[index],
            tier: alone.flatMap { order[index]?[$0] })
        }
      }
    }
  }

  private func range(
    _ structure: StructureComparison, _ combination: Combination, rung: Int
  ) -> ComparisonRow.Range? {
    let pairs = structure.pairs(combination, rung: rung)
    guard combination != .baseline, !pairs.isEmpty else { return nil }
    let differences = WeightedSample(
      pairs.map { $0.risk - $0.base }, weights: structure.weights)
    let ratios = WeightedSample(
      pairs.map { $0.base > 0 ? $0.risk / $0.base : 1 }, weights: structure.weights)
    let total = structure.weights.reduce(0, +)
    var harm = 0.0
    for (pair, weight) in zip(pairs, structure.weights)
    where pair.risk > pair.base * (1 + Self.rounding) { harm += weight }
    return .init(
      difference: differences.centralRange(confidence), ratio: ratios.centralRange(confidence),
      harm: harm / total,
      worth: min(structure.drawWorth, Double(drawCount)))
  }

  /// Each measure's share of what all do together: shape `[measure]`.
  private func shapleyShares(_ structure: StructureComparison, rung: Int) -> [Double]? {
    guard wantsShapley, let base = structure.central[.baseline]?[rung],
      let together = structure.central[self.together]?[rung], together != base
    else { return nil }
    return ShapleyShare.contributions(count: measures.count) { bits in
      (structure.central[Combination(bits: bits)]?[rung] ?? base) - base
    }.map { $0 / (together - base) }
  }

  /// The tier of each measure alone, best first: a tier ends where every one of its members beats the next
  /// measure in a share of the draws that reaches the confidence, under every structure. nil without draws.
  func tiers(_ result: ComparisonAnswers, rung: Int) -> [Int]? {
    guard drawCount > 0 else { return nil }
    func worth(_ measure: Int) -> Double {
      result.structures.reduce(0) { $0 + ($1.central[alone(measure)]?[rung] ?? 0) }
    }
    let order = measures.indices.sorted { (worth($0), $0) < (worth($1), $1) }
    var tiers = [Int](repeating: 1, count: measures.count)
    var current: [Int] = []
    var tier = 1
    for measure in order {
      if !current.isEmpty,
        current.allSatisfy({ beats($0, measure, result, rung: rung) })
      {
        tier += 1
        current = []
      }
      current.append(measure)
      tiers[measure] = tier
    }
    return tiers
  }

  /// Whether one measure alone lowers the risk more than another, as surely as the confidence asks.
  private func beats(_ a: Int, _ b: Int, _ result: ComparisonAnswers, rung: Int) -> Bool {
    result.structures.allSatisfy { structure in
      guard let first = structure.overDraws[alone(a)], let second = structure.overDraws[alone(b)]
      else { return false }
      var won = 0.0
      for (pair, weight) in zip(zip(first, second), structure.weights)
      where pair.0[rung] < pair.1[rung] * (1 - Self.rounding) { won += weight }
      return won >= confidence * structure.weights.reduce(0, +)
    }
  }
}
